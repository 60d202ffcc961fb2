import { WINDOW_AGGREGATES } from './aggregates.ts';
import type { DataSet, Environment } from './data-set.ts';
import { EvaluationError } from './evaluation-error.ts';
import { FUNCTIONS } from './functions.ts';
import { type Reader, scalarReader } from './scalar.ts';
import { type CallNode, type Level, type Node, nodesOf } from './syntax.ts';
import { jointKey, type Value } from './value.ts';

/**
 * Values of a data set's rows, by their place in the data set.
 *
 * The order of evaluation: calculations at the level PRE_FILTER see all rows, those at the level
 * PRE_AGG the rows that the visual's filters leave.
 */
export class RowValues {
  readonly #dataSet: DataSet;
  readonly #environment: Environment;
  readonly #kept: readonly number[] | null;
  /** The values of all rows before any filter, which all visuals share. */
  readonly #unfiltered: RowValues | null;
  readonly #fields = new Map<string, Reader>();

  private constructor(
    dataSet: DataSet,
    environment: Environment,
    kept: readonly number[] | null,
    unfiltered: RowValues | null,
  ) {
    this.#dataSet = dataSet;
    this.#environment = environment;
    this.#kept = kept;
    this.#unfiltered = unfiltered;
  }

  static of(dataSet: DataSet, environment: Environment): RowValues {
    return new RowValues(dataSet, environment, null, null);
  }

  /** The same rows, with those that a visual's filters leave. */
  after(kept: readonly number[]): RowValues {
    return new RowValues(this.#dataSet, this.#environment, kept, this.#unfiltered ?? this);
  }

  get dataSet(): DataSet {
    return this.#dataSet;
  }

  get environment(): Environment {
    return this.#environment;
  }

  /** The places of the rows that the filters leave. */
  get kept(): readonly number[] {
    return this.#kept ?? this.#dataSet.rows.map((_, place) => place);
  }

  /** Whether a name is a calculated field that aggregates. */
  isAggregate(name: string): boolean {
    const field = this.#dataSet.fields.get(name);
    return field !== undefined && isAggregate(field, this.#dataSet);
  }

  /**
   * Reads a column or a calculated field.
   * @throws EvaluationError for a name that is neither, and for a field that aggregates
   */
  column(name: string): Reader {
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const reader = this.#newColumn(name);
    this.#fields.set(name, reader);
    return reader;
  }

  /** Reads an expression. */
  reader(node: Node): Reader {
    if (node.kind === 'column') return this.column(node.name);
    if (node.kind === 'call' && FUNCTIONS[node.name]?.kind === 'window') return this.#window(node);
    if (node.kind === 'call' && FUNCTIONS[node.name]?.kind === 'aggregate')
      throw new EvaluationError(
        `mismatched aggregation: '${node.name}' aggregates where a value of one row is expected`,
      );
    return scalarReader(node, this.#environment, (below) => this.reader(below));
  }

  #newColumn(name: string): Reader {
    const { columns, rows, fields } = this.#dataSet;
    const field = fields.get(name);
    if (field !== undefined) {
      if (this.#unfiltered !== null && !seesFilters(field, this.#dataSet))
        return this.#unfiltered.column(name);
      return remembered(this.reader(field), rows.length);
    }
    if (!columns.has(name))
      throw new EvaluationError(`the data set '${this.#dataSet.name}' has no field '${name}'`);
    return (place) => rows[place]![name] ?? null;
  }

  #window(node: CallNode): Reader {
    const { name } = node;
    const aggregate = WINDOW_AGGREGATES[name];
    if (aggregate === undefined)
      throw new EvaluationError(`the evaluator does not know the function '${name}'`);
    const value = this.reader(node.arguments[0]!);
    const partition = partitionFields(node).map((field) => this.reader(field));
    const keyAt = (place: number) => jointKey(partition.map((reader) => reader(place)));
    const partitions = new Map<string, NonNullable<Value>[]>();
    for (const place of this.#rowsAt(levelOf(node), name)) {
      const key = keyAt(place);
      const values = partitions.get(key) ?? [];
      partitions.set(key, values);
      const found = value(place);
      if (found !== null) values.push(found);
    }
    const results = new Map([...partitions].map(([key, values]) => [key, aggregate(values)]));
    return (place) => results.get(keyAt(place)) ?? null;
  }

  #rowsAt(level: Level, name: string): readonly number[] {
    if (level === 'PRE_FILTER') return this.#dataSet.rows.map((_, place) => place);
    if (level === 'POST_AGG_FILTER')
      throw new EvaluationError(
        `mismatched aggregation: '${name}' without a level is a figure of the visual, expected a value of one row`,
      );
    if (this.#kept === null)
      throw new EvaluationError(`'${name}' at the level PRE_AGG is not there before the filters`);
    return this.#kept;
  }
}

/** The fields to partition by: the list among the arguments. */
export function partitionFields(node: CallNode): readonly Node[] {
  const list = node.arguments.find((argument) => argument.kind === 'list');
  return list?.kind === 'list' ? list.items.map(({ value }) => value) : [];
}

/** The level of a window function; without one it is a calculation over the visual's figures. */
export function levelOf(node: CallNode): Level {
  const level = node.arguments.find((argument) => argument.kind === 'level');
  return level?.kind === 'level' ? level.level : 'POST_AGG_FILTER';
}

/** Whether an expression is a figure of a group rather than a value of a row. */
export function isAggregate(node: Node, dataSet: DataSet): boolean {
  return some(node, dataSet, (one) => {
    if (one.kind !== 'call') return false;
    const kind = FUNCTIONS[one.name]?.kind;
    return (
      kind === 'aggregate' ||
      kind === 'table' ||
      (kind === 'window' && levelOf(one) === 'POST_AGG_FILTER')
    );
  });
}

function seesFilters(node: Node, dataSet: DataSet): boolean {
  return some(
    node,
    dataSet,
    (one) =>
      one.kind === 'call' && FUNCTIONS[one.name]?.kind === 'window' && levelOf(one) === 'PRE_AGG',
  );
}

/** Whether a node, or one below it or in a field that it names, is such a one. */
function some(
  node: Node,
  dataSet: DataSet,
  is: (node: Node) => boolean,
  above: readonly string[] = [],
): boolean {
  for (const one of nodesOf(node)) {
    if (is(one)) return true;
    if (one.kind !== 'column') continue;
    const field = dataSet.fields.get(one.name);
    if (field === undefined) continue;
    if (above.includes(one.name))
      throw new EvaluationError(`the calculated field '${one.name}' refers to itself`);
    if (some(field, dataSet, is, [...above, one.name])) return true;
  }
  return false;
}

/** Calculates each place's value once. */
function remembered(reader: Reader, places: number): Reader {
  const values: (Value | undefined)[] = new Array(places);
  return (place) => {
    const known = values[place];
    return known === undefined ? (values[place] = reader(place)) : known;
  };
}
