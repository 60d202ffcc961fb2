import { type LakeFolder, openDamagedLake, openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import type { PassedOver } from '../../local/lake/passed-over.ts';
import type { DaysSeen } from '../../local/lake/raw-days.ts';
import type { NormaliseTotals } from '../../local/stages/normalise-lake.ts';
import { beginRebuild } from '../../local/stages/rebuild.ts';
import { describeReasons } from '../../local/stages/set-aside.ts';
import { watch } from '../../local/stages/watch.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { printLeftOut } from '../shared/left-out.ts';
import { printOutcome } from '../shared/print.ts';
import {
  type ConvertOutcome,
  convertStage,
  normaliseStage,
  type RunTotals,
  runStages,
} from '../shared/run-stages.ts';

export interface StageOptions {
  lake: string;
  json?: boolean;
  watch?: boolean;
}

export interface RebuildOptions {
  lake: string;
  json?: boolean;
  acceptLoss?: boolean;
}

/** A verb that runs stages: its work, and how its outcome is read. */
interface Stage<T extends object> {
  /** @param seen days in which the last look found nothing waiting */
  work(lake: LakeFolder, seen?: DaysSeen): Promise<T>;
  sentence(totals: T): string;
  leftOut(totals: T): readonly PassedOver[];
  hasFailed(totals: T): boolean;
}

const NORMALISE: Stage<NormaliseTotals> = {
  work: normaliseStage,
  sentence: normalised,
  leftOut: ({ left_out }) => left_out,
  hasFailed: hasNoRecord,
};

const CONVERT: Stage<ConvertOutcome> = {
  work: convertStage,
  sentence: converted,
  leftOut: ({ left_out }) => left_out,
  hasFailed: () => false,
};

const RUN: Stage<RunTotals> = {
  work: runStages,
  sentence: ran,
  leftOut: ({ normalised, converted }) => [...normalised.left_out, ...converted.left_out],
  hasFailed: ({ normalised }) => hasNoRecord(normalised),
};

export function runNormalise(options: StageOptions): Promise<void> {
  return runStage(NORMALISE, options);
}

export function runConvert(options: StageOptions): Promise<void> {
  return runStage(CONVERT, options);
}

export function runBoth(options: StageOptions): Promise<void> {
  return runStage(RUN, options);
}

async function runStage<T extends object>(stage: Stage<T>, options: StageOptions): Promise<void> {
  const lake = await openLake(options.lake);
  const once = async (seen?: DaysSeen) => {
    const totals = await whileLocked(lake, () => stage.work(lake, seen));
    await print(stage, totals, options.json);
    return { totals, left_out: stage.leftOut(totals) };
  };
  if (options.watch) await watch(lake, once, printOnStandardError);
  else if (stage.hasFailed((await once()).totals)) process.exitCode = 1;
}

/** Builds the lake again from raw/ and erasures/. */
export async function rebuild({ lake: path, json, acceptLoss = false }: RebuildOptions) {
  const lake = await openDamagedLake(path, printOnStandardError);
  const totals = await whileLocked(lake, async () => {
    await beginRebuild(lake, datasets, { accepts_loss: acceptLoss });
    return runStages(lake);
  });
  await print(RUN, totals, json);
  if (RUN.hasFailed(totals)) process.exitCode = 1;
}

async function print<T extends object>(
  stage: Stage<T>,
  totals: T,
  asJson: boolean | undefined,
): Promise<void> {
  await printOutcome(asJson, totals, stage.sentence(totals));
  printLeftOut(stage.leftOut(totals));
}

function printOnStandardError(text: string): void {
  process.stderr.write(`${visibleInLine(text)}\n`);
}

function normalised(totals: NormaliseTotals): string {
  const { objects, records_in, records_out, quarantined, passed_on, reasons } = totals;
  const passedOn =
    passed_on === 0 ? '' : `, ${formatCount(passed_on)} passed on to the dataset that they are of`;
  return [
    `Normalised ${countOf(objects, 'object')}: ${countOf(records_in, 'record')} in, ` +
      `${formatCount(records_out)} out, ${formatCount(quarantined)} quarantined${passedOn}.`,
    ...(quarantined > 0
      ? [`${formatCount(quarantined)} of ${formatCount(records_in)} set aside:`]
      : []),
    ...describeReasons(reasons).map((reason) => `  ${reason}`),
  ].join('\n');
}

/** Input without a single record is most likely the wrong file, so the verb fails. */
function hasNoRecord({ records_in, records_out }: NormaliseTotals): boolean {
  return records_in > 0 && records_out === 0;
}

/** `Converted 3 flatfiles with 60 rows: wrote 2 days with 18 contacts, and 2 days with 40 agent events.` */
function converted({ flatfiles, rows_read, by_dataset }: ConvertOutcome): string {
  const written = datasets
    .filter(({ name }) => name in by_dataset)
    .map(({ name, oneRow }) => {
      const { days_written, rows_in_days } = by_dataset[name]!;
      return `${countOf(days_written, 'day')} with ${countOf(rows_in_days, oneRow)}`;
    });
  const nothing = `${countOf(0, 'day')} with ${countOf(0, 'contact')}`;
  return (
    `Converted ${countOf(flatfiles, 'flatfile')} with ${countOf(rows_read, 'row')}: ` +
    `wrote ${written.length > 0 ? written.join(', and ') : nothing}.`
  );
}

function ran(totals: RunTotals): string {
  return `${normalised(totals.normalised)}\n${converted(totals.converted)}`;
}
