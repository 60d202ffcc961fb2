/** What a text of SQL asks an engine to do, told from the text alone: the same for both engines. */
import { UserError } from '../../terminal/user-error.ts';

/** What may hold any words: texts, quoted names, comments. */
const OPAQUE =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$[\s\S]*?\$\1\$|--[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** How statements begin that read and do nothing else. */
const READING = ['select', 'with', 'values', 'table', 'from', 'describe', 'show', 'explain'];

/** What stands before the query of one name that WITH gives. */
const NAMED = /\bas\s*(?:(?:not\s+)?materialized\s*)?\(/;

/** What may stand before the statement that is explained, with its options. */
const EXPLAINING =
  /^explain\b\s*(?:(?:analyze|verbose)\b\s*)*(?:\(\s*(?:analyze|verbose|format|type)\b[^()]*\)\s*)?/;

/**
 * The SQL, if it is one statement.
 * @throws UserError if it is none, or several
 */
export function oneStatement(sql: string): string {
  const { length } = statementsIn(sql);
  if (length === 1) return sql;
  const nothing = /[^\s;]/.test(sql) ? 'only a comment' : 'no statement';
  const found = length > 1 ? `${length} statements` : nothing;
  throw new UserError(`Found ${found} in --sql, expected one statement`);
}

/** @throws UserError naming the word by which the statement does more than read */
export function refuseChanging(sql: string): void {
  const word = changingWord(statementsIn(sql)[0] ?? '');
  if (word) throw doesMoreThanRead(word);
}

export function doesMoreThanRead(word: string): UserError {
  return new UserError(
    `Found ${word} in --sql, expected what only reads: SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN`,
  );
}

/** The SQL in lower case without what may hold any words; a text or a quoted name is `x`. */
export function bareSql(sql: string): string {
  return sql.replace(OPAQUE, (found) => (/^(?:--|\/\*)/.test(found) ? ' ' : 'x')).toLowerCase();
}

function statementsIn(sql: string): string[] {
  return bareSql(sql)
    .split(';')
    .filter((part) => part.trim() !== '');
}

/** In capitals; null if the statement only reads. */
function changingWord(statement: string): string | null {
  const text = statement.replace(/^[\s(]+/, '');
  const explained = text.replace(EXPLAINING, '');
  if (explained !== text) return changingWord(explained);
  if (/^with\b/.test(text)) return changingWord(afterNamed(text));
  const [word] = /^\w+/.exec(text) ?? [];
  return word === undefined || READING.includes(word) ? null : word.toUpperCase();
}

/** The statement behind all the names that WITH gives. */
function afterNamed(text: string): string {
  const found = NAMED.exec(text);
  if (!found) return '';
  const rest = text.slice(closingBracket(text, found.index + found[0].length)).trim();
  return rest.startsWith(',') ? afterNamed(rest) : rest;
}

/** @returns the place behind the bracket that closes the one just before `at`, or the text's end */
export function closingBracket(bare: string, at: number): number {
  let place = at;
  for (let depth = 1; depth > 0 && place < bare.length; place++) {
    if ('([{'.includes(bare[place]!)) depth++;
    else if (')]}'.includes(bare[place]!)) depth--;
  }
  return place;
}
