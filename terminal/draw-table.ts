import { broken, fittedWidths } from './fit-columns.ts';
import { widthOf } from './text-width.ts';

/** A table before it has a frame. */
export interface Cells {
  readonly names: readonly string[];
  /** Whether each column's texts stand at its right edge, as numbers do. */
  readonly isRight: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
}

/** The rows that are laid out at once. A signal can end the process between two parts. */
const ROWS_AT_ONCE = 500;

/**
 * Draws a table in a frame, in parts, each of whole lines that end in a line feed.
 * @param width of the terminal, in characters; undefined if there is no terminal, and nothing is wrapped
 */
export function* tableParts({ names, isRight, rows }: Cells, width?: number): Generator<string> {
  const widths = fittedWidths(names, rows, width);
  const lines = (cells: readonly (readonly string[])[]) => drawn(cells, widths, isRight);
  yield rule('┌┬┐', widths) + lines(names.map((name, i) => broken(name, widths[i]!)));
  if (rows.length > 0) yield rule('├┼┤', widths);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    yield rows
      .slice(from, from + ROWS_AT_ONCE)
      .map((row) => lines(row.map((text, i) => wrapped(text, widths[i]!))))
      .join('');
  }
  yield rule('└┴┘', widths);
}

function rule([left, between, right]: string, widths: readonly number[]): string {
  return `${left}${widths.map((width) => '─'.repeat(width + 2)).join(between)}${right}\n`;
}

/** The lines of a row, of which the cell with the most lines decides the number. */
function drawn(
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  isRight: readonly boolean[],
): string {
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  let text = '';
  for (let line = 0; line < height; line++) {
    for (let i = 0; i < cells.length; i++) {
      text += `│ ${padded(cells[i]![line] ?? '', widths[i]!, isRight[i]!)} `;
    }
    text += '│\n';
  }
  return text;
}

function padded(text: string, width: number, isRight: boolean): string {
  const room = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isRight ? room + text : text + room;
}

/** A text's lines, broken between words where they are wider than the column. */
function wrapped(text: string, width: number): string[] {
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
