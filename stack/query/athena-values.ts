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
 * Converts a row to the values that the laptop's engine gives: a number becomes a number if JavaScript
 * can hold it exactly and text otherwise, a time becomes `2026-11-23 14:05:09`, a missing value null.
 * @param texts in the order of the columns; undefined for a missing value
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

/** NaN and infinity stay text, since JSON has no numbers for them. */
function fraction(text: string): Value {
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return Math.abs(number) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(text) ? text : number;
}

function dropZeros(_all: string, seconds: string, digits: string): string {
  return digits === '' ? seconds : `${seconds}.${digits}`;
}
