import { record, type Table } from './packed-table.ts';
import type { FILTERED_BY_DAY, FilterDimension, Sums } from './page-types.ts';

/** The reader's selection: indices into the page's days, instances, queues and channels; null is all. */
export interface Selection {
  /** First day, inclusive. */
  readonly fromDay: number;
  /** Last day, inclusive. */
  readonly toDay: number;
  readonly instances: readonly number[] | null;
  readonly queues: readonly number[] | null;
  readonly channels: readonly number[] | null;
}

/** The numbers of the rows that belong to the selection. */
export function selectedRows<Dimension extends FilterDimension, Sum extends string>(
  table: Table<Dimension | FilterDimension, Sum>,
  page: Readonly<Record<'instances' | 'queues' | 'channels', readonly unknown[]>>,
  { fromDay, toDay, instances, queues, channels }: Selection,
): number[] {
  const { day, instance, queue, channel } = table.index;
  const takesInstance = members(page.instances.length, instances);
  const takesQueue = members(page.queues.length, queues);
  const takesChannel = members(page.channels.length, channels);
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (day[row]! < fromDay || day[row]! > toDay) continue;
    const isTaken =
      takesInstance[instance[row]!] && takesQueue[queue[row]!] && takesChannel[channel[row]!];
    if (isTaken) rows.push(row);
  }
  return rows;
}

/** The same of a table whose dataset knows neither queues nor channels: it follows days and instances alone. */
export function rowsOfDays<Dimension extends string, Sum extends string>(
  table: Table<Dimension | (typeof FILTERED_BY_DAY)[number], Sum>,
  page: { readonly instances: readonly unknown[] },
  { fromDay, toDay, instances }: Selection,
): number[] {
  const { day, instance } = table.index;
  const takesInstance = members(page.instances.length, instances);
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) {
    if (day[row]! >= fromDay && day[row]! <= toDay && takesInstance[instance[row]!]) rows.push(row);
  }
  return rows;
}

function members(size: number, chosen: readonly number[] | null): Uint8Array {
  const taken = new Uint8Array(size).fill(chosen ? 0 : 1);
  for (const index of chosen ?? []) taken[index] = 1;
  return taken;
}

export function sumOf<Name extends string>(
  table: Table<FilterDimension, Name>,
  rows: readonly number[],
  names: readonly Name[],
): Sums<Name> {
  return groupSums(table, rows, () => 0, names).get(0) ?? zeros(names);
}

/** Sums of rows by group. It adds column by column, which is several times as fast as row by row. */
export function groupSums<Name extends string>(
  table: Pick<Table<never, Name>, 'sums'>,
  rows: readonly number[],
  groupOf: (row: number) => number,
  names: readonly Name[],
): Map<number, Sums<Name>> {
  const places = new Map<number, number>();
  const placeOf = Int32Array.from(rows, (row) => {
    const group = groupOf(row);
    const known = places.get(group);
    if (known !== undefined) return known;
    places.set(group, places.size);
    return places.size - 1;
  });
  const totals = record(names, () => new Float64Array(places.size));
  for (const name of names) {
    const column = table.sums[name];
    const into = totals[name];
    for (let at = 0; at < rows.length; at++) into[placeOf[at]!]! += column[rows[at]!]!;
  }
  return new Map(
    [...places].map(([group, place]) => [group, record(names, (name) => totals[name][place]!)]),
  );
}

export function total<Name extends string>(parts: readonly Sums<Name>[], names: readonly Name[]) {
  const sums = zeros(names);
  for (const part of parts) merge(sums, part, names);
  return sums;
}

export function merge<Name extends string>(
  sums: Sums<Name>,
  other: Sums<Name>,
  names: readonly Name[],
) {
  for (const name of names) sums[name] += other[name];
}

export function zeros<Name extends string>(names: readonly Name[]): Sums<Name> {
  return record(names, () => 0);
}
