import type { Node } from './syntax.ts';
import type { Value } from './value.ts';

export type Row = Readonly<Record<string, Value>>;

/** The rows of a data set, and the calculated fields that a dashboard defines over them. */
export interface DataSet {
  readonly name: string;
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly Row[];
  readonly fields: ReadonlyMap<string, Node>;
}

/** A parameter has one value, or several, or (null) all. */
export type ParameterValue = Value | readonly Value[];

/** What an expression sees besides the data. */
export interface Environment {
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  /** The moment that `now()` gives. */
  readonly now: Date;
}
