/** The spellings of a text in bytes: UTF-8, JSON escapes at any level, percent-encoding. */

/**
 * The most backslashes of an escape, beyond its first. JSON text in a string of JSON text doubles
 * them at every level, so these are enough for three levels.
 */
const MOST_FURTHER_BACKSLASHES = 7;
const MOST_LEVELS = 4;

/** A backslash may itself be escaped as `\u005c`. */
const BACKSLASHES = `\\\\(?:\\\\|u005[cC]){0,${MOST_FURTHER_BACKSLASHES}}`;
const LONGEST_BACKSLASHES = 1 + 5 * MOST_FURTHER_BACKSLASHES;
/** `\u002b`, of which each character but the backslashes may be escaped itself. */
const LONGEST_UNIT = LONGEST_BACKSLASHES + 5 * (LONGEST_BACKSLASHES + 5);

/** A percent sign may itself be encoded as `%25`. */
const PERCENT = '%(?:25){0,2}';
const LONGEST_PERCENT = 5;

/** Characters that JSON may write as a letter after a backslash. */
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
};

/** All spellings of a text as a regular expression over bytes (latin1), and the longest one's bytes. */
export interface Spellings {
  readonly pattern: string;
  readonly longest: number;
}

/** @param caseless the number of first characters that match in either case */
export function spellings(text: string, caseless: number): Spellings {
  const characters = [...text].map((character, i) => {
    const cases =
      i < caseless
        ? [...new Set([character, character.toLowerCase(), character.toUpperCase()])]
        : [character];
    const ways = cases.flatMap(waysToWrite);
    const longest = Math.max(...cases.map(longestWay));
    return { pattern: `(?:${[...new Set(ways)].join('|')})`, longest };
  });
  return {
    pattern: characters.map(({ pattern }) => pattern).join(''),
    longest: characters.reduce((sum, { longest }) => sum + longest, 0),
  };
}

function waysToWrite(character: string): string[] {
  const plain = Buffer.from(character).toString('latin1');
  const short = SHORT_ESCAPES[character];
  return [
    literally(plain),
    unitsOf(character)
      .map((unit) => `${BACKSLASHES}${escapable('u')}${escapableHexadecimal(unit)}`)
      .join(''),
    ...(short === undefined ? [] : [`${BACKSLASHES}${literally(short)}`]),
    [...plain].map((byte) => `${PERCENT}${hexadecimal(byte.charCodeAt(0), 2)}`).join(''),
  ];
}

function longestWay(character: string): number {
  const escaped = unitsOf(character).length * LONGEST_UNIT;
  return Math.max(escaped, Buffer.byteLength(character) * (LONGEST_PERCENT + 2));
}

function unitsOf(character: string): number[] {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
}

function literally(bytes: string): string {
  return [...bytes]
    .map((byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .join('');
}

/** Hexadecimal digits, in letters of either case. */
function hexadecimal(number: number, digits: number): string {
  return number
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** Four hexadecimal digits, each of which may be escaped itself. */
function escapableHexadecimal(unit: number): string {
  const digits = [...unit.toString(16).padStart(4, '0')];
  return digits
    .map((digit) => (/[a-f]/.test(digit) ? [digit, digit.toUpperCase()] : [digit]))
    .map((cases) => `(?:${cases.map(escapable).join('|')})`)
    .join('');
}

/** The character, or its escape. */
function escapable(character: string): string {
  return `(?:${character}|${BACKSLASHES}u${hexadecimal(character.charCodeAt(0), 4)})`;
}

/** The text on either side of a place, with escapes resolved. */
export interface Neighbours {
  readonly before: string;
  readonly after: string;
}

/**
 * Reads the neighbours of some bytes.
 * @param before bytes (latin1), as are `it` and `after`
 * @returns null if the first byte of `it` belongs to an escape that begins in `before`: `\nina` does
 *   not contain `nina`
 */
export function neighbours(before: string, it: string, after: string): Neighbours | null {
  const levels = levelsAt(before);
  let left = before;
  let right = after;
  for (let level = 0; level < levels; level++) {
    if (goesOn(left, it)) return null;
    left = unescaped(left);
    right = unescaped(right);
  }
  for (let level = 0; level < 3; level++) {
    if (goesOnPercentCoded(left, it)) return null;
    left = percentDecoded(left);
    right = percentDecoded(right);
  }
  return { before: utf8(left), after: utf8(right) };
}

/**
 * The number of times that the following text must be unescaped. It is read off the nearest quote:
 * JSON text in a string writes quotes as `\"`, and within a further string as `\\\"`. Without a quote
 * nearby it is the maximum.
 */
function levelsAt(before: string): number {
  let text = before;
  for (let levels = 1; levels < MOST_LEVELS; levels++) {
    const quote = [...text.matchAll(/(\\+)u0022|(\\*)"/g)].at(-1);
    if (!quote) return levels === 1 ? MOST_LEVELS : levels;
    const isPlain = quote[2] !== undefined && quote[2].length % 2 === 0;
    if (isPlain) return levels;
    text = unescaped(text);
  }
  return MOST_LEVELS;
}

/** Whether `it` begins within an escape that begins in `before`. */
function goesOn(before: string, it: string): boolean {
  const backslashes = /\\+(?=(?:u[0-9a-fA-F]{0,3})?$)/.exec(before);
  if (!backslashes || backslashes[0].length % 2 === 0) return false;
  const begun = before.slice(backslashes.index + backslashes[0].length);
  return /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(begun + it);
}

function goesOnPercentCoded(before: string, it: string): boolean {
  const begun = /%[0-9a-fA-F]?$/.exec(before)?.[0];
  return begun !== undefined && /^%[0-9a-fA-F]{2}/.test(begun + it);
}

/** Resolves one level of JSON escapes. */
function unescaped(bytes: string): string {
  return bytes.replace(/(?:\\u[0-9a-fA-F]{4})+|\\["\\/bfnrt]/g, (written) =>
    Buffer.from(JSON.parse(`"${written}"`) as string).toString('latin1'),
  );
}

function percentDecoded(bytes: string): string {
  return bytes.replace(/%([0-9a-fA-F]{2})/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
