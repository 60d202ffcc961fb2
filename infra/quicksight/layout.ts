import type { Row } from './sheet.ts';
import type { VisualSpec } from './visual-spec.ts';

/** The columns of QuickSight's grid. */
export const GRID_COLUMNS = 36;

/** A visual's place on a sheet, in cells of the grid. */
export interface Cell {
  readonly visual: VisualSpec;
  readonly columnIndex: number;
  readonly columnSpan: number;
  readonly rowIndex: number;
  readonly rowSpan: number;
}

/** Places rows of visuals below one another, each as wide as the sheet. */
export function flow(rows: readonly Row[]): Cell[] {
  let rowIndex = 0;
  return rows.flatMap(({ height, visuals }) => {
    const edge = (place: number) => Math.round((GRID_COLUMNS * place) / visuals.length);
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
