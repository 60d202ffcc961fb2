import { broken, fittedWidths } from './fit-columns.ts';
import { widthOf } from './text-width.ts';

/** A table before it has a form. */
export interface Cells {
  readonly names: readonly string[];
  /** Whether each column's texts stand at its right edge, as numbers do. */
  readonly isRight: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
}

/** A table that is ready to be drawn. */
export interface Drawing {
  /** In parts, each of whole lines that end in a line feed. */
  readonly parts: Generator<string>;
  /** The names of columns that had no room. */
  readonly leftOut: readonly string[];
}

/** What stands around the cells of a table. */
interface Frame {
  readonly edges: readonly [left: string, between: string, right: string];
  /** The rules above the names, below them, and below the rows; null for none. */
  readonly rules: readonly (readonly [left: string, between: string, right: string] | null)[];
}

const FRAMED: Frame = {
  edges: ['│ ', ' │ ', ' │'],
  rules: [
    ['┌─', '─┬─', '─┐'],
    ['├─', '─┼─', '─┤'],
    ['└─', '─┴─', '─┘'],
  ],
};

/** A table that needs less room. */
const OPEN: Frame = { edges: ['', '  ', ''], rules: [null, ['', '  ', ''], null] };

/** The rows that are laid out at once. A signal can end the process between two parts. */
const ROWS_AT_ONCE = 500;

/**
 * Lays out a table. If the terminal is too narrow for its words, the frame goes first, then the sums, and
 * in the end each row becomes a record, with a line for each value.
 * @param width of the terminal, in characters; undefined if there is no terminal, and nothing is wrapped
 * @param isWide whether the sums stay; they matter to whoever adds up rows
 */
export function drawTable(cells: Cells, width?: number, isWide = false): Drawing {
  const sums = isWide ? [] : cells.names.filter((name) => name.endsWith('_sum'));
  for (const leftOut of sums.length === 0 ? [[]] : [[], sums]) {
    const those = without(cells, leftOut);
    for (const frame of [FRAMED, OPEN]) {
      const around = widthOf(frame.edges.join('')) + (those.names.length - 2) * BETWEEN(frame);
      const widths = fittedWidths(those.names, those.rows, width && width - around);
      if (widths !== null) return { parts: tableParts(those, widths, frame), leftOut };
    }
  }
  return { parts: recordParts(cells), leftOut: [] };
}

const BETWEEN = ({ edges: [, between] }: Frame) => widthOf(between);

function without(cells: Cells, names: readonly string[]): Cells {
  const kept = <T>(values: readonly T[]) =>
    values.filter((_, i) => !names.includes(cells.names[i]!));
  return { names: kept(cells.names), isRight: kept(cells.isRight), rows: cells.rows.map(kept) };
}

function* tableParts(
  { names, isRight, rows }: Cells,
  widths: readonly number[],
  { edges, rules: [top, middle, bottom] }: Frame,
): Generator<string> {
  const rule = (edges: Frame['rules'][number]) =>
    edges
      ? line(
          widths.map((width) => '─'.repeat(width)),
          edges,
        )
      : '';
  const lines = (cells: readonly (readonly string[])[]) => drawn(cells, widths, isRight, edges);
  yield rule(top!) + lines(names.map((name, i) => broken(name, widths[i]!)));
  if (rows.length > 0) yield rule(middle!);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    yield rows
      .slice(from, from + ROWS_AT_ONCE)
      .map((row) => lines(row.map((text, i) => wrapped(text, widths[i]!))))
      .join('');
  }
  yield rule(bottom!);
}

/** The lines of a row, of which the cell with the most lines decides the number. */
function drawn(
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  isRight: readonly boolean[],
  edges: Frame['edges'],
): string {
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  let text = '';
  for (let at = 0; at < height; at++) {
    text += line(
      cells.map((lines, i) => padded(lines[at] ?? '', widths[i]!, isRight[i]!)),
      edges,
    );
  }
  return text;
}

function line(texts: readonly string[], [left, between, right]: Frame['edges']): string {
  return `${(left + texts.join(between) + right).trimEnd()}\n`;
}

function padded(text: string, width: number, isRight: boolean): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isRight ? room + text : text + room;
}

/** Each row as lines of a name and a value, with an empty line between rows. */
function* recordParts({ names, rows }: Cells): Generator<string> {
  const width = Math.max(...names.map(widthOf));
  if (rows.length === 0) yield names.map((name) => `${name}\n`).join('');
  for (const [i, row] of rows.entries()) {
    const lines = row.map((text, j) => {
      const [first, ...more] = text.split('\n');
      const indented = more.map((rest) => `\n${' '.repeat(width + 2)}${rest}`).join('');
      return `${`${padded(names[j]!, width, false)}  ${first}`.trimEnd()}${indented}\n`;
    });
    yield (i > 0 ? '\n' : '') + lines.join('');
  }
}

/** A text's lines, broken between words where they are wider than `width` characters. */
export function wrapped(text: string, width: number): string[] {
  if (!text.includes('\n') && widthOf(text) <= width) return [text];
  return text.split('\n').flatMap((line) => {
    const lines = [''];
    for (const piece of line.match(/\s*\S+/g) ?? []) {
      const longer = lines.at(-1)! + piece;
      if (lines.at(-1) === '' || widthOf(longer) <= width) lines[lines.length - 1] = longer;
      else lines.push(piece.trimStart());
    }
    return lines;
  });
}
