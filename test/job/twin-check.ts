import { expect } from 'vitest';
import { dataset } from '../../pipeline/datasets.ts';
import type { Events, JobRun } from '../engines/spark.ts';
import { contentOf, declaredTypes, icebergKey } from './table-content.ts';
import type { Twins } from './twin-lakes.ts';

/** A figure of the run, as its last line tells it. */
export function figure({ log }: JobRun, name: string): unknown {
  return log.findLast(({ message }) => message === 'Converted')?.[name];
}

/** Converts on both sides, and holds that it went well and that the tables are the same. */
export async function convertBoth(twins: Twins, events?: Events): Promise<JobRun> {
  const run = await twins.convert(events);
  expect(run.error).toBeNull();
  await twins.convertOnLaptop();
  await expectSameTable(twins);
  return run;
}

/** Holds that both tables have the same columns, types and rows. */
export async function expectSameTable(twins: Twins): Promise<void> {
  const ours = await contentOf(dataset, await twins.laptopFiles());
  const theirs = await contentOf(dataset, await twins.tableFiles(), icebergKey);
  if (theirs.rows.length > 0) expect(theirs.types).toEqual(declaredTypes(dataset));
  // Hashes tell that a day differs; a row that only one side has tells how.
  expect({ ...theirs.days, ...differing(theirs.rows, ours.rows) }).toEqual({
    ...ours.days,
    ...differing(ours.rows, theirs.rows),
  });
}

function differing(rows: readonly string[], others: readonly string[]): { only_here?: string } {
  const known = new Set(others);
  const only = rows.find((row) => !known.has(row));
  return only === undefined ? {} : { only_here: only };
}
