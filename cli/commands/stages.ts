import type { Command } from 'commander';
import type { RebuildOptions, StageOptions } from '../actions/stages.ts';
import { jsonOption, lakeOption } from '../shared/options.ts';

export function addStages(program: Command): void {
  stage(program, 'normalise', 'turn landed files into typed flatfiles')
    .description(
      'Reads every new raw object, splits it into records, and checks and types each record. Records ' +
        'go to flatfiles/; everything else goes to quarantine/ with its reason. Prints the commonest ' +
        'reasons. Fails if there is input and no record in it.',
    )
    .addHelpText('after', '\nExample:\n  contact-lake normalise --lake ./lake')
    .action(async (options: StageOptions) => (await actions()).runNormalise(options));

  stage(program, 'convert', 'merge flatfiles into the tables')
    .description(
      'Merges all flatfiles into the tables, each with the latest version of a row. Then removes the ' +
        'flatfiles.',
    )
    .addHelpText('after', '\nExample:\n  contact-lake convert --lake ./lake')
    .action(async (options: StageOptions) => (await actions()).runConvert(options));

  stage(program, 'run', 'normalise and convert everything that is new')
    .description(
      'Takes everything that is new through every stage. Fails if there is input and no record in it; ' +
        'with --watch it goes on instead.',
    )
    .option('--watch', 'keep running, and take in whatever lands, until Ctrl-C')
    .addHelpText('after', '\nExample:\n  contact-lake run --watch --lake ./lake')
    .action(async (options: StageOptions) => (await actions()).runBoth(options));

  stage(program, 'rebuild', 'build the lake again from raw/')
    .description(
      'Builds everything again from raw/ and erasures/: flatfiles, quarantine, receipts, every day of ' +
        'the table, and lake.json if it is damaged. Until a day is replaced, queries read the old one. ' +
        'If it is cut off, `run` completes it. Refuses, and replaces nothing, if raw/ no longer holds ' +
        'everything that the lake was made of.',
    )
    .option(
      '--accept-loss',
      'rebuild from what is left in raw/, and keep the rows of undamaged days whose raw objects are gone',
    )
    .addHelpText('after', '\nExample:\n  contact-lake rebuild --lake ./lake')
    .action(async (options: RebuildOptions) => (await actions()).rebuild(options));
}

function stage(program: Command, name: string, summary: string): Command {
  return program.command(name).summary(summary).addOption(lakeOption()).addOption(jsonOption());
}

function actions() {
  return import('../actions/stages.ts');
}
