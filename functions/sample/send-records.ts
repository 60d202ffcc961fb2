import { randomUUID } from 'node:crypto';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { codeOf, putAll } from '../put-all.ts';

/** Less than Kinesis takes (500 records a call, 5 MB): little to repeat, and a call is short. */
const MOST_RECORDS = 100;
const MOST_BYTES = 1024 * 1024;

/**
 * Sends records in batches; those of a batch that the stream refuses are sent again.
 * @param stop ends the trying
 * @returns how many records were sent
 * @throws Error if the stream refuses records until `stop` is raised
 */
export async function sendRecords(
  kinesis: KinesisClient,
  stream: string,
  records: AsyncIterable<Buffer>,
  stop: AbortSignal,
): Promise<number> {
  const put = async (batch: readonly Buffer[]) => {
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: batch.map((Data) => ({ Data, PartitionKey: randomUUID() })),
      }),
    );
    return batch.map((_, i) => codeOf(Records[i]));
  };
  let sent = 0;
  for await (const batch of batches(records)) {
    const { refused } = await putAll(put, batch, {
      stop,
      mostRefusals: Number.POSITIVE_INFINITY,
    });
    if (refused.length > 0) {
      const count = refused.length === 1 ? '1 record was' : `${refused.length} records were`;
      throw new Error(`${count} refused by the stream ${stream} to the end`);
    }
    sent += batch.length;
  }
  return sent;
}

/*
 * Replay on a laptop batches records too. It is not used here, as functions may not import local/: it
 * knows of files, of records that are too large, and of where to go on after an interruption.
 */
async function* batches(records: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let bytes = 0;
  for await (const record of records) {
    if (batch.length === MOST_RECORDS || bytes + record.length > MOST_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += record.length;
  }
  if (batch.length > 0) yield batch;
}
