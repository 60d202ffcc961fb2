/** Agents' schedules: files of CSV that the user puts into the lake's folder `schedules/`. */
import { type Field, ownField, STRING } from './column-types.ts';
import { DAY_MILLISECONDS } from './units-of-time.ts';

/** The name of the table of all schedules in every engine. It exists in lakes that have none, too. */
export const SCHEDULES_TABLE = 'schedules';

/** The columns, which are those of the files in their order. In CSV, all are text. */
const COLUMNS = ['instance', 'agent', 'status', 'starts_at', 'ends_at'];

/**
 * The columns of the table. A reader of CSV that knows five columns drops what a row has beyond them; `more` has the first
 * cell of that, so that the view can leave such a row out. On a laptop it is always null.
 */
export const SCHEDULE_FIELDS: readonly Field[] = [...COLUMNS, 'more'].map((name) =>
  ownField(name, STRING),
);

/** The first line of each file. */
export const SCHEDULE_HEAD = COLUMNS.join(',');

/** The longest that an agent is to be in one status: a view can cut no longer time into quarters of an hour. */
const MOST_DAYS = 100;

/** A cell as CSV has it: `Lunch`, `"Lunch, long"`. Athena passes over blanks between a comma and a quote. */
const QUOTED = '"(?:[^"]|"")*"';
const LATER_CELL = `(?:[^",]*|[ \\t]*${QUOTED})`;
const LINE = new RegExp(`^(?:[^",]*|${QUOTED})(?:,${LATER_CELL})*$`);

/** `all`, the id of a Connect instance, or its ARN. */
const INSTANCE =
  /^(all|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|arn:[^:]+:connect:[^:]+:\d{12}:instance\/[^/]+)$/;

/** The cells of a row, in the order of the columns. */
export type ScheduleRow = readonly string[];

/** What is wrong with a line, without its values: they may be names. */
export interface ScheduleFault {
  /** From 1; null if there is none. */
  readonly line: number | null;
  readonly found: string;
  readonly expected: string;
}

type Fault = Omit<ScheduleFault, 'line'>;

/** What is wrong with a file, in a sentence that names the place. */
export function scheduleFaultIn(key: string, { line, found, expected }: ScheduleFault): string {
  const place = line === null ? key : `line ${line} of ${key}`;
  return `Found ${found} in ${place}, expected ${expected}`;
}

/** Whether a content is a file of schedules, by its head. */
export function isSchedule(beginning: Uint8Array): boolean {
  const bytes = beginning.subarray(0, 2 * SCHEDULE_HEAD.length);
  const [line = ''] = Buffer.from(bytes)
    .toString()
    .split(/[\r\n]/);
  return withoutMark(line).trimEnd() === SCHEDULE_HEAD;
}

/** The text of a file with these rows, whose cells hold no quote, comma or line feed. */
export function scheduleText(rows: readonly ScheduleRow[]): string {
  return [SCHEDULE_HEAD, ...rows.map((cells) => cells.join(',')), ''].join('\n');
}

/** The rows of a file, blank lines left out; its first fault if it has any. */
export function scheduleRows(file: Buffer): ScheduleRow[] | ScheduleFault {
  if (file.toString().trim() === '')
    return { line: null, found: 'nothing', expected: `the first line ${SCHEDULE_HEAD}` };
  const rows: ScheduleRow[] = [];
  // In Latin-1 each byte is a character, and in UTF-8 no other character has the byte of a line's end.
  for (const [at, latin1] of file
    .toString('latin1')
    .split(/\r\n?|\n/)
    .entries()) {
    const line = at + 1;
    const read = lineOf(Buffer.from(latin1, 'latin1'));
    if (typeof read !== 'string') return { line, ...read };
    if (line > 1 && read === '') continue;
    const row = line === 1 ? headOf(read) : rowOf(read);
    if ('found' in row) return { line, ...row };
    if (line > 1) rows.push(row);
  }
  return rows;
}

/** The text of a line. Bytes that are none become U+FFFD, so the view takes that for them wherever it stands. */
function lineOf(bytes: Buffer): string | Fault {
  const line = bytes.toString();
  return line.includes('\uFFFD')
    ? { found: 'bytes that are not UTF-8 or stand for such (U+FFFD)', expected: 'text in UTF-8' }
    : line;
}

function headOf(line: string): ScheduleRow | Fault {
  return withoutMark(line) === SCHEDULE_HEAD
    ? COLUMNS
    : { found: 'another head', expected: SCHEDULE_HEAD };
}

/** Excel begins a file in UTF-8 with a byte order mark. */
function withoutMark(line: string): string {
  return line.replace(/^\uFEFF/, '');
}

function rowOf(line: string): ScheduleRow | Fault {
  const cells = cellsOf(line);
  if (cells === null) return { found: 'a quote that is not closed or doubled', expected: 'CSV' };
  if (cells.length !== COLUMNS.length) {
    const expected = `${COLUMNS.length}: ${SCHEDULE_HEAD}`;
    return { found: countOf(cells.length), expected };
  }
  const empty = cells.indexOf('');
  if (empty >= 0) return { found: `nothing in ${COLUMNS[empty]}`, expected: 'a value' };
  const blank = cells.findIndex((cell) => cell !== cell.trim());
  if (blank >= 0)
    return { found: `a blank at an end of ${COLUMNS[blank]}`, expected: 'the value alone' };
  // Athena also takes a quote that is not doubled for one, so nobody could know which the other engine refuses.
  const quote = cells.findIndex((cell) => cell.includes('"'));
  if (quote >= 0)
    return { found: `a quote in ${COLUMNS[quote]}`, expected: 'none: a status may be its ARN' };
  if (!INSTANCE.test(cells[0]!))
    return { found: 'no instance in instance', expected: 'all, or the id or the ARN of one' };
  const [starts, ends] = cells.slice(-2).map(momentOf) as [number | null, number | null];
  if (starts === null || ends === null) {
    const found = `no time in ${starts === null ? 'starts_at' : 'ends_at'}`;
    return { found, expected: 'one in UTC such as 2026-11-23T09:00:00Z' };
  }
  if (ends <= starts)
    return { found: 'an end that is not after its start', expected: 'a later one' };
  if (ends - starts > MOST_DAYS * DAY_MILLISECONDS)
    return { found: `more than ${MOST_DAYS} days in one status`, expected: 'fewer' };
  return cells;
}

function countOf(columns: number): string {
  return `${columns} column${columns === 1 ? '' : 's'}`;
}

function cellsOf(line: string): string[] | null {
  if (!LINE.test(line)) return null;
  const cells = line.match(new RegExp(`(?<=^|,)${LATER_CELL}(?=,|$)`, 'g')) ?? [];
  return cells.map((cell) => /"(.*)"/.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell);
}

/** Milliseconds since 1970; null if the text is no time of the calendar in this form: 30 February is not. */
function momentOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return null;
  const moment = Date.parse(text);
  const isOfCalendar =
    !Number.isNaN(moment) && new Date(moment).toISOString() === `${text.slice(0, 19)}.000Z`;
  return isOfCalendar ? moment : null;
}
