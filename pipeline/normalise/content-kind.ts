/**
 * Recognises, by their first bytes, the kind of files that are not JSON. The reason in quarantine
 * names the kind, and erasing needs to know what it cannot search.
 */

/** The number of first bytes by which a kind is recognised. */
export const KIND_BYTES = 1024;

/**
 * Containers whose content this code cannot read, by their magic numbers as latin1 text, and by what else sets them apart from
 * text. The source is each format's own specification.
 */
const SEALED: readonly (readonly [magic: string, kind: string, whole?: RegExp])[] = [
  ['PK\x03\x04', 'a ZIP archive'],
  ['PK\x05\x06', 'a ZIP archive'],
  ['PK\x07\x08', 'a ZIP archive'],
  ['\xfd7zXZ\x00', 'xz'],
  ['BZh', 'bzip2', /^BZh[1-9](?:1AY&SY|.rE8P\x90)/s],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['\x04\x22\x4d\x18', 'lz4'],
  ['\xff\x06\x00\x00sNaPpY', 'snappy'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!\x1a\x07', 'a RAR archive'],
  ['PAR1', 'Parquet'],
  // Text may begin in the same way.
  ['ORC', 'ORC', /^ORC.{0,64}\0/s],
  ['Obj\x01', 'Avro'],
  ['%PDF-', 'PDF'],
  ['\xd0\xcf\x11\xe0', 'an old Office file'],
  ['\x1f\x8b', 'gzip within gzip, too deep'],
  // POSIX.1-1988 and later: the mark stands after the first file's name and other fields.
  ['', 'a tar archive', /^.{257}ustar/s],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 1950. No text in UTF-8 begins so.
  ['x', 'zlib', /^x(?:[\x01\x9c]|\xda(?![\x80-\xbf]))/],
  [']\0\0', 'lzma'],
  ['\x89PNG\r\n', 'an image'],
  ['\xff\xd8\xff', 'an image'],
  ['-----BEGIN PGP MESSAGE', 'an encrypted message'],
  ['age-encryption.org/', 'an encrypted file'],
  ['\xff\xfe\x00\x00', 'UTF-32'],
  ['\x00\x00\xfe\xff', 'UTF-32'],
];

/** The fewest characters of base64 that are not taken for a word. */
const LEAST_BASE64 = 24;
const BASE64 = new RegExp(`^[A-Za-z0-9+/_-]{${LEAST_BASE64},}={0,2}(?=\\s|"|$)`);

/**
 * The kind of a file that cannot be searched, because it is compressed, encrypted or of another format.
 * @param bytes from the beginning; KIND_BYTES are enough
 * @returns `a ZIP archive`; null for anything else
 */
export function sealedKind(bytes: Uint8Array): string | null {
  const beginning = latin1(bytes);
  const found = SEALED.find(
    ([magic, , whole]) => beginning.startsWith(magic) && (whole?.test(beginning) ?? true),
  );
  if (found) return found[1];
  // UTF-32 without a byte order mark: three bytes of each ASCII character are zero.
  return /^(?:[^\0]\0\0\0){2}|^(?:\0\0\0[^\0]){2}/.test(beginning) ? 'UTF-32' : null;
}

const FIRST_BYTES: ReadonlySet<number> = new Set(
  SEALED.filter(([magic]) => magic !== '').map(([magic]) => magic.charCodeAt(0)),
);

/** Whether a file that begins with these bytes may be of a sealed kind, other than a tar archive. */
export function mayBeSealed(first: number, second: number): boolean {
  // UTF-32 has zeros around each character of ASCII.
  return FIRST_BYTES.has(first) || first === 0 || second === 0;
}

/** The share of non-text characters from which bytes are not text. Any text may have a stray one. */
const LEAST_SHARE_OF_TEXT = 0.9;

/**
 * Whether the bytes are not text in UTF-8: more than a tenth of the characters are controls, or
 * replacement characters for invalid bytes, as in UTF-16, archives and images.
 * @param bytes from the beginning; some kilobytes are enough
 */
export function isBinary(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  let ofText = 0;
  let all = 0;
  for (const character of text) {
    all++;
    const isControl = character < ' ' && !'\t\r\n'.includes(character);
    if (!isControl && character !== '\ufffd') ofText++;
  }
  return ofText < LEAST_SHARE_OF_TEXT * all;
}

/**
 * The reason why bytes are no record, if their kind is known. It never contains content.
 * @param bytes that are not JSON, from the beginning; KIND_BYTES are enough
 * @returns null if the kind is unknown
 */
export function contentKind(bytes: Uint8Array): string | null {
  const sealed = sealedKind(bytes);
  if (sealed) return `${sealed}, where JSON in UTF-8 was expected`;
  const beginning = latin1(bytes.subarray(0, KIND_BYTES));
  const text = beginning.replace(/^(?:\xef\xbb\xbf|\s)+/, '');
  const kind = TEXTS.find(({ is }) => is(text))?.kind;
  return kind ? `${kind}, where JSON was expected` : null;
}

/** Kinds of text, in the order in which they are tried: the most certain first. */
const TEXTS: readonly { readonly kind: string; is(text: string): boolean }[] = [
  {
    kind: 'UTF-16 that does not begin like JSON',
    is: (text) => /^(?:[^\0]\0){8}|^(?:\0[^\0]){8}/.test(text),
  },
  { kind: 'base64', is: (text) => isBase64(text) },
  { kind: 'XML or HTML', is: (text) => /^<[?!a-zA-Z]/.test(text) },
  { kind: 'an object with single quotes', is: (text) => /^\{\s*'/.test(text) },
  { kind: 'CSV', is: isCsv },
];

/** The kind of a JSON string's content; null if it is unknown. @param bytes from the opening quote on */
export function stringKind(bytes: Uint8Array): string | null {
  const text = latin1(bytes.subarray(1, KIND_BYTES));
  if (/^\s*[{[]/.test(text)) return 'JSON in a JSON string, where an object was expected';
  return isBase64(text.replaceAll('\\/', '/'))
    ? 'base64 in a JSON string, where an object was expected'
    : null;
}

/** Whether the text is base64 of a known kind. Not any base64: many words consist of its characters. */
function isBase64(text: string): boolean {
  const run = BASE64.exec(text);
  if (!run) return false;
  const decoded = Buffer.from(run[0], 'base64');
  return /^\s*[{["]/.test(latin1(decoded)) || sealedKind(decoded) !== null;
}

/** Whether the first line has three or more fields, or two lines have two, of words and not sentences. */
function isCsv(text: string): boolean {
  const [first = '', second] = text.split(/\r\n|\r|\n/, 2).map((line) => line.trim());
  return [',', ';', '\t', '|'].some((separator) => {
    const fields = first.split(separator);
    const isTable = fields.length >= 3 || second?.split(separator).length === fields.length;
    return (
      fields.length >= 2 &&
      isTable &&
      fields.every((field) => /^"?[\w .:/()+@\x80-\xff-]*"?$/.test(field))
    );
  });
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'latin1',
    0,
    KIND_BYTES,
  );
}
