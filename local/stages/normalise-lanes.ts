import { availableParallelism } from 'node:os';
import type { Dataset } from '../../pipeline/dataset.ts';
import { erasedFromLake } from '../lake/erasures.ts';
import type { LakeFolder, LakeObject } from '../lake/lake-folder.ts';
import { type GroupOutcome, normaliseGroup } from './normalise-group.ts';
import { NormaliseThread } from './normalise-thread.ts';

/** From this much work on a further thread saves more time than its start takes, some 50 ms. */
const LEAST_WORK_BYTES = 2 * 1024 * 1024;
/** The fixed cost of an object, whatever its size, in bytes that would take as long. */
const WORK_BYTES_PER_OBJECT = 4096;

/** Memory is limited to 256 MB, and a further thread takes some 70. */
const MOST_THREADS = 2;

/** Normalises groups of objects, as many at once as the machine has cores for. */
export interface Lanes {
  /** The most groups at once. */
  readonly count: number;
  /** @throws what `normaliseGroup` throws */
  normalise(group: readonly LakeObject[]): Promise<GroupOutcome>;
  close(): Promise<void>;
}

type Lane = (group: readonly LakeObject[]) => Promise<GroupOutcome>;

/**
 * Opens lanes for these objects: in this thread, and in further threads if there is work for them.
 * The caller writes the receipts.
 */
export async function openLanes(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
): Promise<Lanes> {
  const erased = objects.length > 0 ? await erasedFromLake(lake, dataset) : null;
  const threads = Array.from(
    { length: furtherThreads(objects) },
    () => new NormaliseThread(lake, dataset),
  );
  const here: Lane = (group) => normaliseGroup(lake, dataset, group, erased);
  const there = threads.map((thread): Lane => {
    return (group) => thread.normalise(group);
  });
  // Without threads two groups at once, because large objects are inflated beside the reading. With
  // threads one here, because memory is limited, and two there: the second waits for the first.
  const free = there.length === 0 ? [here, here] : [here, ...there, ...there];
  return {
    count: free.length,
    async normalise(group) {
      const lane = free.shift()!;
      try {
        return await lane(group);
      } finally {
        free.push(lane);
      }
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

/** One thread for each further core that has objects to share, and none if that is little work. */
function furtherThreads(objects: readonly LakeObject[]): number {
  const work_bytes = objects.reduce((sum, { bytes }) => sum + bytes + WORK_BYTES_PER_OBJECT, 0);
  if (work_bytes < LEAST_WORK_BYTES) return 0;
  return Math.min(availableParallelism(), MOST_THREADS, objects.length) - 1;
}
