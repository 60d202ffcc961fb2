import { type Put, type PutOptions, putAll } from '../../functions/put-all.ts';
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
  /** How much a record adds to a call, bytes. */
  sizeOf(record: SourceRecord): number;
  /** Sends one batch and returns an error code for each record. */
  put: Put<SourceRecord>;
}

/**
 * Puts records into the stream; records that it refuses are sent again.
 * @returns how many records were sent again, each counted as often as it was
 * @throws UserError if the stream refuses all records for half a minute
 */
export async function sendAll(
  sink: Sink,
  records: readonly SourceRecord[],
  options: PutOptions = {},
): Promise<number> {
  const { refused, sent_again } = await putAll((some) => sink.put(some), records, options);
  if (refused.length === 0) return sent_again;
  throw new UserError(
    `${capitalised(sink.thing)} refused ${countOf(refused.length, 'record')} for good (${[...new Set(refused)].join(', ')}): try again later, or ` +
      'slower with --rate; the same command goes on where it stopped',
  );
}
