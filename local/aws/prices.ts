import { UserError } from '../user-error.ts';
import data from './prices.json' with { type: 'json' };

/** One list price: what it is for, where AWS publishes it, and where and when it was read. */
export interface Price {
  readonly usd: number;
  readonly unit: string;
  readonly page: string;
  readonly read_in: string;
  readonly as_of: string | null;
  readonly confirmed: boolean;
}

export type PriceName = keyof (typeof data.regions)['us-east-1'];

export type Prices = Readonly<Record<PriceName, Price>>;

/** The region of the prices that are shown where no other is asked for. */
export const FIRST_REGION = 'us-east-1';

const TERABYTE = 1e12;

/** Athena bills 10 MB a query at least. */
export const LEAST_SCANNED_BYTES = 10e6;

/** @throws UserError naming the regions whose prices are known */
export function pricesOf(region: string): Prices {
  const regions: Readonly<Record<string, Prices>> = data.regions;
  const prices = regions[region];
  if (prices) return prices;
  throw new UserError(
    `There are no prices of ${region}: local/aws/prices.json has ${Object.keys(regions).join(', ')}`,
  );
}

export function athenaPrice(): { usd_per_terabyte: number; region: string } {
  return { usd_per_terabyte: pricesOf(FIRST_REGION).athena_terabyte.usd, region: FIRST_REGION };
}

/** What Athena bills for a query, USD; one that reads nothing costs nothing. */
export function scanCost(bytes: number): number {
  if (bytes === 0) return 0;
  return (athenaPrice().usd_per_terabyte * Math.max(bytes, LEAST_SCANNED_BYTES)) / TERABYTE;
}
