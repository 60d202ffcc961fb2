import type { Row } from './sheets/sheet.ts';

/** The columns of QuickSight's grid. */
export const GRID_COLUMNS = 36;

/** A visual's place on a sheet, in cells of the grid. */
export interface Cell {
  readonly visual: Row['visuals'][number];
  readonly columnIndex: number;
  readonly columnSpan: number;
  readonly rowIndex: number;
  readonly rowSpan: number;
}

/** Places rows of visuals below one another, each as wide as the sheet. */
export function flow(rows: readonly Row[]): Cell[] {
  let rowIndex = 0;
  return rows.flatMap(({ height, visuals }) => {
    const widths = visuals.map(({ width = 1 }) => width);
    const whole = widths.reduce((sum, width) => sum + width, 0);
    const edge = (place: number) =>
      Math.round(
        (GRID_COLUMNS * widths.slice(0, place).reduce((sum, width) => sum + width, 0)) / whole,
      );
    const cells = visuals.map((visual, place) => ({
      visual,
      columnIndex: edge(place),
      columnSpan: edge(place + 1) - edge(place),
      rowIndex,
      rowSpan: height,
    }));
    rowIndex += height;
    return cells;
  });
}
