/** A visual as a question, a kind of chart, dimensions and measures. */
import type { DimensionName } from './dimensions.ts';
import type { DataSetName } from './fields.ts';
import type { FilterName } from './filters.ts';

export type Chart =
  | { readonly kind: 'kpi'; readonly value: string; readonly target?: string }
  | { readonly kind: 'newest'; readonly value: string }
  | {
      readonly kind: 'lines';
      readonly over: DimensionName;
      readonly by?: DimensionName;
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'bars';
      readonly of: DimensionName;
      readonly by?: DimensionName;
      readonly values: readonly string[];
      readonly stacked?: true;
      /** In the order of the dimension; without it the greatest first value comes first. */
      readonly inOrder?: true;
    }
  | {
      readonly kind: 'combo';
      readonly over: DimensionName;
      readonly bars: readonly string[];
      readonly lines: readonly string[];
      readonly inOrder?: true;
    }
  | {
      readonly kind: 'table';
      readonly rows: readonly DimensionName[];
      readonly values: readonly string[];
      /** The rows with the greatest value come first; the first of the values unless another is named. */
      readonly sort?: string;
      readonly barsIn?: readonly string[];
    }
  | {
      readonly kind: 'pivot';
      readonly rows: DimensionName;
      readonly columns: DimensionName;
      readonly values: readonly string[];
      /** The value that shades its cells. */
      readonly shade: string;
    }
  | {
      readonly kind: 'heat';
      readonly rows: DimensionName;
      readonly columns: DimensionName;
      readonly value: string;
    }
  | {
      readonly kind: 'details';
      readonly columns: readonly DimensionName[];
      readonly newestBy: DimensionName;
    };

export type ChartKind = Chart['kind'];

/** The specification of one kind of chart. */
export type ChartOf<Kind extends ChartKind> = Extract<Chart, { readonly kind: Kind }>;

export interface VisualSpec {
  readonly question: string;
  /** The definition of what is shown, as the subtitle. */
  readonly about: string;
  readonly data?: DataSetName;
  readonly filters: readonly FilterName[];
  readonly chart: Chart;
}

/** The visual's id, made of its question: `today-what-share-gave-up`. */
export const visualId = (sheet: string, { question }: Pick<VisualSpec, 'question'>) =>
  `${sheet}-${slug(question)}`;

/** `Who needs help?` as `who-needs-help`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
