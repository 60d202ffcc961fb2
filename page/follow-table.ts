import { setTimeout } from 'node:timers/promises';
import {
  type LakeFolder,
  type LakeObject,
  listObjects,
  MARKER,
  objectAt,
  openLake,
} from '../local/lake/lake-folder.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { othersThan } from '../pipeline/datasets/datasets.ts';
import { tableNotePrefix } from '../pipeline/lake-keys.ts';

/** Notes are small files, so that looking at those of a year takes a few milliseconds. */
const LOOKS_EVERY_MS = 1000;

/** After a failure, as while a day is being replaced by hand, the page is tried again so often. */
const TRIES_AGAIN_AFTER_LOOKS = 5;

export interface Following {
  /**
   * Makes the page anew.
   * @param lake opened for this call, because its settings, which its views have, too, may have changed
   */
  readonly onChange: (lake: LakeFolder) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly stop: AbortSignal;
}

/**
 * Calls `onChange` at once, and again whenever a table of the lake or its settings have changed, until `stop`. It polls
 * the tables' notes, because convert writes a day's note last, and not every file system reports changes.
 */
export async function followTable(
  lake: LakeFolder,
  dataset: Dataset,
  { onChange, onFailure, stop }: Following,
): Promise<void> {
  let seen: string | null = null;
  let looks = 0;
  while (!stop.aborted) {
    try {
      const mark = await markOf(lake, dataset);
      if (mark !== seen && looks++ % TRIES_AGAIN_AFTER_LOOKS === 0) {
        await onChange(await openLake(lake.path));
        [seen, looks] = [mark, 0];
      }
    } catch (error) {
      onFailure(error);
    }
    await setTimeout(LOOKS_EVERY_MS, null, { signal: stop }).catch(() => {});
  }
}

/** A text that differs once a table or the settings have changed. */
async function markOf(lake: LakeFolder, dataset: Dataset): Promise<string> {
  const marker = objectAt(lake, MARKER);
  const notes: LakeObject[] = [];
  for (const one of [dataset, ...othersThan(dataset)]) {
    notes.push(...(await listObjects(lake, tableNotePrefix(one))));
  }
  return [marker, ...notes].map((one) => one && Object.values(one).join(' ')).join('\n');
}
