import { visible } from './control-characters.ts';
import type { Cells } from './draw-table.ts';
import { QUEUES_WITHOUT_NAME } from './queue-names.ts';
import type { Json, Row } from './row.ts';
import { formatSeconds } from './wording.ts';

/** The unit of a column as the header of a saved query names it: `seconds`, `share 0..1`. */
export type Units = Readonly<Record<string, string>>;

/** How values of a column are written. */
type Kind = 'time' | 'share' | 'day' | 'plain';

/**
 * Rows as people read them: seconds as `m:ss` or `h:mm:ss` in a column without `_seconds` in its name, shares as
 * percentages, other fractions with two decimals, local times that are all midnights as days, and a queue that
 * has no name in the words of the page.
 * @param units of the columns, as far as they are known; otherwise a name with `_seconds` means seconds
 * @param isWide whether columns that only explain others are kept
 */
export function forPeople(
  columns: readonly string[],
  rows: readonly Row[],
  units: Units = {},
  isWide = false,
): Cells {
  const isNamed = columns.includes('queue') && columns.includes('queue_kind');
  const shown = isNamed && !isWide ? columns.filter((name) => name !== 'queue_kind') : columns;
  const kinds = shown.map((name) =>
    areMidnights(name, rows, units) ? 'day' : kindOf(name, units),
  );
  return {
    names: namesForPeople(shown, units),
    isRight: shown.map((name) => rows.some((row) => typeof row[name] === 'number')),
    rows: rows.map((row) =>
      shown.map((name, i) =>
        isNamed && name === 'queue' ? queueInWords(row) : cellInWords(row[name] ?? null, kinds[i]!),
      ),
    ),
  };
}

/** The names of a table's columns as people read them: without `_seconds`, unless two would be equal without it. */
export function namesForPeople(columns: readonly string[], units: Units = {}): string[] {
  const short = columns.map((name) => (kindOf(name, units) === 'time' ? withoutUnit(name) : name));
  const isOnlyOne = (name: string) => short.indexOf(name) === short.lastIndexOf(name);
  return columns.map((name, at) => visible(isOnlyOne(short[at]!) ? short[at]! : name));
}

const MIDNIGHT = / 00:00:00(\.0+)?$/;

/** Whether a column of local times has days alone, as the starts of days, weeks or months are. */
function areMidnights(name: string, rows: readonly Row[], units: Units): boolean {
  const isLocal = Object.hasOwn(units, name) && units[name] === 'timestamp local';
  return isLocal && rows.every((row) => row[name] === null || MIDNIGHT.test(String(row[name])));
}

/** Whether the texts have times in them, whose form has to be explained. */
export function haveTimes(columns: readonly string[], units: Units = {}): boolean {
  return columns.some((name) => kindOf(name, units) === 'time');
}

function kindOf(name: string, units: Units): Kind {
  const unit = Object.hasOwn(units, name) ? units[name] : undefined;
  if (unit === undefined) return /(^|_)seconds(_|$)/.test(name) ? 'time' : 'plain';
  if (unit === 'seconds') return 'time';
  return unit.startsWith('share') ? 'share' : 'plain';
}

/** `wait_seconds_sum` → `wait_sum`; `seconds` stays. */
function withoutUnit(name: string): string {
  return name.replace(/_seconds(?=_|$)/, '');
}

/** A value in words; an empty text for null. */
function cellInWords(value: Json, kind: Kind): string {
  if (value === null) return '';
  if (typeof value !== 'number') {
    const text = visible(typeof value === 'object' ? JSON.stringify(value) : String(value));
    return kind === 'day' ? text.replace(MIDNIGHT, '') : text;
  }
  if (kind === 'time') return formatSeconds(value);
  if (kind === 'share') return `${(100 * value).toFixed(1)} %`;
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** The queue's name; the page says the same where there is none. */
function queueInWords({ queue = null, queue_kind: kind }: Row): string {
  if (queue !== null && queue !== '') return cellInWords(queue, 'plain');
  if (kind === 'all') return 'All queues';
  return kind === 'agent' || kind === 'unnamed' ? QUEUES_WITHOUT_NAME[kind] : 'No queue';
}
