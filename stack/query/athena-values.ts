import type { Row } from '../../terminal/row.ts';

/** A column of a result: Athena's API reference, "ColumnInfo". */
export interface AthenaColumn {
  readonly name: string;
  /** `bigint`, `decimal`, `timestamp with time zone`… */
  readonly type: string;
}

type Value = Row[string];

const WHOLE = new Set(['tinyint', 'smallint', 'integer', 'int', 'bigint']);
const FRACTIONS = new Set(['real', 'float', 'double', 'decimal']);

/**
 * A row as the laptop's engine gives it: numbers are numbers as far as JavaScript counts exactly and
 * text beyond, times `2026-11-23 14:05:09`, nothing is null.
 * @param texts in the order of the columns; undefined for null
 */
export function rowOf(
  columns: readonly AthenaColumn[],
  texts: readonly (string | undefined)[],
): Row {
  return Object.fromEntries(columns.map(({ name, type }, i) => [name, typed(type, texts[i])]));
}

function typed(type: string, text: string | undefined): Value {
  if (text === undefined) return null;
  if (WHOLE.has(type)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (FRACTIONS.has(type)) return fraction(text);
  if (type === 'boolean') return text === 'true';
  // `2026-11-23 14:05:09.000` in Athena, without the zeros in DuckDB.
  if (type.startsWith('timestamp')) return text.replace(/(:\d\d)\.(\d*?)0*(?!\d)/, dropZeros);
  return text;
}

/** NaN and infinity have no number in JSON. */
function fraction(text: string): Value {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return Math.abs(number) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(text) ? text : number;
}

function dropZeros(_all: string, seconds: string, digits: string): string {
  return digits === '' ? seconds : `${seconds}.${digits}`;
}
