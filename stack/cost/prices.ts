import data from './prices.json' with { type: 'json' };

/** One list price: its unit, the page on which AWS publishes it, and where and when it was read. */
export interface Price {
  readonly usd: number;
  readonly unit: string;
  readonly page: string;
  readonly read_in: string;
  readonly as_of: string | null;
  readonly confirmed: boolean;
}

export type PriceName = keyof typeof data.prices;

export type Prices = Readonly<Record<PriceName, Price>>;

/** The Region of the prices. */
export const PRICED_REGION = data.region;

export const PRICES: Prices = data.prices;

const TERABYTE = 1e12;

/** Athena bills at least 10 MB for each query. */
export const LEAST_SCANNED_BYTES = 10e6;

/** The price of a query in USD. A query that reads nothing costs nothing. */
export function scanCost(bytes: number): number {
  if (bytes === 0) return 0;
  return (PRICES.athena_terabyte.usd * Math.max(bytes, LEAST_SCANNED_BYTES)) / TERABYTE;
}
