/**
 * Calculates what a dashboard in QuickSight adds to a month's bill. It is a bill of its own, since it
 * depends on people more than on contacts, and a lake does without.
 */
import { DATA_SETS } from '../../functions/refresh/data-sets.ts';
import { type Bill, billOf, GB, lineMaker } from './bill.ts';
import { ASSUMPTIONS as LAKE } from './cost-assumptions.ts';
import { LEAST_SCANNED_BYTES, type Prices } from './prices.ts';

export interface QuickSightUsage {
  /** Contacts in a month. */
  readonly contacts: number;
  /** People who only look at dashboards. */
  readonly readers: number;
  /** People who also make dashboards; the owner of the lake's dashboard is one. */
  readonly authors: number;
}

/** Assumptions about a month. Sizes are those of this package's views over generated records. */
export const QUICKSIGHT_ASSUMPTIONS = {
  /** All data sets: 8 bytes for a number or a date, 8 and the length in UTF-8 for a text. With records of every dataset. */
  spice_bytes_a_contact: 518,
  spice_gb_an_author: 10,
  /** The function imports at most once an hour. */
  imports: LAKE.hours,
  full_imports_of_contacts: LAKE.days_a_month / 7,
  /** The share of the table's bytes in the columns that the contacts' view reads. */
  contacts_share: 0.4,
  /**
   * The same of all other views together, which are read from the first day on at each import. What they read of agent
   * events, evaluations and flow logs comes on top.
   */
  others_share: 0.8,
  function_seconds: 5,
  function_gigabytes: 0.25,
  alarm_metrics: 1,
} as const;

const A = QUICKSIGHT_ASSUMPTIONS;

/** The bill for people, SPICE and hourly imports. */
export function quickSightBill(usage: QuickSightUsage, prices: Prices): Bill {
  const { contacts, readers, authors } = usage;
  const line = lineMaker(prices);
  const kept = contacts * LAKE.months_kept;
  const spice = (kept * A.spice_bytes_a_contact) / GB - authors * A.spice_gb_an_author;
  const seconds = A.imports * A.function_seconds * A.function_gigabytes;
  return billOf([
    line('QuickSight', 'readers', readers, 'readers', 'quicksight_reader_month'),
    line('QuickSight', 'authors', authors, 'authors', 'quicksight_author_month'),
    line(
      'QuickSight',
      `SPICE beyond ${A.spice_gb_an_author} GB an author`,
      Math.max(0, spice),
      'GB-months',
      'quicksight_spice_gb_month',
    ),
    line('Athena', 'imports, hourly', scannedBytes(contacts) / 1e12, 'TB', 'athena_terabyte'),
    line('Lambda', 'imports', seconds, 'GB-seconds', 'lambda_gb_second'),
    line('CloudWatch', 'alarm', A.alarm_metrics, 'metrics', 'cloudwatch_alarm_month'),
  ]);
}

/** Bytes that the imports of a month scan: contacts within the window, the other sets from the beginning. */
function scannedBytes(contacts: number): number {
  const table = contacts * LAKE.months_kept * LAKE.parquet_bytes_a_contact;
  const others = DATA_SETS.filter(({ window }) => window === undefined);
  const windowDays = DATA_SETS.reduce((days, { window }) => days + (window?.days ?? 0), 0);
  const windowBytes = (contacts * LAKE.parquet_bytes_a_contact * windowDays) / LAKE.days_a_month;
  const hourly =
    Math.max(windowBytes * A.contacts_share, LEAST_SCANNED_BYTES) +
    Math.max(table * A.others_share, others.length * LEAST_SCANNED_BYTES);
  return A.imports * hourly + A.full_imports_of_contacts * table * A.contacts_share;
}
