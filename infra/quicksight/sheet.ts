import type { ParameterName } from './parameters.ts';
import type { VisualSpec } from './visual-spec.ts';

/** Visuals side by side. They share the sheet's 36 columns in proportion to their widths. */
export interface Row {
  /** About 32 pixels each. */
  readonly height: number;
  readonly visuals: readonly (VisualSpec & { readonly width?: number })[];
}

export interface SheetSpec {
  /** The sheet's id: `today`. */
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** The parameters that have a control on the sheet. */
  readonly controls: readonly ParameterName[];
  readonly rows: readonly Row[];
}

export const KPI_HEIGHT = 7;
export const CHART_HEIGHT = 11;
export const TABLE_HEIGHT = 13;
