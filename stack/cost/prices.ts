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

export type PriceName = keyof typeof data.prices;

export type Prices = Readonly<Record<PriceName, Price>>;

/** The only region whose prices are known here. */
export const PRICED_REGION = data.region;

export const PRICES: Prices = data.prices;

const TERABYTE = 1e12;

/** Athena bills 10 MB a query at least. */
export const LEAST_SCANNED_BYTES = 10e6;

/** What Athena bills for a query, USD; one that reads nothing costs nothing. */
export function scanCost(bytes: number): number {
  if (bytes === 0) return 0;
  return (PRICES.athena_terabyte.usd * Math.max(bytes, LEAST_SCANNED_BYTES)) / TERABYTE;
}
