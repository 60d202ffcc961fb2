/** What the parameters of every saved query accept: what their meanings in the headers say, and nothing else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { GRAINS } from '../../queries/grains.ts';
import { type QueryParameter, withParameters } from '../../queries/reader/parameters.ts';
import {
  listSavedQueries,
  readSavedQuery,
  type SavedQuery,
} from '../../queries/reader/saved-queries.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { readCases } from './cases.ts';
import { readEventCases } from './contact-events/event-cases.ts';
import { openSmallLake, QUERIES, type SmallLake } from './small-lake.ts';

/** Lasts as long as `peak-concurrency` can count at the most, in the half-hours of Athena's `sequence()`. */
const LONGEST_TASK = {
  contactid: 'longest',
  channel: 'TASK',
  initiationtimestamp: '2026-01-01T00:00:00',
  disconnecttimestamp: '2026-07-28T00:00:00',
};

const parameters = listSavedQueries(QUERIES).flatMap((query) =>
  query.parameters.map((parameter) => ({ query, parameter })),
);

function ofKind(fits: (parameter: QueryParameter) => boolean) {
  return parameters.filter(({ parameter }) => fits(parameter));
}

/** What is said of the value. @throws Error if the query takes it, or says more than a sentence */
function refusal(query: SavedQuery, name: string, value: string): string {
  const start = `Found ${name}="${value}", expected `;
  try {
    withParameters(query, { [name]: value });
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as UsageError;
    expect(message.slice(0, start.length)).toBe(start);
    expect(message).toMatch(/^.+[^.]$/);
    return message.slice(start.length);
  }
  throw new Error(`${query.name} takes ${name}="${value}"`);
}

let lake: SmallLake;
beforeAll(async () => {
  const contacts = readCases().flatMap((one) => one.contacts);
  const events = readEventCases();
  lake = await openSmallLake([LONGEST_TASK, ...contacts, ...events.flatMap((one) => one.contacts)]);
  await lake.refillOther(
    contactEvents,
    events.flatMap((one) => one.events),
  );
});
afterAll(() => lake.close());

test('no parameter takes a blank value', () => {
  for (const { query, parameter } of parameters)
    for (const blank of ['', '  ']) refusal(query, parameter.name, blank);
});

describe('a number', () => {
  const numbers = ofKind(({ kind }) => kind === 'number');

  test.each(numbers.map(({ query, parameter }) => [query.name, parameter.name, query] as const))(
    '%s, %s: is whole, from 0 to a bound that is said to who is beyond it, and both have an answer',
    async (_query, name, query) => {
      for (const value of ['-1', '-100000', '1.5', '1e3', 'ten', '+1', ' 1'])
        expect(refusal(query, name, value)).toMatch(/^a whole number from 0 (on|to \d+)$/);
      const [, most = ''] = /^a whole number from 0 to (\d+)$/.exec(
        refusal(query, name, '99999999999999'),
      )!;
      for (const value of [String(Number(most) + 1), '9'.repeat(400)])
        expect(refusal(query, name, value)).toBe(`a whole number from 0 to ${most}`);
      for (const value of ['0', most]) {
        const { columns } = await lake.ask(withParameters(query, { [name]: value }));
        expect(columns).toEqual(query.columns.map((column) => column.name));
      }
    },
  );

  test('is a parameter of several queries', () => {
    expect(new Set(numbers.map(({ parameter }) => parameter.name)).size).toBe(7);
  });

  test('of the longest days has the bound up to which a contact is counted', async () => {
    const sql = (longest_days: string) =>
      withParameters(readSavedQuery(QUERIES, 'peak-concurrency'), { longest_days });
    const atOnce = async (longest_days: string) => {
      const { rows } = await lake.ask(sql(longest_days));
      return rows.some(([half_hour]) => half_hour === '2026-06-01 00:00:00');
    };
    expect([await atOnce('207'), await atOnce('208')]).toEqual([false, true]);
  });
});

describe('a moment', () => {
  const moments = ofKind(({ name }) => name === 'moment');

  test('is asked for by three queries', () => {
    expect(moments.map(({ query }) => query.name)).toEqual([
      'agents-at-a-moment',
      'busy-agents-at-a-moment',
      'queue-at-a-moment',
    ]);
  });

  test.each([
    '2026-02-30 10:00:00',
    '2025-02-29 10:00:00',
    '2026-13-01 10:00:00',
    '2026-00-10 10:00',
    '2026-03-02 24:00:00',
    '2026-03-02 25:00:00',
    '2026-03-02 10:60:00',
    '2026-03-02 10:00:60',
    '2026-03-02 10:00:00.1234567',
    '2026-03-02 10',
    '2026-03-02T10:00:00',
    '2026-03-02  10:00:00',
    '2026-03-02 10:00:00 ',
    '2026-03-02 10:00:00Z',
    '2026-03-02',
    '10:00:00',
    'LAST',
  ])('%s is none', (value) => {
    for (const { query, parameter } of moments)
      expect(refusal(query, parameter.name, value)).toBe(
        'a time such as 2026-03-02 09:10:00, or last',
      );
  });

  test.each([
    '2028-02-29 23:59:59.999999',
    '2026-03-02 00:00',
    '2026-12-31 09:10:00.5',
    '0001-01-01 00:00:00',
    '9999-12-31 23:59:59',
    'last',
  ])('%s has an answer', async (moment) => {
    for (const { query } of moments) {
      const { columns } = await lake.ask(withParameters(query, { moment }));
      expect(columns).toEqual(query.columns.map((column) => column.name));
    }
  });
});

describe('a day', () => {
  const days = ofKind(({ kind }) => kind === 'date');

  test.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-3-2', '2026-03-02 10:00', 'today'])(
    '%s is none',
    (value) => {
      for (const { query, parameter } of days)
        expect(refusal(query, parameter.name, value)).toBe('a date such as 2026-01-31');
    },
  );
});

describe('a parameter that is one of several words', () => {
  /** The words at the end of a meaning, such as `day, week or month`. */
  const wordsOf = ({ meaning }: QueryParameter) =>
    /[,:] ((?:[a-z-]+, )*[a-z-]+ or [a-z-]+)$/.exec(meaning)?.[1];
  const choices = ofKind((parameter) => wordsOf(parameter) !== undefined);

  test('takes the words that its meaning names, and says them to who has others', () => {
    const all = ['half-hour', 'hour', 'day', 'week', 'month', 'year', 'each', 'together'];
    const others = [...all, 'redacted', 'original', 'true', 'false', 'yes', '1', 'Day', 'or', ','];
    for (const { query, parameter } of choices) {
      const said = wordsOf(parameter)!;
      const words = said.replace(' or ', ', ').split(', ');
      expect(words).toContain(parameter.default);
      for (const word of words) withParameters(query, { [parameter.name]: word });
      for (const other of others.filter((word) => !words.includes(word)))
        expect(refusal(query, parameter.name, other)).toBe(said);
    }
  });

  test.each(choices.filter(({ parameter }) => parameter.kind === 'text'))(
    '$query.name, $parameter.name: counts by each of them in the SQL, the last one by ELSE',
    ({ query, parameter }) => {
      const words = wordsOf(parameter)!.replace(' or ', ', ').split(', ');
      const statements = query.sql.slice(query.sql.indexOf('\n)'));
      const named = words.filter((word) => statements.includes(`'${word}'`));
      expect(named.length).toBeGreaterThanOrEqual(words.length - 1);
    },
  );

  test('is each that is true or false, and four others', () => {
    expect(new Set(choices.map(({ parameter }) => parameter.name))).toEqual(
      new Set([
        ...ofKind(({ kind }) => kind === 'boolean').map(({ parameter }) => parameter.name),
        ...['grain', 'period', 'queues', 'text_shown'],
      ]),
    );
  });

  test('is --by of service-level', () => {
    const { parameter } = choices.find(
      ({ query, parameter }) => query.name === 'service-level' && parameter.name === 'grain',
    )!;
    expect(wordsOf(parameter)).toBe(GRAINS.join(', ').replace(/, (?=\w+$)/, ' or '));
  });
});
