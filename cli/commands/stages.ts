import type { Command } from 'commander';
import { type LakeFolder, openDamagedLake, openLake } from '../../local/lake/lake-folder.ts';
import { whileLocked } from '../../local/lake/lake-lock.ts';
import type { PassedOver } from '../../local/lake/passed-over.ts';
import type { DaysSeen } from '../../local/lake/raw-days.ts';
import type { ConvertTotals } from '../../local/stages/convert-lake.ts';
import type { NormaliseTotals } from '../../local/stages/normalise-lake.ts';
import { beginRebuild } from '../../local/stages/rebuild.ts';
import { describeReasons } from '../../local/stages/set-aside.ts';
import { watch } from '../../local/stages/watch.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { tellLeftOut } from '../shared/left-out.ts';
import { jsonOption, lakeOption } from '../shared/options.ts';
import { printOutcome } from '../shared/print.ts';
import { convertStage, normaliseStage, type RunTotals, runStages } from '../shared/run-stages.ts';

interface StageOptions {
  lake: string;
  json?: boolean;
  watch?: boolean;
}

interface RebuildOptions {
  lake: string;
  json?: boolean;
  acceptLoss?: boolean;
}

export function addStages(program: Command): void {
  stage(
    program,
    'normalise',
    'make flatfiles of what has landed',
    normaliseStage,
    normalised,
    ({ left_out }) => left_out,
    hasNoRecord,
    'Example:\n  contact-lake normalise --lake ./lake',
  ).description(
    'Reads every raw object that is new: splits it into records, checks and types each, writes ' +
      'them to flatfiles/ and what is no record to quarantine/, and tells why. Fails if something ' +
      'came in and nothing of it is a record.',
  );
  stage(
    program,
    'convert',
    'merge flatfiles into the table',
    convertStage,
    converted,
    ({ left_out }) => left_out,
    () => false,
    'Example:\n  contact-lake convert --lake ./lake',
  ).description(
    'Merges all flatfiles into the table, one row a contact, the latest version, and removes them.',
  );
  stage(
    program,
    'run',
    'normalise and convert what is new',
    runStages,
    ran,
    leftOutOfRun,
    (totals) => hasNoRecord(totals.normalised),
    'Example:\n  contact-lake run --watch --lake ./lake',
  )
    .description(
      'Takes all that is new through every stage. Fails if something came in and nothing of it is ' +
        'a record; --watch goes on.',
    )
    .option('--watch', 'go on with what lands, until Ctrl-C');
  program
    .command('rebuild')
    .summary('make the lake again from raw/')
    .description(
      'Makes everything again from raw/ and erasures/: flatfiles, quarantine, receipts and every ' +
        'day of the table, and lake.json if it is damaged. Questions are answered from the old table ' +
        'until a day is replaced; cut off, it is completed by `run`. Refuses, with nothing replaced, ' +
        'if raw/ has not all any more that the lake was made of.',
    )
    .option(
      '--accept-loss',
      'go on with what raw/ has left, and with what sound days of the table have of the rest',
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  contact-lake rebuild --lake ./lake')
    .action(async ({ lake: path, json, acceptLoss = false }: RebuildOptions) => {
      const lake = await openDamagedLake(path);
      const totals = await whileLocked(lake, async () => {
        await beginRebuild(lake, dataset, { accepts_loss: acceptLoss });
        return runStages(lake);
      });
      printOutcome(json, totals, ran(totals));
      tellLeftOut(leftOutOfRun(totals));
      if (hasNoRecord(totals.normalised)) process.exitCode = 1;
    });
}

function stage<T extends object>(
  program: Command,
  name: string,
  summary: string,
  work: (lake: LakeFolder, seen?: DaysSeen) => Promise<T>,
  sentence: (totals: T) => string,
  leftOut: (totals: T) => readonly PassedOver[],
  hasFailed: (totals: T) => boolean,
  example: string,
): Command {
  return program
    .command(name)
    .summary(summary)
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', `\n${example}`)
    .action(async (options: StageOptions) => {
      const lake = await openLake(options.lake);
      const once = async (seen?: DaysSeen) => {
        const totals = await whileLocked(lake, () => work(lake, seen));
        const left_out = leftOut(totals);
        printOutcome(options.json, totals, sentence(totals));
        tellLeftOut(left_out);
        return { totals, left_out };
      };
      if (options.watch) await watch(lake, once, tell);
      else if (hasFailed((await once()).totals)) process.exitCode = 1;
    });
}

/** On standard error. */
function tell(text: string): void {
  process.stderr.write(`${visibleInLine(text)}\n`);
}

function normalised(totals: NormaliseTotals): string {
  const { objects, records_in, records_out, quarantined, reasons } = totals;
  return [
    `Normalised ${countOf(objects, 'object')}: ${countOf(records_in, 'record')} in, ` +
      `${formatCount(records_out)} out, ${formatCount(quarantined)} quarantined.`,
    ...(quarantined > 0
      ? [`${formatCount(quarantined)} of ${formatCount(records_in)} set aside:`]
      : []),
    ...describeReasons(reasons).map((told) => `  ${told}`),
  ].join('\n');
}

/** Something came in, and none of it is a record: not what whoever landed it had in mind. */
function hasNoRecord({ records_in, records_out }: NormaliseTotals): boolean {
  return records_in > 0 && records_out === 0;
}

function converted(totals: ConvertTotals): string {
  return (
    `Converted ${countOf(totals.flatfiles, 'flatfile')} with ${countOf(totals.rows_read, 'row')}: ` +
    `wrote ${countOf(totals.days_written, 'day')} with ${countOf(totals.rows_in_days, 'contact')}.`
  );
}

function leftOutOfRun({ normalised, converted }: RunTotals): PassedOver[] {
  return [...normalised.left_out, ...converted.left_out];
}

function ran(totals: RunTotals): string {
  return `${normalised(totals.normalised)}\n${converted(totals.converted)}`;
}
