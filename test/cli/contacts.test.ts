import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { copyOfOne } from '../local/folder.ts';
import { record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { makeLakeOf, makeSmallLake, succeeds } from './small-lake.ts';

async function json(folder: string, ...args: readonly string[]) {
  return JSON.parse(await succeeds(folder, ...args, '--format', 'json'));
}

const ids = (rows: { contact_id: string }[]) => rows.map(({ contact_id: id }) => id);

/** A simulated centre's records. */
function makeCentre(folder: string): Promise<void> {
  return copyOfOne(folder, 'a centre of 400 contacts', async (original) => {
    await succeeds(original, 'generate', '--contacts', '400', '--seed', '3', '--out', 'raw');
    // It says that it leaves out the schedules.
    expect(await contactLake(original, 'land', 'raw')).toMatchObject({ code: 0 });
    await contactLake(original, 'run');
  });
}

describe('contacts', () => {
  test('are those that SQL finds, the newest first', async ({ folder }) => {
    await makeCentre(folder);
    const asked = [
      [[], 'true'],
      [['--abandoned'], 'is_abandoned'],
      [['--answered'], 'is_answered'],
      [['--min-wait', '2m'], 'wait_seconds >= 120'],
      [
        ['--queue', 'Billing', '--queue', 'Never queued'],
        "queue_label IN ('Billing', 'Never queued')",
      ],
      [['--channel', 'chat', '--answered'], "channel = 'CHAT' AND is_answered"],
      [['--agent', 'agent-003'], "agent = 'agent-003'"],
      [
        ['--from', '2026-10-20', '--to', '2026-10-21'],
        "CAST(disconnected_at AS date) BETWEEN DATE '2026-10-20' AND DATE '2026-10-21'",
      ],
    ] as const;
    for (const [args, condition] of asked) {
      const found = await json(folder, 'contacts', '--limit', '10000', ...args);
      const expected = await json(
        folder,
        'query',
        '--sql',
        `SELECT contactid AS contact_id FROM contact_facts WHERE ${condition}
        ORDER BY initiated_at DESC, contactid`,
      );
      expect(ids(found), args.join(' ')).toEqual(ids(expected));
      expect(found.length, args.join(' ')).toBeGreaterThan(0);
    }
  });

  test('show neither address nor attribute', async ({ folder }) => {
    await makeCentre(folder);
    const rows = await json(folder, 'contacts', '--limit', '10000');
    expect(Object.keys(rows[0])).toEqual([
      'contact_id',
      'began_local',
      'queue',
      'channel',
      'agent',
      'wait_seconds',
      'handle_seconds',
      'ended',
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/\+44|@example/);
  });

  test('are cut at the limit, which is said', async ({ folder }) => {
    await makeSmallLake(folder);
    const table = await succeeds(folder, 'contacts', '--limit', '2');
    expect(table).toContain(
      'The newest 2 of 5 contacts, all days; times of UTC; --limit shows more.',
    );
    const { stdout, stderr } = await contactLake(
      folder,
      'contacts',
      '--limit',
      '2',
      '--format',
      'csv',
    );
    expect(stdout.trim().split('\r\n')).toHaveLength(3);
    expect(stderr).toBe(
      'The newest 2 of 5 contacts, all days; times of UTC; --limit shows more.\n',
    );
    expect(await succeeds(folder, 'contacts')).toContain('5 contacts, all days; times of UTC.');
  });

  test('of another year than this one are shown with their year', async ({ folder }) => {
    await makeLakeOf(folder, [
      record({
        InitiationTimestamp: '2024-11-11T10:19:00Z',
        DisconnectTimestamp: '2024-11-11T10:20:00Z',
      }),
    ]);
    expect(await succeeds(folder, 'contacts')).toContain('2024-11-11 10:19');
  });

  test("have the zone of the lake's settings, in times and days", async ({ folder }) => {
    await makeLakeOf(folder, [
      record({
        ContactId: 'late',
        InitiationTimestamp: '2026-07-01T22:50:00Z',
        DisconnectTimestamp: '2026-07-01T23:30:00Z',
      }),
    ]);
    const marker = { format: 1, settings: { time_zone: 'Europe/London' } };
    await writeFile(join(folder, 'lake', 'lake.json'), JSON.stringify(marker));
    const [row] = await json(folder, 'contacts', '--from', '2026-07-02', '--to', '2026-07-02');
    expect(row.began_local).toBe('2026-07-01 23:50:00');
    const before = ['contacts', '--to', '2026-07-01', '--format', 'json'];
    expect(JSON.parse((await contactLake(folder, ...before)).stdout)).toEqual([]);
    // The clock is months later: the newest day that has contacts stands for today.
    const { stdout } = await contactLake(folder, 'contacts', '--today', '--format', 'json');
    expect(ids(JSON.parse(stdout))).toEqual(['late']);
  });

  test.for([
    [
      ['--queue', 'Cliams'],
      /^Found --queue Cliams, expected the name of a queue that has contacts/,
      1,
    ],
    [
      ['--agent', "x' OR true --"],
      /^Found --agent x' OR true --, expected the name of an agent/,
      1,
    ],
    [['--min-wait', 'long'], /expected a time such as 90s, 2m or 1h/, 2],
    [['--answered', '--abandoned'], /cannot be used with/, 2],
    [['--limit', '0'], /expected a whole number from 1 on/, 2],
  ] as const)('say what is wrong in: %s', async ([args, message, code], { folder }) => {
    await makeSmallLake(folder);
    const outcome = await contactLake(folder, 'contacts', ...args);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('of a lake with nothing but quarantined input are none', async ({ folder }) => {
    await writeFile(join(folder, 'note.txt'), 'no record');
    await contactLake(folder, 'land', 'note.txt');
    await contactLake(folder, 'run');
    expect(await json(folder, 'contacts')).toEqual([]);
    expect(await succeeds(folder, 'contacts', '--today')).toContain('0 contacts, today');
  });
});
