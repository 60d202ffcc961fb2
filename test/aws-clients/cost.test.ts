/** A folder is a case: usage.json, and in expected.csv the bill as its README computes it by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { OBJECT_METRICS } from '../../functions/log.ts';
import { CONVERSION_METRICS } from '../../infra/conversion.ts';
import { ASSUMPTIONS, type Bill, compareCosts, type Usage } from '../../local/aws/cost.ts';
import { PRICED_REGION, PRICES, type Price, scanCost } from '../../local/aws/prices.ts';
import { alarmsOf, metricNames } from '../aws/alarm-evaluation.ts';
import { parse, templateText } from '../aws/template.ts';
import { contactLake, test } from '../command-line/contact-lake.ts';

const CASES = fileURLToPath(new URL('cost-cases', import.meta.url));

describe('a month', () => {
  test.for(readdirSync(CASES))('%s', (name) => {
    const folder = join(CASES, name);
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'expected.csv', 'usage.json']);
    const usage = JSON.parse(readFileSync(join(folder, 'usage.json'), 'utf8')) as Usage;
    const costs = compareCosts(usage, PRICES);
    const found = [
      'bill,item,usd',
      ...linesOf('contact_lake', costs.contact_lake),
      ...linesOf('original_design', costs.original_design),
      totalOf('contact_lake', costs.contact_lake),
      totalOf('original_design', costs.original_design),
    ];
    const expected = readFileSync(join(folder, 'expected.csv'), 'utf8').trimEnd().split('\n');
    expect(found).toEqual(expected);
  });

  function linesOf(name: string, { lines }: Bill): string[] {
    return lines.map(({ item, usd }) => `${name},${item},${usd.toFixed(4)}`);
  }

  function totalOf(name: string, { usd }: Bill): string {
    return `${name},total,${usd.toFixed(4)}`;
  }
});

describe('the bill', () => {
  test('grows with the contacts, and is never above the original', () => {
    const bills = [1e4, 1e5, 1e6, 1e7, 3e7].map((contacts) =>
      compareCosts({ contacts, record_bytes: 3300, versions: 1.4 }, PRICES),
    );
    const ours = bills.map(({ contact_lake }) => contact_lake.usd);
    expect(ours).toEqual([...ours].sort((a, b) => a - b));
    for (const { contact_lake, original_design } of bills) {
      expect(contact_lake.usd).toBeLessThan(original_design.usd / 5);
    }
  });

  test('has a source for every price', () => {
    for (const price of Object.values<Price>(PRICES)) {
      expect(price.usd).toBeGreaterThan(0);
      expect(price.page).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\/$/);
      expect(price.read_in).not.toBe('');
    }
  });

  test('counts the metrics and alarms that a stack has', async () => {
    const own = Object.keys({ ...OBJECT_METRICS, ...CONVERSION_METRICS });
    expect(ASSUMPTIONS.metrics).toBe(own.length);
    // An alarm is billed by its metrics.
    const alarms = Object.values(alarmsOf(parse(await templateText()), {}));
    expect(ASSUMPTIONS.alarm_metrics).toBe(alarms.flatMap(metricNames).length);
  });

  test('of a query is that of 10 MB at least', () => {
    expect(scanCost(0)).toBe(0);
    expect(scanCost(1)).toBeCloseTo(0.00005, 10);
    expect(scanCost(2e12)).toBe(10);
  });
});

describe('contact-lake cost', () => {
  test('shows the arithmetic, the dates and what is not confirmed', async ({ folder }) => {
    const { code, stdout } = await contactLake(folder, 'cost', '--contacts', '1000000');
    expect(code).toBe(0);
    expect(stdout).toContain('730 hours × $0.04');
    expect(stdout).toMatch(
      /Prices: list prices on demand of us-east-1 as of \d{4}.* to \d{4}-\d\d-\d\d/,
    );
    expect(stdout).toMatch(/Not confirmed: firehose_gb\./);
    expect(stdout).toMatch(
      /Contact lake \$\d+\.\d\d, the original design \$\d+\.\d\d: [\d.]+ times/,
    );
  });

  test('says of which region the prices are', async ({ folder }) => {
    const { stdout } = await contactLake(folder, 'cost', '--help');
    expect(stdout.replace(/\s+/g, ' ')).toContain(`Prices are those of ${PRICED_REGION}.`);
  });

  test('as JSON', async ({ folder }) => {
    const { stdout } = await contactLake(folder, 'cost', '--contacts', '10', '--json');
    const { contact_lake: bill, prices } = JSON.parse(stdout) as {
      contact_lake: Bill;
      prices: Record<string, Price>;
    };
    const sum = bill.lines.reduce(
      (total, { quantity, price }) => total + quantity * prices[price]!.usd,
      0,
    );
    expect(sum).toBeCloseTo(bill.usd, 8);
  });

  test.for([
    [['--contacts', '1', '--region', 'eu-west-2'], "unknown option '--region'"],
    [['--contacts', '0'], 'found 0, expected a whole number from 1 on'],
    [['--contacts', '1', '--versions', '0.5'], 'found 0.5, expected a number from 1 on'],
    [[], '--contacts'],
  ] as const)('%j is a mistake', async ([args, said], { folder }) => {
    const { code, stderr } = await contactLake(folder, 'cost', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
