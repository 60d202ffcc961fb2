/**
 * Measures the speed of normalise against simpler programs for the same generated records, in one
 * run. The ratios are comparable between machines, unlike absolute speeds.
 */
import { gunzipSync } from 'node:zlib';
import { normaliseName } from '../pipeline/column-types.ts';
import { contactRecords } from '../pipeline/datasets/contact-records/dataset.ts';
import { rawKey } from '../pipeline/lake-keys.ts';
import { Normaliser } from '../pipeline/normalise/normaliser.ts';
import { RecordReader } from '../pipeline/normalise/record-reader.ts';
import { generate } from '../sample-data/generate.ts';

const CONTACTS = 10_000;
const ROUNDS = 7;
const CHUNK_BYTES = 256 * 1024;

const records = recordsOf(CONTACTS);
const bytes = Buffer.concat(records);
const megabytes = bytes.length / 1e6;

/** The measured programs. Each reads every record once and returns the size of its output in bytes. */
const contenders: Record<string, () => number> = {
  'normalise: split, check, lower-case, type': normaliseAll,
  'JSON.parse, lower-case keys, JSON.stringify (records split beforehand)': () =>
    reprint((value) => lowerCased(value)),
  'JSON.parse, JSON.stringify (records split beforehand)': () => reprint((value) => value),
};

const fastest = new Map<string, number>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of Object.entries(contenders)) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    fastest.set(name, Math.min(fastest.get(name) ?? Number.POSITIVE_INFINITY, user + system));
  }
}

console.log(
  `${records.length} records, ${megabytes.toFixed(1)} MB, best of ${ROUNDS}, processor time`,
);
const [ours = 1] = fastest.values();
for (const [name, microseconds] of fastest) {
  const speed = ((1e6 * megabytes) / microseconds).toFixed(0).padStart(5);
  console.log(`${speed} MB/s  ${(microseconds / ours).toFixed(2)} x the time  ${name}`);
}

function normaliseAll(): number {
  const normaliser = new Normaliser(contactRecords, rawKey(contactRecords, new Date(0), 'bench'));
  let written = 0;
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    normaliser.push(bytes.subarray(from, from + CHUNK_BYTES));
    written += normaliser.takeLines().length;
  }
  normaliser.finish();
  return written + normaliser.takeLines().length;
}

function reprint(change: (value: unknown) => unknown): number {
  let written = 0;
  for (const record of records) {
    written += Buffer.byteLength(JSON.stringify(change(JSON.parse(record.toString()))));
  }
  return written;
}

function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [normaliseName(key), lowerCased(inner)]),
  );
}

function recordsOf(contacts: number): Buffer[] {
  const found: Buffer[] = [];
  const reader = new RecordReader(contactRecords, {
    record: ({ source, from, to }) => found.push(Buffer.from(source.subarray(from, to))),
    noRecord: () => {},
  });
  for (const { bytes: stored } of generate({ contacts, seed: 1 })) {
    const isGzip = stored[0] === 0x1f && stored[1] === 0x8b;
    reader.push(isGzip ? gunzipSync(stored) : stored);
  }
  reader.finish();
  return found;
}
