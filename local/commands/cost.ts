import Table from 'cli-table3';
import { type Command, InvalidArgumentError } from 'commander';
import {
  ASSUMPTIONS,
  type Bill,
  type CostComparison,
  compareCosts,
  type Usage,
} from '../aws/cost.ts';
import { PRICED_REGION, PRICES } from '../aws/prices.ts';
import { jsonOf } from '../terminal.ts';
import { counted, whole } from '../wording.ts';
import { wholeNumber } from './options.ts';

interface CostOptions {
  contacts: number;
  recordBytes: number;
  versions: number;
  json?: boolean;
}

export function addCost(program: Command): void {
  program
    .command('cost')
    .summary("a month's bill on AWS, with the arithmetic")
    .description(
      "Estimates a month's bill of a deployed lake per service, beside the original design's: " +
        'a crawler run for each landed object, and an hourly job of 10 DPU. Prices are those of ' +
        `${PRICED_REGION}.`,
    )
    .requiredOption('--contacts <n>', 'contacts a month', wholeNumber(1))
    .option('--record-bytes <b>', 'of one record on average', wholeNumber(1), 3300)
    .option('--versions <v>', 'records a contact on average', atLeastOne, 1.4)
    .option('--json', 'print the bill as JSON')
    .addHelpText('after', '\nExample:\n  contact-lake cost --contacts 1000000 --record-bytes 4000')
    .action(({ contacts, recordBytes, versions, json }: CostOptions) => {
      const usage: Usage = { contacts, record_bytes: recordBytes, versions };
      const costs = compareCosts(usage, PRICES);
      const known = { prices: PRICES, assumptions: ASSUMPTIONS };
      process.stdout.write(
        json
          ? `${jsonOf({ region: PRICED_REGION, ...usage, ...costs, ...known })}\n`
          : page(usage, costs),
      );
    });
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number >= 1) return number;
  throw new InvalidArgumentError(`found ${text}, expected a number from 1 on`);
}

function page(usage: Usage, costs: CostComparison): string {
  const { contact_lake: ours, original_design: original } = costs;
  return [
    `${counted(usage.contacts, 'contact')} a month, ${counted(usage.versions, 'record')} each of ` +
      `${counted(usage.record_bytes, 'byte')}; USD a month`,
    '',
    'Contact lake',
    table(ours),
    '',
    'The original design: a crawler run for each landed object, an hourly job of 10 DPU',
    table(original),
    '',
    `Contact lake ${dollars(ours.usd)}, the original design ${dollars(original.usd)}: ` +
      `${(original.usd / ours.usd).toFixed(1)} times as much`,
    '',
    priceNote(),
    'Not counted: free tiers, KMS requests, e-mails, the dashboards of QuickSight.',
    `Assumed: ${Object.entries(ASSUMPTIONS)
      .map(([name, value]) => `${name} ${shown(value)}`)
      .join(', ')}`,
    '',
  ].join('\n');
}

function table({ lines, usd }: Bill): string {
  const rows = new Table({
    head: ['service', 'item', 'arithmetic', 'USD'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const line of lines) {
    const arithmetic = `${shown(line.quantity)} ${line.unit} × $${line.usd_per_unit}`;
    rows.push([line.service, line.item, arithmetic, line.usd.toFixed(2)]);
  }
  rows.push(['total', '', '', usd.toFixed(2)]);
  return rows.toString();
}

/** When and where the prices were read, and which of them could not be confirmed. */
function priceNote(): string {
  const all = Object.entries(PRICES);
  const dates = all.flatMap(([, { as_of }]) => as_of ?? []).sort();
  const undated = all.filter(([, { as_of }]) => as_of === null).length;
  const unconfirmed = all.filter(([, { confirmed }]) => !confirmed).map(([name]) => name);
  return (
    `Prices: list prices on demand of ${PRICED_REGION} as of ${dates[0]} to ${dates.at(-1)}, ${undated} of ${all.length} ` +
    `from copies without a date; sources in local/aws/prices.json. ` +
    `Not confirmed: ${unconfirmed.join(', ') || 'none'}.`
  );
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

/** Three places that count, and thousands apart. */
function shown(quantity: number): string {
  return quantity >= 1000 ? whole(Math.round(quantity)) : String(Number(quantity.toPrecision(3)));
}
