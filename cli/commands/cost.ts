import { type Command, Option } from 'commander';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { ASSUMPTIONS } from '../../stack/cost/cost-assumptions.ts';
import { optionalOf } from '../../stack/cost/dataset-cost.ts';
import { PRICED_REGION } from '../../stack/cost/prices.ts';
import type { CostOptions, PricedDataset } from '../actions/show-cost.ts';
import { numberWithin, refused, wholeNumber } from '../shared/options.ts';

const OPTIONAL = optionalOf(datasets);

const ALL = 'all';

/** The largest number of minutes, and of records of a contact. */
const MOST = 999_999_999;

const ASKED = /^(?<name>[^=]+)(?:=(?<records>[1-9]\d{0,11})(?:,(?<bytes>[1-9]\d{0,8}))?)?$/;

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
    .option(
      '--versions <v>',
      'average number of records for one contact',
      numberWithin(1, MOST),
      1.4,
    )
    .option(
      '--busy-hours <h>',
      `hours of the month, out of ${ASSUMPTIONS.hours}, in which contacts arrive; the others cost less (default: all)`,
      wholeNumber(1, ASSUMPTIONS.hours),
    )
    .option(
      '--job-minutes <m>',
      'measured minutes of a conversion run that has records to convert',
      numberWithin(0, MOST),
    )
    .option(
      '--idle-job-minutes <m>',
      'measured minutes of a conversion run that has none',
      numberWithin(0, MOST),
    )
    .option(
      '--stack <name>',
      'use what the conversions and crawls of this deployed stack have consumed',
    )
    .addOption(
      new Option(
        '--dataset <name[=records[,bytes]]>',
        'also bill this dataset: name, records a month, bytes a record (default: what the contacts usually make); ' +
          'all for each; may be repeated',
      )
        .choices([ALL, ...OPTIONAL.map(({ name }) => name)])
        .argParser(withDatasets),
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
  contact-lake cost --contacts 200000 --dataset all
  contact-lake cost --contacts 200000 --dataset agent_events=3000000,4000
  contact-lake cost --contacts 200000 --stack ContactLake`,
    )
    .action(async (options: CostOptions) => {
      const { showCost } = await import('../actions/show-cost.ts');
      await showCost(options);
    });
}

/** Adds the datasets that a value of --dataset means to those before. */
function withDatasets(text: string, before: readonly PricedDataset[] = []): PricedDataset[] {
  const { name, records, bytes } = ASKED.exec(text)?.groups ?? {};
  const meant = text === ALL ? OPTIONAL : OPTIONAL.filter((one) => one.name === name);
  if (meant.length === 0) {
    const names = OPTIONAL.map((one) => one.name).join(', ');
    throw refused(
      text,
      `all or one of ${names}, with =RECORDS or =RECORDS,BYTES if they are known`,
    );
  }
  const given = {
    ...(records !== undefined && { records: Number(records) }),
    ...(bytes !== undefined && { record_bytes: Number(bytes) }),
  };
  return [
    ...before.filter(({ dataset }) => !meant.includes(dataset)),
    ...meant.map((dataset) => ({ dataset, given })),
  ];
}
