import { gzipSync } from 'node:zlib';
import type { Firehose } from '@aws-sdk/client-firehose';
import { codeOf } from '../../functions/put-all.ts';
import type { SourceRecord } from '../../local/stages/replay.ts';
import { UserError } from '../../terminal/user-error.ts';
import { callAws, unlessDenied } from '../client.ts';
import { capitalised } from '../errors.ts';
import type { Sink } from './sink.ts';

/** API reference, "PutRecordBatch": a call 4 MiB, a record 1,000 KiB, before base64. */
const CALL_BYTES = 4 * 1024 * 1024;
const RECORD_BYTES = 1000 * 1024;

/**
 * A delivery stream of Firehose that takes records directly.
 * @throws UserError if there is none, or if it reads a Kinesis stream
 */
export async function firehoseSink(firehose: Firehose, name: string): Promise<Sink> {
  const thing = `the delivery stream ${name}`;
  await refuseOtherSource(firehose, name, thing);
  return {
    thing,
    recordBytes: RECORD_BYTES,
    callBytes: CALL_BYTES,
    sizeOf: (record) => sent(record).length,
    put: async (records) => {
      const { RequestResponses = [] } = await callAws(
        firehose,
        [thing, 'firehose:PutRecordBatch'],
        () =>
          firehose.putRecordBatch({
            DeliveryStreamName: name,
            Records: records.map((record) => ({ Data: sent(record) })),
          }),
      );
      return records.map((_, i) => codeOf(RequestResponses[i]));
    },
  };
}

/**
 * The record as its delivery takes it: envelopes of CloudWatch Logs come as gzip, which cannot be read any more if other
 * bytes stand between or behind it.
 */
function sent({ bytes, dataset }: SourceRecord): Uint8Array {
  return dataset.source?.kind === 'logs' ? gzipSync(bytes) : bytes;
}

/** A caller who may write but not describe the stream can write all the same. */
async function refuseOtherSource(firehose: Firehose, name: string, thing: string): Promise<void> {
  const answer = await unlessDenied(
    callAws(firehose, [thing, 'firehose:DescribeDeliveryStream'], () =>
      firehose.describeDeliveryStream({ DeliveryStreamName: name }),
    ),
  );
  const { KinesisStreamSourceDescription: source } =
    answer?.DeliveryStreamDescription?.Source ?? {};
  if (source?.KinesisStreamARN === undefined) return;
  const stream = source.KinesisStreamARN.slice(source.KinesisStreamARN.indexOf('/') + 1);
  throw new UserError(
    `${capitalised(thing)} reads the stream ${stream} and takes no records: replay --to kinesis --stream ${stream}`,
  );
}
