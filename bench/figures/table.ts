import type { Measure } from '../measure/cost.ts';
import type { Figure } from './figures.ts';

const HEADINGS = ['measured', 'unit', 'median', 'spread', 'ratio', 'to'];

/** The units of the table, and how many of a cost's units they have. */
const UNITS: Record<Measure, readonly [name: string, size: number, digits: number]> = {
  wall_seconds: ['s', 1, 2],
  cpu_seconds: ['CPU s', 1, 2],
  peak_bytes: ['MB at peak', 1e6, 0],
  read_bytes: ['MB read', 1e6, 2],
};

/** The value with its unit: `1.25 CPU s`. */
export function valueText(value: number, measure: Measure): string {
  const [unit, size, digits] = UNITS[measure];
  return `${(value / size).toFixed(digits)} ${unit}`;
}

/** All figures as one table, with a heading line for each suite. */
export function tableText(
  figures: readonly Figure[],
  aboutSuite: (suite: string) => string,
): string {
  const rows = figures.map(cellsOf);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((cells) => cells[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => aligned(cell, widths[i]!, i)).join('  ')}`.trimEnd();
  const lines = [line(HEADINGS)];
  for (const [i, figure] of figures.entries()) {
    if (figure.suite !== figures[i - 1]?.suite) {
      lines.push('', `${figure.suite}: ${aboutSuite(figure.suite)}`);
    }
    lines.push(line(rows[i]!));
  }
  return lines.join('\n');
}

function cellsOf({ contender, measure, median, spread, ratio, against }: Figure): string[] {
  const [unit, size, digits] = UNITS[measure];
  return [
    contender,
    unit,
    (median / size).toFixed(digits),
    `${(100 * spread).toFixed(0)} %`,
    ratio === null ? '' : ratioText(ratio),
    against ?? '',
  ];
}

/** `0.42 ×` */
export function ratioText(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}

function aligned(cell: string, width: number, column: number): string {
  const isNumber = column >= 2 && column <= 4;
  return isNumber ? cell.padStart(width) : cell.padEnd(width);
}
