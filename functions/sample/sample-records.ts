import type { Dataset } from '../../pipeline/dataset.ts';
import { rawRecords } from '../../pipeline/normalise/raw-records.ts';
import { generate } from '../../sample-data/generate.ts';

/** The same contacts whenever the sample is sent: sending it again changes nothing in the table. */
const SEED = 1;

/** A generated contact centre's records, one by one as Connect sends them. */
export async function* sampleRecords(dataset: Dataset, contacts: number): AsyncGenerator<Buffer> {
  for (const { bytes } of generate({ contacts, seed: SEED })) {
    for await (const records of rawRecords(dataset, once(bytes))) yield* records;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
