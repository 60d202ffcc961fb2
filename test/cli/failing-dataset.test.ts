/** A dataset whose files cannot be read or written holds up no other: `run` takes the others to their tables. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { concatenated, record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/i';

const EVENT = JSON.stringify({
  EventId: 'e-1',
  EventType: 'LOGIN',
  EventTimestamp: '2026-11-23T09:00:00Z',
  AgentARN: `${INSTANCE}/agent/a`,
  InstanceARN: INSTANCE,
});

test.for([
  // The first of the datasets, and a later one; the first stage, and the second.
  { failing: 'agent_events', other: 'ctr', folder_of: 'receipts' },
  { failing: 'ctr', other: 'agent_events', folder_of: 'receipts' },
  { failing: 'agent_events', other: 'ctr', folder_of: 'parquet' },
  { failing: 'ctr', other: 'agent_events', folder_of: 'parquet' },
])(
  '$failing, with a file in the place of $folder_of, leaves $other to its table',
  async ({ failing, other, folder_of }, { folder }) => {
    await writeFile(join(folder, 'records.json'), concatenated([record({ ContactId: '1' })]));
    await writeFile(join(folder, 'events.json'), EVENT);
    await succeeds(folder, 'land', 'records.json', 'events.json');
    await mkdir(join(folder, 'lake', folder_of), { recursive: true });
    await writeFile(join(folder, 'lake', folder_of, failing), '');

    const { code, stderr } = await contactLake(folder, 'run');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^Cannot write \\S+/lake/${folder_of}/${failing}: something else is in its place: move it away\\n$`,
      ),
    );
    expect(await readdir(join(folder, 'lake/parquet', other))).toEqual(['2026-11-23.parquet']);
  },
);
