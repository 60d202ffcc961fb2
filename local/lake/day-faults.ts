/** Days of the table that are not as convert has written them, in words for the user. */
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFileKey, tableNoteKey } from '../../pipeline/lake-keys.ts';
import { countOf } from '../../terminal/wording.ts';
import type { NoteRead } from './day-notes.ts';
import type { DayState } from './day-state.ts';

/** A day that is not as convert has written it. */
export interface DayFault {
  readonly day: string;
  /** The state of its file: altered if only its bytes differ from the note; null if it is missing. */
  readonly found: DayState | 'damaged' | 'altered' | null;
  /** Null if other days have a note, but not this one. */
  readonly note: NoteRead;
  /** The first and the last day of its rows, if rows of other days are among them. */
  readonly rowsOf?: string;
}

/** Whether convert has not written the day at all, so that nothing can make it again. */
export function isForeign({ found, note, rowsOf }: DayFault): boolean {
  return rowsOf !== undefined || (note === null && found !== 'damaged');
}

/** The most days that a message names; it counts the others. */
const MOST_DAYS_NAMED = 5;

/** Describes what is wrong with the days, and what to do about it. */
export function describeFaults(dataset: Dataset, faults: readonly DayFault[]): string {
  const foreign = faults.filter(isForeign);
  const others = faults.filter((fault) => !isForeign(fault));
  return [
    ...(others.length > 0 ? [`${describeDays(dataset, others)}: ${REMEDY}`] : []),
    ...(foreign.length > 0 ? [`${describeDays(dataset, foreign)}: ${REMEDY_IF_FOREIGN}`] : []),
  ].join('. ');
}

const REMEDY_IF_FOREIGN =
  'move what convert has not written out of the lake; if contacts are missing then, `contact-lake rebuild` makes their days again from raw/';

const REMEDY = '`contact-lake rebuild` makes the table again from raw/';

function describeDays(dataset: Dataset, faults: readonly DayFault[]): string {
  const named = faults.slice(0, MOST_DAYS_NAMED).map((fault) => describeDay(dataset, fault));
  const more = faults.length - named.length;
  return `Found ${named.join('; ')}${more > 0 ? `; and ${countOf(more, 'other day')}` : ''}`;
}

function describeDay(dataset: Dataset, { day, found, note, rowsOf }: DayFault): string {
  const key = tableFileKey(dataset, day);
  if (rowsOf !== undefined) return `${key} with rows of ${rowsOf}, expected its own day's only`;
  if (found === 'damaged') return `${key} damaged, expected Parquet that can be read`;
  if (found === 'altered') return `${key} altered, expected the bytes that convert has written`;
  if (note === 'damaged') {
    return `${tableNoteKey(dataset, day)} damaged, expected it to say what ${key} holds`;
  }
  if (note === null) return `${key}, expected no such day: \`contact-lake run\` has not written it`;
  return `${key} ${describeState(found)}, expected it ${note.map(describeState).join(' or ')}`;
}

/** `with 1,682 rows in 262 columns and 81,234 bytes` */
function describeState(state: DayState | null): string {
  if (state === null) return 'missing';
  const { rows, columns, bytes } = state;
  return `with ${countOf(rows, 'row')} in ${countOf(columns, 'column')} and ${countOf(bytes, 'byte')}`;
}
