import type { PriceName, Prices } from './prices.ts';

/** The bytes of a gigabyte, as AWS bills them. */
export const GB = 1024 ** 3;

/** One line of a bill: `quantity` units at `usd_per_unit`. */
export interface BillLine {
  readonly service: string;
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly price: PriceName;
  readonly usd_per_unit: number;
  readonly usd: number;
}

export interface Bill {
  readonly lines: readonly BillLine[];
  readonly usd: number;
}

export type LineMaker = ReturnType<typeof lineMaker>;

/** Makes the lines of a bill at these prices. */
export function lineMaker(prices: Prices) {
  return (
    service: string,
    item: string,
    quantity: number,
    unit: string,
    price: PriceName,
  ): BillLine => {
    const { usd } = prices[price];
    return { service, item, quantity, unit, price, usd_per_unit: usd, usd: quantity * usd };
  };
}

/** The bill of these lines. */
export function billOf(lines: BillLine[]): Bill {
  return { lines, usd: lines.reduce((total, { usd }) => total + usd, 0) };
}
