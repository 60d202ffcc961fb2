import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Events, JobRun } from '../engines/spark.ts';
import { contentOf, declaredTypes, icebergKey, rowOnlyIn } from './table-content.ts';
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
  const { dataset } = twins;
  const ours = { files: await twins.laptopFiles(), keyOf: (field: string) => field };
  const theirs = { files: await twins.tableFiles(), keyOf: icebergKey };
  const { days: ourDays } = await contentOf(dataset, ours);
  const { days: theirDays, types } = await contentOf(dataset, theirs);
  if (theirs.files.length > 0) expect(types).toEqual(declaredTypes(dataset));
  if (!isDeepStrictEqual(theirDays, ourDays)) {
    // Hashes show that days differ; rows show how.
    expect(await rowOnlyIn(dataset, theirs, ours)).toEqual(await rowOnlyIn(dataset, ours, theirs));
  }
  expect(theirDays).toEqual(ourDays);
}
