import { setTimeout } from 'node:timers/promises';
import { dataset } from '../../pipeline/datasets.ts';
import { untilInterrupted } from '../interrupt.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { waitingObjects } from './normalise-lake.ts';

/** A look into a folder costs little; a file system's own notices miss what is mounted. */
const LOOK_EVERY_MS = 1000;

/** Runs `pass` now and whenever something has landed, until the process is interrupted. */
export async function watch(lake: LakeFolder, pass: () => Promise<unknown>): Promise<void> {
  await untilInterrupted(async (stop) => {
    await pass();
    while (!stop.aborted) {
      await setTimeout(LOOK_EVERY_MS, null, { signal: stop }).catch(() => {});
      if (!stop.aborted && (await waitingObjects(lake, dataset)).length > 0) await pass();
    }
  });
}
