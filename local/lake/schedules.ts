import { lstatSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SCHEDULES_PREFIX } from '../../pipeline/lake-keys.ts';
import {
  SCHEDULE_FIELDS,
  SCHEDULES_TABLE,
  type ScheduleRow,
  scheduleFaultIn,
  scheduleRows,
} from '../../pipeline/schedules.ts';
import { duckdbColumn } from '../../pipeline/spellings/duckdb-types.ts';
import { UserError } from '../../terminal/user-error.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { readWhole } from './read-whole.ts';

/**
 * Declares the table of schedules.
 * @param lake whose files it is to have; without rows if null
 * @throws UserError naming the file and the line that is no row
 */
export async function declareSchedules(
  connection: DuckDBConnection,
  lake: LakeFolder | null,
): Promise<void> {
  const columns = SCHEDULE_FIELDS.map((field) => duckdbColumn(field)).join(', ');
  await connection.run(`CREATE TABLE ${SCHEDULES_TABLE} (${columns})`);
  if (lake === null) return;
  for (const key of await scheduleKeys(lake))
    await insertSchedule(connection, await readSchedule(lake, key));
}

/** The files of schedules. Links are left out: they may lead out of the lake. */
export async function scheduleKeys(lake: LakeFolder): Promise<string[]> {
  const keys = (await listObjects(lake, SCHEDULES_PREFIX)).map(({ key }) => key);
  return keys.filter((key) => !lstatSync(fileOf(lake, key)).isSymbolicLink());
}

/**
 * The rows of a file of schedules.
 * @throws UserError naming the first line that is no row
 */
export async function readSchedule(lake: LakeFolder, key: string): Promise<ScheduleRow[]> {
  const read = scheduleRows(await readWhole(fileOf(lake, key)));
  if ('found' in read) throw new UserError(scheduleFaultIn(key, read));
  return read;
}

/** Adds rows to the table. */
export async function insertSchedule(
  connection: DuckDBConnection,
  rows: readonly ScheduleRow[],
): Promise<void> {
  const appender = await connection.createAppender(SCHEDULES_TABLE);
  for (const row of rows) {
    for (const cell of row) appender.appendVarchar(cell);
    appender.appendNull();
    appender.endRow();
  }
  appender.closeSync();
}
