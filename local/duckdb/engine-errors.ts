/**
 * What the engine says of a query that it cannot run, as it may be shown: the user's own text with
 * the place marked, and never a value of a record.
 */

/** The line of the user's SQL that is complained of, and the mark below it: the message's end. */
const PLACE = /\n\s*(LINE \d+: (.*)\n\s*\^)\s*$/;

/** The kind of an error, and what is said of it. */
const MESSAGE = /^([A-Z][\w ]* Error): (.*)$/s;

/** What a value should have become, at the end of all that is said: a closed list, as words may be a value. */
const TYPE =
  / to ((?:U?INT(?:8|16|32|64|128)|U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BOOL(?:EAN)?|FLOAT|DOUBLE|DECIMAL(?:\(\d+, ?\d+\))?|VARCHAR|BLOB|BIT|UUID|INTERVAL|DATE|TIME|TIMESTAMP(?:_S|_MS|_NS)?|(?:TIME|TIMESTAMP) WITH TIME ZONE|JSON)(?:\[\d*\])*)(?: when casting from source column \w+)?\s*$/;

/** Kinds whose messages begin with the engine's words; others' may be a value, as error()'s is. */
const OWN_WORDS =
  /^(?:Conversion Error|Out of Range Error|Invalid Input Error: (?:Could not parse|Malformed JSON))\b/;

/** What ran out, in words that say what to do; each by how the engine's message begins or what it has. */
const RAN_OUT: readonly (readonly [RegExp, string])[] = [
  [
    /^Out of Memory Error: .*(?:max_temp_directory_size|temp(?:orary)? directory)/is,
    'what does not fit into memory needs more room than the disk has: make room, or ask of fewer days',
  ],
  [/^Out of Memory Error\b/, 'it needs more memory than there is: ask of fewer days'],
  [/^IO Error: .*No space left on device/is, 'the disk is full: make room'],
  [
    /^IO Error: .*Too many open files/is,
    'more files are needed than may be open: raise `ulimit -n`',
  ],
];

/** Kinds that are about the SQL, the values or the machine, and not about the files that are read. */
const NOT_OF_FILES =
  /^(?:Parser|Binder|Catalog|Conversion|Out of Range|Out of Memory|Permission|INTERRUPT|Not implemented) Error\b/i;

/** Whether what the engine says may come of a file that it cannot read. */
export function mayBeOfFiles(message: string): boolean {
  return /^[A-Z][\w ]* Error: /.test(message) && !NOT_OF_FILES.test(message);
}

/** An error found before any row is read: all of it is about the user's text. */
export function saidOfText(message: string): string {
  return message
    .replace(/^Failed to extract statements: /, '')
    .replace(/\n\s*\n+/g, '\n')
    .trim();
}

/**
 * An error found while rows were read: its kind and the words before the first value, what the
 * value should have become, and the place. A message that stands in the SQL is the user's own.
 */
export function saidOfRows(message: string, sql: string): string {
  const ranOut = RAN_OUT.find(([pattern]) => pattern.test(message));
  if (ranOut) return ranOut[1];
  const place = placeIn(message, sql);
  const said = message.replace(PLACE, '').trim();
  const [, kind = 'an error', words = ''] = MESSAGE.exec(said) ?? [];
  const told = words && sql.includes(words) ? said : `${kind}${withoutValues(said, words)}`;
  return place === null ? told : `${told}\n${place}`;
}

/** A value may look like a place: it is one if the line, which the engine may cut, is of the SQL. */
function placeIn(message: string, sql: string): string | null {
  const [, place = '', line = ''] = PLACE.exec(message) ?? [];
  const own = line.replace(/^\.\.\.|\.\.\.$/g, '').trim();
  return own !== '' && sql.includes(own) ? place : null;
}

/** `: Could not convert string … to INT32` */
function withoutValues(said: string, words: string): string {
  if (!OWN_WORDS.test(said)) return '';
  const [before = ''] = words.split(/\s*(?:['"(:\n]|\b\d|\bvalue\b)/);
  const type = TYPE.exec(words)?.[1];
  return `: ${before} …${type ? ` to ${type}` : ''}`;
}
