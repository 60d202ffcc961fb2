/** Finds wanted records in a bucket, in every version of every object. */

import { eachOf } from '../../local/each-of.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import type { Unsearchable } from '../../pipeline/erase/erasure.ts';
import type { Finding } from '../../pipeline/erase/findings.ts';
import { byPlace, type LakeSearch, unsearchableIn } from '../../pipeline/erase/lake-search.ts';
import { searchObject } from '../../pipeline/erase/search-object.ts';
import type { Progress } from '../../terminal/progress.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import type { LakeObjects, ObjectVersion } from './erase-objects.ts';

/** How many requests run at once. */
export const OBJECTS_AT_ONCE = 8;

/** Searches versions of objects. A record that several versions of an object share is found once. */
export async function findInVersions(
  objects: LakeObjects,
  dataset: Dataset,
  versions: readonly ObjectVersion[],
  wanted: EraseMatcher,
  progress: Progress,
): Promise<LakeSearch> {
  const found = new Map<string, Map<string, Finding>>();
  const unsearched = new Map<string, Unsearchable>();
  let done = 0;
  await eachOf(versions, OBJECTS_AT_ONCE, async ({ key, id }) => {
    const object = await objects.read(key, id);
    if (object) {
      const inVersion = await searchObject(dataset, key, object.chunks, wanted);
      for (const one of inVersion.findings) {
        const known = found.get(key) ?? new Map();
        found.set(key, known.set(JSON.stringify(one), one));
      }
      for (const one of unsearchableIn(key, inVersion)) unsearched.set(JSON.stringify(one), one);
    }
    progress(`${formatCount(++done)} of ${countOf(versions.length, 'object')} read`);
  });
  return {
    findings: new Map([...found].map(([key, findings]) => [key, [...findings.values()]])),
    unsearched: [...unsearched.values()].sort(byPlace),
  };
}

/** All but the current version of each object. */
export function replaced(versions: readonly ObjectVersion[]): ObjectVersion[] {
  return versions.filter(({ isCurrent }) => !isCurrent);
}
