import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawKey } from '../../pipeline/lake-keys.ts';
import { Normaliser } from '../../pipeline/normalise/normaliser.ts';
import { recordObjects } from '../inputs/records.ts';
import { writeObject } from '../inputs/workplace.ts';
import { costOf } from '../measure/cost.ts';
import type { Contender, MakeSuite } from './suite.ts';

const CHUNK_BYTES = 256 * 1024;
const MOST_CONTACTS = 10_000;
const OURS = 'normalise: split, check, lower-case, type';

/** The core of normalise without files and gzip, beside the bounds that the machine sets. */
export const core: MakeSuite = (workplace, sizes) => {
  const contacts = Math.min(sizes.normalise_contacts, MOST_CONTACTS);
  const records = [...recordObjects(contacts)].flatMap((object) => object.records);
  const bytes = Buffer.concat(records);
  const packed = gzipSync(bytes);
  const target = Buffer.alloc(bytes.length);
  const file = workplace.newPath();
  writeObject(file, records);

  const peers: Record<string, () => unknown> = {
    'JSON.parse, lower-case keys, JSON.stringify': () => reprint(records, lowerCased),
    'JSON.parse, JSON.stringify': () => reprint(records, (value) => value),
  };
  const bounds: Record<string, () => unknown> = {
    'bound: memory copied': () => bytes.copy(target),
    'bound: gzip file read': () => readFileSync(file),
    'bound: gunzip': () => gunzipSync(packed),
    'bound: gzip, level 1': () => gzipSync(bytes, { level: 1 }),
    'bound: gzip, level 6': () => gzipSync(bytes, { level: 6 }),
  };
  const contenders: Contender[] = Object.entries({
    [OURS]: () => normaliseAll(bytes),
    ...peers,
    ...bounds,
  }).map(([name, work]) => ({ name, run: () => costOf(work) }));
  return {
    about: 'the core of normalise, in this process, of records split beforehand for the others',
    json_bytes: bytes.length,
    contenders,
    lines: contenders.map(({ name }) => ({
      contender: name,
      measure: 'cpu_seconds',
      against: name === OURS ? null : OURS,
      better: name in peers ? 'higher' : null,
    })),
    left_out: [],
  };
};

function normaliseAll(bytes: Buffer): void {
  const normaliser = new Normaliser(contactRecords, rawKey(contactRecords, new Date(0), 'bench'));
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    normaliser.push(bytes.subarray(from, from + CHUNK_BYTES));
    normaliser.takeLines();
  }
  normaliser.finish();
  normaliser.takeLines();
}

function reprint(records: readonly Buffer[], change: (value: unknown) => unknown): void {
  for (const record of records) Buffer.from(JSON.stringify(change(JSON.parse(record.toString()))));
}

function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerCased(inner)]),
  );
}
