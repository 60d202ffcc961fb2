/** A question without rows says on standard error which word left none, and what there is instead. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookedFor } from '../../queries/reader/parameters.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { record } from '../local/records.ts';
import { QUERIES } from '../queries/small-lake.ts';
import { contactLake } from './contact-lake.ts';
import { makeLakeOf, succeeds } from './small-lake.ts';

/** Entries of the flow `Main menu`. */
const MENU = join(QUERIES, '../sample-data/records/flow-logs/menu-2026.json');

/** The instance of the flow's entries. */
const ARN = 'arn:aws:connect:eu-west-2:111122223333:instance/11111111-2222-4333-8444-555555555555';

/** A contact of a queue that an agent handles on this channel. */
function handled(id: string, queue: string, channel: string, agent: string) {
  return record({
    ContactId: id,
    InstanceARN: ARN,
    Channel: channel,
    InitiationMethod: 'INBOUND',
    InitiationTimestamp: '2026-07-01T09:00:00Z',
    DisconnectTimestamp: '2026-07-01T09:10:00Z',
    LastUpdateTimestamp: '2026-07-01T09:11:00Z',
    Queue: { Name: queue, EnqueueTimestamp: '2026-07-01T09:00:00Z', Duration: 5 },
    Agent: {
      Username: agent,
      ConnectedToAgentTimestamp: '2026-07-01T09:01:00Z',
      AgentInteractionDuration: 540,
    },
  });
}

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await makeLakeOf(folder, [
    handled('1', 'Claims', 'VOICE', 'ann'),
    handled('2', 'Billing', 'VOICE', 'ann'),
    handled('3', 'Sales', 'CHAT', 'bob'),
    handled('4', 'Returns', 'TASK', 'eve'),
  ]);
  const menu = await readFile(MENU, 'utf8');
  const otherFlow = menu.replaceAll('Main menu', 'Aftercare').replaceAll('"38000', '"39000');
  await writeFile(join(folder, 'flows.json'), `${menu}\n${otherFlow}`);
  await succeeds(folder, 'land', 'flows.json');
  await succeeds(folder, 'run');
});
afterAll(() => removeFolder(folder));

const QUEUES = 'handle-time-by-queue';
const NOTHING = 'No rows; the lake has no contact_evaluations.\n';

test.for<[string, string]>([
  [
    `${QUEUES} --queue Claims --channel CHAT`,
    'No row with --queue Claims; there are rows of Sales.\n' +
      'No row with --channel CHAT; there are rows of VOICE.\n',
  ],
  [
    `${QUEUES} --queue Sales --agent ann`,
    'No row with --queue Sales; there are rows of Billing, Claims.\n' +
      'No row with --agent ann; there are rows without it.\n',
  ],
  [
    `${QUEUES} --queue Claims --channel CHAT --agent bob`,
    'No row with --queue Claims; there are rows of Sales.\n',
  ],
  [
    `${QUEUES} --queue Claims --channel CHAT --agent eve`,
    'No row with --queue Claims --channel CHAT --agent eve; there are rows without these.\n',
  ],
  [
    `${QUEUES} --queue Billing --queue Sales --channel VOICE --agent bob`,
    'No row with --channel VOICE; there are rows of CHAT.\n' +
      'No row with --agent bob; there are rows without it.\n',
  ],
  [
    'flow-blocks --param flow_name=mainmeun',
    'No row with flow_name="mainmeun"; there are rows of Main menu, Aftercare.\n',
  ],
  ['evaluation-scores', NOTHING],
  ['evaluation-scores --format csv', NOTHING],
  [QUEUES, ''],
])('%s', async ([words, said]) => {
  const { code, stderr } = await contactLake(folder, 'query', ...words.split(' '));
  expect(stderr).toBe(said);
  expect(code).toBe(0);
});

describe('a parameter that looks for a text', () => {
  const looking = listSavedQueries(QUERIES).filter((query) => lookedFor(query).length > 0);

  test('some query has one', () => expect(looking.length).toBeGreaterThan(1));

  test.each(looking)('of $name has a column in the answer', (query) => {
    const columns = query.columns.map(({ name }) => name);
    for (const { column } of lookedFor(query)) expect(columns).toContain(column);
  });
});
