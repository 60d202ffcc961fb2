/**
 * Converts UTF-16 to UTF-8 and back, in pieces of any size and without loss. Half surrogate pairs and
 * half code units become bytes that are not valid UTF-8: a reader quarantines them, and converting
 * back restores them.
 */

export type Utf16 = 'utf-16le' | 'utf-16be';

/** Marks the last byte of an odd number of bytes, which is half a code unit. */
const HALF_A_UNIT = 0xff;

/** The characters that JSON text may begin with: white space, `{`, `[`, `"`. */
const BEGINNINGS = new Set(Buffer.from(' \t\r\n{["'));

/**
 * Recognises UTF-16 by a byte order mark, or by two ASCII characters of which the first may begin
 * JSON (RFC 4627, section 3). UTF-32 is not taken for UTF-16.
 * @param first the text's first four bytes, fewer if it has no more
 */
export function utf16Of(first: Uint8Array): Utf16 | null {
  const [a, b, c, d] = first;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? null : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (b === 0 && d === 0 && beginsJson(a, c)) return 'utf-16le';
  if (a === 0 && c === 0 && beginsJson(b, d)) return 'utf-16be';
  return null;
}

function beginsJson(first: number | undefined, second: number | undefined): boolean {
  return BEGINNINGS.has(first ?? 0) && (second ?? 0) > 0 && (second ?? 0) < 0x80;
}

/** Converts UTF-16 to UTF-8. A lone half of a surrogate pair becomes the three bytes of its code point. */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Utf16,
): AsyncGenerator<Uint8Array> {
  const [high, low] = encoding === 'utf-16be' ? [0, 1] : [1, 0];
  let kept: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = kept.length > 0 ? Buffer.concat([kept, chunk]) : chunk;
    const unitAt = (at: number) => (bytes[at + high]! << 8) | bytes[at + low]!;
    const units = bytes.length >> 1;
    // The first half of a pair waits for the second.
    const waits = units > 0 && isHigh(unitAt(2 * units - 2)) ? 1 : 0;
    yield encoded(units - waits, (i) => unitAt(2 * i));
    kept = bytes.slice(2 * (units - waits));
  }
  if (kept.length >= 2) yield encoded(1, () => (kept[high]! << 8) | kept[low]!);
  if (kept.length % 2 === 1) yield Buffer.from([HALF_A_UNIT, kept.at(-1)!]);
}

/** The UTF-8 of this many code units. */
function encoded(units: number, unitAt: (i: number) => number): Buffer {
  const target = Buffer.allocUnsafe(3 * units);
  let to = 0;
  for (let i = 0; i < units; i++) {
    let point = unitAt(i);
    if (isHigh(point) && i + 1 < units && isLow(unitAt(i + 1))) {
      point = 0x10000 + ((point & 0x3ff) << 10) + (unitAt(++i) & 0x3ff);
      target[to++] = 0xf0 | (point >> 18);
      target[to++] = 0x80 | ((point >> 12) & 0x3f);
      target[to++] = 0x80 | ((point >> 6) & 0x3f);
      target[to++] = 0x80 | (point & 0x3f);
    } else if (point >= 0x800) {
      target[to++] = 0xe0 | (point >> 12);
      target[to++] = 0x80 | ((point >> 6) & 0x3f);
      target[to++] = 0x80 | (point & 0x3f);
    } else if (point >= 0x80) {
      target[to++] = 0xc0 | (point >> 6);
      target[to++] = 0x80 | (point & 0x3f);
    } else target[to++] = point;
  }
  return target.subarray(0, to);
}

/** Converts the output of `toUtf8` back to UTF-16. */
export async function* toUtf16(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Utf16,
): AsyncGenerator<Uint8Array> {
  let kept: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = kept.length > 0 ? Buffer.concat([kept, chunk]) : chunk;
    const { units, taken } = decoded(bytes, encoding);
    yield units;
    kept = bytes.slice(taken);
  }
}

/** Decodes the complete characters of the bytes, and counts the bytes that they take. */
function decoded(bytes: Uint8Array, encoding: Utf16): { units: Buffer; taken: number } {
  const target = Buffer.allocUnsafe(2 * bytes.length);
  let to = 0;
  const put = (unit: number) => {
    to = encoding === 'utf-16be' ? target.writeUInt16BE(unit, to) : target.writeUInt16LE(unit, to);
  };
  let at = 0;
  for (;;) {
    const lead = bytes[at];
    if (lead === undefined) break;
    const length = lead < 0x80 ? 1 : lead < 0xe0 || lead === HALF_A_UNIT ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > bytes.length) break;
    const rest = (i: number) => bytes[at + i]! & 0x3f;
    if (length === 1) put(lead);
    else if (lead === HALF_A_UNIT) target[to++] = bytes[at + 1]!;
    else if (length === 2) put(((lead & 0x1f) << 6) | rest(1));
    else if (length === 3) put(((lead & 0x0f) << 12) | (rest(1) << 6) | rest(2));
    else {
      const point = ((lead & 0x07) << 18) | (rest(1) << 12) | (rest(2) << 6) | rest(3);
      put(0xd800 | ((point - 0x10000) >> 10));
      put(0xdc00 | ((point - 0x10000) & 0x3ff));
    }
    at += length;
  }
  return { units: target.subarray(0, to), taken: at };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
