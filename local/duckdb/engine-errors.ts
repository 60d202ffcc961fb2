/**
 * DuckDB's error messages as they may be shown: with the user's own SQL and the place marked in it,
 * and never with a value of a record.
 */
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { UserError } from '../../terminal/user-error.ts';

/** The end of a message: the line of the user's SQL, and a mark below the place. */
const PLACE = /\n\s*(LINE \d+: (.*)\n\s*\^)\s*$/;

/** The kind of an error, and its text. */
const MESSAGE = /^([A-Z][\w ]* Error): (.*)$/s;

/** The target type at the end of a conversion error. It is a closed list, because any word may be a value. */
const TYPE =
  / to ((?:U?INT(?:8|16|32|64|128)|U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BOOL(?:EAN)?|FLOAT|DOUBLE|DECIMAL(?:\(\d+, ?\d+\))?|VARCHAR|BLOB|BIT|UUID|INTERVAL|DATE|TIME|TIMESTAMP(?:_S|_MS|_NS)?|(?:TIME|TIMESTAMP) WITH TIME ZONE|JSON)(?:\[\d*\])*)(?: when casting from source column \w+)?\s*$/;

/** Kinds of error whose text DuckDB writes itself. Other messages may be user data, such as that of error('…'). */
const OWN_WORDS =
  /^(?:Conversion Error|Out of Range Error|Invalid Input Error: (?:Could not parse|Malformed JSON))\b/;

/** Advice where memory, disk or open files ran out, by a pattern of DuckDB's message. */
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

/** Kinds that concern the SQL, the values or the machine, and not the files that are read. */
const NOT_OF_FILES =
  /^(?:Parser|Binder|Catalog|Conversion|Out of Range|Out of Memory|Permission|INTERRUPT|Not implemented) Error\b/i;

/** Whether an unreadable file may have caused the error. */
export function mayConcernFiles(message: string): boolean {
  return /^[A-Z][\w ]* Error: /.test(message) && !NOT_OF_FILES.test(message);
}

/** Describes an error found before any row is read, whose message concerns the user's SQL alone. */
export function describeSqlError(message: string): string {
  return message
    .replace(/^Failed to extract statements: /, '')
    .replace(/\n\s*\n+/g, '\n')
    .trim();
}

/**
 * Describes an error found while rows were read: its kind, the words before the first value, the
 * type that the value should have become, and the place. A message that stands in the SQL is the
 * user's own and is shown as it is, and so is one of our macros, as both are no data.
 */
export function describeRowError(message: string, sql: string): string {
  const ranOut = RAN_OUT.find(([pattern]) => pattern.test(message));
  if (ranOut) return ranOut[1];
  const place = placeIn(message, sql);
  const text = message.replace(PLACE, '').trim();
  const [, kind = 'an error', words = ''] = MESSAGE.exec(text) ?? [];
  const isNoData = words !== '' && (sql.includes(words) || isOfMacro(words));
  const shown = isNoData ? text : `${kind}${withoutValues(text, words)}`;
  return place === null ? shown : `${shown}\n${place}`;
}

/** Whether one of the macros fails with these words. */
function isOfMacro(words: string): boolean {
  return readMacros(QUERIES).includes(`error(${literal(words)})`);
}

/** The place that the message marks; null if its line, which DuckDB may shorten, is not in the SQL. */
function placeIn(message: string, sql: string): string | null {
  const [, place = '', line = ''] = PLACE.exec(message) ?? [];
  const own = line.replace(/^\.\.\.|\.\.\.$/g, '').trim();
  return own !== '' && sql.includes(own) ? place : null;
}

/** `: Could not convert string … to INT32` */
function withoutValues(text: string, words: string): string {
  if (!OWN_WORDS.test(text)) return '';
  const [before = ''] = words.split(/\s*(?:['"(:\n]|\b\d|\bvalue\b)/);
  const type = TYPE.exec(words)?.[1];
  return `: ${before} …${type ? ` to ${type}` : ''}`;
}

/** The error that names a file of the lake which the engine cannot read, and the next step. */
export function damagedFile(key: string, cause?: unknown): UserError {
  return new UserError(`${key} is damaged: \`contact-lake doctor\` says what to do`, { cause });
}
