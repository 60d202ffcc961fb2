/** Random raw objects as stored: content that is damaged at telling places, packed, and cut into pieces. */
import { gzipSync } from 'node:zlib';
import type { Random } from './random.ts';
import { rawContent } from './raw-objects.ts';

/** A raw object, and how its bytes come in. */
export interface StoredObject {
  readonly bytes: Buffer;
  /** The sizes of the pieces, again and again until the bytes end; null if they come as a whole. */
  readonly pieces: readonly number[] | null;
}

const TELLING = [...'{}[]",:\\0-\n', '\xff', '\0', '\xc3', '\xed', '\xef\xbb\xbf', '\u001f'];
const STRUCTURAL = new Set(Buffer.from('{}[]",:\\'));

export function storedObject(random: Random): StoredObject {
  let content: Buffer = Buffer.from(rawContent(random));
  while (random.percent(25)) content = damaged(random, content);
  let bytes = random.percent(8) ? packed(random, content) : content;
  if (bytes !== content && random.percent(25)) bytes = damaged(random, bytes);
  const sizes = [1, 2, 3, 5, 7, 16, 100, 1000, 1_000_000];
  const pieces = random.percent(40) ? null : [random.pick(sizes), random.pick(sizes)];
  return { bytes, pieces };
}

/** Bytes that are flipped, lost, repeated or put in, mostly where the structure of JSON changes. */
function damaged(random: Random, bytes: Buffer): Buffer {
  const at = random.percent(70) ? structuralPlace(random, bytes) : random.below(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const telling = Buffer.from(random.pick(TELLING), 'latin1');
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, telling, after.subarray(1)]);
    case 1:
      return Buffer.concat([before, after.subarray(1 + random.below(random.pick([1, 40])))]);
    case 2:
      return Buffer.concat([before, telling, after]);
    case 3:
      return before;
    case 4:
      return Buffer.concat([before, after.subarray(0, random.below(60)), after]);
    default: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at]! ^= 1 << random.below(8);
      return flipped;
    }
  }
}

/** Before, at or behind a random structural byte. */
function structuralPlace(random: Random, bytes: Buffer): number {
  const from = random.below(bytes.length + 1);
  let at = from;
  while (at < bytes.length && !STRUCTURAL.has(bytes[at]!)) at++;
  return Math.min(bytes.length, at + random.below(2));
}

/** The content in gzip, in several members, in gzip within gzip, or in UTF-16. */
function packed(random: Random, content: Buffer): Buffer {
  switch (random.below(5)) {
    case 0:
      return gzipSync(content, { level: 1 });
    case 1: {
      const middle = random.below(content.length + 1);
      const members = [content.subarray(0, middle), content.subarray(middle)];
      const behind = random.percent(20) ? Buffer.alloc(random.below(20)) : Buffer.alloc(0);
      return Buffer.concat([...members.map((member) => gzipSync(member, { level: 1 })), behind]);
    }
    case 2: {
      let bytes: Buffer = random.percent(30) ? utf16(random, content) : content;
      for (let layers = 1 + random.below(5); layers > 0; layers--) bytes = gzipSync(bytes);
      return bytes;
    }
    case 3: {
      const garbage = random.pick([
        content,
        Buffer.from('x'),
        Buffer.of(0, 0, 1),
        Buffer.of(0x1f, 0x8b),
      ]);
      return Buffer.concat([gzipSync(content, { level: 1 }), garbage]);
    }
    default:
      return utf16(random, content);
  }
}

function utf16(random: Random, content: Buffer): Buffer {
  const text = content.toString();
  const units = Buffer.from(random.percent(60) ? `\ufeff${text}` : text, 'utf16le');
  if (random.percent(50)) units.swap16();
  return random.percent(5) ? Buffer.concat([units, Buffer.of(0x7b)]) : units;
}
