import { type Command, Option } from 'commander';
import { PRICED_REGION } from '../../stack/cost/prices.ts';
import type { CostOptions } from '../actions/show-cost.ts';
import { refused, wholeNumber } from '../shared/options.ts';

export function addCost(program: Command): void {
  program
    .command('cost')
    .summary("estimate a month's bill on AWS")
    .description(
      "Estimates a month's bill of a deployed lake, service by service, and shows the arithmetic. " +
        'The total is a range, because some of the quantities are guesses. The bill of the original ' +
        'design stands beside it: one crawler run for each landed object, and an hourly job of 10 ' +
        `DPU. Prices are those of ${PRICED_REGION}.`,
    )
    .requiredOption('--contacts <n>', 'contacts a month', wholeNumber(1))
    .option('--record-bytes <b>', 'average size of a record', wholeNumber(1), 3300)
    .option('--versions <v>', 'average number of records for one contact', numberFrom(1), 1.4)
    .option(
      '--busy-hours <h>',
      'hours of the month, out of 730, in which contacts arrive; the others cost less (default: all)',
      wholeNumber(1),
    )
    .option(
      '--job-minutes <m>',
      'measured minutes of a conversion run that has records to convert',
      numberFrom(0),
    )
    .option(
      '--idle-job-minutes <m>',
      'measured minutes of a conversion run that has none',
      numberFrom(0),
    )
    .option(
      '--stack <name>',
      'use what the conversions and crawls of this deployed stack have consumed',
    )
    .option('--quicksight', 'also show what a dashboard in QuickSight adds')
    .addOption(
      new Option('--readers <n>', 'people who look at the dashboard in QuickSight')
        .argParser(wholeNumber(0))
        .implies({ quicksight: true }),
    )
    .addOption(
      new Option('--authors <n>', 'people who make dashboards there; its owner is one (default: 1)')
        .argParser(wholeNumber(1))
        .implies({ quicksight: true }),
    )
    .option('--json', 'print the bill as JSON')
    .addHelpText(
      'after',
      `
Examples:
  contact-lake cost --contacts 1000000 --record-bytes 4000
  contact-lake cost --contacts 200000 --busy-hours 220 --job-minutes 2.2
  contact-lake cost --contacts 200000 --readers 40 --authors 2
  contact-lake cost --contacts 200000 --stack ContactLake`,
    )
    .action(async (options: CostOptions) => {
      const { showCost } = await import('../actions/show-cost.ts');
      await showCost(options);
    });
}

function numberFrom(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}(\.\d+)?$/.test(text) && number >= least) return number;
    throw refused(text, `a number from ${least} to ${10 ** 9 - 1}`);
  };
}
