/**
 * The content of a stored object once more: plain, slow, and meant to be seen to be right. Gzip is read
 * member by member as RFC 1952 has it; of deflate that is damaged, the longest beginning is taken that
 * zlib inflates without an error.
 */
import { constants, crc32, inflateRawSync } from 'node:zlib';

const MOST_LAYERS = 4;

/** What can be read of an object, and whether there is more that cannot. */
export interface Content {
  readonly bytes: Buffer;
  readonly isCutOff: boolean;
}

export function contentPlainly(stored: Buffer): Content {
  let content: Content = { bytes: stored, isCutOff: false };
  for (let layers = 0; layers < MOST_LAYERS && isMemberAt(content.bytes, 0); layers++) {
    const inner = gunzipped(content.bytes);
    content = { bytes: inner.bytes, isCutOff: inner.isCutOff || content.isCutOff };
  }
  const order = utf16Order(content.bytes);
  return order === null ? content : { ...content, bytes: asUtf8(content, order) };
}

function isMemberAt(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b;
}

/** All members, until one is damaged or something else than zeros follows. */
function gunzipped(stored: Buffer): Content {
  const parts: Buffer[] = [];
  let at = 0;
  while (isMemberAt(stored, at)) {
    const { bytes, end } = memberAt(stored, at);
    parts.push(bytes);
    if (end === null) return { bytes: Buffer.concat(parts), isCutOff: true };
    at = end;
  }
  const isPadded = stored.subarray(at).every((byte) => byte === 0);
  return { bytes: Buffer.concat(parts), isCutOff: !isPadded };
}

/** A member's content, and where the member ends; null if it is damaged or cut off. */
function memberAt(stored: Buffer, at: number): { bytes: Buffer; end: number | null } {
  const from = endOfHeader(stored, at);
  if (from === null) return { bytes: Buffer.alloc(0), end: null };
  const { bytes, end } = inflated(stored, from);
  if (end === null || end + 8 > stored.length) return { bytes, end: null };
  const isRight =
    stored.readUInt32LE(end) === crc32(bytes) &&
    stored.readUInt32LE(end + 4) === bytes.length % 2 ** 32;
  return { bytes, end: isRight ? end + 8 : null };
}

/** RFC 1952, section 2.3. */
function endOfHeader(stored: Buffer, at: number): number | null {
  const [method, flags] = [stored[at + 2], stored[at + 3]];
  if (method !== 8 || flags === undefined || (flags & 0xe0) !== 0) return null;
  let end = at + 10;
  if (flags & 0x04) {
    if (end + 2 > stored.length) return null;
    end += 2 + stored.readUInt16LE(end);
  }
  for (const zeroEnded of [0x08, 0x10]) {
    if ((flags & zeroEnded) === 0) continue;
    const zero = stored.indexOf(0, end);
    if (zero < 0) return null;
    end = zero + 1;
  }
  if (flags & 0x02) {
    if (end + 2 > stored.length) return null;
    if (stored.readUInt16LE(end) !== (crc32(stored.subarray(at, end)) & 0xffff)) return null;
    end += 2;
  }
  return end <= stored.length ? end : null;
}

function inflated(stored: Buffer, from: number): { bytes: Buffer; end: number | null } {
  const deflated = stored.subarray(from);
  try {
    const { buffer, engine } = inflateRawSync(deflated, { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: buffer, end: from + engine.bytesWritten };
  } catch {
    return { bytes: longestBeginning(deflated), end: null };
  }
}

function longestBeginning(deflated: Buffer): Buffer {
  const beginning = (length: number): Buffer | null => {
    try {
      const options = { finishFlush: constants.Z_SYNC_FLUSH };
      return inflateRawSync(deflated.subarray(0, length), options);
    } catch {
      return null;
    }
  };
  let [good, bad] = [0, deflated.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (beginning(middle) === null) bad = middle;
    else good = middle;
  }
  return beginning(good) ?? Buffer.alloc(0);
}

type Order = 'little end first' | 'big end first';

/** By a byte order mark, which is not UTF-32's; else by two ASCII characters, the first of which may begin JSON. */
function utf16Order(bytes: Buffer): Order | null {
  const four = bytes.toString('latin1', 0, 4);
  if (four.startsWith('\xff\xfe')) return four === '\xff\xfe\0\0' ? null : 'little end first';
  if (four.startsWith('\xfe\xff')) return 'big end first';
  const [a = '', b = '', c = '', d = ''] = four;
  if (b === '\0' && d === '\0' && beginsJson(a, c)) return 'little end first';
  if (a === '\0' && c === '\0' && beginsJson(b, d)) return 'big end first';
  return null;
}

function beginsJson(first: string, second: string): boolean {
  return first !== '' && ' \t\r\n{["'.includes(first) && second > '\0' && second < '\x80';
}

/** Half a pair of surrogates becomes its three bytes; a last half of a unit follows the byte 0xFF. */
function asUtf8({ bytes, isCutOff }: Content, order: Order): Buffer {
  const whole = bytes.length - (bytes.length % 2);
  const units: number[] = [];
  for (let at = 0; at < whole; at += 2) {
    units.push(order === 'big end first' ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at));
  }
  // What is cut off may have had the other half.
  const isHalf = isCutOff && (units.at(-1)! & 0xfc00) === 0xd800;
  if (isHalf) units.pop();
  const parts: Buffer[] = [];
  const text = units.map((unit) => String.fromCharCode(unit)).join('');
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const isSurrogate = point >= 0xd800 && point < 0xe000;
    parts.push(
      isSurrogate
        ? Buffer.of(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
        : Buffer.from(character),
    );
  }
  if (whole < bytes.length && !isCutOff) parts.push(Buffer.of(0xff, bytes[whole]!));
  return Buffer.concat(parts);
}
