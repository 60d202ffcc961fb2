import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import type { Wanted } from '../../pipeline/erase/wanted.ts';
import { flatfileKey, quarantineKey, rawPrefix, receiptKey } from '../../pipeline/lake-keys.ts';
import { type NormaliseReport, normalise } from '../../pipeline/normalise/normalise.ts';
import type { ReasonCount } from '../../pipeline/normalise/reason-counts.ts';
import { eachOf, mapEach } from '../each-of.ts';
import { blankInObject } from '../erase/erase-raw.ts';
import { erasedFromLake } from '../erase/erasures.ts';
import {
  fileOf,
  type LakeFolder,
  type LakeObject,
  listObjects,
  roomFor,
} from '../lake/lake-folder.ts';
import { plainer, whole, writeWhole } from '../lake/write-whole.ts';
import { type SetAside, SetAsideCounter } from './set-aside.ts';

/** What normalise made of one raw object. There once its outputs are; so it says what is done. */
export interface Receipt extends NormaliseReport {
  raw_bytes: number;
  raw_modified_ms: number;
}

type Counts = Omit<NormaliseReport, 'open_keys' | 'reasons'> & { objects: number };

/** What came of several raw objects. */
export type NormaliseTotals = Counts & {
  /** Why what was quarantined was, the commonest reason first. */
  reasons: SetAside[];
};

/** Flatfiles live until the next conversion: worth little time. */
const GZIP_LEVEL = 1;

/** Inflating and deflating run beside reading, on threads of their own. */
const OBJECTS_AT_ONCE = 3;

/** Receipts that are open at once: a process may have few files open, and a lake many receipts. */
const RECEIPTS_AT_ONCE = 32;

/** The raw objects that have not been normalised, or have changed since. */
export async function waitingObjects(lake: LakeFolder, dataset: Dataset): Promise<LakeObject[]> {
  const objects = await listObjects(lake, rawPrefix(dataset));
  const receipts = await readReceipts(lake, dataset, objects);
  return objects.filter((_, i) => receipts[i] === null);
}

function readReceipts(lake: LakeFolder, dataset: Dataset, objects: readonly LakeObject[]) {
  return mapEach(objects, RECEIPTS_AT_ONCE, (object) => readReceipt(lake, dataset, object));
}

/**
 * The receipt of a raw object as it is now; null if there is none. One that cannot be read is as
 * good as none: the object is normalised again.
 */
export async function readReceipt(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
): Promise<Receipt | null> {
  const file = fileOf(lake, receiptKey(dataset, object.key));
  if (!existsSync(file)) return null;
  const receipt = parsed(await readFile(file, 'utf8'));
  const isOfThis =
    receipt?.raw_bytes === object.bytes && receipt.raw_modified_ms === object.modified_ms;
  return isOfThis ? { ...receipt, reasons: receipt.reasons ?? notNoted(receipt) } : null;
}

function parsed(text: string): ReceiptOfAnyTime | null {
  try {
    return JSON.parse(text) as ReceiptOfAnyTime | null;
  } catch {
    return null;
  }
}

/** Once, receipts did not say why. */
type ReceiptOfAnyTime = Omit<Receipt, 'reasons'> & Partial<Pick<Receipt, 'reasons'>>;

function notNoted({ quarantined: count }: ReceiptOfAnyTime): ReasonCount[] {
  if (count === 0) return [];
  const reason = 'for a reason that is in quarantine/ only';
  return [{ reason, count, source_offset: 0, is_other_kind: false }];
}

/** What came of the raw objects that do not wait. */
export async function normalisedBefore(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
): Promise<NormaliseTotals> {
  const adder = new Adder();
  const receipts = await readReceipts(lake, dataset, objects);
  for (const [i, receipt] of receipts.entries()) {
    if (receipt) adder.add(objects[i]!.key, receipt);
  }
  return adder.totals();
}

/**
 * Normalises every raw object that waits: flatfile, quarantine, then the receipt. What of erased
 * people has come back among what is no record leaves the raw object first; the records of theirs
 * are left to the conversion, which knows each row.
 * @param onObject called after each object with the counts so far and how many there are in all.
 */
export async function normaliseLake(
  lake: LakeFolder,
  dataset: Dataset,
  onObject: (counts: Counts, of: number) => void = () => {},
): Promise<NormaliseTotals> {
  const waiting = await waitingObjects(lake, dataset);
  const erased = waiting.length > 0 ? await erasedFromLake(lake, dataset) : null;
  const adder = new Adder();
  await eachOf(waiting, OBJECTS_AT_ONCE, async (object) => {
    adder.add(object.key, await normaliseObject(lake, dataset, object, erased));
    onObject(adder.counts, waiting.length);
  });
  return adder.totals();
}

/** Adds up what came of raw objects. */
class Adder {
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

  add(key: string, report: NormaliseReport): void {
    const { counts } = this;
    counts.objects++;
    for (const name of Object.keys(counts) as (keyof Counts)[]) {
      if (name !== 'objects') counts[name] += report[name];
    }
    this.reasons.add(key, report.reasons);
  }

  totals(): NormaliseTotals {
    return { ...this.counts, reasons: this.reasons.all() };
  }
}

/**
 * Normalises one raw object, whether it waits or not.
 * @param erased what the lake's erasures want gone; null if there is none, or the object has been
 *   searched for it
 */
export async function normaliseObject(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
  erased: Wanted | null,
): Promise<NormaliseReport> {
  const report = await writeOutputs(lake, dataset, object.key);
  const mayHoldErased =
    erased && (report.quarantined > 0 || erased.fragments(object.key).length > 0);
  if (mayHoldErased && (await blankInObject(lake, dataset, object.key, erased))) {
    const { size, mtimeMs } = await stat(fileOf(lake, object.key));
    const left = { ...object, bytes: size, modified_ms: mtimeMs };
    return normaliseObject(lake, dataset, left, null);
  }
  const receipt: Receipt = {
    raw_bytes: object.bytes,
    raw_modified_ms: object.modified_ms,
    ...report,
  };
  const receiptFile = await roomFor(lake, receiptKey(dataset, object.key));
  await writeWhole(receiptFile, `${JSON.stringify(receipt)}\n`);
  return report;
}

/** Flatfile and quarantine of a raw object, as far as it has anything for them. */
async function writeOutputs(
  lake: LakeFolder,
  dataset: Dataset,
  key: string,
): Promise<NormaliseReport> {
  const flatfile = await roomFor(lake, flatfileKey(dataset, key));
  const quarantine = await roomFor(lake, quarantineKey(dataset, key));
  let report!: NormaliseReport;
  await whole(flatfile, (unfinishedFlatfile) =>
    whole(quarantine, async (unfinishedQuarantine) => {
      const lines = sink(unfinishedFlatfile, createGzip({ level: GZIP_LEVEL }), flatfile);
      const entries = sink(unfinishedQuarantine, new PassThrough(), quarantine);
      const raw = createReadStream(fileOf(lake, key), { highWaterMark: 256 * 1024 });
      try {
        report = await normalise(dataset, key, raw, {
          lines: lines.write,
          quarantine: entries.write,
        });
      } finally {
        await Promise.all([lines.end(), entries.end()]);
      }
    }),
  );
  if (report.quarantined === 0) await rm(quarantine);
  if (report.records_out === 0) await rm(flatfile);
  return report;
}

/** A file to write to through `via`, one piece after the other; `name` is what it will be. */
function sink(file: string, via: PassThrough | ReturnType<typeof createGzip>, name: string) {
  const done = pipeline(via, createWriteStream(file)).catch((error) => {
    throw plainer(error, name);
  });
  done.catch(() => {});
  return {
    /** Resolves when there is room for more, or throws what went wrong. */
    write: (bytes: Uint8Array) =>
      Promise.race([new Promise<void>((ready) => via.write(bytes, () => ready())), done]),
    end: () => {
      via.end();
      return done;
    },
  };
}
