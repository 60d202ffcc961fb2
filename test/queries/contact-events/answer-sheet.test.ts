/** The saved queries over the simulated centre's contact events, and its answer sheet. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-events/dataset.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import type { GenerateOptions } from '../../../sample-data/generate.ts';
import { objectsOf } from '../../sample-data/agents/events.ts';
import { contactEventsOf, eachOnce } from '../../sample-data/contact-events/events.ts';
import { generated, type Json, latestOf, recordsOf } from '../../sample-data/stream.ts';
import { type ContactRow, openSmallLake, QUERIES, type SmallLake } from '../small-lake.ts';
import { eventRow } from './event-cases.ts';

const WORLDS: readonly (readonly [string, GenerateOptions])[] = [
  ['the end of summer time', { contacts: 1_200, seed: 43, days: 4, lastDay: '2026-10-26' }],
  ['a day in progress', { contacts: 900, seed: 5, days: 3, untilHour: 14 }],
  ['the last of six days', { contacts: 900, seed: 7, days: 6, otherDays: 3 }],
];

describe.each(WORLDS)('over %s', (_what, { contacts, seed, ...others }) => {
  const world = generated(contacts, seed, {
    otherDays: 'all',
    ...others,
    otherKinds: ['contact-events'],
  });
  const { tables } = world.sheet.contact_events!;
  let lake: SmallLake;
  beforeAll(async () => {
    const records = latestOf(recordsOf(objectsOf(world, 'contact-records')));
    lake = await openSmallLake([...records.values()].map(contactRow));
    await lake.refillOther(dataset, eachOnce(contactEventsOf(world)).map(eventRow));
  }, 60_000);
  afterAll(() => lake.close());

  test.each(tables.map((table) => [table.query, table] as const))(
    '%s answers what the sheet says, with $parameters',
    async (name, { parameters, columns, rows }) => {
      const sql = withParameters(readSavedQuery(QUERIES, name), parameters);
      const answer = await lake.ask(sql);
      const places = columns.map((column) => answer.columns.indexOf(column));
      expect(answer.rows.map((row) => places.map((place) => row[place]))).toEqual(rows);
    },
  );

  test('the sheet has rows of each query', () => {
    const asked = new Set(tables.filter(({ rows }) => rows.length > 0).map(({ query }) => query));
    expect([...asked].sort()).toEqual([
      'backlog-by-quarter-hour',
      'busy-agents-at-a-moment',
      'contact-event-coverage',
      'queue-at-a-moment',
      'seconds-to-answer-by-queue',
    ]);
  });
});

/** What these queries read of a record. */
function contactRow(record: Json): ContactRow {
  const { Queue: queue, Agent: agent } = record;
  return {
    instancearn: record.InstanceARN,
    contactid: record.ContactId,
    initiationtimestamp: record.InitiationTimestamp,
    disconnecttimestamp: record.DisconnectTimestamp,
    lastupdatetimestamp: record.LastUpdateTimestamp,
    queue: queue && { arn: queue.ARN, name: queue.Name },
    agent: agent && {
      username: agent.Username,
      connectedtoagenttimestamp: agent.ConnectedToAgentTimestamp,
    },
  };
}
