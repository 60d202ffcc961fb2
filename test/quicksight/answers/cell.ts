import { dayText, sqlTimestamp } from '../../../sample-data/generator/clock.ts';
import type { Value } from '../expressions/value.ts';

/** A cell of a table: moments as `2026-10-17 09:30:00`, at midnight as `2026-10-17`. */
export type Cell = string | number | null;

/** Epoch seconds as a cell. */
export function momentCell(seconds: number | null): Cell {
  if (seconds === null) return null;
  return seconds % 86_400 === 0 ? dayText(seconds / 86_400) : sqlTimestamp(seconds);
}

/** A day since 1970-01-01 as a cell. */
export function dayCell(day: number | null): Cell {
  return day === null ? null : dayText(day);
}

/** A value of the evaluator as a cell; moments of the centre are whole seconds. */
export function cellOf(value: Value): Cell {
  if (value instanceof Date) return momentCell(value.getTime() / 1000);
  if (typeof value === 'boolean') throw new Error('a visual has a condition as a figure');
  return value;
}
