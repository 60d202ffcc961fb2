/**
 * `--queue`, `--channel` and `--agent` limit what a saved query counts, whichever datasets it reads, or the query
 * refuses them. Tried over a lake of all datasets, since a query over an empty one has nothing to count.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { type Dimension, overChosen } from '../../queries/reader/chosen-contacts.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import {
  listSavedQueries,
  readSavedQuery,
  type SavedQuery,
} from '../../queries/reader/saved-queries.ts';
import type { Row } from '../../terminal/row.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { QUERIES } from '../queries/small-lake.ts';
import { takeInGenerated } from '../queries/taken-in.ts';
import { generated } from '../sample-data/stream.ts';
import { newFolder, removeFolder } from './folder.ts';
import { askAll, makeLake } from './lake.ts';

const NAMES: Readonly<Record<Dimension, string>> = {
  queue: 'Billing',
  channel: 'CHAT',
  agent: 'agent-002',
};

/** Values of the parameters without which a query finds nothing. */
const WANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'search-in-transcripts': { words: 'the' },
  'contacts-in-category': { category_name: 'Complaint' },
};

/** Queries that cut off their answers, so that what is chosen brings others in. */
const CUT_OFF = ['longest-waits', 'search-in-transcripts', 'contacts-in-category'];

const SCHEDULE = [
  'instance,agent,status,starts_at,ends_at',
  'all,agent-001,Available,2026-10-26T09:00:00Z,2026-10-26T17:00:00Z',
  'all,agent-002,Available,2026-10-26T09:00:00Z,2026-10-26T17:00:00Z',
].join('\n');

let folder: string;
let lake: LakeFolder;

beforeAll(async () => {
  folder = await newFolder();
  lake = await makeLake(folder);
  const centre = { days: 4, lastDay: '2026-10-27', untilHour: 14, otherDays: 'all' } as const;
  await takeInGenerated(lake, generated(900, 43, centre).objects);
  await mkdir(join(lake.path, 'schedules'));
  await writeFile(join(lake.path, 'schedules', 'one.csv'), SCHEDULE);
});
afterAll(() => removeFolder(folder));

const queries = listSavedQueries(QUERIES);

function sqlOf(query: SavedQuery, chosen: Partial<Record<Dimension, string[]>> = {}): string {
  return overChosen(query, withParameters(query, WANTED[query.name] ?? {}), chosen);
}

/** The queries that take the dimension's option. */
function choosing(dimension: Dimension): SavedQuery[] {
  return queries.filter((query) => {
    try {
      sqlOf(query, { [dimension]: [NAMES[dimension]] });
      return true;
    } catch (error) {
      if (error instanceof UsageError) return false;
      throw error;
    }
  });
}

describe.each<Dimension>(['queue', 'channel', 'agent'])('by %s', (dimension) => {
  const able = choosing(dimension);
  const have = able.filter(({ columns }) => columns.some(({ name }) => name === dimension));

  test('nothing is counted where nothing is chosen', async () => {
    const answers = await askAll(
      lake,
      able.map((query) => sqlOf(query, { [dimension]: ['no such name'] })),
    );
    const counting = able.filter((query, at) => answers[at]!.some((row) => counts(query, row)));
    expect(counting.map(({ name }) => name)).toEqual([]);
  });

  test('the rows of a name are those that the whole answer has of it', async () => {
    const whole = have.filter(({ name }) => !CUT_OFF.includes(name));
    const name = NAMES[dimension];
    const all = await askAll(
      lake,
      whole.map((query) => sqlOf(query)),
    );
    const chosen = await askAll(
      lake,
      whole.map((query) => sqlOf(query, { [dimension]: [name] })),
    );
    expect(all.flat().filter((row) => row[dimension] === name).length).toBeGreaterThan(20);
    for (const [at, query] of whole.entries()) {
      const expected = all[at]!.filter((row) => row[dimension] === name);
      expect(chosen[at], query.name).toEqual(expected);
    }
  });
});

test('queues without a name are chosen by the words that people see', async () => {
  const query = readSavedQuery(QUERIES, 'seconds-to-answer-by-queue');
  const [all, chosen] = await askAll(lake, [
    sqlOf(query),
    sqlOf(query, { queue: ['Agents’ own queues'] }),
  ]);
  const ofAgents = all!.filter(({ queue_kind: kind }) => kind === 'agent');
  expect(ofAgents.length).toBeGreaterThan(1);
  expect(chosen).toEqual(ofAgents);
});

/** Queries that read contacts for their names or ends, and count in another view. */
test.each([
  ['queue-at-a-moment', 'queue'],
  ['backlog-by-quarter-hour', 'queue'],
  ['seconds-to-answer-by-queue', 'queue'],
  ['busy-agents-at-a-moment', 'agent'],
  ['evaluation-scores-by-agent', 'agent'],
  ['flow-exits', null],
  ['contained-contacts', 'channel'],
])('%s is chosen by %s alone', (name, dimension) => {
  const able = (['queue', 'channel', 'agent'] as const).filter((one) =>
    choosing(one).some((query) => query.name === name),
  );
  expect(able).toEqual(dimension === null ? [] : [dimension]);
});

/** Whether a row has anything but dates, texts, zeros and nulls in the columns that its parameters do not give. */
function counts(query: SavedQuery, row: Row): boolean {
  return query.columns.some(
    ({ name, unit }) => unit !== 'number' && typeof row[name] === 'number' && row[name] !== 0,
  );
}
