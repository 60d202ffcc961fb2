import type { Dataset } from '../../pipeline/dataset.ts';
import { othersThan } from '../../pipeline/datasets/datasets.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import { flatfileKey, passedOnKey, quarantineKey } from '../../pipeline/lake-keys.ts';
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
import { type PassedOver, unreadable } from '../lake/passed-over.ts';
import { allBytesOf, bytesOf, ReadError } from '../lake/read-error.ts';
import { addReceipts, type Receipt } from '../lake/receipts.ts';

/** The most objects of a group. Each may have a file open, and few can be open at once on some systems. */
const MOST_IN_GROUP = 16;
/**
 * The most bytes of a group's objects as they are stored. Large objects go alone, and the groups are
 * small enough to be shared out evenly among threads.
 */
const MOST_GROUP_BYTES = 512 * 1024;

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

/** The outcome of a group of raw objects. Their receipts are still to be added to the lake's. */
export interface GroupOutcome {
  readonly receipts: readonly (readonly [key: string, receipt: Receipt])[];
  /** Objects that cannot be read, or whose outputs cannot be written. */
  readonly left_out: readonly PassedOver[];
}

/**
 * Normalises a group of raw objects, whether they wait or not: writes the flatfiles and quarantines of
 * all, then puts them in place.
 * @param erased matches everything that the lake's erasures name; null if there are none, or the
 *   objects have been searched already
 * @throws an error that does not concern one object alone, so that the others cannot go on either
 */
export async function normaliseGroup(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
  erased: EraseMatcher | null,
): Promise<GroupOutcome> {
  const left_out: PassedOver[] = [];
  const receipts = await makeOutputs(lake, dataset, objects, erased, ({ key }, error) =>
    left_out.push(whyLeftOut(key, error)),
  );
  return { receipts, left_out };
}

/**
 * Normalises one raw object, whether it waits or not, and adds its receipt.
 * @throws ReadError if it cannot be read
 */
export async function normaliseObject(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
): Promise<void> {
  const receipts = await makeOutputs(lake, dataset, [object], null, (_object, error) => {
    throw error;
  });
  await addReceipts(lake, dataset, receipts);
}

/**
 * @param onError called for each object that fails; throws if the others cannot go on either
 * @returns the receipts of the objects that did not fail, by their keys
 */
async function makeOutputs(
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
  return placed.map(({ object, receipt }) => [object.key, receipt]);
}

/**
 * The refusals of a file system that concern one object's name alone. After any other refusal the
 * next object would fail too. ENOENT is among them because a folder disappears when another object's
 * output takes its name.
 */
const OF_ONE_NAME = new Set(['ENAMETOOLONG', 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** @throws `error`, if it does not concern this object alone */
function whyLeftOut(key: string, error: unknown): PassedOver {
  const { cause } = error as Error;
  if (error instanceof ReadError) return unreadable(key, cause);
  if (!OF_ONE_NAME.has((cause as NodeJS.ErrnoException)?.code ?? '')) throw error;
  return { path: key, reason: (error as Error).message, is_unreadable: true };
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

/**
 * Writes a raw object's flatfile if it has records, its quarantine if it has anything else, and a raw object of each
 * other dataset that it has records of.
 */
async function make(lake: LakeFolder, dataset: Dataset, object: LakeObject): Promise<Made> {
  const { key, bytes: raw_bytes, modified_ms: raw_modified_ms } = object;
  // Not flushed, because the conversion compares each flatfile with its receipt and makes it again
  // from the raw object, which was flushed when it landed.
  const flatfile = new OutputFile(await fileWithFolder(lake, flatfileKey(dataset, key)), false);
  const quarantine = new OutputFile(await fileWithFolder(lake, quarantineKey(dataset, key)));
  const files = [quarantine, flatfile];
  const lines = new GzipWriter(async (bytes) => flatfile.write(bytes));
  const ofOthers = new Map<Dataset, GzipWriter>();
  const writerOf = async (other: Dataset): Promise<GzipWriter> => {
    const known = ofOthers.get(other);
    if (known) return known;
    const file = new OutputFile(await fileWithFolder(lake, passedOnKey(dataset, key, other)));
    files.unshift(file);
    const writer = new GzipWriter(async (bytes) => file.write(bytes));
    ofOthers.set(other, writer);
    return writer;
  };
  const raw = new Summing();
  try {
    const sinks = {
      lines: (bytes: Uint8Array) => lines.write(bytes),
      quarantine: async (bytes: Uint8Array) => quarantine.write(bytes),
      passedOn: async (other: Dataset, bytes: Uint8Array) => (await writerOf(other)).write(bytes),
    };
    const stored = storedOf(lake, object, raw);
    const { open_keys, ...report } = await normalise(
      dataset,
      key,
      stored,
      sinks,
      othersThan(dataset),
    );
    if (report.records_out > 0) await lines.end();
    for (const writer of ofOthers.values()) await writer.end();
    await flatfile.finish();
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
    for (const writer of [lines, ...ofOthers.values()]) writer.destroy();
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
