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

/** More than one, because inflating runs on threads of its own beside the search. */
const OBJECTS_AT_ONCE = 3;

/**
 * Searches every raw object of the lake.
 * @param onObject called after each object with the number done and the number of all
 */
export async function findInRaw(
  lake: LakeFolder,
  dataset: Dataset,
  matcher: EraseMatcher,
  onObject: (done: number, of: number) => void = () => {},
): Promise<LakeSearch> {
  const objects = await listObjects(lake, rawPrefix(dataset));
  const findings = new Map<string, readonly Finding[]>();
  const unsearched: Unsearchable[] = [];
  let done = 0;
  await eachOf(objects, OBJECTS_AT_ONCE, async ({ key }) => {
    const found = await findInObject(lake, dataset, key, matcher);
    if (found.findings.length > 0) findings.set(key, found.findings);
    unsearched.push(...unsearchableIn(key, found));
    onObject(++done, objects.length);
  });
  return { findings, unsearched: unsearched.sort(byPlace) };
}

function findInObject(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  matcher: EraseMatcher,
): Promise<ObjectSearch> {
  return whileReading(key, 'search it', () =>
    searchObject(dataset, key, bytesOf(fileOf(lake, key)), matcher),
  );
}

/**
 * Does work that reads a raw object, which cannot go on without it.
 * @param purpose of the work: `search it`
 * @throws UserError if the object cannot be read
 */
export async function whileReading<T>(
  key: string,
  purpose: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw new UserError(`Cannot read ${key} to ${purpose}: ${refusalInWords(error.cause)}`, {
      cause: error,
    });
  }
}

/**
 * Replaces the raw object by one in which all matches are blanked. Its receipt is withdrawn, so that
 * the next normalise reads the object again.
 * @returns whether there was a match
 * @throws UserError if another process replaces the object meanwhile
 */
export async function blankInObject(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
  matcher: EraseMatcher,
): Promise<boolean> {
  const file = fileOf(lake, key);
  const before = await stat(file);
  const { findings: blanks } = await findInObject(lake, dataset, key, matcher);
  if (blanks.length === 0) return false;
  await forgetReceipt(lake, dataset, key);
  await writeAtomically(file, async (unfinished) => {
    await whileReading(key, 'erase in it', () =>
      pipeline(blanked(bytesOf(file), blanks), createWriteStream(unfinished)),
    );
    const after = await stat(file);
    if (after.mtimeMs !== before.mtimeMs || after.size !== before.size) {
      throw new UserError(`${key} was landed again during the erasure: erase again`);
    }
  });
  return true;
}
