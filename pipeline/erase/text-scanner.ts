/**
 * Backslashes that an escape may stand behind, beyond its own: JSON text in a string of JSON text
 * doubles them at every level, so this is three levels.
 */
const MOST_FURTHER_BACKSLASHES = 7;

/** A backslash may itself be escaped as `\u005c`. */
const BACKSLASHES = `\\\\(?:\\\\|u005[cC]){0,${MOST_FURTHER_BACKSLASHES}}`;
const LONGEST_BACKSLASHES = 1 + 5 * MOST_FURTHER_BACKSLASHES;

/** What a character is written as behind a backslash. */
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
};

/**
 * Finds where a text stands in bytes that come in pieces: in UTF-8, or any of its characters as a
 * JSON escape (`\u002b`, `\/`), also in JSON text that is itself a string of JSON text. What is
 * found does not depend on how the bytes are cut.
 */
export class TextScanner {
  private readonly pattern: RegExp;
  private readonly longest: number;
  /** The end of what has come, as far as an occurrence could reach back into it. */
  private kept = Buffer.alloc(0);
  private received = 0;
  /** Occurrences that no span asked for has left behind, ascending. */
  private found: { from: number; to: number }[] = [];

  constructor(text: string) {
    const characters = [...text].map(encodings);
    this.pattern = new RegExp(characters.map(({ pattern }) => pattern).join(''), 'g');
    this.longest = characters.reduce((sum, { longest }) => sum + longest, 0);
  }

  push(bytes: Uint8Array): void {
    const window = Buffer.concat([this.kept, bytes]);
    const offset = this.received - this.kept.length;
    this.received += bytes.length;
    const text = window.toString('latin1');
    this.pattern.lastIndex = 0;
    for (let match = this.pattern.exec(text); match; match = this.pattern.exec(text)) {
      const from = match.index;
      const to = from + match[0].length;
      // What ends within the kept bytes was found when they came.
      if (to > this.kept.length) this.found.push({ from: offset + from, to: offset + to });
      this.pattern.lastIndex = from + 1;
    }
    this.kept = Buffer.from(window.subarray(Math.max(0, window.length - this.longest + 1)));
  }

  /** Has the text been found at all, in what was not asked for yet? */
  get hasFound(): boolean {
    return this.found.length > 0;
  }

  /**
   * Does the text stand in `[from, to)`, or partly so? Spans are to be asked for in their order,
   * once all their bytes have come.
   */
  standsIn(from: number, to: number): boolean {
    const next = this.found.findIndex((hit) => hit.to > from);
    this.found = next < 0 ? [] : this.found.slice(next);
    return this.found[0] !== undefined && this.found[0].from < to;
  }
}

/** All ways to write the character, as a pattern over bytes (latin1), and the longest's bytes. */
function encodings(character: string): { pattern: string; longest: number } {
  const plain = Buffer.from(character).toString('latin1');
  const short = SHORT_ESCAPES[character];
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  const ways = [
    literally(plain),
    units.map((unit) => `${BACKSLASHES}u${hexadecimal(unit)}`).join(''),
    ...(short === undefined ? [] : [`${BACKSLASHES}${literally(short)}`]),
  ];
  return { pattern: `(?:${ways.join('|')})`, longest: units.length * (LONGEST_BACKSLASHES + 5) };
}

function literally(bytes: string): string {
  return [...bytes]
    .map((byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .join('');
}

/** Four hexadecimal digits, in letters of either case. */
function hexadecimal(unit: number): string {
  return unit
    .toString(16)
    .padStart(4, '0')
    .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
