/** Quotes a text for SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The source of a pattern that finds a text literal: `'it''s'`. */
export const TEXT_LITERAL = `'(?:[^']|'')*'`;

/** The source of a pattern that finds what may have any words in our own SQL: comments and text literals. */
export const COMMENT_OR_TEXT = `--.*|${TEXT_LITERAL}`;
