/**
 * What hostile input costs: four times the input may take nine times as long at the most (linear is
 * four times, quadratic sixteen), and memory may not grow with the input. Prints every ratio, and
 * fails if one is beyond its limit. Times are this process's own, which a busy machine hardly
 * stretches.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { dataset as flowLogs } from '../../pipeline/datasets/flow-logs/dataset.ts';
import { addressOf, addressSearchText } from '../../pipeline/erase/address.ts';
import { matchAddress } from '../../pipeline/erase/erase-matcher.ts';
import { searchObject } from '../../pipeline/erase/search-object.ts';
import { TextScanner } from '../../pipeline/erase/text-scanner.ts';
import { rawKey } from '../../pipeline/lake-keys.ts';
import { normalise } from '../../pipeline/normalise/normalise.ts';
import { Normaliser } from '../../pipeline/normalise/normaliser.ts';
import {
  alikePieces,
  BROKEN,
  base64Lines,
  ENVELOPES,
  gzipBomb,
  HOSTILE_TO_DECODE,
  HOSTILE_TO_SEARCH,
  inPieces,
  LONG_KEY,
  longString,
  NESTED_TO_DECODE,
  nested,
  OPENING_BRACKETS,
  recordWith,
  TINY,
  TOO_MUCH,
} from './inputs.ts';

const STEEPEST = 9;
/** Below this, what is measured is the clock and the collector. */
const TOO_SHORT_MS = 100;
const LONGEST_MS = 15_000;
const MIB = 1024 * 1024;

const KEY = rawKey(contactRecords, new Date(0), 'limits');
const ADDRESS = addressOf('+441632960961')!;

let failures = 0;

for (const [what, text, n] of [...BROKEN, OPENING_BRACKETS, ...TINY]) {
  await linear(what, n, (size) => normaliseAll(inPieces(text(size))));
}
for (const [what, members, n] of [...TOO_MUCH, LONG_KEY]) {
  await linear(what, n, (size) => normaliseAll(inPieces(recordWith(members(size)))));
}
for (const [what, text, n] of ENVELOPES) {
  await linear(what, n, (size) => normaliseAll(inPieces(text(size)), undefined, flowLogs));
}
for (const text of HOSTILE_TO_SEARCH) {
  await linear(`a search in many times ${JSON.stringify(text)}`, 750_000, (bytes) => {
    const scanner = new TextScanner(addressSearchText(ADDRESS));
    scanner.push(Buffer.from(text.repeat(Math.floor(bytes / text.length))));
    scanner.finish();
  });
}
for (const [what, text] of HOSTILE_TO_DECODE) {
  await linear(`a search in a run of ${what}`, 250_000, async (bytes) => {
    const run = Buffer.from(text.repeat(Math.floor(bytes / text.length)));
    await searchObject(contactRecords, KEY, stream([run]), matchAddress(ADDRESS));
  });
}
for (const [what, around] of NESTED_TO_DECODE) {
  await linear(`a search in ${what} within ${what}`, 20_000, async (bytes) => {
    const one = `${nested('nothing to see', around, 4)}\n`;
    const all = Buffer.from(one.repeat(Math.max(1, Math.floor(bytes / one.length))));
    await searchObject(contactRecords, KEY, stream([all]), matchAddress(ADDRESS));
  });
}
await linear('a search in base64 in many lines', 2_500, async (lines) => {
  await searchObject(contactRecords, KEY, stream([base64Lines(lines)]), matchAddress(ADDRESS));
});

await constant('a string of 100 MiB', 64, (look) => normaliseAll(longString(100), look));
await constant('a gzip bomb of 200 MiB', 100, (look) => normaliseStream([gzipBomb(200)], look));
const { piece, count } = alikePieces(200);
await constant('200 MiB of records', 100, (look) => normaliseStream(repeated(piece, count), look));
const zipped = gzipSync(piece);
await constant('200 MiB of records in gzip', 100, (look) =>
  normaliseStream(repeated(zipped, count), look),
);
await constant('keys of a mebibyte, all different, when they are gone', 20, (look) => {
  const normaliser = new Normaliser(contactRecords, KEY);
  const collectGarbage = garbageCollector();
  for (let index = 0; index < 50; index++) {
    const key = String(index).padStart(MIB, 'x');
    for (const bytes of inPieces(recordWith(`"Attributes":{"${key}":"v"}`))) {
      normaliser.push(bytes);
      normaliser.takeLines();
    }
    collectGarbage();
    // The buffers grow to what one such record needs.
    if (index >= 10) look(process.memoryUsage().heapUsed + process.memoryUsage().external);
  }
});

console.log(
  failures === 0 ? 'All are within their limits.' : `${failures} are beyond their limit.`,
);
process.exitCode = failures === 0 ? 0 : 1;

/** Measures a size and four times that. */
async function linear(
  what: string,
  size: number,
  work: (size: number) => Promise<void> | void,
): Promise<void> {
  const once = await millisecondsOf(() => work(size));
  const fourTimes = await millisecondsOf(() => work(4 * size));
  const ratio = fourTimes / Math.max(once, TOO_SHORT_MS);
  print(`${ratio.toFixed(1)} x the time`, what, ratio < STEEPEST && fourTimes < LONGEST_MS);
}

/** Measures by how much memory grows between the first look at it and the greatest. */
async function constant(
  what: string,
  mostMebibytes: number,
  work: (look: (bytes?: number) => void) => Promise<void> | void,
): Promise<void> {
  let first: number | null = null;
  let most = 0;
  await work((bytes = process.memoryUsage.rss()) => {
    first ??= bytes;
    most = Math.max(most, bytes);
  });
  const grown = (most - (first ?? most)) / MIB;
  print(`${grown.toFixed(0)} MiB more`, what, grown < mostMebibytes);
}

function print(figure: string, what: string, isWithin: boolean): void {
  if (!isWithin) failures++;
  console.log(`${figure.padStart(16)}  ${what}${isWithin ? '' : ': beyond its limit'}`);
}

async function millisecondsOf(work: () => Promise<void> | void): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  return process.cpuUsage(begun).user / 1000;
}

function normaliseAll(
  pieces: Iterable<Buffer>,
  look: () => void = () => {},
  dataset = contactRecords,
): void {
  const normaliser = new Normaliser(dataset, KEY);
  for (const bytes of pieces) {
    normaliser.push(bytes);
    normaliser.takeLines();
    normaliser.takeQuarantine();
    look();
  }
  normaliser.finish();
}

async function normaliseStream(pieces: Iterable<Buffer>, look: () => void): Promise<void> {
  const take = async () => look();
  look();
  await normalise(contactRecords, KEY, stream(pieces), { lines: take, quarantine: take });
  look();
}

async function* stream(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}

function* repeated(bytes: Buffer, times: number): Generator<Buffer> {
  for (let i = 0; i < times; i++) yield bytes;
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
