import type { Unit } from '../expressions/functions.ts';
import type { DateGranularity } from './definition.ts';

const UNITS: Readonly<Record<DateGranularity, Unit>> = {
  YEAR: 'YYYY',
  QUARTER: 'Q',
  MONTH: 'MM',
  WEEK: 'WK',
  DAY: 'DD',
  HOUR: 'HH',
  MINUTE: 'MI',
  SECOND: 'SS',
  MILLISECOND: 'MS',
};

/** The unit of the expressions for a granularity of the definition. */
export function unitOf(granularity: DateGranularity): Unit {
  return UNITS[granularity];
}
