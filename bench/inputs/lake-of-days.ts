import { join } from 'node:path';
import { contactLake, runChild } from '../measure/child.ts';
import { manyDays } from './other-days.ts';
import { type Workplace, writeObject } from './workplace.ts';

/** A lake whose table has the given number of days, and the records of its latest day. */
export interface LakeOfDays {
  readonly lake: string;
  readonly latest: readonly string[];
}

/** Lands and converts an object of records for each day. */
export async function lakeOfDays(
  workplace: Workplace,
  days: number,
  contactsPerDay: number,
): Promise<LakeOfDays> {
  const lake = workplace.newPath();
  const folder = workplace.newPath();
  let latest: readonly string[] = [];
  for (const { day, records } of manyDays(days, contactsPerDay)) {
    if (latest.length === 0) latest = records;
    writeObject(join(folder, day.replaceAll('-', '/'), '23', `${day}.gz`), records);
  }
  await runChild(contactLake('land', folder, '--lake', lake));
  await runChild(contactLake('run', '--lake', lake));
  return { lake, latest };
}
