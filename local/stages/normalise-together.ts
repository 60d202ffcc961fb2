import type { Dataset } from '../../pipeline/dataset.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import { flatfileKey, quarantineKey } from '../../pipeline/lake-keys.ts';
import { GzipWriter } from '../../pipeline/normalise/gzip-writer.ts';
import { MOST_WHOLE_BYTES, normalise } from '../../pipeline/normalise/normalise.ts';
import { blankInObject } from '../lake/blank-raw.ts';
import { Summing, summed } from '../lake/file-sum.ts';
import {
  fileOf,
  fileWithFolder,
  type LakeFolder,
  type LakeObject,
  objectAt,
} from '../lake/lake-folder.ts';
import { OutputFile, syncFolders } from '../lake/output-file.ts';
import { allBytesOf, bytesOf } from '../lake/read-error.ts';
import { addReceipts, type Receipt } from '../lake/receipts.ts';

/** The most objects of a group. Each may have two files open, and few can be open at once on some systems. */
const MOST_IN_GROUP = 8;
/** The most bytes of a group's objects as they are stored, so that large objects go alone. */
const MOST_GROUP_BYTES = 4 * 1024 * 1024;

/** The objects, in their order, in groups that are normalised together. */
export function* groupsOf(objects: readonly LakeObject[]): Generator<LakeObject[]> {
  let group: LakeObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    const isFull = group.length === MOST_IN_GROUP || bytes + object.bytes > MOST_GROUP_BYTES;
    if (isFull && group.length > 0) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(object);
    bytes += object.bytes;
  }
  if (group.length > 0) yield group;
}

/** An object whose outputs are written and not yet in place. */
interface Made {
  readonly object: LakeObject;
  readonly receipt: Receipt;
  /** In the order in which they are put in place. */
  readonly files: readonly OutputFile[];
}

/**
 * Normalises raw objects, whether they wait or not: writes the flatfiles and quarantines of all, puts
 * them in place, then adds all receipts.
 * @param erased matches everything that the lake's erasures name; null if there are none, or the
 *   objects have been searched already
 * @param onError called for each object that fails; throws if the others cannot go on either
 * @returns the receipts of the objects that did not fail, by their keys
 */
export async function normaliseTogether(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
  erased: EraseMatcher | null,
  onError: (object: LakeObject, error: unknown) => void,
): Promise<[key: string, receipt: Receipt][]> {
  const all: Made[] = [];
  const placed: Made[] = [];
  try {
    for (const object of objects) {
      try {
        all.push(await madeWithoutErased(lake, dataset, object, erased));
      } catch (error) {
        onError(object, error);
      }
    }
    await allOf(all.flatMap(({ files }) => files.map((file) => file.finish())));
    for (const made of all) {
      try {
        for (const file of made.files) await file.replace();
        placed.push(made);
      } catch (error) {
        onError(made.object, error);
      }
    }
    await syncFolders(placed.flatMap(({ files }) => files));
  } finally {
    for (const { files } of all) for (const file of files) file.discard();
  }
  const receipts = placed.map(({ object, receipt }): [string, Receipt] => [object.key, receipt]);
  await addReceipts(lake, dataset, receipts);
  return receipts;
}

/**
 * Normalises one raw object, whether it waits or not.
 * @throws ReadError if it cannot be read
 */
export async function normaliseObject(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
): Promise<void> {
  await normaliseTogether(lake, dataset, [object], null, (_object, error) => {
    throw error;
  });
}

/** Waits for all, and throws the first failure afterwards. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Writes an object's outputs. Fragments of erased people in the raw object are blanked first. */
async function madeWithoutErased(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
  erased: EraseMatcher | null,
): Promise<Made> {
  const made = await make(lake, dataset, object);
  if (erased === null) return made;
  try {
    const { key } = object;
    const mayHoldErased = made.receipt.quarantined > 0 || erased.fragmentsToErase(key).length > 0;
    if (!mayHoldErased || !(await blankInObject(lake, dataset, key, erased))) return made;
  } catch (error) {
    discard(made.files);
    throw error;
  }
  discard(made.files);
  return make(lake, dataset, objectAt(lake, object.key) ?? object);
}

/** Writes a raw object's flatfile if it has records, and its quarantine if it has anything else. */
async function make(lake: LakeFolder, dataset: Dataset, object: LakeObject): Promise<Made> {
  const { key, bytes: raw_bytes, modified_ms: raw_modified_ms } = object;
  const flatfile = new OutputFile(await fileWithFolder(lake, flatfileKey(dataset, key)));
  const quarantine = new OutputFile(await fileWithFolder(lake, quarantineKey(dataset, key)));
  const files = [quarantine, flatfile];
  const lines = new GzipWriter(async (bytes) => flatfile.write(bytes));
  const raw = new Summing();
  try {
    const { open_keys, ...report } = await normalise(dataset, key, storedOf(lake, object, raw), {
      lines: (bytes) => lines.write(bytes),
      quarantine: async (bytes) => quarantine.write(bytes),
    });
    if (report.records_out > 0) await lines.end();
    const receipt = {
      raw_bytes,
      raw_modified_ms,
      ...report,
      raw_sha256: raw.sum().sha256,
      flatfile: flatfile.sum(),
      quarantine: quarantine.sum(),
    };
    return { object, receipt, files };
  } catch (error) {
    lines.destroy();
    discard(files);
    throw error;
  }
}

/** The object's bytes: all of them if it is small, else in pieces. */
function storedOf(
  lake: LakeFolder,
  { key, bytes }: LakeObject,
  summing: Summing,
): Uint8Array | AsyncIterable<Uint8Array> {
  const file = fileOf(lake, key);
  if (bytes > MOST_WHOLE_BYTES) return summed(bytesOf(file), summing);
  const stored = allBytesOf(file, bytes);
  summing.add(stored);
  return stored;
}

function discard(files: readonly OutputFile[]): void {
  for (const file of files) file.discard();
}
