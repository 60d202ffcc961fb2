import { type Columns, valuesOf } from './columns.ts';

/**
 * A table of integers that is small as JSON. The dimension indices of a row make one mixed-radix number;
 * rows are sorted by it, and only the differences between neighbours are stored.
 */
export interface PackedTable {
  readonly dimensions: readonly string[];
  /** How many values each dimension has. */
  readonly sizes: readonly number[];
  /** Differences between the numbers of neighbouring rows; the first is the number itself. */
  readonly steps: readonly number[];
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

/** An unpacked table: one array for each column. */
export interface Table<Dimension extends string, Sum extends string> {
  readonly length: number;
  readonly index: Readonly<Record<Dimension, Int32Array>>;
  readonly sums: Readonly<Record<Sum, Float64Array>>;
}

export interface Dimension {
  readonly name: string;
  readonly size: number;
  /** Each row's value as its index, 0..size - 1. */
  readonly indices: (table: Columns) => readonly number[];
}

/** @param table no two of its rows have the same value in every dimension */
export function packTable(
  table: Columns,
  dimensions: readonly Dimension[],
  sums: readonly string[],
): PackedTable {
  const numbers = rowNumbers(table, dimensions);
  const order = Array.from(numbers.keys()).sort((one, other) => numbers[one]! - numbers[other]!);
  return {
    dimensions: dimensions.map((dimension) => dimension.name),
    sizes: dimensions.map((dimension) => dimension.size),
    steps: order.map((row, at) => numbers[row]! - (at === 0 ? 0 : numbers[order[at - 1]!]!)),
    sums: Object.fromEntries(
      sums.map((name) => {
        const values = valuesOf(table, name);
        return [name, order.map((row) => integer(values[row], name))];
      }),
    ),
  };
}

export function openTable<D extends string, S extends string>(
  packed: PackedTable,
  dimensions: readonly D[],
  sums: readonly S[],
): Table<D, S> {
  const length = packed.steps.length;
  const columns = packed.sizes.map(() => new Int32Array(length));
  let number = 0;
  for (let row = 0; row < length; row++) {
    number += packed.steps[row] as number;
    let rest = number;
    for (let at = columns.length - 1; at >= 0; at--) {
      const size = packed.sizes[at] as number;
      (columns[at] as Int32Array)[row] = rest % size;
      rest = Math.floor(rest / size);
    }
  }
  return {
    length,
    index: record(dimensions, (name) => columns[packed.dimensions.indexOf(name)] as Int32Array),
    sums: record(sums, (name) => Float64Array.from(packed.sums[name] ?? [])),
  };
}

/** A count as a number. Engines return it as a number, a bigint or digits. */
export function integer(value: unknown, name: string): number {
  const number = typeof value === 'number' ? value : Number(value);
  if (value === null || value === undefined || !Number.isSafeInteger(number)) {
    throw new Error(`The page needs a whole number in ${name}, not ${String(value)}`);
  }
  return number;
}

export function record<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}

function rowNumbers(table: Columns, dimensions: readonly Dimension[]): Float64Array {
  const numbers = new Float64Array(table.length);
  for (const { size, indices } of dimensions) {
    const places = indices(table);
    for (let row = 0; row < table.length; row++) numbers[row] = numbers[row]! * size + places[row]!;
  }
  return numbers;
}
