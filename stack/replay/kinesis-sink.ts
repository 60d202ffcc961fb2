import { createHash } from 'node:crypto';
import type { Kinesis } from '@aws-sdk/client-kinesis';
import { codeOf } from '../../functions/put-all.ts';
import type { SourceRecord } from '../../local/stages/replay.ts';
import { normaliseName } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { callAws, unlessDenied } from '../client.ts';
import type { Sink } from './sink.ts';

/**
 * A call may have 10 MiB (5 before October 2025), keys included: API reference, "PutRecords". A
 * shard takes 1 MiB a second, so larger calls only come back in larger parts.
 */
const CALL_BYTES = 5 * 1024 * 1024;

/** A stream's setting, 1 to 10 MiB: developer guide, "Handle large records". */
const DEFAULT_RECORD_KIBIBYTES = 1024;

const KEY_CHARACTERS = 32;

/**
 * A Kinesis data stream. Versions of one contact share a shard, and so keep their order unless one
 * of them is refused and sent again.
 * @throws UserError if there is none
 */
export async function kinesisSink(
  kinesis: Kinesis,
  dataset: Dataset,
  stream: string,
): Promise<Sink> {
  const thing = `the stream ${stream}`;
  const recordBytes = 1024 * (await recordKibibytes(kinesis, stream, thing));
  return {
    thing,
    recordBytes,
    callBytes: CALL_BYTES,
    sizeOf: ({ bytes }) => bytes.length + KEY_CHARACTERS,
    put: async (records) => {
      const { Records = [] } = await callAws(kinesis, [thing, 'kinesis:PutRecords'], () =>
        kinesis.putRecords({
          StreamName: stream,
          Records: records.map((record) => ({
            Data: record.bytes,
            PartitionKey: partitionKey(dataset, record),
          })),
        }),
      );
      return records.map((_, i) => codeOf(Records[i]));
    },
  };
}

/** A caller who may write but not describe the stream can write all the same. */
async function recordKibibytes(kinesis: Kinesis, stream: string, thing: string): Promise<number> {
  const answer = await unlessDenied(
    callAws(kinesis, [thing, 'kinesis:DescribeStreamSummary'], () =>
      kinesis.describeStreamSummary({ StreamName: stream }),
    ),
  );
  return answer?.StreamDescriptionSummary?.MaxRecordSizeInKiB ?? DEFAULT_RECORD_KIBIBYTES;
}

/** A hash of what names the row: the same for each version of a contact, and nobody's number. */
function partitionKey(dataset: Dataset, { bytes }: SourceRecord): string {
  const record = JSON.parse(bytes.toString()) as Record<string, unknown>;
  const values = new Map(Object.entries(record).map(([key, value]) => [normaliseName(key), value]));
  const identity = dataset.identity.map(({ name }) => values.get(name));
  return createHash('sha256')
    .update(JSON.stringify(identity))
    .digest('hex')
    .slice(0, KEY_CHARACTERS);
}
