/**
 * What the engine says of a query that it cannot run, as it may be shown: the user's own text with
 * the place marked, and never a value of a record.
 */

/** The line of the user's SQL that is complained of, and the mark below it. */
const PLACE = /^LINE \d+: .*\n\s*\^.*$/m;

/** The kind of an error, and what is said of it. */
const MESSAGE = /^([A-Z][\w ]* Error): (.*)$/s;

/** Kinds whose messages begin with the engine's words; others' may be a value, as error()'s is. */
const OWN_WORDS =
  /^(?:Conversion Error|Out of Range Error|Invalid Input Error: (?:Could not parse|Malformed JSON))\b/;

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
  const [first = ''] = message.split('\n');
  const place = PLACE.exec(message)?.[0];
  const [, kind = 'an error', words = ''] = MESSAGE.exec(first) ?? [];
  const said =
    words && sql.includes(words.trim()) ? first : `${kind}${withoutValues(first, words)}`;
  return place === undefined ? said : `${said}\n${place}`;
}

/** `: Could not convert string … to INT32` */
function withoutValues(line: string, words: string): string {
  if (!OWN_WORDS.test(line)) return '';
  const [before = ''] = words.split(/\s*(?:['"(:]|\b\d|\bvalue\b)/);
  const type = / to ([A-Z][A-Z0-9_ ]*?)(?: when casting from source column \w+)?$/.exec(words)?.[1];
  return `: ${before} …${type ? ` to ${type}` : ''}`;
}
