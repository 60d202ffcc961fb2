import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { commandsOf } from '../readme/commands.ts';
import { contactLake, startShell, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

/** A broken `check` is an answer, too, and these contacts are not of today. */
const BROKEN = 3;

describe('ten questions, ten commands', () => {
  test('each is answered by the demo lake', async ({ folder }) => {
    await succeeds(folder, 'demo', '--contacts', '3000', '--last-day', '2026-11-19');
    const { stdout } = await contactLake(folder, 'contacts', '--limit', '1', '--format', 'json');
    const [{ contact_id: id }] = JSON.parse(stdout);
    const commands = commandsOf('Ten questions, ten commands');
    expect(commands).toHaveLength(10);
    for (const command of commands) {
      const answered = await startShell(folder, `$PROGRAM ${command.replace('ID', id)}`).ended;
      const expected = command.startsWith('check ') ? BROKEN : 0;
      expect([command, answered.code, answered.stderr]).toEqual([command, expected, '']);
      expect([command, answered.stdout]).not.toEqual([command, '']);
    }
    expect(await readFile(join(folder, 'a.csv'), 'utf8')).toContain('agent-001');
  });
});
