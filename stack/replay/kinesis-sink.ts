import { createHash } from 'node:crypto';
import type { Kinesis } from '@aws-sdk/client-kinesis';
import { codeOf } from '../../functions/put-all.ts';
import type { SourceRecord } from '../../local/stages/replay.ts';
import { identityOf } from '../../pipeline/normalise/identity.ts';
import { callAws, unlessDenied } from '../client.ts';
import type { Sink } from './sink.ts';

/**
 * Half of the 10 MiB that a call may have, keys included (API reference, "PutRecords"). A shard takes
 * 1 MiB a second, so of a larger call the stream would only refuse more.
 */
const CALL_BYTES = 5 * 1024 * 1024;

/** A stream's default; it can be set to 1 to 10 MiB: developer guide, "Handle large records". */
const DEFAULT_RECORD_KIBIBYTES = 1024;

const KEY_CHARACTERS = 32;

/**
 * A Kinesis data stream. All versions of a contact go to one shard. So they keep their order, unless
 * the stream refuses one of them and it is sent again.
 * @throws UserError if there is none
 */
export async function kinesisSink(kinesis: Kinesis, stream: string): Promise<Sink> {
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
            PartitionKey: partitionKey(record),
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

/**
 * A hash of the row's identity: equal for all versions of a contact, and without personal data. Of what holds the
 * identities of several rows, or only a part of one, as an envelope does, the hash of its bytes, so that such are spread
 * too.
 */
export function partitionKey({
  bytes,
  dataset,
  file,
}: Pick<SourceRecord, 'bytes' | 'dataset' | 'file'>): string {
  const identity = identityOf(dataset, bytes, file);
  return createHash('sha256')
    .update(identity === null ? bytes : JSON.stringify(identity))
    .digest('hex')
    .slice(0, KEY_CHARACTERS);
}
