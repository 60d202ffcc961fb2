import { gzipSync } from 'node:zlib';
import type { Firehose } from '@aws-sdk/client-firehose';
import { codeOf } from '../../functions/put-all.ts';
import type { SourceRecord } from '../../local/stages/replay.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
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
  const target = await datasetOfDelivery(firehose, name, thing);
  const sent = ({ bytes, dataset }: SourceRecord) =>
    takesGzip(target ?? dataset) ? gzipSync(bytes) : bytes;
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
 * Whether a dataset's delivery takes each record as gzip, as CloudWatch Logs sends its envelopes. What such a delivery
 * writes cannot be read any more if other bytes stand between or after them, whatever record they are.
 */
function takesGzip({ source }: Dataset): boolean {
  return source?.kind === 'logs';
}

/**
 * The dataset whose raw objects the stream writes; null if it writes others, or if the caller may not describe it: who
 * may write can write all the same.
 */
async function datasetOfDelivery(
  firehose: Firehose,
  name: string,
  thing: string,
): Promise<Dataset | null> {
  const answer = await unlessDenied(
    callAws(firehose, [thing, 'firehose:DescribeDeliveryStream'], () =>
      firehose.describeDeliveryStream({ DeliveryStreamName: name }),
    ),
  );
  const { Source, Destinations: [destination] = [] } = answer?.DeliveryStreamDescription ?? {};
  const source = Source?.KinesisStreamSourceDescription;
  if (source?.KinesisStreamARN === undefined) {
    const prefix = destination?.ExtendedS3DestinationDescription?.Prefix ?? '';
    return datasets.find((dataset) => prefix.startsWith(rawPrefix(dataset))) ?? null;
  }
  const stream = source.KinesisStreamARN.slice(source.KinesisStreamARN.indexOf('/') + 1);
  throw new UserError(
    `${capitalised(thing)} reads the stream ${stream} and takes no records: replay --to kinesis --stream ${stream}`,
  );
}
