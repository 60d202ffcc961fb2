import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { workKey } from '../../pipeline/lake-keys.ts';
import { beforeInterrupt } from '../../terminal/interrupt.ts';
import { HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, nullIfGone } from './lake-folder.ts';
import { isRunning, PROCESS_NAME, processName } from './process-name.ts';

/** `query-4711-83920-1`: the first workplace of the process `4711-83920`. */
const NAME = new RegExp(`^query-(${PROCESS_NAME})-\\d+$`);

/** The names of the workplaces that this process uses. */
const inUse = new Set<string>();
let count = 0;

/** Paths in the lake for one query alone. They may not exist if the lake is read-only. */
export interface QueryWorkplace {
  /** The folder for data that does not fit into memory, which DuckDB makes when it needs it. */
  readonly spill: string;
  /** The folder of hard links to the held files. */
  readonly names: string;
  readonly held: HeldFiles;
}

/** Runs `work` with a workplace of its own, which is removed afterwards. */
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

/** Removes the workplaces of queries that were killed, because they may contain records. */
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

/** The time within which most queries end by themselves. */
const MOST_WAITED_MS = 5000;

/**
 * Waits for queries that hold files which the lake has replaced or removed.
 * @returns the numbers of the processes whose queries still hold such files afterwards
 */
export async function readersOfRemovedFiles(lake: LakeFolder): Promise<string[]> {
  const until = Date.now() + MOST_WAITED_MS;
  for (;;) {
    await sweepQueryWorkplaces(lake);
    const folder = fileOf(lake, workKey(''));
    const readers: string[] = [];
    for (const name of (await readdir(folder).catch(nullIfGone)) ?? []) {
      const [, owner] = NAME.exec(name) ?? [];
      if (owner !== undefined && (await holdsRemovedFiles(join(folder, name, 'held')))) {
        readers.push(owner.split('-')[0]!);
      }
    }
    if (readers.length === 0 || Date.now() > until) return [...new Set(readers)].sort();
    await setTimeout(100);
  }
}

/** Whether a held file has no other name: the lake has replaced or removed it. */
async function holdsRemovedFiles(held: string): Promise<boolean> {
  for (const name of await readdir(held).catch(() => [])) {
    const found = await stat(join(held, name)).catch(() => null);
    if (found?.nlink === 1) return true;
  }
  return false;
}
