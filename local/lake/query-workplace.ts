import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { workKey } from '../../pipeline/lake-keys.ts';
import { beforeInterrupt } from '../interrupt.ts';
import { isRunning } from '../running.ts';
import { fileOf, type LakeFolder, nullIfGone } from './lake-folder.ts';

/** `work/query-4711-1`: the first of the process 4711. */
const NAME = /^query-(\d+)-\d+$/;

/** Those that this process uses. */
const inUse = new Set<string>();
let count = 0;

/**
 * Where a query may put what does not fit into memory. The engine makes the folder when it needs
 * it, as the lake may be one that can only be read; `leave` takes it away.
 */
export async function queryWorkplace(
  lake: LakeFolder,
): Promise<{ path: string; leave(): Promise<void> }> {
  await sweepQueryWorkplaces(lake).catch(() => {});
  const name = `query-${process.pid}-${++count}`;
  const path = fileOf(lake, workKey(name));
  await mkdir(dirname(path), { recursive: true }).catch(() => {});
  inUse.add(name);
  const forget = beforeInterrupt(() => rmSync(path, { recursive: true, force: true }));
  const leave = async () => {
    forget();
    inUse.delete(name);
    await rm(path, { recursive: true, force: true }).catch(() => {});
  };
  return { path, leave };
}

/** Removes what queries that were killed have left: records' values may be in it. */
export async function sweepQueryWorkplaces(lake: LakeFolder): Promise<void> {
  const folder = fileOf(lake, workKey(''));
  for (const name of (await readdir(folder).catch(nullIfGone)) ?? []) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || inUse.has(name) || isOfAnother(Number(pid))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isOfAnother(pid: number): boolean {
  return pid !== process.pid && isRunning(pid);
}
