import type { Dataset } from '../../pipeline/dataset.ts';
import { rawRecords } from '../../pipeline/normalise/raw-records.ts';
import { generate } from '../../sample-data/generate.ts';

/** Fixed, so that a sample that is sent twice has the same contacts and the table does not change. */
const SEED = 1;

/** The records of a generated contact centre, one by one, as Connect sends them. */
export async function* sampleRecords(dataset: Dataset, contacts: number): AsyncGenerator<Buffer> {
  for (const { bytes } of generate({ contacts, seed: SEED })) {
    for await (const records of rawRecords(dataset, oneChunk(bytes))) yield* records;
  }
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
