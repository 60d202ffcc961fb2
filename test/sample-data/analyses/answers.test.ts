import { describe, expect, it } from 'vitest';
import type { AnalysisTable } from '../../../sample-data/answers/analysis-answers.ts';
import type { GenerateOptions } from '../../../sample-data/generate.ts';
import { type Generated, generated, type Json, latestOf, recordsOf } from '../stream.ts';
import { type AnalysisFile, filesByContact, filesOf } from './files.ts';
import { halves, lengths, mean, recountCall, recountChat } from './recount.ts';

type Sums = Readonly<Record<string, number>>;

const WORLDS: readonly (readonly [string, GenerateOptions])[] = [
  ['the end of summer time', { contacts: 900, seed: 41, days: 5, lastDay: '2026-10-27' }],
  ['the last of six days', { contacts: 900, seed: 5, days: 6, otherDays: 3 }],
  ['a day in progress', { contacts: 900, seed: 3, days: 6, untilHour: 14 }],
];

/** A contact's figures, from its file alone. */
function figuresOf(file: AnalysisFile): Sums {
  const found = file.json.ConversationCharacteristics;
  return {
    contacts_analysed: 1,
    contacts_with_original: Number(file.output === 'Raw'),
    contacts_with_summary: Number(found.ContactSummary?.PostContactSummary !== undefined),
    ...(file.channel === 'VOICE' ? ofCall(file) : ofChat(file)),
  };
}

function ofCall(file: AnalysisFile): Sums {
  const { total, talk, talkOf, pauses, interruptions, quarters } = recountCall(file);
  return {
    ...sentimentOf(quarters, mean),
    total_milliseconds: total,
    talk_milliseconds: talk,
    agent_talk_milliseconds: talkOf.AGENT ?? 0,
    customer_talk_milliseconds: talkOf.CUSTOMER ?? 0,
    non_talk_milliseconds: lengths(pauses),
    contacts_interrupted: Number(interruptions.length > 0),
    interruptions: interruptions.length,
    interruption_milliseconds: lengths(interruptions),
  };
}

function ofChat(file: AnalysisFile): Sums {
  const { greeting, responses, scores } = recountChat(file);
  const { AGENT, CUSTOMER } = responses;
  const average = (times?: readonly number[]) =>
    times === undefined ? 0 : Math.round(mean(times));
  return {
    ...sentimentOf(scores, (all) => halves(mean(all))),
    contacts_greeted: Number(greeting !== null),
    greeting_milliseconds: greeting ?? 0,
    contacts_responded_to: Number(AGENT !== undefined),
    agent_response_milliseconds: average(AGENT),
    contacts_with_customer_responses: Number(CUSTOMER !== undefined),
    customer_response_milliseconds: average(CUSTOMER),
  };
}

function sentimentOf(
  { AGENT, CUSTOMER }: Readonly<Record<string, readonly number[]>>,
  overall: (scores: readonly number[]) => number,
): Sums {
  return {
    contacts_with_customer_sentiment: Number(CUSTOMER !== undefined),
    customer_sentiment: CUSTOMER === undefined ? 0 : overall(CUSTOMER),
    customer_sentiment_begin: CUSTOMER?.[0] ?? 0,
    customer_sentiment_end: CUSTOMER?.at(-1) ?? 0,
    contacts_with_negative_customer: Number(CUSTOMER !== undefined && overall(CUSTOMER) < 0),
    contacts_with_agent_sentiment: Number(AGENT !== undefined),
    agent_sentiment: AGENT === undefined ? 0 : overall(AGENT),
  };
}

/** Adds figures to those of a key. */
function add(groups: Map<string, Record<string, number>>, key: readonly Json[], sums: Sums): void {
  const group = groups.get(JSON.stringify(key)) ?? {};
  for (const [name, value] of Object.entries(sums)) group[name] = (group[name] ?? 0) + value;
  groups.set(JSON.stringify(key), group);
}

/** Lines of a key and its figures other than 0. */
function lines(groups: ReadonlyMap<string, Sums>): string[] {
  const figures = (sums: Sums) =>
    Object.entries(sums)
      .filter(([, value]) => value !== 0)
      .sort()
      .join(' ');
  return [...groups].map(([key, sums]) => `${key} ${figures(sums)}`).sort();
}

function linesOf({ columns, rows }: AnalysisTable, keys: number): string[] {
  const groups = new Map<string, Sums>();
  for (const row of rows) {
    const sums = columns.slice(keys).map((name, place) => [name, Number(row[keys + place])]);
    groups.set(JSON.stringify(row.slice(0, keys)), Object.fromEntries(sums));
  }
  return lines(groups);
}

function connectedIn(world: Generated): readonly Json[] {
  const first = `${world.sheet.analyses!.first_end_utc.replace(' ', 'T')}Z`;
  const records = recordsOf(world.objects.filter(({ kind }) => kind === 'contact-records'));
  return [...latestOf(records).values()].filter(
    ({ Channel, Agent, DisconnectTimestamp }) =>
      ['VOICE', 'CHAT'].includes(Channel) &&
      Agent !== null &&
      Agent.ConnectedToAgentTimestamp !== null &&
      DisconnectTimestamp >= first,
  );
}

describe.each(WORLDS)(
  'over %s, the delivered files give',
  (_what, { contacts, seed, ...others }) => {
    const world = generated(contacts, seed, {
      otherDays: 'all',
      otherKinds: ['contact-lens-chat'],
      ...others,
    });
    const { tables, files_delivered } = world.sheet.analyses!;
    const files = filesOf(world);
    const latest = filesByContact(files);
    const table = (name: string, zone: string) =>
      tables.find((one) => one.table === name && one.time_zone === zone)!;
    const connected = connectedIn(world);

    it.each(['UTC', 'Europe/London'])('the same figures by queue, agent and day of %s', (zone) => {
      const groups = new Map<string, Record<string, number>>();
      for (const record of connected) {
        const { Channel, Agent, ContactId, DisconnectTimestamp } = record;
        const day = dayIn(zone, DisconnectTimestamp);
        const key = [day, Channel, ...queueOf(record), Agent.Username];
        add(groups, key, { contacts_connected: 1 });
        const file = latest.get(ContactId);
        if (file !== undefined) add(groups, key, figuresOf(file));
      }
      expect(latest.size).toBeGreaterThan(20);
      const expected = linesOf(table('analyses-by-day-queue-and-agent', zone), 5);
      expect(lines(groups)).toEqual(expected);
    });

    it.each(['UTC', 'Europe/London'])('the same categories by day of %s', (zone) => {
      const groups = new Map<string, Record<string, number>>();
      for (const { Channel, ContactId, DisconnectTimestamp } of connected) {
        const day = dayIn(zone, DisconnectTimestamp);
        for (const category of latest.get(ContactId)?.json.Categories.MatchedCategories ?? [])
          add(groups, [day, Channel, category], { contacts_matched: 1 });
      }
      const expected = linesOf(table('contacts-by-day-and-category', zone), 3);
      expect(expected.length).toBeGreaterThan(10);
      expect(lines(groups)).toEqual(expected);
    });

    it('as many files', () => {
      expect(files_delivered).toBe(files.length);
    });
  },
);

/** The name of the queue, and which kind of queue it is. */
function queueOf({ Queue }: Json): readonly Json[] {
  if (Queue === null) return [null, null];
  return [Queue.Name, Queue.ARN.includes('/queue/agent/') ? 'agent' : 'standard'];
}

/** The local day, `2026-10-17`. */
function dayIn(zone: string, timestamp: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(timestamp));
}
