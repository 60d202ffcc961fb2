/** The saved queries of flows answer what contacts did, by the simulation's own plan of their ways. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../pipeline/dataset.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { dataset as flowLogs } from '../../../pipeline/datasets/flow-logs/dataset.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import {
  type ContactRow,
  openSmallLake,
  QUERIES,
  type SmallLake,
} from '../../queries/small-lake.ts';
import { generated } from '../stream.ts';

const world = generated(400, 11, { days: 3, otherDays: 'all', otherKinds: ['flow-logs'] });
const flows = world.sheet.flows!;
let lake: SmallLake;
let entries: ContactRow[];

/** The rows that normalise makes of the objects of a kind, and what it set aside. */
async function normalised(kind: string, dataset: Dataset) {
  const texts = { lines: '', quarantine: '' };
  for (const object of world.objects.filter((one) => one.kind === kind)) {
    await normalise(dataset, `raw/${dataset.name}/${object.key}`, object.bytes, {
      lines: async (bytes) => void (texts.lines += Buffer.from(bytes)),
      quarantine: async (bytes) => void (texts.quarantine += Buffer.from(bytes)),
    });
  }
  const rows = texts.lines.split('\n').filter(Boolean);
  return {
    rows: rows.map((line) => JSON.parse(line) as ContactRow),
    quarantine: texts.quarantine,
  };
}

/** The greatest row of each key. */
function latestBy(rows: readonly ContactRow[], key: string, version: string): ContactRow[] {
  const latest = new Map<unknown, ContactRow>();
  for (const row of rows) {
    const known = latest.get(row[key]);
    if (!known || String(known[version]) < String(row[version])) latest.set(row[key], row);
  }
  return [...latest.values()];
}

beforeAll(async () => {
  const contacts = latestBy(
    (await normalised('contact-records', contactRecords)).rows,
    'contactid',
    'lastupdatetimestamp',
  );
  lake = await openSmallLake(contacts.map(({ attributes: _, ...contact }) => contact));
  const found = await normalised('flow-logs', flowLogs);
  expect(found.quarantine).toBe('');
  entries = found.rows;
  await lake.refillOther(flowLogs, latestBy(entries, 'logeventid', 'timestamp'));
}, 60_000);
afterAll(() => lake.close());

describe('flow logs of the simulated centre', () => {
  test('have as many entries as the answer sheet says, some of them twice', () => {
    const counted = world.objects.filter(({ kind }) => kind === 'flow-logs');
    expect(counted.reduce((sum, { records }) => sum + records, 0)).toBe(flows.entries_delivered);
    expect(entries).toHaveLength(flows.entries_delivered);
    expect(new Set(entries.map(({ logeventid }) => logeventid)).size).toBe(flows.entries);
    expect(flows.entries).toBeLessThan(flows.entries_delivered);
  });

  test('come before the contact enters its queue, and not before Connect answers', async () => {
    const { rows } = await lake.ask(
      `SELECT count(*), count(*) FILTER (WHERE entered_at < connected_to_system_at), count(*) FILTER (WHERE entered_at > enqueued_at) FROM flow_entries INNER JOIN contact_facts USING (instancearn, contactid)`,
    );
    expect(rows).toEqual([[flows.entries, 0, 0]]);
  });

  test.each(
    flows.queries.map((one) => [one.query, one.parameters.time_zone ?? 'UTC', one] as const),
  )('%s, %s', async (name, _zone, { parameters, columns, rows }) => {
    const texts = Object.entries(parameters).map(([key, value]) => [key, String(value)]);
    const sql = withParameters(readSavedQuery(QUERIES, name), Object.fromEntries(texts));
    const answer = await lake.ask(sql);
    const places = columns.map((column) => answer.columns.indexOf(column));
    expect(rows).not.toEqual([]);
    expect(answer.rows.map((row) => places.map((place) => row[place]))).toEqual(rows);
  });
});
