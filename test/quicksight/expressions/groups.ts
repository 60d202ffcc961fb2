import { AGGREGATES, type Aggregate, WINDOW_AGGREGATES } from './aggregates.ts';
import { EvaluationError } from './evaluation-error.ts';
import { FUNCTIONS } from './functions.ts';
import { isAggregate, levelOf, partitionFields, type RowValues } from './rows.ts';
import { type Reader, scalarReader } from './scalar.ts';
import type { CallNode, Node } from './syntax.ts';
import { jointKey, keyOf, type Value } from './value.ts';

/** A group of rows that a visual shows as one: a bar, a point, a cell, a line of a table. */
export interface Group {
  /** The values of the visual's dimensions, in their order. */
  readonly keys: readonly Value[];
  /** The places of its rows in the data set. */
  readonly rows: readonly number[];
}

/** Figures of a visual's groups, by the groups' places. */
export class GroupFigures {
  readonly #rows: RowValues;
  readonly #groups: readonly Group[];
  /** The fields behind the groups' keys, in the same order. */
  readonly #dimensions: readonly string[];

  constructor(rows: RowValues, groups: readonly Group[], dimensions: readonly string[]) {
    this.#rows = rows;
    this.#groups = groups;
    this.#dimensions = dimensions;
  }

  /**
   * Reads an aggregated expression.
   * @throws EvaluationError for one that mixes aggregates with values of rows
   */
  reader(node: Node): Reader {
    if (node.kind === 'column') {
      const field = this.#rows.dataSet.fields.get(node.name);
      if (field !== undefined && isAggregate(field, this.#rows.dataSet)) return this.reader(field);
      throw new EvaluationError(
        `mismatched aggregation: '${node.name}' is a value of one row where a figure is expected`,
      );
    }
    if (node.kind === 'call') {
      const kind = FUNCTIONS[node.name]?.kind;
      if (kind === 'aggregate') return this.#aggregate(node);
      if (kind === 'window') return this.#window(node);
    }
    return scalarReader(node, this.#rows.environment, (below) => this.reader(below));
  }

  /** Reads an aggregate of a column, as a visual's measure asks for it. */
  aggregateOf(column: string, name: string, percent?: number): Reader {
    const value = this.#rows.column(column);
    return this.#each((rows) => aggregated(knownAggregate(name), rows.map(value), percent));
  }

  #aggregate(node: CallNode): Reader {
    const { name } = node;
    const [value, second] = node.arguments as [Node, Node | undefined];
    if (name.endsWith('If')) {
      const aggregate = knownAggregate(name.slice(0, -'If'.length));
      const [read, condition] = [this.#rows.reader(value), this.#rows.reader(second!)];
      return this.#each((rows) =>
        aggregated(aggregate, rows.filter((row) => condition(row) === true).map(read)),
      );
    }
    const aggregate = knownAggregate(name);
    const percent = second?.kind === 'number' ? second.value : undefined;
    if (node.arguments.at(-1)?.kind === 'list') return this.#atOwnLevel(node, aggregate, percent);
    if (isAggregate(value, this.#rows.dataSet))
      return this.#ofAggregates(value, aggregate, percent);
    const read = this.#rows.reader(value);
    return this.#each((rows) => aggregated(aggregate, rows.map(read), percent));
  }

  /**
   * An aggregate at a level of its own, such as `sum({x}, [{queue}])`: all rows that the filters leave
   * are grouped by that level, and a group of the visual has the figure of the level's group in which
   * its rows lie. Where they lie in several, only an aggregate around it could say which.
   */
  #atOwnLevel(node: CallNode, aggregate: Aggregate, percent: number | undefined): Reader {
    const read = this.#rows.reader(node.arguments[0]!);
    const keyOfRow = this.#levelKey(partitionFields(node));
    const figures = new Map(
      [...groupedBy(this.#rows.kept, keyOfRow)].map(([key, rows]) => [
        key,
        aggregated(aggregate, rows.map(read), percent),
      ]),
    );
    return this.#each((rows) => {
      const keys = new Set(rows.map(keyOfRow));
      if (keys.size > 1)
        throw new EvaluationError(
          `'${node.name}' at a level of its own has ${keys.size} figures in one group of the visual, expected an aggregate around it`,
        );
      const [key] = keys;
      return key === undefined ? null : (figures.get(key) ?? null);
    });
  }

  /** An aggregate of figures at a level of their own, such as `avg(sum({x}, [{agent}]))`. */
  #ofAggregates(value: Node, aggregate: Aggregate, percent: number | undefined): Reader {
    if (value.kind !== 'call' || value.arguments.at(-1)?.kind !== 'list')
      throw new EvaluationError('an aggregate of an aggregate needs a level for the inner one');
    const inner = knownAggregate(value.name);
    const read = this.#rows.reader(value.arguments[0]!);
    const keyOfRow = this.#levelKey(partitionFields(value));
    return this.#each((rows) => {
      const figures = [...groupedBy(rows, keyOfRow).values()].map((own) =>
        aggregated(inner, own.map(read)),
      );
      return aggregated(aggregate, figures, percent);
    });
  }

  /** A calculation over the visual's figures, partitioned by some of its dimensions. */
  #window(node: CallNode): Reader {
    const aggregate = WINDOW_AGGREGATES[node.name];
    if (aggregate === undefined)
      throw new EvaluationError(`the evaluator does not know the function '${node.name}'`);
    if (levelOf(node) !== 'POST_AGG_FILTER')
      throw new EvaluationError(
        `mismatched aggregation: '${node.name}' at the level ${levelOf(node)} is a value of one row`,
      );
    const figure = this.reader(node.arguments[0]!);
    const places = partitionFields(node).map((field) => this.#dimensionOf(field));
    const keyOfGroup = (group: number) =>
      jointKey(places.map((place) => this.#groups[group]!.keys[place]!));
    const partitions = groupedBy(
      this.#groups.map((_, place) => place),
      keyOfGroup,
    );
    const figures = new Map(
      [...partitions].map(([key, groups]) => [key, aggregated(aggregate, groups.map(figure))]),
    );
    return (group) => figures.get(keyOfGroup(group)) ?? null;
  }

  #dimensionOf(field: Node): number {
    const place = field.kind === 'column' ? this.#dimensions.indexOf(field.name) : -1;
    if (place < 0)
      throw new EvaluationError('a visual is partitioned by something that is no dimension of it');
    return place;
  }

  #levelKey(fields: readonly Node[]): (row: number) => string {
    const readers = fields.map((field) => this.#rows.reader(field));
    return (row) => jointKey(readers.map((reader) => reader(row)));
  }

  /** Calculates the figure of each group once. */
  #each(figure: (rows: readonly number[]) => Value): Reader {
    const figures = new Map<number, Value>();
    return (group) => {
      if (!figures.has(group)) figures.set(group, figure(this.#groups[group]!.rows));
      return figures.get(group)!;
    };
  }
}

/** Sorts items into groups of equal keys, in the order in which the keys first occur. */
export function groupedBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const found = key(item);
    const group = groups.get(found);
    if (group === undefined) groups.set(found, [item]);
    else group.push(item);
  }
  return groups;
}

function aggregated(aggregate: Aggregate, values: readonly Value[], percent?: number): Value {
  return aggregate(
    values.filter((value) => keyOf(value) !== null) as NonNullable<Value>[],
    percent,
  );
}

function knownAggregate(name: string): Aggregate {
  const aggregate = AGGREGATES[name];
  if (aggregate === undefined)
    throw new EvaluationError(`the evaluator does not know the aggregate '${name}'`);
  return aggregate;
}
