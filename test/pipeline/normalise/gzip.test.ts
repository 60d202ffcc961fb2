/** Objects stored as gzip: whole, in several members, damaged. */
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gzipBomb } from '../../../bench/limits/inputs.ts';
import { GzipError, inflate } from '../../../pipeline/normalise/gunzip.ts';
import { SMALL_RECORD } from './generated-records.ts';
import { normaliseFast, normaliseStored, type Outcome } from './outcome.ts';

const small = Buffer.from(SMALL_RECORD);
const PIECES = [
  ['in pieces of 1 byte', 1],
  ['in pieces of 7 bytes', 7],
  ['in one piece of a stream', 1_000_000],
  ['in memory as a whole', 'whole'],
] as const;

/** The outcome of the readable bytes, and an entry that says that there were more. */
function withRest(readable: Buffer): Outcome {
  const { lines, quarantine, counts } = normaliseFast(readable);
  const rest = { kind: 'gzip', offset: readable.length, length: 0, original: null } as const;
  return {
    lines,
    quarantine: [...quarantine, rest],
    counts: { ...counts, quarantined: counts.quarantined + 1 },
  };
}

/** Records that do not compress well, so that `count` of them are some kilobytes of gzip. */
function records(count: number): Buffer {
  let state = 1;
  const noise = () => {
    state = (state * 48271) % 2147483647;
    return state.toString(36);
  };
  const texts = Array.from({ length: count }, (_, i) => {
    const name = Array.from({ length: 8 }, noise).join('');
    return SMALL_RECORD.replace('"c"', `"${i}-${name}"`);
  });
  return Buffer.from(texts.join(''));
}

describe.each(PIECES)('%s', (_title, pieceBytes) => {
  const outcomeOf = (stored: Buffer) => normaliseStored(stored, pieceBytes);

  test('gzip is recognised by its first bytes', async () => {
    const bytes = Buffer.concat([small, Buffer.from('\n'), small]);
    expect(await outcomeOf(gzipSync(bytes))).toEqual(normaliseFast(bytes));
    expect(await outcomeOf(bytes)).toEqual(normaliseFast(bytes));
  });

  test('several members are one object', async () => {
    const members = [small.subarray(0, 50), small.subarray(50), Buffer.alloc(0), small];
    const stored = Buffer.concat(members.map((member) => gzipSync(member)));
    expect(await outcomeOf(stored)).toEqual(normaliseFast(Buffer.concat(members)));
  });

  test('an empty object, and an empty member, hold nothing', async () => {
    const nothing = normaliseFast();
    expect(await outcomeOf(Buffer.alloc(0))).toEqual(nothing);
    expect(await outcomeOf(gzipSync(Buffer.alloc(0)))).toEqual(nothing);
  });

  test('gzip within gzip is read', async () => {
    expect(await outcomeOf(gzipSync(gzipSync(small)))).toEqual(normaliseFast(small));
  });

  test('cut off anywhere, what can be read is read and the rest is an entry', async () => {
    const stored = gzipSync(Buffer.concat([small, small]));
    const finishFlush = constants.Z_SYNC_FLUSH;
    // One byte of two does not tell gzip: it is plain, and no JSON.
    expect(await outcomeOf(stored.subarray(0, 1))).toEqual(normaliseFast(stored.subarray(0, 1)));
    for (let at = 2; at < stored.length; at++) {
      const cutOff = stored.subarray(0, at);
      const readable = gunzipSync(cutOff, { finishFlush });
      expect(await outcomeOf(cutOff), `cut at ${at}`).toEqual(withRest(readable));
    }
  });

  test('a cut at the end of a member cannot be noticed', async () => {
    const stored = Buffer.concat([gzipSync(small), gzipSync(small)]);
    const cutOff = stored.subarray(0, stored.length / 2);
    expect(await outcomeOf(cutOff)).toEqual(normaliseFast(small));
  });

  test('zeros behind the last member are padding', async () => {
    const stored = Buffer.concat([gzipSync(small), Buffer.alloc(1000)]);
    expect(await outcomeOf(stored)).toEqual(normaliseFast(small));
  });
  test.each([
    ['text', Buffer.from('something else')],
    ['a record', small],
    ['half a header', Buffer.of(0x1f, 0x8b)],
    ['the header of another compression', Buffer.of(0x1f, 0x8b, 0xff, 0xff)],
    ['zeros and a member', Buffer.concat([Buffer.alloc(10), gzipSync(small)])],
  ])('%s behind the last member is an entry, all before it is read', async (_what, garbage) => {
    const stored = Buffer.concat([gzipSync(small), garbage]);
    expect(await outcomeOf(stored)).toEqual(withRest(small));
  });
  test('a check sum that is wrong is an entry, all before it is read', async () => {
    const stored = gzipSync(small);
    stored[stored.length - 5]! ^= 1;
    expect(await outcomeOf(stored)).toEqual(withRest(small));
  });
  test('a damaged member does not take the one before it along', async () => {
    const stored = Buffer.concat([gzipSync(small), gzipSync(small).fill(0xff, 12)]);
    const outcome = await outcomeOf(stored);
    expect(outcome.lines).toEqual(normaliseFast(small).lines);
    expect(outcome.quarantine.at(-1)).toMatchObject({ kind: 'gzip', length: 0 });
  });
});
test('of gzip damaged in the middle, the part well before is read and the rest is an entry', async () => {
  const bytes = records(2500);
  const stored = gzipSync(bytes);
  const middle = stored.length >> 1;
  expect(middle).toBeGreaterThan(32 * 1024);
  const wellBefore = gunzipSync(stored.subarray(0, middle - 20 * 1024), {
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  const damaged = Buffer.from(stored).fill(0xff, middle, middle + 400);
  const outcome = await normaliseStored(damaged, 64 * 1024);
  const least = normaliseFast(wellBefore).lines;
  expect(least.length).toBeGreaterThan(100);
  expect(outcome.lines.slice(0, least.length)).toEqual(least);
  expect(outcome.quarantine.at(-1)).toMatchObject({ kind: 'gzip', length: 0 });
});

describe('of a stream that takes several steps', () => {
  const stored = gzipSync(records(2500));
  const places = Array.from({ length: 24 }, (_, i) => 100 + Math.floor((i * stored.length) / 24));

  test.each(places)(
    'damaged at byte %i, exactly what comes before the damage is read',
    async (place) => {
      const damaged = Buffer.from(stored).fill(0xff, place, place + 8);
      const { content, error } = await inflated(damaged);
      expect(error).toBeInstanceOf(GzipError);
      expect(content.equals(readableOf(damaged))).toBe(true);
    },
  );

  test('cut off, all is read if only the check sum and the length behind it are missing', async () => {
    for (const missing of [1, 7, 8, 9, 20, 20_000]) {
      const { content, error } = await inflated(stored.subarray(0, stored.length - missing));
      expect(content.equals(readableOf(stored.subarray(0, stored.length - missing)))).toBe(true);
      expect({ missing, isAllRead: error?.isAllRead }).toEqual({
        missing,
        isAllRead: missing <= 8,
      });
    }
  });

  test('with a wrong check sum, nobody knows whether all is read', async () => {
    const damaged = Buffer.from(stored);
    damaged[stored.length - 5]! ^= 1;
    expect((await inflated(damaged)).error?.isAllRead).toBe(false);
  });

  async function inflated(bytes: Buffer): Promise<{ content: Buffer; error: GzipError | null }> {
    const pieces: Uint8Array[] = [];
    let error: GzipError | null = null;
    try {
      for await (const piece of inflate(chunksOf(bytes, 10_000))) pieces.push(piece);
    } catch (thrown) {
      error = thrown as GzipError;
    }
    return { content: Buffer.concat(pieces), error };
  }

  /** What zlib itself makes of the longest beginning in which it finds no fault. */
  function readableOf(bytes: Buffer): Buffer {
    let sound = 0;
    let faulty = bytes.length + 1;
    while (faulty - sound > 1) {
      const at = (sound + faulty) >> 1;
      if (beginningOf(bytes, at)) sound = at;
      else faulty = at;
    }
    return beginningOf(bytes, sound)!;
  }

  function beginningOf(bytes: Buffer, length: number): Buffer | null {
    try {
      return gunzipSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      return null;
    }
  }

  async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
});

test('a large object that is in memory as a whole is read once, from its first to its last record', async () => {
  const bytes = records(12_000);
  expect(bytes.length).toBeGreaterThan(1024 * 1024);
  const outcome = normaliseFast(bytes);
  expect(await normaliseStored(gzipSync(bytes), 'whole')).toEqual(outcome);
  expect(await normaliseStored(bytes, 'whole')).toEqual(outcome);
});

test('bytes whose second alone is that of gzip are plain', async () => {
  const bytes = Buffer.concat([Buffer.of(0x20, 0x8b), small]);
  expect(await normaliseStored(bytes, 1000)).toEqual(normaliseFast(bytes));
});

test('a gzip bomb is read to its end', async () => {
  const outcome = await normaliseStored(gzipBomb(20));
  expect(outcome.counts).toMatchObject({ records_out: 1, between_bytes: 20 * 1024 * 1024 });
});
