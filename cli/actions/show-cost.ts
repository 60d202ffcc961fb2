import type { Bill } from '../../stack/cost/bill.ts';
import { type CostRange, costRange, type Measured, type Usage } from '../../stack/cost/cost.ts';
import { ASSUMPTIONS, GUESSES } from '../../stack/cost/cost-assumptions.ts';
import {
  collectingBill,
  DATASET_ASSUMPTIONS,
  type DatasetUsage,
  datasetBill,
  type GivenVolume,
  type OptionalDataset,
  usageOfDataset,
} from '../../stack/cost/dataset-cost.ts';
import { type MeasuredRuns, measuredRuns } from '../../stack/cost/measured-cost.ts';
import { PRICED_REGION, PRICES } from '../../stack/cost/prices.ts';
import { QUICKSIGHT_ASSUMPTIONS, quickSightBill } from '../../stack/cost/quicksight-cost.ts';
import { openStack } from '../../stack/stack.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { drawTable, wrapped } from '../../terminal/draw-table.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { widthOfOutput } from '../shared/output-width.ts';

export interface CostOptions {
  contacts: number;
  recordBytes: number;
  versions: number;
  busyHours?: number;
  jobMinutes?: number;
  idleJobMinutes?: number;
  stack?: string;
  quicksight?: boolean;
  readers?: number;
  authors?: number;
  dataset?: readonly PricedDataset[];
  json?: boolean;
}

/** A dataset whose bill is asked for, and what is given of its records. */
export interface PricedDataset {
  readonly dataset: OptionalDataset;
  readonly given: GivenVolume;
}

/** Bills beside that of the lake. */
interface Additions {
  readonly datasets: readonly DatasetCost[];
  /** What collecting objects costs for all datasets together; null if none is collected. */
  readonly collecting: Bill | null;
  /** Null if no dashboard in QuickSight was asked for. */
  readonly dashboard: Bill | null;
}

interface DatasetCost {
  readonly usage: DatasetUsage;
  readonly bill: Bill;
}

/** Prints the estimate of a month's bill. */
export async function showCost(options: CostOptions): Promise<void> {
  const { contacts, recordBytes, versions, busyHours, stack, json } = options;
  const usage: Usage = {
    contacts,
    record_bytes: recordBytes,
    versions,
    ...(busyHours !== undefined && { busy_hours: busyHours }),
  };
  const runs = stack === undefined ? null : await runsOf(stack);
  const measured: Measured = {
    ...(options.jobMinutes !== undefined && { job_minutes: options.jobMinutes }),
    ...(options.idleJobMinutes !== undefined && { idle_job_minutes: options.idleJobMinutes }),
    ...runs,
  };
  const costs = costRange(usage, PRICES, measured);
  const additions = additionsOf(options, runs);
  process.stdout.write(
    json
      ? `${jsonOf(facts(usage, costs, measured, additions))}\n`
      : fitted(page(usage, costs, measured, runs, additions)),
  );
}

/** The text with its sentences broken between words where the output has a width; its tables fit already. */
function fitted(text: string): string {
  const width = widthOfOutput();
  return width === undefined ? text : wrapped(text, width).join('\n');
}

function additionsOf(options: CostOptions, runs: MeasuredRuns | null): Additions {
  const asked = options.dataset ?? [];
  const datasets = asked.map((one) => {
    const usage = usageOf(one, options);
    const isMeasured = runs?.datasets.includes(usage.dataset.name) ?? false;
    return { usage, bill: datasetBill(usage, PRICES, isMeasured) };
  });
  const collecting = collectingBill(
    asked.map(({ dataset }) => dataset),
    PRICES,
  );
  return { datasets, collecting, dashboard: dashboardBill(options) };
}

/** @throws UserError if nobody knows how many records there are */
function usageOf(
  { dataset, given }: PricedDataset,
  { busyHours, contacts }: CostOptions,
): DatasetUsage {
  const usage = usageOfDataset(dataset, contacts, given, busyHours);
  if (usage !== null) return usage;
  throw new UserError(
    `The dataset ${dataset.name} says nothing of its usual volume: expected --dataset ${dataset.name}=RECORDS,BYTES`,
  );
}

/** The bill of a dashboard in QuickSight; null if it was not asked for. */
function dashboardBill({
  contacts,
  quicksight,
  readers = 0,
  authors = 1,
}: CostOptions): Bill | null {
  return quicksight ? quickSightBill({ contacts, readers, authors }, PRICES) : null;
}

async function runsOf(stack: string): Promise<MeasuredRuns> {
  const runs = await measuredRuns(await openStack(stack), new Date());
  if (runs !== null) return runs;
  throw new UserError(
    `The stack ${stack} has no runs of a whole day yet, so nothing is measured: try again tomorrow, or without --stack`,
  );
}

function facts(
  usage: Usage,
  costs: CostRange,
  measured: Measured,
  { collecting, dashboard, datasets }: Additions,
): object {
  const { low, expected, high } = costs;
  return {
    region: PRICED_REGION,
    ...usage,
    ...expected,
    range: {
      low_usd: low.contact_lake.usd,
      expected_usd: expected.contact_lake.usd,
      high_usd: high.contact_lake.usd,
    },
    ...(datasets.length > 0 && {
      datasets: datasets.map(({ usage, bill }) => ({
        dataset: usage.dataset.name,
        records: usage.records,
        record_bytes: usage.record_bytes,
        ...bill,
      })),
      dataset_assumptions: DATASET_ASSUMPTIONS,
    }),
    ...(collecting && { collecting }),
    ...(dashboard && { quicksight: dashboard, quicksight_assumptions: QUICKSIGHT_ASSUMPTIONS }),
    measured,
    prices: PRICES,
    assumptions: ASSUMPTIONS,
    guesses: GUESSES,
  };
}

function page(
  usage: Usage,
  { low, expected, high }: CostRange,
  measured: Measured,
  runs: MeasuredRuns | null,
  { collecting, dashboard, datasets }: Additions,
): string {
  const { contact_lake: ours, original_design: original } = expected;
  return [
    `${countOf(usage.contacts, 'contact')} a month, ${countOf(usage.versions, 'record')} each of ` +
      `${countOf(usage.record_bytes, 'byte')}; USD a month, as expected`,
    '',
    'Contact lake',
    table(ours),
    '',
    'The original design: a crawler run for each landed object, an hourly job of 10 DPU',
    table(original),
    '',
    `Contact lake ${dollars(ours.usd)}, the original design ${dollars(original.usd)}: ` +
      `${(original.usd / ours.usd).toFixed(1)} times as much`,
    `Range: low ${dollars(low.contact_lake.usd)}, expected ${dollars(ours.usd)}, high ${dollars(high.contact_lake.usd)}, from these guesses: ` +
      guessesInWords(measured),
    ...(runs === null ? [] : [measuredInWords(runs)]),
    ...datasetTables(ours, datasets, collecting),
    ...(dashboard === null
      ? []
      : ['', 'A dashboard in QuickSight, billed beside the lake', table(dashboard)]),
    '',
    priceNote(),
    `Not counted: free tiers, KMS requests, e-mails${dashboard === null ? ', a dashboard in QuickSight (--quicksight)' : ', the answers of its imports in S3 for a week'}${datasets.length === 0 ? '' : ', queries of datasets'}.`,
    `Assumed: ${assumptionsInWords(ASSUMPTIONS)}`,
    ...(datasets.length === 0
      ? []
      : [`Assumed of datasets: ${assumptionsInWords(DATASET_ASSUMPTIONS)}`]),
    ...(dashboard === null
      ? []
      : [`Assumed of QuickSight: ${assumptionsInWords(QUICKSIGHT_ASSUMPTIONS)}`]),
    '',
  ].join('\n');
}

/** A table for each dataset, what they share, and the sum of all. */
function datasetTables(
  lake: Bill,
  datasets: readonly DatasetCost[],
  collecting: Bill | null,
): string[] {
  if (datasets.length === 0) return [];
  const tables = datasets.flatMap(({ usage: { dataset, record_bytes, records }, bill }) => [
    '',
    `${dataset.name}, switched on by ${dataset.source.option?.parameter}: ` +
      `${countOf(records, 'record')} of ${countOf(record_bytes, 'byte')}`,
    table(bill),
  ]);
  const bills = [...datasets.map(({ bill }) => bill), ...(collecting ? [collecting] : [])];
  const added = bills.reduce((sum, { usd }) => sum + usd, 0);
  return [
    ...tables,
    ...(collecting ? ['', 'Once for all datasets of objects', table(collecting)] : []),
    '',
    `With these datasets ${dollars(lake.usd + added)}: the lake ${dollars(lake.usd)}, ` +
      `${datasets.map(({ usage, bill }) => `${usage.dataset.name} ${dollars(bill.usd)}`).join(', ')}` +
      `${collecting ? `, collecting ${dollars(collecting.usd)}` : ''}. ` +
      'The hourly run, its log, the queue of raw objects and the dashboard are one for all, in the bill of the lake.',
  ];
}

function assumptionsInWords(assumptions: Readonly<Record<string, number>>): string {
  return Object.entries(assumptions)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');
}

/** The guesses that make the bill a range, each with its low, expected and high value. */
function guessesInWords(measured: Measured): string {
  const known = {
    job_minutes: measured.job_dpu_hours ?? measured.job_minutes,
    idle_job_minutes: measured.job_dpu_hours ?? measured.idle_job_minutes,
    job_records_a_minute: measured.job_dpu_hours,
    new_attributes: measured.crawler_dpu_hours,
  };
  return Object.entries(GUESSES)
    .filter(([name]) => known[name as keyof typeof known] === undefined)
    .map(
      ([name, guess]) => `${name} ${[guess.low, guess.expected, guess.high].map(shown).join('/')}`,
    )
    .join(', ');
}

function measuredInWords({ runs, crawls, days }: MeasuredRuns): string {
  return `Measured: ${countOf(runs, 'run')} of the conversion and ${countOf(crawls, 'crawl')} in ${days.toFixed(1)} days`;
}

function table({ lines, usd }: Bill): string {
  const rows = lines.map((line) => {
    const arithmetic = `${shown(line.quantity)} ${line.unit} × $${line.usd_per_unit}`;
    return [line.service, line.item, arithmetic, line.usd.toFixed(2)];
  });
  const cells = {
    names: ['service', 'item', 'arithmetic', 'USD'],
    isRight: [false, false, true, true],
    rows: [...rows, ['total', '', '', usd.toFixed(2)]],
  };
  return [...drawTable(cells, widthOfOutput()).parts].join('').trimEnd();
}

/** The day and the source of the prices, and the prices that could not be confirmed. */
function priceNote(): string {
  const all = Object.entries(PRICES);
  const dates = all.flatMap(([, { as_of }]) => as_of ?? []).sort();
  const undated = all.filter(([, { as_of }]) => as_of === null).length;
  const unconfirmed = all.filter(([, { confirmed }]) => !confirmed).map(([name]) => name);
  return (
    `Prices: list prices on demand of ${PRICED_REGION} as of ${dates[0]} to ${dates.at(-1)}, ${undated} of ${all.length} ` +
    `from copies without a date; sources in stack/cost/prices.json. ` +
    `Not confirmed: ${unconfirmed.join(', ') || 'none'}.`
  );
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

/** Three significant digits, and separators between thousands. */
function shown(quantity: number): string {
  return quantity >= 1000
    ? formatCount(Math.round(quantity))
    : String(Number(quantity.toPrecision(3)));
}
