import type { AnswerEntry } from '../../sample-data/answers/answer.ts';
import type { Row } from '../../terminal/row.ts';
import { countOf } from '../../terminal/wording.ts';

/** Needed for quotients only, which may differ in the last bits. Sums of integers are exact. */
const RELATIVE_TOLERANCE = 1e-12;

/**
 * Compares a query's rows with the answer sheet, row by row and column by column.
 * @returns the first difference as a sentence; null if there is none
 */
export function difference(answer: AnswerEntry, rows: readonly Row[]): string | null {
  const columns = Object.keys(rows[0] ?? {});
  if (rows.length > 0 && columns.join() !== answer.columns.join()) {
    return `${answer.query} has the columns ${columns.join(', ')}, expected ${answer.columns.join(', ')}`;
  }
  for (const [i, expected] of answer.rows.entries()) {
    const row = rows[i];
    if (!row) break;
    for (const [column, value] of expected.entries()) {
      const name = answer.columns[column]!;
      if (!isEqual(row[name], value)) {
        return `${answer.query}, row ${i + 1}, ${name}: ${row[name]}, expected ${value}`;
      }
    }
  }
  if (rows.length === answer.rows.length) return null;
  return `${answer.query} has ${countOf(rows.length, 'row')}, expected ${answer.rows.length}`;
}

function isEqual(found: unknown, expected: unknown): boolean {
  if (typeof found !== 'number' || typeof expected !== 'number') return found === expected;
  const tolerance = RELATIVE_TOLERANCE * Math.max(Math.abs(found), Math.abs(expected));
  return Math.abs(found - expected) <= tolerance;
}
