import { setTimeout } from 'node:timers/promises';
import type { SourceRecord } from '../../local/stages/replay.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { capitalised } from '../errors.ts';

/** A stream of one of the two services. */
export interface Sink {
  /** `the stream contact-records` */
  readonly thing: string;
  /** The most that one record may have, bytes. */
  readonly recordBytes: number;
  /** The most that one call should have, bytes. */
  readonly callBytes: number;
  /** What a record counts for, bytes. */
  sizeOf(record: SourceRecord): number;
  /** One call. @returns the error code of each record, null for what is in the stream */
  put(records: readonly SourceRecord[]): Promise<(string | null)[]>;
}

/** Refusals in a row, of all that was sent, before giving up: half a minute. */
const MOST_REFUSALS = 12;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/**
 * Puts records into the stream. Those of a call that are refused are sent again, alone and in their
 * order, after a random pause that grows while nothing gets through.
 * @returns how many records were sent again, each counted as often as it was
 * @throws UserError when nothing gets through for good
 */
export async function putAll(
  sink: Sink,
  records: readonly SourceRecord[],
  sleep: (milliseconds: number) => Promise<unknown> = setTimeout,
): Promise<number> {
  let waiting = records;
  let again = 0;
  for (let refusals = 0; ; ) {
    const codes = await sink.put(waiting);
    const refused = waiting.filter((_, i) => codes[i] !== null);
    if (refused.length === 0) return again;
    refusals = refused.length < waiting.length ? 0 : refusals + 1;
    if (refusals === MOST_REFUSALS) throw refusedForGood(sink, refused.length, codes);
    await sleep(pauseMilliseconds(refusals));
    again += refused.length;
    waiting = refused;
  }
}

/** The error code in a service's answer about one record; a record without an answer is not in. */
export function codeOf(answer: { ErrorCode?: string | undefined } | undefined): string | null {
  return answer === undefined ? 'NoAnswer' : (answer.ErrorCode ?? null);
}

/** Random up to a bound that doubles, so that many senders do not come back together. */
function pauseMilliseconds(refusals: number): number {
  const most = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** refusals, LONGEST_PAUSE_MILLISECONDS);
  return most / 2 + (Math.random() * most) / 2;
}

function refusedForGood({ thing }: Sink, records: number, codes: (string | null)[]): UserError {
  const names = [...new Set(codes.filter((code) => code !== null))].join(', ');
  return new UserError(
    `${capitalised(thing)} refused ${countOf(records, 'record')} for good (${names}): try again later, or ` +
      'slower with --rate; the same command goes on where it stopped',
  );
}
