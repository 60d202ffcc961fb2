/** What a dataset adds to the bill, against arithmetic by hand: with GB = 1,073,741,824 bytes, and 730 hours. */
import { describe, expect } from 'vitest';
import type { Dataset } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import type { Bill } from '../../stack/cost/bill.ts';
import {
  collectingBill,
  type DatasetUsage,
  datasetBill,
  optionalOf,
  usageOfDataset,
} from '../../stack/cost/dataset-cost.ts';
import { PRICES } from '../../stack/cost/prices.ts';
import { contactLake, test } from '../cli/contact-lake.ts';

const optional = optionalOf(datasets);
const named = (name: string) => optional.find((one) => one.name === name)!;

function itemsOf(usage: DatasetUsage): Record<string, string> {
  const { lines, usd } = datasetBill(usage, PRICES);
  const items = lines.map((line) => [line.item, line.usd.toFixed(4)]);
  return { ...Object.fromEntries(items), total: usd.toFixed(4) };
}

describe('a month of', () => {
  test('a million agent events of 5 KiB, which come by a stream of their own', () => {
    // 5,120,000,000 bytes are 4.76837 GB, and nothing is rounded up. Objects: one every 300 s, 8,760.
    // Normalise: (8,760 x 0.5 s + 5.12e9 / 50e6 s) x 1.7275390625 GB = 7,743.5 GB-seconds.
    // Storage: 12 x 5.12e9 x (0.15 + 0.1) bytes = 14.3051 GB; writes 8,760 x 3 + 730 x 50 = 62,780,
    // reads 8,760 x 3 + 730 x 200 = 172,280.
    // Flatfiles: 0.71526 GB x 3 / 30.4; replaced: 0.476837 GB / 30.4 x 12 x 12 = 2.25870 GB.
    // Conversion: 730 x 0.3 + 1e6 / 300,000 + 8,760 / 10,000 = 223.2093 minutes of 2 DPU = 7.44031 DPU-hours.
    // Alarms: on 12 metrics. Metrics: 7 of normalise and 8 of the conversion.
    const usage = { dataset: named('agent_events'), records: 1_000_000, record_bytes: 5120 };
    expect(itemsOf(usage)).toEqual({
      'stream on demand': '29.2000',
      'records in': '0.3815',
      'records out, to Firehose': '0.1907',
      'a week kept': '0.0941',
      delivery: '0.1383',
      'normalise, requests': '0.0018',
      normalise: '0.1032',
      'storage of 12 months': '0.3290',
      'requests that write': '0.3139',
      'requests that read': '0.0689',
      'flatfiles until they expire': '0.0016',
      'tags of flatfiles': '0.0009',
      'replaced table files': '0.0520',
      'to normalise': '0.0105',
      'conversion, in the run of all': '3.2737',
      alarms: '1.2000',
      metrics: '4.5000',
      logs: '0.0061',
      total: '39.8662',
    });
  });

  test('a million contact events of 1,000 bytes, which a rule puts into Firehose', () => {
    // Firehose bills each as 5 KB: 4.76837 GB. No line for the bus, whose events of AWS cost nothing.
    expect(
      itemsOf({ dataset: named('contact_events'), records: 1_000_000, record_bytes: 1000 }),
    ).toMatchObject({
      delivery: '0.1383',
      'storage of 12 months': '0.0643',
      alarms: '0.6000',
      total: '9.0902',
    });
  });

  test('a million steps of flows of 500 bytes, which come compressed in envelopes of five', () => {
    // 200,000 envelopes of 500 x 5 x 0.4 = 1,000 bytes, billed as 5 KB: 0.95367 GB. They are stored as they come:
    // 12 x 5e8 x (0.4 + 0.1) bytes = 2.79397 GB.
    expect(
      itemsOf({ dataset: named('flow_logs'), records: 1_000_000, record_bytes: 500 }),
    ).toMatchObject({
      delivery: '0.0277',
      'storage of 12 months': '0.0643',
      alarms: '0.7000',
      total: '9.0741',
    });
  });

  test('a hundred thousand analyses of 10,000 bytes, which a function collects', () => {
    // Of 300,000 objects that are created in the bucket S3 tells EventBridge; a third is copied.
    // Collecting: 100,000 x 0.3 s x 0.5 GB. Each is an object: writes 300,000 + 36,500, reads 500,000 + 146,000.
    // Stored as it is: 12 x 1e9 x 1.1 bytes = 12.29345 GB. Logs: 100,000 x (1,500 + 500) bytes.
    // Conversion: 219 + 0.33333 + 10 minutes.
    expect(
      itemsOf({
        dataset: named('contact_lens_voice'),
        records: 100_000,
        record_bytes: 10_000,
      }),
    ).toEqual({
      'events of S3': '0.3000',
      'to collect': '0.1200',
      'collect, requests': '0.0200',
      collect: '0.2000',
      'normalise, requests': '0.0200',
      normalise: '1.1522',
      'storage of 12 months': '0.2827',
      'requests that write': '1.6825',
      'requests that read': '0.2584',
      'flatfiles until they expire': '0.0003',
      'tags of flatfiles': '0.0099',
      'replaced table files': '0.0101',
      'to normalise': '0.1200',
      'conversion, in the run of all': '3.3636',
      alarms: '0.4000',
      metrics: '4.5000',
      logs: '0.0931',
      total: '12.5328',
    });
  });

  test('collecting, however many datasets are collected', () => {
    // 730 hours x 60 minutes x 15 requests at 0.4 a million, and alarms on 3 metrics.
    const usd = (names: string[]) => collectingBill(names.map(named), PRICES)?.usd.toFixed(4);
    expect(usd(['contact_evaluations'])).toBe('0.5628');
    expect(usd(['contact_evaluations', 'contact_lens_voice', 'agent_events'])).toBe('0.5628');
    expect(usd(['agent_events', 'flow_logs'])).toBeUndefined();
  });
});

describe('the records of a dataset', () => {
  test('are as many and as long as the contacts usually make, unless they are given', () => {
    const events = named('agent_events');
    const usage = (given: object) => usageOfDataset(events, 2000, given);
    expect(usage({})).toMatchObject({ records: 20_000, record_bytes: 4400 });
    expect(usage({ records: 7 })).toMatchObject({ records: 7, record_bytes: 4400 });
    expect(usage({ records: 7, record_bytes: 9 })).toMatchObject({ records: 7, record_bytes: 9 });
  });

  test('must be given if the dataset says nothing of them', () => {
    const { volume: _, ...unknown } = named('agent_events');
    expect(usageOfDataset(unknown, 2000, { records: 7 })).toBeNull();
    expect(usageOfDataset(unknown, 2000, { records: 7, record_bytes: 9 })).not.toBeNull();
  });

  test.for(optional)('of each dataset of the lake have a usual volume: $name', (one: Dataset) => {
    expect(one.volume?.records_a_contact).toBeGreaterThan(0);
    expect(one.volume?.record_bytes).toBeGreaterThan(0);
  });
});

test('a conversion that is part of measured runs is not billed twice', () => {
  const usage = usageOfDataset(named('flow_logs'), 1000, {})!;
  const items = (isMeasured: boolean) =>
    datasetBill(usage, PRICES, isMeasured).lines.map(({ item }) => item);
  expect(items(false)).toContain('conversion, in the run of all');
  expect(items(true)).not.toContain('conversion, in the run of all');
});

describe('contact-lake cost --dataset', () => {
  test('shows a bill for each dataset, and the sum with that of the lake', async ({ folder }) => {
    const args = ['--dataset', 'flow_logs=1000000,500', '--dataset', 'contact_evaluations'];
    const { code, stdout } = await contactLake(folder, 'cost', '--contacts', '1000000', ...args);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'flow_logs, switched on by FlowLogGroup: 1,000,000 records of 500 bytes',
    );
    expect(stdout).toContain(
      'contact_evaluations, switched on by EvaluationsBucket: 50,000 records of 4,000 bytes',
    );
    expect(stdout).not.toContain('AgentEvents');
    const sum = /With these datasets \$([\d.]+): the lake \$([\d.]+), (.+)\. The hourly run/.exec(
      stdout.replaceAll('\n', ' '),
    )!;
    const parts = [sum[2], ...sum[3]!.matchAll(/\$([\d.]+)/g)].map((part) =>
      Number(typeof part === 'string' ? part : part![1]),
    );
    expect(parts).toHaveLength(4);
    expect(parts.reduce((all, one) => all + one, 0)).toBeCloseTo(Number(sum[1]), 1);
    expect(stdout).toContain('are one for all, in the bill of the lake');
  });

  test('as JSON', async ({ folder }) => {
    const cost = async (...args: string[]) =>
      JSON.parse(
        (await contactLake(folder, 'cost', '--contacts', '100', '--json', ...args)).stdout,
      );
    const { contact_lake, datasets: bills } = (await cost('--dataset', 'all')) as {
      contact_lake: Bill;
      datasets: (Bill & { dataset: string; records: number })[];
    };
    expect(bills.map(({ dataset }) => dataset)).toEqual(optional.map(({ name }) => name));
    expect(bills.find(({ dataset }) => dataset === 'agent_events')!.records).toBe(1000);
    const without = await cost();
    expect(without).not.toHaveProperty('datasets');
    expect(without.contact_lake).toEqual(contact_lake);
  });

  test.for([
    'ctr',
    'nothing',
    'agent_events=0',
    'agent_events=1,',
    'agent_events=1,0',
    'all=5',
    '',
  ])('%j is a mistake', async (value, { folder }) => {
    const args = ['cost', '--contacts', '1', '--dataset', value];
    const { code, stderr } = await contactLake(folder, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain('expected all or one of agent_events, ');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
