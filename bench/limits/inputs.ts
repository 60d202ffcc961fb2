/** Inputs of any size that are slow to read or malformed. Tests check the time and the results. */

import { gzipSync } from 'node:zlib';

const PIECE_BYTES = 64 * 1024;

/** The shortest valid record. */
export const SMALL_RECORD =
  '{"ContactId":"c","InstanceARN":"i","InitiationTimestamp":"2026-11-23T14:05:09Z",' +
  '"LastUpdateTimestamp":"2026-11-23T14:06:00Z"}';

/** A name, the input of a size, and a size whose fourfold takes some tenths of a second. */
export type Input = readonly [what: string, text: (n: number) => string, n: number];

/** Inputs that form one piece and not a record. */
export const BROKEN: readonly Input[] = [
  ['opening braces', (n) => '{'.repeat(n), 100_000],
  ['objects within one another', (n) => '{"a":'.repeat(n), 15_000],
  ['arrays and objects within one another', (n) => '{"a":['.repeat(n), 15_000],
  ['objects within one another, inside out', (n) => '}'.repeat(n), 250_000],
  ['a string of braces, unclosed', (n) => `{"a":"${'{'.repeat(n)}`, 200_000],
  ['a string of braces and quotes', (n) => `{${'"{":","":":",'.repeat(n)}`, 20_000],
  ['thirty-one levels around a list', (n) => `${'{"a":'.repeat(31)}[${'1,'.repeat(n)}`, 20_000],
  ['tiny objects behind a broken one', (n) => `{]${'{}'.repeat(n)}`, 100_000],
  ['quotes', (n) => '"'.repeat(n), 250_000],
  ['braces with quotes', (n) => '{"'.repeat(n), 50_000],
  ['backslashes in a string', (n) => `{"a":"${'\\'.repeat(2 * n)}`, 200_000],
  ['NULs', (n) => '\0'.repeat(n), 250_000],
  ['bytes that are not UTF-8', (n) => '\xff'.repeat(n), 250_000],
  ['digits', (n) => `{"a":${'9'.repeat(n)}`, 250_000],
  ['commas', (n) => `{"a":1${','.repeat(n)}`, 250_000],
];

/** An array's brackets are no piece of anything: that they are not closed is the entry. */
export const OPENING_BRACKETS: Input = ['opening brackets', (n) => '['.repeat(n), 250_000];

/** How many entries come of `n` values. */
export const TINY: readonly (readonly [...Input, entries: (n: number) => number])[] = [
  ['objects without what a record needs', (n) => '{}'.repeat(n), 250_000, (n) => n],
  ['numbers in an array', (n) => `[${'1,'.repeat(n)}1]`, 250_000, (n) => n + 1],
  ['brackets and commas', (n) => '[],'.repeat(n), 250_000, () => 0],
  ['byte order marks and line ends', (n) => '\xef\xbb\xbf\r\n'.repeat(n), 250_000, () => 0],
];

/** Members that a record has too much of. */
export const TOO_MUCH: readonly Input[] = [
  ['one unknown key again and again', (n) => many(n, () => '"x":1', ','), 3_000],
  ['keys of which nothing is left', (n) => many(n, () => '"-":1', ','), 3_000],
  ['unknown keys', (n) => many(n, (i) => `"x${i}":1`, ','), 10_000],
  ['one column again and again', (n) => many(n, () => '"Channel":"VOICE"', ','), 3_000],
  ['attributes', (n) => `"Attributes":{${many(n, (i) => `"a${i}":"1"`, ',')}}`, 10_000],
  ['attributes that misfit', (n) => `"Attributes":{${many(n, (i) => `"a${i}":1`, ',')}}`, 10_000],
  ['elements that misfit', (n) => `"MediaStreams":[${many(n, () => '1', ',')}]`, 10_000],
  ['escapes', (n) => `"Channel":"${'\\u00e9'.repeat(n)}"`, 100_000],
  ['halves of surrogate pairs', (n) => `"Channel":"${'\\ud83d'.repeat(n)}"`, 100_000],
  ['digits', (n) => `"QueuePriority":${'9'.repeat(n)}`, 500_000],
  ['digits of a fraction', (n) => nestedScore(`0.${'9'.repeat(n)}`), 500_000],
  ['white space', (n) => `"Channel":${'\r\n '.repeat(n)}null`, 250_000],
];

/** Envelopes, as of flow logs. */
export const ENVELOPES: readonly Input[] = [
  ['elements of an envelope', (n) => envelopeOf(many(n, () => element('{}'), ',')), 10_000],
  [
    'escapes in an element',
    (n) => envelopeOf(element(`{"ContactFlowName":"${'\\n'.repeat(n)}"}`)),
    250_000,
  ],
  ['units of UTF-16 in an element', (n) => envelopeOf(element('\u00e9'.repeat(n))), 100_000],
];

/** A field in other_fields is stored under its full path, so a long parent key is repeated for each. */
export const LONG_KEY: Input = [
  'a long key above many fields',
  (n) => `"Agent${'-'.repeat(10 * n)}":{${many(n, (i) => `"x${i}":1`, ',')}}`,
  250,
];

/** Texts that cost the search for an address a second look. */
export const HOSTILE_TO_SEARCH = [
  '\\',
  '\\u005c',
  '+',
  '+441',
  '\\u002b',
  '\\\\u002b44',
  '%25',
  '%',
];

/** Texts that, many times over, are one run of characters in which base64 may begin again and again. */
export const HOSTILE_TO_DECODE: readonly (readonly [what: string, text: string])[] = [
  ['slashes', '/'],
  ['words', 'a/'],
  ['first bytes of gzip', 'H4sI'],
  ['headers of gzip', 'H4sIAAAAAAAAAwAA'],
  ['gzip', `${unpadded(gzipSync('{"a":1}'))}/`],
  ['objects', `${unpadded('{"a":1}')}/`],
  ['unclosed objects', unpadded('{"a')],
  ['addresses', `${unpadded('+441632960961')}_`],
  ['addresses within words', `${unpadded('abc+441632960961')}/`],
  ['archives', `${unpadded('PK\x03\x04')}/`],
];

/** Contents within one another, in each of which there are many places where the next may begin. */
export const NESTED_TO_DECODE: readonly (readonly [
  what: string,
  around: (inner: string) => string,
])[] = [
  ['UTF-16', (inner) => unpadded(Buffer.from(`${'a? '.repeat(64)} ${inner} `, 'utf16le'))],
  ['damaged gzip', (inner) => `${'H4sIAAAAAAAAAwD//wAA'.repeat(64)}${unpadded(inner)}`],
  ['zlib', (inner) => `${'eJz/'.repeat(64)}${unpadded(inner)}`],
  ['base64', (inner) => unpadded(`${inner} ${inner}`)],
  ['gzip', (inner) => many(16, () => unpadded(gzipSync(inner)), '/')],
];

/** The text within so many contents. */
export function nested(text: string, around: (inner: string) => string, levels: number): string {
  return levels === 0 ? text : nested(around(text), around, levels - 1);
}

function unpadded(content: string | Buffer): string {
  return Buffer.from(content).toString('base64').replace(/=+$/, '');
}

/** `n` lines that hold an address in base64, between other fields. */
export function base64Lines(n: number): Buffer {
  return Buffer.from(
    `a,b,c\n${`${Buffer.from('+441632960961').toString('base64')},x,y\n`.repeat(n)}`,
  );
}

/** A record with these members more. */
export function recordWith(members: string): string {
  return `${SMALL_RECORD.slice(0, -1)},${members}}`;
}

/** `item(0)`, `item(1)`… */
export function many(count: number, item: (index: number) => string, between = ''): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(between);
}

/** The text's bytes, a byte a character, as a stream brings them. */
export function* inPieces(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, at + PIECE_BYTES);
  }
}

/** Ordinary records of this many mebibytes, in pieces that are alike. */
export function alikePieces(mebibytes: number): { piece: Buffer; count: number } {
  const reason = 'a reason in so many words '.repeat(50);
  const attributes = `{"a":"1","reason":"${reason}"}`;
  const text = `${recordWith(`"Foo":[1,2],"Attributes":${attributes}`)}\n`;
  const piece = Buffer.from(text.repeat(Math.ceil(PIECE_BYTES / text.length)));
  return { piece, count: Math.ceil((mebibytes * 1024 * 1024) / piece.length) };
}

/** A record behind this many mebibytes of blanks, in gzip: a few kilobytes. */
export function gzipBomb(mebibytes: number): Buffer {
  const blanks = Buffer.alloc(mebibytes * 1024 * 1024, ' ');
  return gzipSync(Buffer.concat([blanks, Buffer.from(SMALL_RECORD)]), { level: 1 });
}

/** A record with a string of this many mebibytes, and another record behind it. */
export function* longString(mebibytes: number): Generator<Buffer> {
  yield Buffer.from(`${SMALL_RECORD.slice(0, -1)},"Foo":"`);
  const piece = Buffer.alloc(PIECE_BYTES, 'x');
  for (let i = 0; i < (mebibytes * 1024 * 1024) / PIECE_BYTES; i++) yield piece;
  yield Buffer.from(`"}${SMALL_RECORD}`);
}

function envelopeOf(elements: string): string {
  return `{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logEvents":[${elements}]}`;
}

/** @param text a message, in which each quote gets its backslash here */
function element(text: string): string {
  return `{"id":"1","timestamp":1,"message":"${text.replaceAll('"', '\\"')}"}`;
}

function nestedScore(number: string): string {
  return `"QualityMetrics":{"Agent":{"Audio":{"QualityScore":${number}}}}`;
}
