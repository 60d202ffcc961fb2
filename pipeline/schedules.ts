/** Agents' schedules: files of CSV that the user puts into the lake's folder `schedules/`. */
import { type Field, ownField, STRING } from './column-types.ts';

/** The name of the table of all schedules in every engine. It exists in lakes that have none, too. */
export const SCHEDULES_TABLE = 'schedules';

/** The columns, which are those of the files in their order. In CSV, all are text. */
const COLUMNS = ['instance', 'agent', 'status', 'starts_at', 'ends_at'];

export const SCHEDULE_FIELDS: readonly Field[] = COLUMNS.map((name) => ownField(name, STRING));

/** The first line of each file. */
export const SCHEDULE_HEAD = COLUMNS.join(',');

/** The longest that an agent is to be in one status: a view can cut no longer time into quarters of an hour. */
const MOST_DAYS = 100;

const DAY_MILLISECONDS = 86_400_000;

/** A cell as CSV has it: `Lunch`, `"Lunch, long"`. */
const CELL = '(?:[^",]*|"(?:[^"]|"")*")';
const LINE = new RegExp(`^${CELL}(?:,${CELL})*$`);

/** What is wrong with a line, without its values: they may be names. */
export interface ScheduleFault {
  readonly found: string;
  readonly expected: string;
}

/**
 * What is wrong with a line of a file; null if nothing is.
 * @param number the line's number, from 1
 */
export function scheduleFault(line: string, number: number): ScheduleFault | null {
  if (number === 1) {
    return line === SCHEDULE_HEAD ? null : { found: 'another head', expected: SCHEDULE_HEAD };
  }
  if (line === '') return null;
  const cells = cellsOf(line);
  if (cells === null) return { found: 'a quote that is not closed or doubled', expected: 'CSV' };
  if (cells.length !== COLUMNS.length) {
    const expected = `${COLUMNS.length}: ${SCHEDULE_HEAD}`;
    return { found: countOf(cells.length), expected };
  }
  const empty = cells.indexOf('');
  if (empty >= 0) return { found: `nothing in ${COLUMNS[empty]}`, expected: 'a value' };
  const [starts, ends] = cells.slice(-2).map(momentOf) as [number | null, number | null];
  if (starts === null || ends === null) {
    const found = `no time in ${starts === null ? 'starts_at' : 'ends_at'}`;
    return { found, expected: 'one in UTC such as 2026-11-23T09:00:00Z' };
  }
  if (ends <= starts)
    return { found: 'an end that is not behind its start', expected: 'a later one' };
  if (ends - starts > MOST_DAYS * DAY_MILLISECONDS)
    return { found: `more than ${MOST_DAYS} days in one status`, expected: 'fewer' };
  return null;
}

function countOf(columns: number): string {
  return `${columns} column${columns === 1 ? '' : 's'}`;
}

function cellsOf(line: string): string[] | null {
  if (!LINE.test(line)) return null;
  const cells = line.match(new RegExp(`(?<=^|,)${CELL}(?=,|$)`, 'g')) ?? [];
  return cells.map((cell) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

/** Milliseconds since 1970; null if the text is no time of the calendar in this form: 30 February is not. */
function momentOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return null;
  const moment = Date.parse(text);
  const isOfCalendar =
    !Number.isNaN(moment) && new Date(moment).toISOString() === `${text.slice(0, 19)}.000Z`;
  return isOfCalendar ? moment : null;
}
