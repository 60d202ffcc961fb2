import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { whileAsking } from '../lake/lake-tables.ts';

const UNKNOWN = `
  SELECT DISTINCT instance
  FROM agent_schedule
  WHERE instance <> 'all'
    AND element_at(split(instance, '/'), -1)
      NOT IN (SELECT element_at(split(instancearn, '/'), -1) FROM agent_events)
  ORDER BY instance`;

/** The Connect instances that schedules name, by id or ARN, and that no agent event of the lake is of. */
export async function unknownInstances(lake: LakeFolder): Promise<string[]> {
  const ask = (sql: string) =>
    whileAsking(lake, dataset, (connection) => rowsOf(connection, sql), sql);
  return (await ask(UNKNOWN)).map(({ instance }) => String(instance));
}
