/** SQL as it is typed, line by line. */

/** The text typed so far, cut into statements. */
export interface Typed {
  /** Statements up to their semicolon, without it. Empty ones are left out. */
  readonly statements: readonly string[];
  /** What follows the last semicolon; an empty text if that is only white space. */
  readonly rest: string;
  /** Whether the rest ends within a text, a quoted name or a comment. */
  readonly isOpen: boolean;
}

/** The parts in which a semicolon does not end the statement. The last one may be cut off by the end of the text. */
export const OPAQUE =
  /(?<=\b[eE])'(?:[^'\\]|''|\\[\s\S])*('|$)|'(?:[^']|'')*('|$)|"(?:[^"]|"")*("|$)|`[^`]*(`|$)|\$(\w*)\$[\s\S]*?(\$\5\$|$)|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(\*\/|$)/g;

/** Splits what has been typed into statements. */
export function splitStatements(text: string): Typed {
  let isOpen = false;
  const ends: number[] = [];
  let from = 0;
  const note = (until: number) => {
    for (let at = from; at < until; at++) if (text[at] === ';') ends.push(at);
  };
  for (const found of text.matchAll(OPAQUE)) {
    note(found.index);
    from = found.index + found[0].length;
    const [, escaped, single, double, back, , dollar, comment] = found;
    isOpen = [escaped, single, double, back, dollar, comment].includes('');
  }
  note(text.length);
  const parts = [...ends, text.length].map((end, at) =>
    text.slice(at === 0 ? 0 : ends[at - 1]! + 1, end),
  );
  const rest = parts.pop()!;
  return {
    statements: parts.map((part) => part.trim()).filter((part) => part !== ''),
    rest: rest.trim() === '' ? '' : rest,
    isOpen,
  };
}
