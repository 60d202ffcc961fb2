/** Files of other formats are known by the first bytes that each format's specification prescribes. */
import { describe, expect, test } from 'vitest';
import {
  contentKind,
  isBinary,
  sealedKind,
  stringKind,
} from '../../../pipeline/normalise/content-kind.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('a container is named', () => {
  test.each([
    ['a ZIP archive', 'PK\x03\x04\x14\0'],
    ['a ZIP archive', 'PK\x05\x06\0\0'],
    ['a ZIP archive', 'PK\x07\x08PK'],
    ['xz', '\xfd7zXZ\0\0\x04'],
    ['bzip2', 'BZh91AY&SY'],
    ['bzip2', 'BZh1\x17rE8P\x90'],
    ['zstd', '\x28\xb5\x2f\xfd\x04'],
    ['lz4', '\x04\x22\x4d\x18\x64'],
    ['snappy', '\xff\x06\0\0sNaPpY\0'],
    ['a 7-Zip archive', '7z\xbc\xaf\x27\x1c\0\x04'],
    ['a RAR archive', 'Rar!\x1a\x07\0'],
    ['a RAR archive', 'Rar!\x1a\x07\x01\0'],
    ['Parquet', 'PAR1\x15\x04'],
    ['ORC', 'ORC\x0a\x03\0'],
    ['Avro', 'Obj\x01\x04\x16avro.schema'],
    ['PDF', '%PDF-1.7\n'],
    ['an old Office file', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['gzip within gzip, too deep', '\x1f\x8b\x08\0'],
    ['a tar archive', `${'a.json'.padEnd(257, '\0')}ustar\x0000`],
    ['zlib', 'x\x01K'],
    ['zlib', 'x\x9cK'],
    ['zlib', 'x\xdaK'],
    ['zlib', 'x\xda\xc0'],
    ['lzma', ']\0\0\x80\0'],
    ['an image', '\x89PNG\r\n\x1a\n'],
    ['an image', '\xff\xd8\xff\xe0'],
    ['an encrypted message', '-----BEGIN PGP MESSAGE-----\n'],
    ['an encrypted file', 'age-encryption.org/v1\n'],
    ['UTF-32', '\xff\xfe\0\0{\0\0\0'],
    ['UTF-32', '\0\0\xfe\xff\0\0\0{'],
    ['UTF-32', '{\0\0\0"\0\0\0'],
    ['UTF-32', '\0\0\0{\0\0\0"'],
  ])('%s: %j', (kind, beginning) => {
    expect(sealedKind(latin1(beginning))).toBe(kind);
    expect(contentKind(latin1(beginning))).toBe(`${kind}, where JSON in UTF-8 was expected`);
  });

  test.each([
    '',
    'PK',
    'PK\x03',
    'BZh is no format',
    'BZh01AY&SY',
    'ORC is a creature',
    `ORC${'.'.repeat(65)}\0`,
    'Objects',
    'Rar!',
    '7z',
    'x',
    'xylophone',
    // Two characters of UTF-8: x and U+0680.
    'x\xda\x80',
    '%PD',
    'age',
    `${'\0'.repeat(256)}ustar`,
    '{"a":1}',
    '{\0"\0',
    '{\0\0\0"\0\0',
    ' PAR1',
    'text BZh91AY&SY',
    'text ORC\x0a\x03\0',
    `${'a.json'.padEnd(258, '\0')}ustar`,
    'text x\x9cK',
    'text{\0\0\0"\0\0\0',
  ])('but not: %j', (beginning) => {
    expect(sealedKind(latin1(beginning))).toBeNull();
  });
});

describe('bytes are binary if more than a tenth of their characters are not text', () => {
  test.each<[string, boolean]>([
    ['', false],
    ['\t\r\n', false],
    ['   ', false],
    ['a\0', true],
    [`${'a'.repeat(9)}\0`, false],
    [`${'a'.repeat(17)}\0\0`, true],
    [`${'a'.repeat(18)}\0\x1f`, false],
    [`${'a'.repeat(17)}\x1f\x01`, true],
    [`${'a'.repeat(9)}\xff`, false],
    [`${'a'.repeat(8)}\xff`, true],
    ['\ufffd', true],
  ])('%j: %s', (text, expected) => {
    const bytes = text === '\ufffd' ? Buffer.from(text) : latin1(text);
    expect(isBinary(bytes)).toBe(expected);
  });

  test('whose characters may have any length', () => {
    expect(isBinary(Buffer.from('é☎👋'))).toBe(false);
  });
});

describe('a string is named by what it holds', () => {
  const base64 = (text: string) => latin1(text).toString('base64');

  test.each<[string, string | null]>([
    ['"{\\"a\\":1}"', 'JSON in a JSON string, where an object was expected'],
    ['" [1]"', 'JSON in a JSON string, where an object was expected'],
    [`"${base64('{"ContactId":"c1"}')}"`, 'base64 in a JSON string, where an object was expected'],
    [
      `"${base64(' {"ContactId":"????????"}').replaceAll('/', '\\/')}"`,
      'base64 in a JSON string, where an object was expected',
    ],
    [
      `"${base64('PK\x03\x04 and so on, and on')}"`,
      'base64 in a JSON string, where an object was expected',
    ],
    [`"${base64('{"a":1}')}"`, null],
    // One character of base64 fewer than the fewest that are not taken for a word.
    [`"${base64('{"ContactId":"c"}')}"`, null],
    ['"averyveryverylongwordindeed"', null],
    [`"${base64('some words, and some more')}"`, null],
    [`"${base64('{"ContactId":"c1"}')}!"`, null],
    ['""', null],
  ])('%s: %s', (text, kind) => {
    expect(stringKind(latin1(text))).toBe(kind);
  });
});

test('white space and byte order marks before it do not hide a kind of text', () => {
  const kind = 'XML or HTML, where JSON was expected';
  expect(contentKind(Buffer.from('\ufeff \r\n\ufeff<a>'))).toBe(kind);
  expect(contentKind(Buffer.from('<?xml'))).toBe(kind);
  expect(contentKind(Buffer.from('<!doctype'))).toBe(kind);
  expect(contentKind(Buffer.from('< 3'))).toBeNull();
  expect(contentKind(Buffer.from('a <b'))).toBeNull();
  expect(contentKind(Buffer.from("{ 'a': 1 }"))).toBe(
    'an object with single quotes, where JSON was expected',
  );
});

test('UTF-16 is recognised by eight characters at the beginning, in either order', () => {
  const kind = 'UTF-16 that does not begin like JSON, where JSON was expected';
  const text = Buffer.from('contacts', 'utf16le');
  expect(contentKind(text)).toBe(kind);
  expect(contentKind(Buffer.from(text).swap16())).toBe(kind);
  expect(contentKind(text.subarray(0, -2))).toBeNull();
  expect(contentKind(Buffer.concat([Buffer.from('some'), text]))).toBeNull();
});
