import { broken, extentsOf, fittedWidths } from './fit-columns.ts';
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

/** What a narrow terminal may do with a table. */
export interface Narrowing {
  /** Whether all columns stay: sums matter to whoever adds up rows. */
  readonly isWide?: boolean | undefined;
  /** The names of the columns that are wanted most, the first ones most; none if every column is. */
  readonly wanted?: readonly string[] | undefined;
}

/**
 * Lays out a table. If the terminal is too narrow for its words, the frame goes first, then the sums, and
 * in the end each row becomes a record, with a line for each value. Where some columns are wanted more than
 * others, those go instead that are wanted least, as many as it takes for each row to stay one line.
 * @param width of the terminal, in characters; undefined if there is no terminal, and nothing is wrapped
 */
export function drawTable(cells: Cells, width?: number, narrowing: Narrowing = {}): Drawing {
  const extents = extentsOf(cells.names, cells.rows);
  for (const { kept, narrowest } of choices(cells, narrowing)) {
    for (const frame of [FRAMED, OPEN]) {
      const around = widthOf(frame.edges.join('')) + (kept.length - 2) * BETWEEN(frame);
      const those = kept.map((i) => extents[i]!);
      const widths = fittedWidths(those, width && width - around, narrowest);
      if (widths !== null) {
        const leftOut = cells.names.filter((_, i) => !kept.includes(i));
        return { parts: tableParts(only(cells, kept), widths, frame), leftOut };
      }
    }
  }
  return { parts: recordParts(cells), leftOut: [] };
}

const BETWEEN = ({ edges: [, between] }: Frame) => widthOf(between);

/** The columns to draw, by index, and how wide each may be. */
interface Choice {
  readonly kept: readonly number[];
  readonly narrowest: 'unbroken' | 'least';
}

/** The choices of columns, the best first. */
function* choices(
  { names, rows }: Cells,
  { isWide = false, wanted = [] }: Narrowing,
): Generator<Choice> {
  const all = names.map((_, i) => i);
  if (!isWide && wanted.length > 0) {
    const place = (i: number) => {
      const at = wanted.indexOf(names[i]!);
      const isEmpty = rows.every((row) => row[i] === '');
      return (at < 0 ? wanted.length : at) + (isEmpty ? names.length : 0);
    };
    const byWant = all.toSorted((one, other) => place(one) - place(other));
    for (let count = all.length; count >= FEWEST_COLUMNS; count--) {
      const kept = byWant.slice(0, count).toSorted((one, other) => one - other);
      yield { kept, narrowest: 'unbroken' };
    }
    return;
  }
  yield { kept: all, narrowest: 'least' };
  const others = all.filter((i) => !names[i]!.endsWith('_sum'));
  if (!isWide && others.length < all.length) yield { kept: others, narrowest: 'least' };
}

/** The fewest columns that make a useful row. */
const FEWEST_COLUMNS = 3;

function only({ names, isRight, rows }: Cells, columns: readonly number[]): Cells {
  const kept = <T>(values: readonly T[]) => columns.map((i) => values[i]!);
  return { names: kept(names), isRight: kept(isRight), rows: rows.map(kept) };
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
