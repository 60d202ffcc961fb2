/** The folder in the lake where a conversion stages its batch, and the engine that works there. */
import { mkdir, rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { workKey } from '../../pipeline/lake-keys.ts';
import { whileConnected } from '../duckdb/duckdb.ts';
import { userErrorIfRefused } from '../lake/atomic-write.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';

const WORKPLACE_KEY = workKey('convert');

/** DuckDB's memory limit; the whole process needs more. The rest of a staged batch spills to the workplace. */
const MEMORY_LIMIT = '800MB';

/**
 * Runs `work` on an engine of its own that stages in memory and spills to the workplace.
 * @param work takes a connection, and a function that makes further ones to the same engine
 * @throws UserError if the file system refuses to write
 */
export async function inWorkplace<T>(
  lake: LakeFolder,
  work: (connection: DuckDBConnection, connect: () => Promise<DuckDBConnection>) => Promise<T>,
): Promise<T> {
  const workplace = fileOf(lake, WORKPLACE_KEY);
  await mkdir(workplace, { recursive: true });
  return whileConnected(work, {
    memory_limit: MEMORY_LIMIT,
    temp_directory: workplace,
    preserve_insertion_order: 'false',
  }).catch((error) => {
    throw userErrorIfRefused(error);
  });
}

export function removeWorkplace(lake: LakeFolder): Promise<void> {
  return rm(fileOf(lake, WORKPLACE_KEY), { recursive: true, force: true });
}
