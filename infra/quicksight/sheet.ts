import type { DataSetName } from './fields.ts';
import type { NarrowedSheet } from './filters.ts';
import type { ParameterName } from './parameters.ts';
import type { VisualSpec } from './visual-spec.ts';

/** Visuals side by side, all as wide. */
export interface Row {
  /** About 32 pixels each. */
  readonly height: number;
  readonly visuals: readonly VisualSpec[];
}

export interface SheetSpec extends NarrowedSheet {
  readonly name: string;
  readonly about: string;
  /** The parameters that have a control on the sheet. */
  readonly controls: readonly ParameterName[];
  readonly rows: readonly Row[];
}

/** What readers narrow a sheet about contacts by. */
export const BY_QUEUE = ['queue', 'channel', 'instance_id'] as const;

/** One large number about the period. */
export function tile(
  question: string,
  value: string,
  about: string,
  data: DataSetName = 'contacts',
): VisualSpec {
  return { question, about, data, filters: ['period'], chart: { kind: 'kpi', value } };
}

export const KPI_HEIGHT = 7;
export const CHART_HEIGHT = 11;
export const TABLE_HEIGHT = 13;
