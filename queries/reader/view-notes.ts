/** The descriptions of views and their columns, from the heads of the views' files. */
import type { QueryColumn } from './saved-queries.ts';
import { readFlatViews, readViews } from './views.ts';

export interface ViewNote {
  readonly name: string;
  /** `one row per contact (instancearn, contactid)…` */
  readonly grain: string;
  /** The columns that the head describes; a view may have more. */
  readonly columns: readonly QueryColumn[];
}

const COLUMN = /^-- {3}(\w+), ([^:]+): (.+)$/gm;

/** The notes of all views, live and flat ones included, in the order in which they are made. */
export function readViewNotes(directory: string): ViewNote[] {
  const views = [...readViews(directory), ...readFlatViews(directory)];
  return views.map(({ name, sql }) => ({
    name,
    grain: /^-- Grain: (.+)$/m.exec(sql)?.[1] ?? '',
    columns: [...sql.matchAll(COLUMN)].map(([, column, unit, meaning]) => ({
      name: column!,
      unit: unit!,
      meaning: meaning!,
    })),
  }));
}
