import type { DuckDBConnection } from '@duckdb/node-api';
import { SCHEDULES_PREFIX } from '../../pipeline/lake-keys.ts';
import { SCHEDULE_FIELDS, SCHEDULES_TABLE, scheduleFault } from '../../pipeline/schedules.ts';
import { duckdbColumn, duckdbType, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { UserError } from '../../terminal/user-error.ts';
import { patternOf } from '../duckdb/duckdb-files.ts';
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
  for (const { key } of await listObjects(lake, SCHEDULES_PREFIX)) {
    const file = fileOf(lake, key);
    refuseFaults(key, (await readWhole(file)).toString());
    await connection.run(`INSERT INTO ${SCHEDULES_TABLE} SELECT * FROM ${readSchedule(file)}`);
  }
}

/** @throws UserError naming the first line that is no row */
function refuseFaults(key: string, text: string): void {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [at, line] of lines.entries()) {
    const fault = scheduleFault(line, at + 1);
    if (fault === null) continue;
    const { found, expected } = fault;
    throw new UserError(`Found ${found} in line ${at + 1} of ${key}, expected ${expected}`);
  }
}

/** A sound file of schedules as a table in SQL. */
export function readSchedule(file: string): string {
  const columns = SCHEDULE_FIELDS.map(
    ({ name, type }) => `${literal(name)}: ${literal(duckdbType(type))}`,
  );
  return `read_csv(
    ${literal(patternOf(file))}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    hive_partitioning = false, compression = 'none', columns = {${columns.join(', ')}}
  )`;
}
