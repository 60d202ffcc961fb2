/** The folder in the lake where a conversion stages its batch, and the engine that works there. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { workKey } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { whileConnected } from '../duckdb/duckdb.ts';
import { userErrorIfRefused } from '../lake/atomic-write.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import { STAGING } from './staging-sql.ts';

export const WORKPLACE_KEY = workKey('convert');

/** DuckDB's limit. A batch of any size is staged on disk; only the days being written are in memory. */
const MEMORY_LIMIT = '2GB';

/**
 * Runs `work` on an engine of its own that has an empty staging database and spills to the workplace.
 * @param work takes a connection, and a function that makes further ones to the same engine
 * @throws UserError if the file system refuses to write
 */
export async function inWorkplace<T>(
  lake: LakeFolder,
  work: (connection: DuckDBConnection, connect: () => Promise<DuckDBConnection>) => Promise<T>,
): Promise<T> {
  const workplace = fileOf(lake, WORKPLACE_KEY);
  await mkdir(workplace, { recursive: true });
  return whileConnected(
    async (connection, connect) => {
      await connection.run(`ATTACH ${literal(stagingDatabase(workplace))} AS ${STAGING}`);
      return work(connection, connect);
    },
    { memory_limit: MEMORY_LIMIT, temp_directory: workplace, preserve_insertion_order: 'false' },
  ).catch((error) => {
    throw userErrorIfRefused(error);
  });
}

export function removeWorkplace(lake: LakeFolder): Promise<void> {
  return rm(fileOf(lake, WORKPLACE_KEY), { recursive: true, force: true });
}

/**
 * The path of the staging database. DuckDB takes what follows a `?` in a path for options; in such a
 * folder the database is in memory, and what does not fit spills to the workplace all the same.
 */
function stagingDatabase(workplace: string): string {
  return workplace.includes('?') ? ':memory:' : join(workplace, 'batch.duckdb');
}
