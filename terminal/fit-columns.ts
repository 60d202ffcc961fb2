import { widthOf } from './text-width.ts';

/** The width of a column beyond its text: a space on either side and a line. */
const AROUND = 3;

/**
 * The widths of a table's columns. A narrow terminal narrows the widest columns first. Names break
 * after `_`, or anywhere if that is not enough. Cells break only between words, so that numbers stay
 * whole; a table of long words may therefore still be too wide.
 * @param cells the rows, as texts
 * @param width of the terminal, in characters; undefined if there is no terminal
 */
export function fittedWidths(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  width: number | undefined,
): number[] {
  const column = (i: number) => cells.map((row) => row[i]!);
  const natural = names.map((name, i) => longest([name, ...column(i).flatMap(linesOf)]));
  const ofWords = names.map((_, i) => longest(column(i).flatMap(wordsOf)));
  const ofParts = names.map((name, i) => Math.max(ofWords[i]!, longest(partsOf(name))));
  const room = (width ?? Number.POSITIVE_INFINITY) - names.length * AROUND - 1;
  return cut(cut(natural, ofParts, room), ofWords, room);
}

/** Shortens the longest lengths until all have room together or have reached their minimum. */
function cut(lengths: readonly number[], least: readonly number[], room: number): number[] {
  const found = [...lengths];
  for (let excess = sum(found) - room; excess > 0; excess--) {
    const longest = Math.max(...found.filter((length, i) => length > least[i]!));
    const i = found.findIndex((length, i) => length === longest && length > least[i]!);
    if (i === -1) return found;
    found[i]! -= 1;
  }
  return found;
}

/** Breaks a name into lines of at most this length. */
export function broken(name: string, length: number): string[] {
  const lines = [''];
  for (const part of partsOf(name)) {
    if (widthOf(lines.at(-1)! + part) > length) lines.push('');
    const pieces = widthOf(part) > length ? part.match(new RegExp(`.{1,${length}}`, 'g'))! : [part];
    lines[lines.length - 1] += pieces[0]!;
    lines.push(...pieces.slice(1));
  }
  return lines.filter((line) => line !== '');
}

/** `wait_seconds` → `wait_`, `seconds` */
function partsOf(name: string): string[] {
  return name.match(/[^_]*_|[^_]+$/g) ?? [];
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/);
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
