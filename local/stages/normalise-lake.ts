import type { Dataset } from '../../pipeline/dataset.ts';
import type { NormaliseReport } from '../../pipeline/normalise/normalise.ts';
import { eachOf } from '../each-of.ts';
import type { LakeFolder, LakeObject } from '../lake/lake-folder.ts';
import { DoneDays } from '../lake/looks-at-raw-days.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import { type DaysSeen, rawDays } from '../lake/raw-days.ts';
import { addReceipts } from '../lake/receipts.ts';
import { groupsOf } from './normalise-group.ts';
import { openLanes } from './normalise-lanes.ts';
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

/**
 * The raw objects that wait to be normalised: they are new or changed, or one of their outputs is
 * missing.
 * @param seen the days on which nothing waited when this process last looked
 * @param done the days that the run before has found done
 */
export async function waitingObjects(
  lake: LakeFolder,
  dataset: Dataset,
  seen?: DaysSeen,
  done?: DoneDays,
): Promise<LakeObject[]> {
  const waiting: LakeObject[] = [];
  for await (const objects of rawDays(lake, dataset, seen, done)) {
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
 * @param onObject called after some objects with the counts so far and the number of waiting objects
 * @param seen the days on which nothing waited when this process last looked
 */
export async function normaliseLake(
  lake: LakeFolder,
  dataset: Dataset,
  onObject: (counts: Counts, of: number) => void = () => {},
  seen?: DaysSeen,
): Promise<NormaliseTotals> {
  await unfinishedRebuild(lake, dataset);
  const done = await DoneDays.of(lake, dataset);
  const waiting = await waitingObjects(lake, dataset, seen, done);
  await done.keep();
  return normaliseObjects(lake, dataset, waiting, (counts) => onObject(counts, waiting.length));
}

/** Normalises these raw objects, whether they wait or not. */
export async function normaliseObjects(
  lake: LakeFolder,
  dataset: Dataset,
  objects: readonly LakeObject[],
  onObject: (counts: Counts) => void = () => {},
): Promise<NormaliseTotals> {
  const adder = new TotalsCounter();
  const lanes = await openLanes(lake, dataset, objects);
  try {
    await eachOf(groupsOf(objects), lanes.count, async (group) => {
      const { receipts, left_out } = await lanes.normalise(group);
      await addReceipts(lake, dataset, receipts);
      for (const [key, receipt] of receipts) adder.add(key, receipt);
      for (const one of left_out) adder.leftOut(one);
      onObject(adder.counts);
    });
  } finally {
    await lanes.close();
  }
  return adder.totals();
}

/** Adds up the outcomes for several datasets. Records that were passed on come in once. */
export function addTotals(all: readonly NormaliseTotals[]): NormaliseTotals {
  const adder = new TotalsCounter();
  for (const { records_in, bytes_in, ...totals } of all) {
    adder.addAll({
      ...totals,
      records_in: records_in - totals.passed_on,
      bytes_in: bytes_in - totals.passed_on_bytes,
    });
  }
  return adder.totals();
}

/** Adds up the outcomes of raw objects. */
class TotalsCounter {
  readonly counts: Counts = {
    objects: 0,
    records_in: 0,
    records_out: 0,
    quarantined: 0,
    passed_on: 0,
    bytes_in: 0,
    record_bytes: 0,
    quarantined_bytes: 0,
    passed_on_bytes: 0,
    between_bytes: 0,
  };
  private readonly reasons = new SetAsideCounter();
  private readonly left_out: PassedOver[] = [];

  add(key: string, report: Omit<NormaliseReport, 'open_keys'>): void {
    const { counts } = this;
    counts.objects++;
    for (const name of Object.keys(counts) as (keyof Counts)[]) {
      // Receipts of earlier versions have fewer counts.
      if (name !== 'objects') counts[name] += report[name] ?? 0;
    }
    this.reasons.add(key, report.reasons);
  }

  addAll({ reasons, left_out, ...counts }: NormaliseTotals): void {
    for (const name of Object.keys(this.counts) as (keyof Counts)[]) {
      this.counts[name] += counts[name];
    }
    this.reasons.addAll(reasons);
    this.left_out.push(...left_out);
  }

  leftOut(one: PassedOver): void {
    this.left_out.push(one);
  }

  totals(): NormaliseTotals {
    const left_out = this.left_out.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { ...this.counts, reasons: this.reasons.all(), left_out };
  }
}
