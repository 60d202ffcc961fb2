/** The saved queries over the simulated centre's analyses, taken through the laptop's stages, and its answer sheet. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import type { Row } from '../../../terminal/row.ts';
import { newFolder, removeFolder } from '../../local/folder.ts';
import { ask, makeLake } from '../../local/lake.ts';
import { generated } from '../../sample-data/stream.ts';
import { QUERIES } from '../small-lake.ts';
import { takeInGenerated } from '../taken-in.ts';

type Sums = Readonly<Record<string, number>>;

const KINDS = ['contact-records', 'contact-lens-voice', 'contact-lens-chat'];
const ZONES = ['UTC', 'Europe/London'];

const world = generated(900, 43, {
  days: 4,
  lastDay: '2026-10-27',
  untilHour: 14,
  otherDays: 'all',
  otherKinds: KINDS,
});
const { tables } = world.sheet.analyses!;
let folder: string;
let lake: LakeFolder;

beforeAll(async () => {
  folder = await newFolder();
  lake = await makeLake(folder);
  await takeInGenerated(lake, world.objects);
}, 60_000);
afterAll(() => removeFolder(folder));

/** The rows of a table of the sheet, each an object by column. */
function sheet(name: string, zone: string): Row[] {
  const { columns, rows } = tables.find(
    ({ table, time_zone }) => table === name && time_zone === zone,
  )!;
  return rows.map((row) =>
    Object.fromEntries(columns.map((column, place) => [column, row[place]!])),
  );
}

/** Rows for each value of the keys, each with the sums of the others. */
function grouped(rows: readonly Row[], keys: readonly string[]): (readonly [Row, Sums])[] {
  const groups = new Map<string, readonly [Row, Record<string, number>]>();
  for (const row of rows) {
    const key = Object.fromEntries(keys.map((name) => [name, row[name]!]));
    const text = JSON.stringify(key);
    const [, sums] = groups.get(text) ?? [key, {}];
    for (const [name, value] of Object.entries(row))
      if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
    groups.set(text, [key, sums]);
  }
  return [...groups.values()];
}

const ofQueuesAndAgents = (zone: string): Row[] => sheet('analyses-by-day-queue-and-agent', zone);
const calls = ofQueuesAndAgents('UTC').filter(({ channel }) => channel === 'VOICE');
const chats = ofQueuesAndAgents('UTC').filter(({ channel }) => channel === 'CHAT');

/** Null if the divisor is 0. */
const ratio = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

const coverage = ({ contacts_connected: connected, contacts_analysed: analysed }: Sums): Row => ({
  contacts_connected: connected!,
  contacts_analysed: analysed ?? 0,
  coverage: ratio(analysed ?? 0, connected!),
});

function sentiment(sums: Sums): Row {
  const count = sums.contacts_with_customer_sentiment!;
  const shift = sums.customer_sentiment_end! - sums.customer_sentiment_begin!;
  return {
    ...coverage(sums),
    contacts_with_sentiment: count,
    sentiment_sum: sums.customer_sentiment!,
    average_sentiment: ratio(sums.customer_sentiment!, count),
    contacts_negative: sums.contacts_with_negative_customer!,
    contacts_with_shift: count,
    average_sentiment_shift: ratio(shift, count),
  };
}

function sentimentOfAgents(sums: Sums): Row {
  const count = sums.contacts_with_agent_sentiment!;
  return {
    contacts_with_sentiment: count,
    sentiment_sum: sums.agent_sentiment!,
    average_sentiment: ratio(sums.agent_sentiment!, count),
  };
}

function talk(sums: Sums): Row {
  const total = sums.total_milliseconds!;
  const interrupted = sums.contacts_interrupted!;
  const interruptionSeconds = sums.interruption_milliseconds! / 1_000;
  return {
    ...coverage(sums),
    total_seconds_sum: total / 1_000,
    talk_seconds_sum: sums.talk_milliseconds! / 1_000,
    agent_talk_seconds_sum: sums.agent_talk_milliseconds! / 1_000,
    customer_talk_seconds_sum: sums.customer_talk_milliseconds! / 1_000,
    non_talk_seconds_sum: sums.non_talk_milliseconds! / 1_000,
    talk_share: ratio(sums.talk_milliseconds!, total),
    agent_talk_share: ratio(sums.agent_talk_milliseconds!, total),
    customer_talk_share: ratio(sums.customer_talk_milliseconds!, total),
    non_talk_share: ratio(sums.non_talk_milliseconds!, total),
    interruptions: sums.interruptions!,
    average_interruptions: ratio(sums.interruptions!, sums.contacts_analysed!),
    contacts_with_interruptions: interrupted,
    interruption_seconds_sum: interruptionSeconds,
    average_interruption_seconds: ratio(interruptionSeconds, interrupted),
  };
}

function responses(sums: Sums): Row {
  const greetingSeconds = sums.greeting_milliseconds! / 1_000;
  const agentSeconds = sums.agent_response_milliseconds! / 1_000;
  const customerSeconds = sums.customer_response_milliseconds! / 1_000;
  return {
    ...coverage(sums),
    contacts_greeted: sums.contacts_greeted!,
    greeting_seconds_sum: greetingSeconds,
    average_greeting_seconds: ratio(greetingSeconds, sums.contacts_greeted!),
    contacts_responded_to: sums.contacts_responded_to!,
    agent_response_seconds_sum: agentSeconds,
    average_agent_response_seconds: ratio(agentSeconds, sums.contacts_responded_to!),
    contacts_with_customer_responses: sums.contacts_with_customer_responses!,
    average_customer_response_seconds: ratio(
      customerSeconds,
      sums.contacts_with_customer_responses!,
    ),
  };
}

const byAgent = ['agent', 'channel'];
const byQueue = ['queue', 'queue_kind', 'channel'];

/** Asks a saved query, and compares the columns of the expected rows, every cell. */
async function expectAnswer(
  query: string,
  parameters: Record<string, string>,
  expected: readonly Row[],
): Promise<void> {
  const rows = await ask(lake, withParameters(readSavedQuery(QUERIES, query), parameters));
  const columns = Object.keys(expected[0]!);
  const texts = (these: readonly Row[]) =>
    these.map((row) => columns.map((column) => `${column}=${row[column]}`).join(' ')).sort();
  expect(texts(rows)).toEqual(texts(expected));
}

/** What the keys have, and what is worked out of their sums. */
const answered = (
  rows: readonly Row[],
  keys: readonly string[],
  columns: (sums: Sums) => Row,
): Row[] => grouped(rows, keys).map(([key, sums]) => ({ ...key, ...columns(sums) }));

describe('the sheet’s figures are the saved queries’ answers to the last digit:', () => {
  test('there are enough of them', () => {
    const analysed = (rows: readonly Row[]) =>
      rows.reduce((sum, row) => sum + Number(row.contacts_analysed), 0);
    expect(analysed(calls)).toBeGreaterThan(40);
    expect(analysed(chats)).toBeGreaterThan(5);
  });

  test.each([
    ['queue', byQueue],
    ['agent', byAgent],
  ])('customers’ and agents’ sentiment by %s', async (what, keys) => {
    const rows = ofQueuesAndAgents('UTC');
    const query = `sentiment-by-${what}`;
    await expectAnswer(query, {}, answered(rows, keys, sentiment));
    await expectAnswer(query, { of_agents: 'true' }, answered(rows, keys, sentimentOfAgents));
  });

  test.each([
    ['queue', ['queue', 'queue_kind']],
    ['agent', ['agent']],
  ])('talk, silence and interruptions by %s', async (what, keys) => {
    await expectAnswer(`talk-and-silence-by-${what}`, {}, answered(calls, keys, talk));
  });

  test('greetings and responses in chats by agent', async () => {
    await expectAnswer('chat-response-times-by-agent', {}, answered(chats, ['agent'], responses));
  });

  test.each(ZONES)('the coverage by day of %s', async (time_zone) => {
    const rows = ofQueuesAndAgents(time_zone);
    const columns = (sums: Sums): Row => ({
      ...coverage(sums),
      contacts_with_original: sums.contacts_with_original!,
      contacts_redacted_only: sums.contacts_analysed! - sums.contacts_with_original!,
      contacts_with_summary: sums.contacts_with_summary!,
    });
    const expected = answered(rows, ['day', 'channel'], columns);
    await expectAnswer('analysis-coverage', { time_zone }, expected);
  });

  test.each(ZONES)('the categories by day of %s', async (time_zone) => {
    const days = new Map(
      grouped(ofQueuesAndAgents(time_zone), ['day']).map(([{ day }, sums]) => [day, sums]),
    );
    const rows = grouped(sheet('contacts-by-day-and-category', time_zone), ['day', 'category']);
    const expected = rows.map(([{ day, category }, { contacts_matched }]) => ({
      day: day!,
      category: category!,
      contacts: contacts_matched!,
      share_of_analysed: ratio(contacts_matched!, days.get(day!)!.contacts_analysed!),
      ...coverage(days.get(day!)!),
    }));
    expect(expected.length).toBeGreaterThan(10);
    await expectAnswer('categories-by-day', { time_zone }, expected);
  });
});
