import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import type { DaysSeen } from '../../local/lake/raw-days.ts';
import { type ConvertTotals, convertLake } from '../../local/stages/convert-lake.ts';
import {
  addTotals,
  type Counts,
  type NormaliseTotals,
  normaliseLake,
} from '../../local/stages/normalise-lake.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { withProgress } from '../../terminal/progress.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount, formatMegabytes } from '../../terminal/wording.ts';

/*
 * The stages of a record on a laptop: raw → normalise → flatfiles → convert → parquet. Each stage takes
 * in everything that waits for it, of all datasets, and may be run again at any time. The caller holds
 * the lake's lock.
 */

/** @param seen days in which this process has found nothing waiting */
export function normaliseStage(lake: LakeFolder, seen?: DaysSeen): Promise<NormaliseTotals> {
  return withProgress('Normalising', async (progress) => {
    const onObject = (totals: Counts, of: number) =>
      progress(
        `${formatCount(totals.objects)} of ${countOf(of, 'object')}, ${countOf(totals.records_out, 'record')}, ${formatMegabytes(totals.bytes_in)}`,
      );
    const ofEach = () => eachDataset((dataset) => normaliseLake(lake, dataset, onObject, seen));
    const totals = await ofEach();
    // Records passed on wait as raw objects of their own datasets, which take all of them.
    if (totals.some(({ passed_on }) => passed_on > 0)) totals.push(...(await ofEach()));
    return addTotals(totals);
  });
}

/** The outcome of a conversion: the sum over all datasets, and that of each dataset that had work. */
export interface ConvertOutcome extends ConvertTotals {
  by_dataset: Readonly<Record<string, ConvertTotals>>;
}

export function convertStage(lake: LakeFolder): Promise<ConvertOutcome> {
  return withProgress('Converting', async (progress) => {
    const all = await eachDataset((dataset) =>
      convertLake(lake, dataset, (done, of) =>
        progress(`${formatCount(done)} of ${countOf(of, 'day')}`),
      ),
    );
    const sum = (name: keyof Omit<ConvertTotals, 'left_out'>) =>
      all.reduce((total, one) => total + one[name], 0);
    const atWork = all.flatMap((one, at) =>
      one.flatfiles > 0 || one.days_written > 0 ? [[datasets[at]!.name, one]] : [],
    );
    return {
      flatfiles: sum('flatfiles'),
      rows_read: sum('rows_read'),
      days_written: sum('days_written'),
      rows_in_days: sum('rows_in_days'),
      left_out: all.flatMap(({ left_out }) => left_out),
      by_dataset: Object.fromEntries(atWork),
    };
  });
}

export interface RunTotals {
  normalised: NormaliseTotals;
  converted: ConvertOutcome;
}

export async function runStages(lake: LakeFolder, seen?: DaysSeen): Promise<RunTotals> {
  const [normalised, converted] = await inTurn([
    () => normaliseStage(lake, seen),
    () => convertStage(lake),
  ]);
  return { normalised, converted };
}

function eachDataset<T>(work: (dataset: Dataset) => Promise<T>): Promise<T[]> {
  return inTurn(datasets.map((dataset) => () => work(dataset)));
}

/**
 * Does one work after another. One that fails does not hold up the others: its error is thrown when all are done, and
 * a fault of the program before the user's mistakes.
 */
async function inTurn<const T extends readonly unknown[]>(
  works: {
    readonly [At in keyof T]: () => Promise<T[At]>;
  },
): Promise<T> {
  const done: unknown[] = [];
  const errors: unknown[] = [];
  for (const work of works) {
    try {
      done.push(await work());
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 0) return done as unknown as T;
  const sentences = errors.flatMap((error) => (error instanceof UserError ? error.message : []));
  if (errors.length > 1 && sentences.length === errors.length)
    throw new UserError([...new Set(sentences)].join('; '));
  throw errors.find((error) => !(error instanceof UserError)) ?? errors[0];
}
