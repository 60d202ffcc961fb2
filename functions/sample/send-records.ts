import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** Fewer than Kinesis takes (500 records a call, 5 MB): little to repeat, and a call is short. */
const MOST_RECORDS = 100;
const MOST_BYTES = 1024 * 1024;
const FIRST_PAUSE_MILLISECONDS = 200;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/**
 * Sends records in batches; of a batch, those that were refused are sent again, ever more slowly.
 * @param deadline epoch milliseconds
 * @returns how many
 * @throws Error at the deadline
 */
export async function sendRecords(
  kinesis: KinesisClient,
  stream: string,
  records: AsyncIterable<Buffer>,
  deadline: number,
): Promise<number> {
  let sent = 0;
  for await (const batch of batches(records)) {
    await sendBatch(kinesis, stream, batch, deadline);
    sent += batch.length;
  }
  return sent;
}

async function sendBatch(
  kinesis: KinesisClient,
  stream: string,
  batch: readonly Buffer[],
  deadline: number,
): Promise<void> {
  let waiting = batch;
  for (
    let pause = FIRST_PAUSE_MILLISECONDS;
    ;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)
  ) {
    const { Records = [] } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: waiting.map((Data) => ({ Data, PartitionKey: randomUUID() })),
      }),
    );
    waiting = waiting.filter((_, i) => Records[i]?.ErrorCode !== undefined);
    if (waiting.length === 0) return;
    if (Date.now() + pause > deadline) {
      const refused = waiting.length === 1 ? '1 record was' : `${waiting.length} records were`;
      throw new Error(`${refused} refused by the stream ${stream} to the end`);
    }
    await setTimeout(pause);
  }
}

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
