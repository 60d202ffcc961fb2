import type { Command } from 'commander';
import { type LakeFolder, openLake } from '../lake/lake-folder.ts';
import { whileLocked } from '../lake/lake-lock.ts';
import type { ConvertTotals } from '../stages/convert-lake.ts';
import type { NormaliseTotals } from '../stages/normalise-lake.ts';
import { convertStage, normaliseStage, type RunTotals, runStages } from '../stages/stages.ts';
import { watch } from '../stages/watch.ts';
import { counted } from '../wording.ts';
import { jsonOption, lakeOption } from './options.ts';
import { printOutcome } from './print.ts';

interface StageOptions {
  lake: string;
  json?: boolean;
  watch?: boolean;
}

export function addStages(program: Command): void {
  stage(
    program,
    'normalise',
    'make flatfiles of what has landed',
    normaliseStage,
    normalised,
    'Example:\n  contact-lake normalise --lake ./lake',
  ).description(
    'Reads every raw object that is new: splits it into records, checks and types each, writes ' +
      'them to flatfiles/ and what is no record to quarantine/.',
  );
  stage(
    program,
    'convert',
    'merge flatfiles into the table',
    convertStage,
    converted,
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
    'Example:\n  contact-lake run --watch --lake ./lake',
  )
    .description('Takes all that is new through every stage.')
    .option('--watch', 'go on with what lands, until Ctrl-C');
}

function stage<T extends object>(
  program: Command,
  name: string,
  summary: string,
  work: (lake: LakeFolder) => Promise<T>,
  sentence: (totals: T) => string,
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
      const once = async () => {
        const totals = await whileLocked(lake, () => work(lake));
        printOutcome(options.json, totals, sentence(totals));
      };
      await (options.watch ? watch(lake, once) : once());
    });
}

function normalised(totals: NormaliseTotals): string {
  return (
    `Normalised ${counted(totals.objects, 'object')}: ${counted(totals.records_in, 'record')} in, ` +
    `${totals.records_out} out, ${totals.quarantined} quarantined.`
  );
}

function converted(totals: ConvertTotals): string {
  return (
    `Converted ${counted(totals.flatfiles, 'flatfile')} with ${counted(totals.rows_read, 'row')}: ` +
    `wrote ${counted(totals.days_written, 'day')} with ${counted(totals.rows_in_days, 'contact')}.`
  );
}

function ran(totals: RunTotals): string {
  return `${normalised(totals.normalised)}\n${converted(totals.converted)}`;
}
