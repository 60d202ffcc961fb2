import { dataset } from '../../pipeline/datasets.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { withProgress } from '../progress.ts';
import { counted, megabytes, whole } from '../wording.ts';
import { type ConvertTotals, convertLake } from './convert-lake.ts';
import { type NormaliseTotals, normaliseLake } from './normalise-lake.ts';

/*
 * The way of a record on a laptop: raw → normalise → flatfiles → convert → parquet. Each stage
 * takes what waits for it and may be run again at any time. The lake has to be locked.
 */

export function normaliseStage(lake: LakeFolder): Promise<NormaliseTotals> {
  return withProgress('Normalising', (progress) =>
    normaliseLake(lake, dataset, (totals, of) =>
      progress(
        `${whole(totals.objects)} of ${counted(of, 'object')}, ${counted(totals.records_out, 'record')}, ${megabytes(totals.bytes_in)}`,
      ),
    ),
  );
}

export function convertStage(lake: LakeFolder): Promise<ConvertTotals> {
  return withProgress('Converting', (progress) =>
    convertLake(lake, dataset, (done, of) => progress(`${whole(done)} of ${counted(of, 'day')}`)),
  );
}

export interface RunTotals {
  normalised: NormaliseTotals;
  converted: ConvertTotals;
}

export async function runStages(lake: LakeFolder): Promise<RunTotals> {
  const normalised = await normaliseStage(lake);
  return { normalised, converted: await convertStage(lake) };
}
