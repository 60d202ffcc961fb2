/** Content that is written in pieces of any size is gzip of the same content. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GzipWriter } from '../../../pipeline/normalise/gzip-writer.ts';

const MIB = 1024 * 1024;

const NOISE = Buffer.alloc(64 * 1024);
let state = 1;
for (let at = 0; at < NOISE.length; at++) {
  state = (state * 48271) % 2147483647;
  NOISE[at] = state >> 8;
}

/** Bytes that hardly compress: what is repeated stands farther apart than deflate looks back. */
function noise(length: number): Buffer {
  return Buffer.alloc(length, NOISE);
}

async function written(pieces: readonly Buffer[]) {
  const compressed: Buffer[] = [];
  const writer = new GzipWriter(async (bytes) => void compressed.push(Buffer.from(bytes)));
  let beforeEnd = 0;
  for (const piece of pieces) {
    await writer.write(piece);
    beforeEnd = compressed.reduce((sum, { length }) => sum + length, 0);
  }
  await writer.end();
  return { stored: Buffer.concat(compressed), beforeEnd };
}

describe('the content comes out of gunzip as it went in', () => {
  test.each<[string, Buffer[]]>([
    ['no piece at all', []],
    ['an empty piece', [Buffer.alloc(0)]],
    ['a byte', [Buffer.from('a')]],
    ['some pieces', ['ab', '', 'c', 'defg'].map((text) => Buffer.from(text))],
    ['exactly as much as is compressed in one call', [noise(MIB), Buffer.alloc(3 * MIB, 'a')]],
    ['a byte more', [Buffer.alloc(4 * MIB, 'a'), Buffer.from('b')]],
    ['a byte more, in a single piece', [Buffer.alloc(4 * MIB + 1, 'a')]],
    ['much more', [noise(MIB), Buffer.alloc(4 * MIB, 'a'), noise(1000), Buffer.from('end')]],
  ])('%s', async (_what, pieces) => {
    const { stored } = await written(pieces);
    expect(gunzipSync(stored).equals(Buffer.concat(pieces))).toBe(true);
  });
});

test('much content is compressed before its end, so memory does not grow with it', async () => {
  const { beforeEnd, stored } = await written([Buffer.alloc(4 * MIB), noise(2 * MIB)]);
  expect(beforeEnd).toBeGreaterThan(MIB);
  expect(stored.length).toBeGreaterThan(beforeEnd);
});

test('little content is given to the sink once, at its end', async () => {
  const calls: number[] = [];
  const writer = new GzipWriter(async (bytes) => void calls.push(bytes.length));
  await writer.write(noise(1000));
  await writer.write(noise(100_000));
  expect(calls).toEqual([]);
  await writer.end();
  expect(calls).toHaveLength(1);
});

test.each([
  ['little', 1000],
  ['much', 5 * MIB],
])('the sink is waited for, and its error is passed on: %s', async (_what, length) => {
  let isBusy = false;
  const waiting = new GzipWriter(async () => {
    expect(isBusy).toBe(false);
    isBusy = true;
    await new Promise((done) => setImmediate(done));
    isBusy = false;
  });
  await waiting.write(noise(length));
  expect(isBusy).toBe(false);
  await waiting.end();
  expect(isBusy).toBe(false);

  const failing = new GzipWriter(async () => {
    throw new Error('The disk is full');
  });
  const work = async () => {
    await failing.write(noise(length));
    await failing.end();
  };
  await expect(work()).rejects.toThrow('The disk is full');
  failing.destroy();
});

test('content can be given up, before and after compression has begun', async () => {
  for (const length of [10, 5 * MIB]) {
    const writer = new GzipWriter(async () => {});
    await writer.write(Buffer.alloc(length));
    expect(() => writer.destroy()).not.toThrow();
  }
});
