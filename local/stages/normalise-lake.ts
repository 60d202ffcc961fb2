import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import { flatfileKey, quarantineKey, rawPrefix, receiptKey } from '../../pipeline/lake-keys.ts';
import { type NormaliseReport, normalise } from '../../pipeline/normalise/normalise.ts';
import {
  fileOf,
  type LakeFolder,
  type LakeObject,
  listObjects,
  roomFor,
} from '../lake/lake-folder.ts';
import { plainer, whole, writeWhole } from '../lake/write-whole.ts';

/** What normalise made of one raw object. There once its outputs are; so it says what is done. */
export interface Receipt extends NormaliseReport {
  raw_bytes: number;
  raw_modified_ms: number;
}

export type NormaliseTotals = Omit<NormaliseReport, 'open_keys' | 'reasons'> & { objects: number };

/** Flatfiles live until the next conversion: worth little time. */
const GZIP_LEVEL = 1;

/** Inflating and deflating run beside reading, on threads of their own. */
const OBJECTS_AT_ONCE = 3;

/** The raw objects that have not been normalised, or have changed since. */
export async function waitingObjects(lake: LakeFolder, dataset: Dataset): Promise<LakeObject[]> {
  const objects = await listObjects(lake, rawPrefix(dataset));
  const receipts = await Promise.all(objects.map((object) => readReceipt(lake, dataset, object)));
  return objects.filter((_, i) => receipts[i] === null);
}

/** The receipt of a raw object as it is now; null if there is none. */
export async function readReceipt(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
): Promise<Receipt | null> {
  const file = fileOf(lake, receiptKey(dataset, object.key));
  if (!existsSync(file)) return null;
  const receipt = JSON.parse(await readFile(file, 'utf8')) as Receipt;
  const isOfThis =
    receipt.raw_bytes === object.bytes && receipt.raw_modified_ms === object.modified_ms;
  return isOfThis ? receipt : null;
}

/**
 * Normalises every raw object that waits: flatfile, quarantine, then the receipt.
 * @param onObject called after each object with the totals so far and how many there are in all.
 */
export async function normaliseLake(
  lake: LakeFolder,
  dataset: Dataset,
  onObject: (totals: NormaliseTotals, of: number) => void = () => {},
): Promise<NormaliseTotals> {
  const waiting = await waitingObjects(lake, dataset);
  const totals: NormaliseTotals = {
    objects: 0,
    records_in: 0,
    records_out: 0,
    quarantined: 0,
    bytes_in: 0,
    record_bytes: 0,
    quarantined_bytes: 0,
    between_bytes: 0,
  };
  const queue = waiting.values();
  const worker = async () => {
    for (const object of queue) {
      const report = await normaliseObject(lake, dataset, object);
      totals.objects++;
      for (const name of Object.keys(totals) as (keyof NormaliseTotals)[]) {
        if (name !== 'objects') totals[name] += report[name];
      }
      onObject(totals, waiting.length);
    }
  };
  await Promise.all(Array.from({ length: OBJECTS_AT_ONCE }, worker));
  return totals;
}

/** Normalises one raw object, whether it waits or not. */
export async function normaliseObject(
  lake: LakeFolder,
  dataset: Dataset,
  object: LakeObject,
): Promise<NormaliseReport> {
  const flatfile = await roomFor(lake, flatfileKey(dataset, object.key));
  const quarantine = await roomFor(lake, quarantineKey(dataset, object.key));
  let report!: NormaliseReport;
  await whole(flatfile, (unfinishedFlatfile) =>
    whole(quarantine, async (unfinishedQuarantine) => {
      const lines = sink(unfinishedFlatfile, createGzip({ level: GZIP_LEVEL }), flatfile);
      const entries = sink(unfinishedQuarantine, new PassThrough(), quarantine);
      const raw = createReadStream(fileOf(lake, object.key), { highWaterMark: 256 * 1024 });
      try {
        report = await normalise(dataset, object.key, raw, {
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
  const receipt: Receipt = {
    raw_bytes: object.bytes,
    raw_modified_ms: object.modified_ms,
    ...report,
  };
  const receiptFile = await roomFor(lake, receiptKey(dataset, object.key));
  await writeWhole(receiptFile, `${JSON.stringify(receipt)}\n`);
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
