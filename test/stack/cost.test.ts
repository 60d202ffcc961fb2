/** A folder is a case: usage.json, and in expected.csv the bill as its README computes it by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { CONVERSION_METRICS } from '../../functions/conversion-metrics.ts';
import { OBJECT_METRICS } from '../../functions/log.ts';
import type { Bill } from '../../stack/cost/bill.ts';
import { type CostComparison, compareCosts, costRange, type Usage } from '../../stack/cost/cost.ts';
import { ASSUMPTIONS, GUESSES } from '../../stack/cost/cost-assumptions.ts';
import { PRICED_REGION, PRICES, type Price, scanCost } from '../../stack/cost/prices.ts';
import { QUICKSIGHT_ASSUMPTIONS, quickSightBill } from '../../stack/cost/quicksight-cost.ts';
import { contactLake, test } from '../cli/contact-lake.ts';
import { alarmsOf, metricNames } from '../infra/alarm-evaluation.ts';
import { parse, resourcesOf, templateText } from '../infra/template.ts';

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
  test('grows with the contacts, and is never above the original solution’s bill', () => {
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

  test('counts the metrics, alarms and dashboards that a stack has', async () => {
    const own = Object.keys({ ...OBJECT_METRICS, ...CONVERSION_METRICS });
    expect(ASSUMPTIONS.metrics).toBe(own.length);
    const template = parse(await templateText());
    // An alarm is billed by its metrics.
    const alarms = Object.values(alarmsOf(template, {}));
    expect(ASSUMPTIONS.alarm_metrics).toBe(alarms.flatMap(metricNames).length);
    const given = { QuickSightPrincipalArn: 'arn:aws:quicksight:us-east-1:1:user/default/ann' };
    const withQuickSight = Object.values(alarmsOf(template, given));
    expect(ASSUMPTIONS.alarm_metrics + QUICKSIGHT_ASSUMPTIONS.alarm_metrics).toBe(
      withQuickSight.flatMap(metricNames).length,
    );
    const dashboards = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
    expect(ASSUMPTIONS.dashboards).toBe(dashboards.length);
  });

  test('is a range if inputs are guesses, and measured inputs are not guesses', () => {
    const usage: Usage = { contacts: 1e6, record_bytes: 3300, versions: 1.4 };
    const { low, expected, high } = costRange(usage, PRICES);
    expect(low.contact_lake.usd).toBeLessThan(expected.contact_lake.usd - 5);
    expect(high.contact_lake.usd).toBeGreaterThan(expected.contact_lake.usd + 5);
    for (const [name, guess] of Object.entries(GUESSES)) {
      const steps = [guess.low, guess.expected, guess.high];
      const dearer = name === 'job_records_a_minute' ? steps.reverse() : steps;
      expect(dearer, name).toEqual([...steps].sort((a, b) => a - b));
    }
    const conversion = ({ contact_lake: { lines } }: CostComparison) =>
      lines.find(({ item }) => item.startsWith('conversion'))!.quantity;
    const hours = { job_dpu_hours: 42, crawler_dpu_hours: 1 };
    const measured = costRange(usage, PRICES, hours);
    expect(Object.values(measured).map(conversion)).toEqual([42, 42, 42]);
    const minutes = costRange(usage, PRICES, { job_minutes: 6 });
    // 730 runs of 2 DPU for 6 minutes and for 1,400,000 records at 600,000 to 100,000 a minute.
    expect(conversion(minutes.low)).toBeCloseTo((730 * 2 * 6 + (2 * 1.4e6) / 6e5) / 60, 6);
    expect(conversion(minutes.high)).toBeCloseTo((730 * 2 * 6 + (2 * 1.4e6) / 1e5) / 60, 6);
  });

  test('never falls if an input grows, and its low end is never above its high end', () => {
    const usage = fc.record({
      contacts: fc.integer({ min: 1, max: 1e8 }),
      record_bytes: fc.integer({ min: 1, max: 1e5 }),
      versions: fc.double({ min: 1, max: 10, noNaN: true }),
      busy_hours: fc.integer({ min: 1, max: 730 }),
    });
    const usd = (one: Usage) => costRange(one, PRICES);
    fc.assert(
      fc.property(usage, fc.constantFrom('contacts', 'record_bytes', 'busy_hours'), (one, name) => {
        const more = { ...one, [name]: one[name] * 2 };
        const { low, expected, high } = usd(one);
        for (const bill of [low, expected, high]) expect(bill.contact_lake.usd).toBeGreaterThan(0);
        expect(low.contact_lake.usd).toBeLessThanOrEqual(expected.contact_lake.usd);
        expect(expected.contact_lake.usd).toBeLessThanOrEqual(high.contact_lake.usd);
        expect(usd(more).expected.contact_lake.usd).toBeGreaterThanOrEqual(
          expected.contact_lake.usd - 1e-6,
        );
      }),
    );
  });

  test('charges a query for at least 10 MB', () => {
    expect(scanCost(0)).toBe(0);
    expect(scanCost(1)).toBeCloseTo(0.00005, 10);
    expect(scanCost(2e12)).toBe(10);
  });
});

describe('a dashboard in QuickSight', () => {
  const bill = (contacts: number, readers: number, authors: number) => {
    const { lines, usd } = quickSightBill({ contacts, readers, authors }, PRICES);
    const items = lines.map(({ item, usd }) => [item, usd.toFixed(4)]);
    return { ...Object.fromEntries(items), total: usd.toFixed(4) };
  };

  test('for a million contacts, by hand', () => {
    // The table: 12 months x 1,000,000 x 400 bytes = 4.8e9 bytes. Each hour: the other sets read
    // 0.8 x 4.8e9 = 3.84e9, the window 400e6 x 14 / 30.4 x 0.4 = 73,684,211 bytes; 730 hours:
    // 2,856,989,473,684. Weekly all contacts: 30.4 / 7 x 0.4 x 4.8e9 = 8,338,285,714. At 5 USD a TB.
    // SPICE: 12e6 x 518 bytes = 5.79 GB, and 20 GB come with two authors.
    // Lambda: 730 x 5 s x 0.25 GB = 912.5 GB-seconds.
    expect(bill(1e6, 40, 2)).toEqual({
      readers: '120.0000',
      authors: '48.0000',
      'SPICE beyond 10 GB an author': '0.0000',
      'imports, hourly': '14.3266',
      imports: '0.0122',
      alarm: '0.1000',
      total: '182.4388',
    });
  });

  test('needs SPICE beyond that of its authors for thirty million contacts', () => {
    // 360e6 x 518 / 2^30 = 173.6730 GB, of which 10 come with the author: 163.6730 x 0.38.
    expect(bill(30e6, 0, 1)['SPICE beyond 10 GB an author']).toBe('62.1958');
  });

  test('pays for 10 MB of each of seven imports an hour in a small centre', () => {
    // 730 x 7 x 10e6 bytes = 0.0511 TB, and the weekly import of a hundred contacts.
    expect(bill(100, 0, 1)['imports, hourly']).toBe('0.2555');
  });
});

describe('contact-lake cost', () => {
  test('shows the arithmetic, the dates and the unconfirmed prices', async ({ folder }) => {
    const { code, stdout } = await contactLake(folder, 'cost', '--contacts', '1000000');
    expect(code).toBe(0);
    expect(stdout).toContain('730 hours × $0.04');
    expect(stdout).toMatch(
      /Prices: list prices on demand of us-east-1 as of \d{4}.* to \d{4}-\d\d-\d\d/,
    );
    expect(stdout).toMatch(
      /Not confirmed: firehose_gb, eventbridge_million_s3_events, s3_ten_thousand_tags_month, quicksight_spice_gb_month\./,
    );
    expect(stdout).toMatch(
      /Range: low \$\d+\.\d\d, expected \$\d+\.\d\d, high \$\d+\.\d\d, from these guesses: job_minutes 1\.5\/2\.5\/4, /,
    );
    expect(stdout).toMatch(
      /Contact lake \$\d+\.\d\d, the original design \$\d+\.\d\d: [\d.]+ times/,
    );
  });

  test('names the region of the prices', async ({ folder }) => {
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

  test('shows QuickSight only if it is asked for, beside the bill of the lake', async ({
    folder,
  }) => {
    const cost = async (...args: string[]) =>
      (await contactLake(folder, 'cost', '--contacts', '1000000', ...args)).stdout;
    const without = await cost();
    expect(without).not.toMatch(/readers|SPICE/);
    expect(without).toContain('a dashboard in QuickSight (--quicksight).');
    for (const args of [['--quicksight'], ['--readers', '0'], ['--authors', '1']]) {
      const shown = await cost(...args);
      expect(shown).toContain('A dashboard in QuickSight, billed beside the lake');
      expect(shown).toContain('1 authors × $24');
      const total = /^Contact lake \$.*$/m;
      expect(total.exec(shown)?.[0]).toBe(total.exec(without)![0]);
    }
    expect(await cost('--readers', '40', '--authors', '2')).toMatch(/40 readers × \$3 .* 120\.00/);
    const { quicksight, contact_lake } = JSON.parse(await cost('--readers', '40', '--json')) as {
      quicksight: Bill;
      contact_lake: Bill;
    };
    expect(quicksight.usd).toBeGreaterThan(120 + 24);
    expect(JSON.stringify(contact_lake)).not.toContain('quicksight');
    expect(JSON.parse(await cost('--json'))).not.toHaveProperty('quicksight');
  });

  test.for([
    [['--contacts', '1', '--readers', '-1'], 'found -1, expected a whole number from 0 on'],
    [['--contacts', '1', '--region', 'eu-west-2'], "unknown option '--region'"],
    [['--contacts', '0'], 'found 0, expected a whole number from 1 on'],
    [['--contacts', '1', '--versions', '0.5'], 'found 0.5, expected a number from 1 to 999999999'],
    [['--contacts', '1', '--job-minutes', '-1'], 'found -1, expected a number from 0 to 999999999'],
    [['--contacts', '1', '--busy-hours', '0'], 'found 0, expected a whole number from 1 to 730'],
    [
      ['--contacts', '1', '--busy-hours', '731'],
      'found 731, expected a whole number from 1 to 730',
    ],
    [[], '--contacts'],
  ] as const)('%j is a mistake', async ([args, said], { folder }) => {
    const { code, stderr } = await contactLake(folder, 'cost', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
