/** The descriptions of metrics are the same wherever a metric is shown. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  AGENT_TIME_RATES,
  AGENT_TIME_SUMS,
  BLOCK_RATES,
  BLOCK_SUMS,
  CALLBACK_RATES,
  CALLBACK_SUMS,
  CONTACT_RATES,
  CONTACT_SUMS,
  EVALUATION_RATES,
  EVALUATION_SUMS,
  type Rate,
  REPEAT_RATES,
  REPEAT_SUMS,
  SENTIMENT_RATES,
  SENTIMENT_SUMS,
  type Sum,
} from '../../queries/metrics.ts';
import { sumsOf } from '../../queries/reader/derived.ts';
import { listSavedQueries, readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from './small-lake.ts';

const SUBJECTS: Readonly<Record<string, Readonly<Record<string, Sum>>>> = {
  contacts: CONTACT_SUMS,
  intervals: CONTACT_SUMS,
  agents: CONTACT_SUMS,
  repeats: REPEAT_SUMS,
  callbacks: CALLBACK_SUMS,
};

/** Counts that only the page needs, which can show one instance alone. */
const OF_THE_PAGE_ALONE = ['repeated_alone', 'resolved_alone', 'unknown_alone'];

describe.each(Object.entries(SUBJECTS))('the page’s %s', (name, sums) => {
  const query = readSavedQuery(join(QUERIES, 'page'), name);
  test.each(sumsOf(query).filter((sum) => !OF_THE_PAGE_ALONE.includes(sum)))(
    'say of %s what its metric says',
    (sum) => {
      const { meaning, unit } = query.columns.find((column) => column.name === sum)!;
      expect({ meaning, unit }).toEqual({ meaning: sums[sum]?.meaning, unit: sums[sum]?.unit });
    },
  );
});

/** Saved queries whose columns are sums that QuickSight shows. */
const SAVED: Readonly<Record<string, Readonly<Record<string, Sum>>>> = {
  'agent-occupancy': AGENT_TIME_SUMS,
  'sentiment-by-agent': SENTIMENT_SUMS,
  'evaluation-scores-by-agent': EVALUATION_SUMS,
  'flow-exits': BLOCK_SUMS,
};

test.each(Object.entries(SAVED))('the saved query %s says the units of its sums', (name, sums) => {
  const columns = readSavedQuery(QUERIES, name).columns.filter((column) => column.name in sums);
  expect(columns.length).toBeGreaterThan(1);
  for (const { name: sum, unit } of columns)
    expect({ sum, unit }).toEqual({ sum, unit: sums[sum]!.unit });
});

const RATES: Readonly<Record<string, Rate>> = {
  ...CONTACT_RATES,
  ...REPEAT_RATES,
  ...CALLBACK_RATES,
  ...AGENT_TIME_RATES,
  ...SENTIMENT_RATES,
  ...EVALUATION_RATES,
  ...BLOCK_RATES,
};

test('a saved query gives a rate in the unit of its metric', () => {
  const columns = listSavedQueries(QUERIES).flatMap((query) => query.columns);
  const shared = columns.filter(({ name }) => name in RATES);
  expect(new Set(shared.map(({ name }) => name)).size).toBeGreaterThan(8);
  for (const { name, unit } of shared)
    expect({ name, unit }).toEqual({ name, unit: RATES[name]!.unit });
});

test.each(Object.entries(RATES))(
  '%s is made of sums of one subject',
  (_, { numerator, denominator, less = [] }) => {
    const subjects = [
      CONTACT_SUMS,
      REPEAT_SUMS,
      CALLBACK_SUMS,
      AGENT_TIME_SUMS,
      SENTIMENT_SUMS,
      EVALUATION_SUMS,
      BLOCK_SUMS,
    ];
    const holds = (subject: object) =>
      [numerator, ...denominator, ...less].every((name) => name in subject);
    expect(subjects.some(holds)).toBe(true);
  },
);

test('no two metrics of a subject have the same title', () => {
  for (const subject of [
    { ...CONTACT_SUMS, ...CONTACT_RATES, ...SENTIMENT_SUMS, ...SENTIMENT_RATES },
    { ...REPEAT_SUMS, ...REPEAT_RATES },
    { ...CALLBACK_SUMS, ...CALLBACK_RATES },
    { ...CONTACT_SUMS, ...CONTACT_RATES, ...AGENT_TIME_SUMS, ...AGENT_TIME_RATES },
    { ...EVALUATION_SUMS, ...EVALUATION_RATES },
    { ...BLOCK_SUMS, ...BLOCK_RATES },
  ]) {
    const titles = Object.values(subject).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  }
});
