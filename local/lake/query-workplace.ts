import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { workKey } from '../../pipeline/lake-keys.ts';
import { beforeInterrupt } from '../../terminal/interrupt.ts';
import { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, nullIfGone } from './lake-folder.ts';
import { isRunning, PROCESS_NAME, processName } from './process-name.ts';

/** `work/query-4711-83920-1`: the first of the process `4711-83920`. */
const NAME = new RegExp(`^query-(${PROCESS_NAME})-\\d+$`);

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
  const name = `query-${processName()}-${++count}`;
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
    const [, owner] = NAME.exec(name) ?? [];
    if (owner === undefined || inUse.has(name) || isOfAnother(owner)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isOfAnother(owner: string): boolean {
  return owner !== processName() && isRunning(owner);
}

/** For queries that end by themselves in a moment. */
const MOST_WAITED_MS = 5000;

/**
 * The numbers of the processes whose queries still hold files that the lake does not have any more,
 * after a while in which they may end.
 */
export async function readersOfThePast(lake: LakeFolder): Promise<string[]> {
  const until = Date.now() + MOST_WAITED_MS;
  for (;;) {
    await sweepQueryWorkplaces(lake);
    const folder = fileOf(lake, workKey(''));
    const readers: string[] = [];
    for (const name of (await readdir(folder).catch(nullIfGone)) ?? []) {
      const [, owner] = NAME.exec(name) ?? [];
      if (owner !== undefined && (await holdsThePast(join(folder, name, 'held')))) {
        readers.push(owner.split('-')[0]!);
      }
    }
    if (readers.length === 0 || Date.now() > until) return [...new Set(readers)].sort();
    await setTimeout(100);
  }
}

/** Whether any file has no other name than in here: the lake has replaced it, or taken it away. */
async function holdsThePast(held: string): Promise<boolean> {
  for (const name of await readdir(held).catch(() => [])) {
    const found = await stat(join(held, name)).catch(() => null);
    if (found?.nlink === 1) return true;
  }
  return false;
}
