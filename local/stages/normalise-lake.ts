import { createGzip } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import { flatfileKey, quarantineKey } from '../../pipeline/lake-keys.ts';
import { type NormaliseReport, normalise } from '../../pipeline/normalise/normalise.ts';
import { eachOf } from '../each-of.ts';
import { blankInObject } from '../lake/blank-raw.ts';
import { erasedFromLake } from '../lake/erasures.ts';
import { Summing, summed } from '../lake/file-sum.ts';
import {
  fileOf,
  fileWithFolder,
  type LakeFolder,
  type LakeObject,
  objectAt,
} from '../lake/lake-folder.ts';
import { OutputFile } from '../lake/output-file.ts';
import { type PassedOver, unreadable } from '../lake/passed-over.ts';
import { type DaysSeen, rawDays } from '../lake/raw-days.ts';
import { bytesOf, ReadError } from '../lake/read-error.ts';
import { addReceipt, type Receipt } from '../lake/receipts.ts';
import { unfinishedRebuild } from './rebuild.ts';
import { type SetAside, SetAsideCounter } from './set-aside.ts';

export type Counts = Omit<NormaliseReport, 'open_keys' | 'reasons'> & { objects: number };

/** The outcome of normalising several raw objects. */
export type NormaliseTotals = Counts & {
  /** The reasons for quarantine, the commonest first. */
  reasons: SetAside[];
  /** Raw objects that cannot be read, or whose outputs cannot be written. */
  left_out: PassedOver[];
};

/** The fastest level, because flatfiles live only until the next conversion. */
const GZIP_LEVEL = 1;

/** More than one, because inflating and deflating run on threads of their own beside the reading. */
const OBJECTS_AT_ONCE = 3;

/**
 * The raw objects that wait to be normalised: they are new or changed, or one of their outputs is
 * missing.
 * @param seen the days on which nothing waited when this process last looked
 */
export async function waitingObjects(
  lake: LakeFolder,
  dataset: Dataset,
  seen?: DaysSeen,
): Promise<LakeObject[]> {
  const waiting: LakeObject[] = [];
  for await (const objects of rawDays(lake, dataset, seen)) {
    for (const { object, receipt } of objects) if (receipt === null) waiting.push(object);
  }
  return waiting;
}

/** The outcome for the raw objects that do not wait, and the number of all raw objects. */
export async function countNormalised(
  lake: LakeFolder,
  dataset: Dataset,
): Promise<{ raw_objects: number; raw_bytes: number; done: NormaliseTotals }> {
  const adder = new TotalsCounter();
  let raw_objects = 0;
  let raw_bytes = 0;
  for await (const objects of rawDays(lake, dataset)) {
    for (const { object, receipt } of objects) {
      raw_objects++;
      raw_bytes += object.bytes;
      if (receipt) adder.add(object.key, receipt);
    }
  }
  return { raw_objects, raw_bytes, done: adder.totals() };
}

/**
 * Normalises every raw object that waits: writes its flatfile and quarantine, then its receipt.
 * Fragments of erased people that have been delivered again are blanked in the raw object first;
 * their records are left to the conversion, which examines each row. An object that cannot be read
 * is left out and reported.
 * @param onObject called after each object with the counts so far and the number of waiting objects
 * @param seen the days on which nothing waited when this process last looked
 */
export async function normaliseLake(
  lake: LakeFolder,
  dataset: Dataset,
  onObject: (counts: Counts, of: number) => void = () => {},
  seen?: DaysSeen,
): Promise<NormaliseTotals> {
  await unfinishedRebuild(lake, dataset);
  const waiting = await waitingObjects(lake, dataset, seen);
  return normaliseObjects(lake, dataset, waiting, (counts) => onObject(counts, waiting.length));
}

/** Normalises these raw objects, whether they wait or not. */
export async function normaliseObjects(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
  onObject: (counts: Counts) => void = () => {},
): Promise<NormaliseTotals> {
  const erased = objects.length > 0 ? await erasedFromLake(lake, dataset) : null;
  const adder = new TotalsCounter();
  await eachOf(objects, OBJECTS_AT_ONCE, async (object) => {
    try {
      adder.add(object.key, await normaliseObject(lake, dataset, object, erased));
    } catch (error) {
      adder.leftOut(whyLeftOut(object.key, error));
    }
    onObject(adder.counts);
  });
  return adder.totals();
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

/** Adds up the outcomes of raw objects. */
class TotalsCounter {
  readonly counts: Counts = {
    objects: 0,
    records_in: 0,
    records_out: 0,
    quarantined: 0,
    bytes_in: 0,
    record_bytes: 0,
    quarantined_bytes: 0,
    between_bytes: 0,
  };
  private readonly reasons = new SetAsideCounter();
  private readonly left_out: PassedOver[] = [];

  add(key: string, report: Omit<NormaliseReport, 'open_keys'>): void {
    const { counts } = this;
    counts.objects++;
    for (const name of Object.keys(counts) as (keyof Counts)[]) {
      if (name !== 'objects') counts[name] += report[name];
    }
    this.reasons.add(key, report.reasons);
  }

  leftOut(one: PassedOver): void {
    this.left_out.push(one);
  }

  totals(): NormaliseTotals {
    const left_out = this.left_out.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { ...this.counts, reasons: this.reasons.all(), left_out };
  }
}

/**
 * Normalises one raw object, whether it waits or not.
 * @param erased matches everything that the lake's erasures name; null if there are none, or the
 *   object has been searched already
 * @throws ReadError if it cannot be read
 */
export async function normaliseObject(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
  erased: EraseMatcher | null,
): Promise<Receipt> {
  const { key, bytes: raw_bytes, modified_ms: raw_modified_ms } = object;
  const made = await writeOutputs(lake, dataset, key);
  const mayHoldErased = erased && (made.quarantined > 0 || erased.fragmentsToErase(key).length > 0);
  if (mayHoldErased && (await blankInObject(lake, dataset, key, erased))) {
    return normaliseObject(lake, dataset, objectAt(lake, key) ?? object, null);
  }
  const receipt = { raw_bytes, raw_modified_ms, ...made };
  await addReceipt(lake, dataset, key, receipt);
  return receipt;
}

/** Writes a raw object's flatfile if it has records, and its quarantine if it has anything else. */
async function writeOutputs(lake: LakeFolder, dataset: Dataset, key: string) {
  const lines = new OutputFile(
    await fileWithFolder(lake, flatfileKey(dataset, key)),
    createGzip({ level: GZIP_LEVEL }),
  );
  const entries = new OutputFile(await fileWithFolder(lake, quarantineKey(dataset, key)));
  try {
    const raw = new Summing();
    const stored = summed(bytesOf(fileOf(lake, key)), raw);
    const { open_keys, ...report } = await normalise(dataset, key, stored, {
      lines: (bytes) => lines.write(bytes),
      quarantine: (bytes) => entries.write(bytes),
    });
    const quarantine = await entries.publish();
    const flatfile = await lines.publish();
    return { ...report, raw_sha256: raw.sum().sha256, flatfile, quarantine };
  } finally {
    await Promise.all([lines.discard(), entries.discard()]);
  }
}
