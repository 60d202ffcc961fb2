import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { blanked } from '../../pipeline/erase/blank.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import type { Unsearchable } from '../../pipeline/erase/erasure.ts';
import type { Finding, ObjectSearch } from '../../pipeline/erase/findings.ts';
import { byPlace, type LakeSearch, unsearchableIn } from '../../pipeline/erase/lake-search.ts';
import { searchObject } from '../../pipeline/erase/search-object.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { eachOf } from '../each-of.ts';
import { refusalInWords, writeAtomically } from './atomic-write.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { bytesOf, ReadError } from './read-error.ts';
import { forgetReceipt } from './receipts.ts';

/** Inflating runs beside reading, on threads of its own. */
const OBJECTS_AT_ONCE = 3;

/**
 * Looks through every raw object of the lake.
 * @param onObject called after each object with how many are done and how many there are
 */
export async function findInRaw(
  lake: LakeFolder,
  dataset: Dataset,
  wanted: EraseMatcher,
  onObject: (done: number, of: number) => void = () => {},
): Promise<LakeSearch> {
  const objects = await listObjects(lake, rawPrefix(dataset));
  const findings = new Map<string, readonly Finding[]>();
  const unsearched: Unsearchable[] = [];
  let done = 0;
  await eachOf(objects, OBJECTS_AT_ONCE, async ({ key }) => {
    const found = await findInObject(lake, dataset, key, wanted);
    if (found.findings.length > 0) findings.set(key, found.findings);
    unsearched.push(...unsearchableIn(key, found));
    onObject(++done, objects.length);
  });
  return { findings, unsearched: unsearched.sort(byPlace) };
}

async function findInObject(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  wanted: EraseMatcher,
): Promise<ObjectSearch> {
  try {
    return await searchObject(dataset, key, bytesOf(fileOf(lake, key)), wanted);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw new UserError(
      `Cannot read ${key}, so what is in it is not known: ${refusalInWords(error.cause)}`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Replaces the raw object by one that has spaces in the place of what is wanted. It has no receipt
 * after, so that the next normalise takes it for new.
 * @returns whether there was any
 * @throws UserError if another process replaces the object meanwhile
 */
export async function blankInObject(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  wanted: EraseMatcher,
): Promise<boolean> {
  const file = fileOf(lake, key);
  const before = await stat(file);
  const { findings: blanks } = await findInObject(lake, dataset, key, wanted);
  if (blanks.length === 0) return false;
  await forgetReceipt(lake, dataset, key);
  await writeAtomically(file, async (unfinished) => {
    await pipeline(blanked(bytesOf(file), blanks), createWriteStream(unfinished));
    const after = await stat(file);
    if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
      throw new UserError(`${key} has been landed anew meanwhile: erase again`);
    }
  });
  return true;
}
