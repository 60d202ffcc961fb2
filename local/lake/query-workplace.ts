import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { workKey } from '../../pipeline/lake-keys.ts';
import { beforeInterrupt } from '../interrupt.ts';
import { isRunning } from '../running.ts';
import { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, nullIfGone } from './lake-folder.ts';

/** `work/query-4711-1`: the first of the process 4711. */
const NAME = /^query-(\d+)-\d+$/;

/** Those that this process uses. */
const inUse = new Set<string>();
let count = 0;

/** A place of one reader's own in the lake, which may not be there where the lake is only to be read. */
export interface QueryWorkplace {
  /** For what does not fit into memory; the engine makes the folder when it needs it. */
  readonly spill: string;
  /** Other names of the files that are held are in here. */
  readonly names: string;
  readonly held: HeldFiles;
}

/** Runs `work` with a place of its own, which is taken away after it. */
export async function inQueryWorkplace<T>(
  lake: LakeFolder,
  work: (workplace: QueryWorkplace) => Promise<T>,
): Promise<T> {
  await sweepQueryWorkplaces(lake).catch(() => {});
  const name = `query-${process.pid}-${++count}`;
  const path = fileOf(lake, workKey(name));
  await mkdir(dirname(path), { recursive: true }).catch(() => {});
  inUse.add(name);
  const forget = beforeInterrupt(() => rmSync(path, { recursive: true, force: true }));
  const names = join(path, 'held');
  const held = new HeldFiles(names);
  try {
    return await work({ spill: join(path, 'spill'), names, held });
  } finally {
    forget();
    await held.close();
    inUse.delete(name);
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
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
