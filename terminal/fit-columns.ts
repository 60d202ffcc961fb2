import { widthOf } from './text-width.ts';

/** How wide a column can be, in characters. */
export interface Extent {
  /** Nothing in it is broken. */
  readonly natural: number;
  /** The width at which no cell is broken; only the name is, after `_`. */
  readonly unbroken: number;
  /** Cells are broken, too, between words, so that numbers stay whole. */
  readonly least: number;
}

/** The extent of each column. @param cells the rows, as texts */
export function extentsOf(
  names: readonly string[],
  cells: readonly (readonly string[])[],
): Extent[] {
  return names.map((name, i) => {
    const texts = cells.map((row) => row[i]!);
    const lines = longest(texts.flatMap(linesOf));
    const part = longest(partsOf(name));
    return {
      natural: Math.max(widthOf(name), lines),
      unbroken: Math.max(part, lines),
      least: Math.max(part, longest(texts.flatMap(wordsOf))),
    };
  });
}

/**
 * The widths of a table's columns; null if they have no room. A narrow terminal narrows the widest columns first.
 * @param room for all columns together, in characters; undefined if there is no terminal
 * @param narrowest what a column keeps
 */
export function fittedWidths(
  extents: readonly Extent[],
  room = Number.POSITIVE_INFINITY,
  narrowest: 'unbroken' | 'least' = 'least',
): number[] | null {
  const widths = cut(
    extents.map(({ natural }) => natural),
    extents.map((extent) => extent[narrowest]),
    room,
  );
  return sum(widths) <= room ? widths : null;
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

/** Breaks a name after `_` into lines of at most this length. */
export function broken(name: string, length: number): string[] {
  const lines = [''];
  for (const part of partsOf(name)) {
    if (widthOf(lines.at(-1)! + part) > length) lines.push('');
    lines[lines.length - 1] += part;
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
