import { DuckDBInstance } from '@duckdb/node-api';
import { workKey } from '../../pipeline/lake-keys.ts';
import { UserError } from '../user-error.ts';
import { type LakeFolder, roomFor } from './lake-folder.ts';
import { sweepLeftovers } from './leftovers.ts';
import { sweepQueryWorkplaces } from './query-workplace.ts';
import { plainer } from './write-whole.ts';

/** The holder's workplace: locked while open, swept when opened. */
const LOCK_KEY = workKey('lock.duckdb');

/**
 * Runs `work` as the only process that changes the lake.
 *
 * The lock is the one the kernel holds on an open DuckDB file: it ends with its process, however
 * that ends, so there is never a stale one to clear away.
 * @throws UserError naming the process that is at work on the lake.
 */
export async function whileLocked<T>(lake: LakeFolder, work: () => Promise<T>): Promise<T> {
  const file = await roomFor(lake, LOCK_KEY);
  const lock = await DuckDBInstance.create(file).catch((error: unknown) => {
    const holder = /PID (\d+)/.exec(String(error))?.[1];
    if (!holder) throw plainer(error, file);
    throw new UserError(`The lake at ${lake.path} is busy: process ${holder} is at work on it`);
  });
  try {
    await sweepQueryWorkplaces(lake);
    await sweepLeftovers(lake);
    return await work();
  } finally {
    lock.closeSync();
  }
}
