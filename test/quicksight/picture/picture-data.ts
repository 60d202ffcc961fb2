/** What the picture draws: plain data, which goes to the browser as JSON. */
import type { Theme } from '../dashboard/dashboard.ts';

/** A figure's look: `share` in per cent. */
export interface NumberFormat {
  readonly decimals: number;
  readonly isShare: boolean;
  readonly suffix: string;
}

export interface PictureField {
  readonly label: string;
  readonly well: string;
  readonly isFigure: boolean;
  /** Null for a text and for a moment. */
  readonly format: NumberFormat | null;
  /** Whether a table draws a bar behind its figures. */
  readonly hasBar: boolean;
}

export type PictureValue = string | number | null | { readonly moment: number };

export interface PictureVisual {
  readonly kind: string;
  readonly title: string;
  readonly subtitle: string;
  readonly isHorizontal: boolean;
  readonly isStacked: boolean;
  readonly fields: readonly PictureField[];
  readonly rows: readonly (readonly PictureValue[])[];
  /** The place in the grid, in cells. */
  readonly column: number;
  readonly columns: number;
  readonly row: number;
  readonly height: number;
}

export interface PictureControl {
  readonly title: string;
  readonly value: string;
}

export interface PictureSheet {
  readonly name: string;
  readonly about: string;
  readonly controls: readonly PictureControl[];
  readonly visuals: readonly PictureVisual[];
}

export interface Picture {
  readonly title: string;
  /** That the picture is no screenshot. */
  readonly note: string;
  readonly theme: Theme;
  readonly sheets: readonly PictureSheet[];
}
