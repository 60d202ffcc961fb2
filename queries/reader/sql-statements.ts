/** Recognises from the text of SQL whether it only reads, for both engines alike. */
import { UsageError } from '../../terminal/user-error.ts';

/** The parts of SQL that may contain any words: text literals, quoted names, comments. */
const OPAQUE =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|--[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** The first words of statements that only read. */
const READING = ['select', 'with', 'values', 'table', 'from', 'describe', 'show', 'explain'];

/** The text between a name that WITH defines and its query. */
const NAMED = /\bas\s*(?:(?:not\s+)?materialized\s*)?\(/;

/** EXPLAIN with its options, before the statement that it explains. */
const EXPLAINING =
  /^explain\b\s*(?:(?:analyze|verbose)\b\s*)*(?:\(\s*(?:analyze|verbose|format|type)\b[^()]*\)\s*)?/;

/**
 * The SQL, if it is one statement.
 * @throws UsageError if there is no statement, or more than one
 */
export function oneStatement(sql: string): string {
  const { length } = statementsIn(sql);
  if (length === 1) return sql;
  const nothing = /[^\s;]/.test(sql) ? 'only a comment' : 'no statement';
  const found = length > 1 ? `${length} statements` : nothing;
  throw new UsageError(`Found ${found} in --sql, expected one statement`);
}

/** @throws UsageError naming the word by which the statement does more than read */
export function refuseChanging(sql: string): void {
  const word = changingWord(statementsIn(sql)[0] ?? '');
  if (word) throw doesMoreThanRead(word);
}

export function doesMoreThanRead(word: string): UsageError {
  return new UsageError(
    `Found ${word} in --sql, expected a statement that only reads: SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN`,
  );
}

/** The SQL in lower case, without comments; each text literal and quoted name is replaced by `x`. */
export function bareSql(sql: string): string {
  return sql.replace(OPAQUE, (found) => (/^(?:--|\/\*)/.test(found) ? ' ' : 'x')).toLowerCase();
}

function statementsIn(sql: string): string[] {
  return bareSql(sql)
    .split(';')
    .filter((part) => part.trim() !== '');
}

/** The first word of a statement that does more than read, in capitals; null if it only reads. */
function changingWord(statement: string): string | null {
  const text = statement.replace(/^[\s(]+/, '');
  const explained = text.replace(EXPLAINING, '');
  if (explained !== text) return changingWord(explained);
  if (/^with\b/.test(text)) return changingWord(afterNamed(text));
  const [word] = /^\w+/.exec(text) ?? [];
  return word === undefined || READING.includes(word) ? null : word.toUpperCase();
}

/** The statement after all the names that WITH defines. */
function afterNamed(text: string): string {
  const found = NAMED.exec(text);
  if (!found) return '';
  const rest = text.slice(closingBracket(text, found.index + found[0].length)).trim();
  return rest.startsWith(',') ? afterNamed(rest) : rest;
}

/** @returns the place after the bracket that closes the one just before `at`, or the end of the text */
export function closingBracket(bare: string, at: number): number {
  let place = at;
  for (let depth = 1; depth > 0 && place < bare.length; place++) {
    if ('([{'.includes(bare[place]!)) depth++;
    else if (')]}'.includes(bare[place]!)) depth--;
  }
  return place;
}
