import { gunzipSync } from 'node:zlib';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { RecordReader } from '../../pipeline/normalise/record-reader.ts';
import { generate } from '../../sample-data/generate.ts';

/** An object as delivered: its path below raw/, and its records' bytes. */
export interface RecordObject {
  readonly path: string;
  readonly records: readonly Buffer[];
}

/**
 * The records of a generated contact centre. Malformed records are left out, because most peers
 * end at the first of them.
 */
export function* recordObjects(contacts: number): Generator<RecordObject> {
  const prefix = rawPrefix(contactRecords);
  for (const { key, bytes } of generate({ contacts, seed: 1 })) {
    const path = key.startsWith(prefix) ? key.slice(prefix.length) : key;
    yield { path, records: recordsIn(Buffer.from(bytes)) };
  }
}

function recordsIn(stored: Buffer): Buffer[] {
  const records: Buffer[] = [];
  const reader = new RecordReader(contactRecords, {
    record: ({ source, from, to }) => records.push(Buffer.from(source.subarray(from, to))),
    noRecord: () => {},
  });
  reader.push(stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored);
  reader.finish();
  return records;
}
