import { gunzipSync } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets as allDatasets } from '../../pipeline/datasets/datasets.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { isGzip } from '../../pipeline/normalise/gunzip.ts';
import { Normaliser } from '../../pipeline/normalise/normaliser.ts';
import { generate } from '../../sample-data/generate.ts';
import { costOf } from '../measure/cost.ts';
import type { Contender, MakeSuite } from './suite.ts';

const CONTACTS = 2_000;
const PIECE_BYTES = 256 * 1024;
/** Each dataset's objects are read again and again until there were so many bytes. */
const JSON_BYTES = 64e6;

/** So many of them are kept. */
const MOST_KEPT_BYTES = 16e6;

interface Content {
  readonly key: string;
  readonly bytes: Buffer;
}

/** Normalise of as many bytes of each dataset, without files and gzip, beside that of contact records. */
export const datasets: MakeSuite = () => {
  const contents = contentsByDataset();
  const contenders: Contender[] = [...contents].map(([dataset, objects]) => ({
    name: `normalise of ${dataset.name}`,
    run: () => costOf(() => normaliseAgainAndAgain(dataset, objects)),
  }));
  const usual = `normalise of ${contactRecords.name}`;
  return {
    about: 'normalise of the same number of bytes of each dataset, in this process',
    json_bytes: JSON_BYTES,
    contenders,
    lines: contenders.map(({ name }) => ({
      contender: name,
      measure: 'cpu_seconds',
      against: name === usual ? null : usual,
      better: name === usual ? null : 'lower',
    })),
    left_out: [],
  };
};

function contentsByDataset(): Map<Dataset, Content[]> {
  const contents = new Map<Dataset, Content[]>([[contactRecords, []]]);
  for (const { kind, key, bytes } of generate({ contacts: CONTACTS, seed: 1, otherDays: 'all' })) {
    const name = kind.replaceAll('-', '_');
    const dataset = allDatasets.find((one) => one.name === name) ?? contactRecords;
    const objects = contents.get(dataset) ?? [];
    contents.set(dataset, objects);
    const isEnough =
      objects.reduce((sum, object) => sum + object.bytes.length, 0) >= MOST_KEPT_BYTES;
    if (!isEnough) objects.push({ key: `${rawPrefix(dataset)}${key}`, bytes: inflated(bytes) });
  }
  return contents;
}

/** Envelopes are in gzip within the gzip of their object. */
function inflated(stored: Uint8Array): Buffer {
  let bytes = Buffer.from(stored);
  while (isGzip(bytes)) bytes = gunzipSync(bytes);
  return bytes;
}

function normaliseAgainAndAgain(dataset: Dataset, objects: readonly Content[]): void {
  const normaliser = new Normaliser(dataset, objects[0]!.key);
  for (let index = 0, left_bytes = JSON_BYTES; left_bytes > 0; index++) {
    const { key, bytes } = objects[index % objects.length]!;
    const content = bytes.subarray(0, left_bytes);
    normaliser.begin(key);
    for (let from = 0; from < content.length; from += PIECE_BYTES) {
      normaliser.push(content.subarray(from, from + PIECE_BYTES));
      normaliser.takeLines();
    }
    normaliser.finish();
    normaliser.takeLines();
    left_bytes -= content.length;
  }
}
