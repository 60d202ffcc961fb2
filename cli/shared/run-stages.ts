import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import type { DaysSeen } from '../../local/lake/raw-days.ts';
import { type ConvertTotals, convertLake } from '../../local/stages/convert-lake.ts';
import {
  type Counts,
  type NormaliseTotals,
  normaliseLake,
} from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { withProgress } from '../../terminal/progress.ts';
import { countOf, formatCount, formatMegabytes } from '../../terminal/wording.ts';

/*
 * The stages of a record on a laptop: raw → normalise → flatfiles → convert → parquet. Each stage takes
 * in everything that waits for it, and may be run again at any time. The caller holds the lake's lock.
 */

/** @param seen days in which this process has found nothing waiting */
export function normaliseStage(lake: LakeFolder, seen?: DaysSeen): Promise<NormaliseTotals> {
  return withProgress('Normalising', (progress) => {
    const onObject = (totals: Counts, of: number) =>
      progress(
        `${formatCount(totals.objects)} of ${countOf(of, 'object')}, ${countOf(totals.records_out, 'record')}, ${formatMegabytes(totals.bytes_in)}`,
      );
    return normaliseLake(lake, dataset, onObject, seen);
  });
}

export function convertStage(lake: LakeFolder): Promise<ConvertTotals> {
  return withProgress('Converting', (progress) =>
    convertLake(lake, dataset, (done, of) =>
      progress(`${formatCount(done)} of ${countOf(of, 'day')}`),
    ),
  );
}

export interface RunTotals {
  normalised: NormaliseTotals;
  converted: ConvertTotals;
}

export async function runStages(lake: LakeFolder, seen?: DaysSeen): Promise<RunTotals> {
  const normalised = await normaliseStage(lake, seen);
  return { normalised, converted: await convertStage(lake) };
}
