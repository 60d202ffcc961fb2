import { setTimeout } from 'node:timers/promises';

/**
 * One call that puts records into a stream.
 * @returns for each record the error code with which the stream refused it; null if it took it
 */
export type Put<Item> = (records: readonly Item[]) => Promise<(string | null)[]>;

/** The outcome of putting records into a stream. */
export interface PutOutcome {
  /** How many records were sent again; a record counts as often as it was. */
  readonly sent_again: number;
  /** The error codes of the records that the stream refused to the end; none if it has them all. */
  readonly refused: readonly string[];
}

export interface PutOptions {
  /**
   * After this many calls in a row in which the stream takes nothing, it gives up; unless given, after half a minute.
   */
  readonly mostRefusals?: number;
  /** Ends the trying. */
  readonly stop?: AbortSignal;
  /** Sleeps for some milliseconds, or until `stop` is raised. */
  readonly sleep?: (milliseconds: number, stop: AbortSignal) => Promise<unknown>;
}

/** Gives up after this many calls in a row in which the stream accepted no record: half a minute. */
const MOST_REFUSALS = 12;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

const NEVER = new AbortController().signal;

/**
 * Puts records into a stream. The records of a call that the stream refuses are sent again, alone and
 * in their order, after a random pause that grows while the stream takes nothing.
 */
export async function putAll<Item>(
  put: Put<Item>,
  records: readonly Item[],
  { mostRefusals = MOST_REFUSALS, stop = NEVER, sleep = sleepUntil }: PutOptions = {},
): Promise<PutOutcome> {
  let waiting = records;
  let sent_again = 0;
  for (let refusals = 0; ; ) {
    const codes = await put(waiting);
    const refused = waiting.filter((_, i) => codes[i] !== null);
    if (refused.length === 0) return { sent_again, refused: [] };
    refusals = refused.length < waiting.length ? 0 : refusals + 1;
    if (refusals < mostRefusals) await sleep(pauseMilliseconds(refusals), stop);
    if (refusals === mostRefusals || stop.aborted) {
      return { sent_again, refused: codes.filter((code) => code !== null) };
    }
    sent_again += refused.length;
    waiting = refused;
  }
}

/** The error code in a service's answer about one record; a record without an answer is refused. */
export function codeOf(answer: { ErrorCode?: string | undefined } | undefined): string | null {
  return answer === undefined ? 'NoAnswer' : (answer.ErrorCode ?? null);
}

/** Random up to a bound that doubles, so that many senders do not come back together. */
function pauseMilliseconds(refusals: number): number {
  const most = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** refusals, LONGEST_PAUSE_MILLISECONDS);
  return most / 2 + (Math.random() * most) / 2;
}

async function sleepUntil(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, null, { signal }).catch(() => {});
}
