/**
 * The strict grammar of RFC 8259 at the level of bytes: where each token ends, and whether it is valid.
 *
 * Every function takes the position of a token's first byte and returns the position after the
 * token, or `~position` (negative) of the first byte that does not fit. A NUL stands after a
 * buffer's end and fits nowhere, so a token that runs past the end is noticed without a check for
 * each byte.
 */

export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** RFC 8259, section 2. */
export function isWhiteSpace(byte: number): boolean {
  return byte === SPACE || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB;
}

/** What stands for itself after a backslash, and the letters of control characters; 0 for any other byte. */
const SIMPLE_ESCAPES = new Uint8Array(256);
for (const [letter, byte] of Object.entries({
  '"': QUOTE,
  '\\': BACKSLASH,
  '/': 0x2f,
  b: 0x08,
  f: 0x0c,
  n: LINE_FEED,
  r: CARRIAGE_RETURN,
  t: TAB,
}))
  SIMPLE_ESCAPES[letter.charCodeAt(0)] = byte;

/** Three plain bytes of a word, and an escaped character of at most four. */
const LONGEST_COPIED_AT_ONCE = 7;

/** Whether the last string has half of a surrogate pair (`"\ud83d"`), which is no valid text. */
export let hasLoneSurrogate = false;

/**
 * The position after the closing quote of the string whose opening quote is at `at`.
 * @param words the same bytes as `source`
 */
export function endOfString(source: Buffer, words: DataView, at: number): number {
  hasLoneSurrogate = false;
  let pos = at + 1;
  for (;;) {
    let marks = toLookAt(words.getInt32(pos, true));
    while (marks === 0) {
      pos += 4;
      marks = toLookAt(words.getInt32(pos, true));
    }
    pos += firstMarked(marks);
    const byte = source[pos]!;
    if (byte === QUOTE) return pos + 1;
    if (byte === BACKSLASH)
      pos = SIMPLE_ESCAPES[source[pos + 1]!] !== 0 ? pos + 2 : endOfUnit(source, pos);
    else if (byte >= 0x80) pos = endOfUtf8(source, pos);
    else return ~pos;
    if (pos < 0) return pos;
  }
}

/**
 * Marks the bytes of a word that do not stand for themselves in a string. All four are tested at once, by borrows: a
 * byte's high bit is set in `x - 0x01…` if it was 0, in `x - 0x20…` if it was below a space. Behind the first marked
 * byte, others may be marked without a reason.
 */
function toLookAt(word: number): number {
  return (word | ((word - 0x20202020) & ~word) | ends(word)) & 0x80808080;
}

/** Marks the quotes, backslashes and control characters of a word, as `toLookAt` does. */
function toStopAt(word: number): number {
  return (((word - 0x20202020) & ~word) | ends(word)) & 0x80808080;
}

function ends(word: number): number {
  const quotes = word ^ 0x22222222;
  const backslashes = word ^ 0x5c5c5c5c;
  return ((quotes - 0x01010101) & ~quotes) | ((backslashes - 0x01010101) & ~backslashes);
}

/** The place of the first marked byte in its word: 0 to 3. */
function firstMarked(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}

/** The position after the `\uXXXX` at `at`, or after two of them that are one character. */
function endOfUnit(source: Buffer, at: number): number {
  const unit = escapedUnit(source, at);
  if (unit < 0) return unit;
  const isHigh = unit >= 0xd800 && unit < 0xdc00;
  if (!isHigh) {
    if (unit >= 0xdc00 && unit < 0xe000) hasLoneSurrogate = true;
    return at + 6;
  }
  const low = escapedUnit(source, at + 6);
  if (low >= 0xdc00 && low < 0xe000) return at + 12;
  hasLoneSurrogate = true;
  return at + 6;
}

/** Copies a few bytes, for which a call of the system's takes longer. It may write three bytes after them. */
export function copyBytes(
  words: DataView,
  at: number,
  targetWords: DataView,
  to: number,
  length: number,
): void {
  for (let i = 0; i < length; i += 4) targetWords.setInt32(to + i, words.getInt32(at + i));
}

/**
 * The position after the closing quote of the string whose text was copied last; `~position` of a byte that does not fit.
 */
export let copiedTo = 0;

/**
 * Copies the text of the string whose opening quote is at `at`, its escapes resolved. As after `endOfString`,
 * `hasLoneSurrogate` says whether the text is valid. Whether it is UTF-8 is left to whoever reads the copy.
 * @param words the same bytes as `source`
 * @param target receives the text at `to`, and `targetWords` are the same bytes
 * @returns the position after the text, or after its part that fits the grammar; negative if the target is too small
 */
export function copyText(
  source: Buffer,
  words: DataView,
  at: number,
  target: Buffer,
  targetWords: DataView,
  to: number,
): number {
  hasLoneSurrogate = false;
  const limit = target.length - LONGEST_COPIED_AT_ONCE;
  let pos = at + 1;
  let end = to;
  while (end <= limit) {
    const word = words.getInt32(pos, true);
    targetWords.setInt32(end, word, true);
    const stops = toStopAt(word);
    if (stops === 0) {
      pos += 4;
      end += 4;
      continue;
    }
    const plain = firstMarked(stops);
    pos += plain;
    end += plain;
    const byte = source[pos];
    if (byte !== BACKSLASH) {
      copiedTo = byte === QUOTE ? pos + 1 : ~pos;
      return end;
    }
    const simple = SIMPLE_ESCAPES[source[pos + 1]!]!;
    if (simple !== 0) {
      target[end++] = simple;
      pos += 2;
    } else {
      const behind = endOfUnit(source, pos);
      if (behind < 0) {
        copiedTo = behind;
        return end;
      }
      end += target.write(JSON.parse(`"${source.toString('latin1', pos, behind)}"`), end);
      pos = behind;
    }
  }
  return -1;
}

/** The UTF-16 code unit of the `\uXXXX` at `at`. */
function escapedUnit(source: Buffer, at: number): number {
  if (source[at] !== BACKSLASH) return ~at;
  if (source[at + 1] !== 0x75) return ~(at + 1);
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = hexDigit(source[i]!);
    if (digit < 0) return ~i;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/** The position after the multi-byte character at `at` (RFC 3629: no overlong form, no surrogate). */
function endOfUtf8(source: Buffer, at: number): number {
  const lead = source[at]!;
  let lowest = 0x80;
  let highest = 0xbf;
  let following: number;
  if (lead >= 0xc2 && lead <= 0xdf) following = 1;
  else if (lead >= 0xe0 && lead <= 0xef) {
    following = 2;
    if (lead === 0xe0) lowest = 0xa0;
    if (lead === 0xed) highest = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    following = 3;
    if (lead === 0xf0) lowest = 0x90;
    if (lead === 0xf4) highest = 0x8f;
  } else return ~at;
  for (let i = at + 1; i <= at + following; i++) {
    const byte = source[i]!;
    if (byte < lowest || byte > highest) return ~i;
    lowest = 0x80;
    highest = 0xbf;
  }
  return at + following + 1;
}

/** Whether the last number has neither a fraction nor an exponent. */
export let isInteger = false;

/** Whether the last number has an exponent. */
export let hasExponent = false;

/** The position after the number at `at`. */
export function endOfNumber(source: Buffer, at: number): number {
  let pos = at;
  if (source[pos] === MINUS) pos++;
  if (source[pos] === ZERO) pos++;
  else if ((pos = endOfDigits(source, pos)) < 0) return pos;
  isInteger = true;
  hasExponent = false;
  if (source[pos] === DOT) {
    isInteger = false;
    if ((pos = endOfDigits(source, pos + 1)) < 0) return pos;
  }
  if ((source[pos]! | 0x20) === 0x65) {
    isInteger = false;
    hasExponent = true;
    const sign = source[++pos];
    if (sign === 0x2b || sign === MINUS) pos++;
    pos = endOfDigits(source, pos);
  }
  return pos;
}

/** The position after the one or more digits at `at`. */
function endOfDigits(source: Buffer, at: number): number {
  let pos = at;
  while (source[pos]! >= ZERO && source[pos]! <= NINE) pos++;
  return pos > at ? pos : ~at;
}

/** The position after `word`, if it stands at `at`. */
export function endOfWord(source: Buffer, at: number, word: Buffer): number {
  for (let i = 0; i < word.length; i++) if (source[at + i] !== word[i]) return ~(at + i);
  return at + word.length;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The position after the closing quote of the timestamp whose opening quote is at `at`:
 * `"2026-11-23T14:05:09Z"`, perhaps with a fraction of any length; negative if it is not one.
 */
export function endOfTimestamp(source: Buffer, at: number): number {
  const year = digits(source, at + 1) * 100 + digits(source, at + 3);
  const month = digits(source, at + 6);
  const day = digits(source, at + 9);
  const hour = digits(source, at + 12);
  const minute = digits(source, at + 15);
  const second = digits(source, at + 18);
  const holds =
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= DAYS[month - 1]! &&
    (month !== 2 || day !== 29 || isLeap(year)) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    source[at + 5] === MINUS &&
    source[at + 8] === MINUS &&
    source[at + 11] === 0x54 &&
    source[at + 14] === COLON &&
    source[at + 17] === COLON;
  if (!holds) return -1;
  let pos = at + 20;
  if (source[pos] === DOT) {
    pos = endOfDigits(source, pos + 1);
    if (pos < 0) return -1;
  }
  return source[pos] === 0x5a && source[pos + 1] === QUOTE ? pos + 2 : -1;
}

/** The value of two digits; NaN, which is in no range, if one is not a digit. */
function digits(source: Buffer, at: number): number {
  const tens = source[at]! - ZERO;
  const ones = source[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
