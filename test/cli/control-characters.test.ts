import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { concatenated, record } from '../local/records.ts';
import { startShell, test } from './contact-lake.ts';
import { onTerminal } from './terminal.ts';

/** Retitles a window, clears it, hides, reads backwards, and forges a line: each in a name. */
const HOSTILE = '\x1b]0;x\x07\x1b[2J\x7f\x9b31m\u202eabc\u2066\u2028\td';
const SHOWN = '\\x1b]0;x\\x07\\x1b[2J\\x7f\\x9b31m\\u202eabc\\u2066\\u2028\\x09d';

/** All that a terminal may get: printable, or the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

async function makeHostileLake(folder: string): Promise<void> {
  await mkdir(join(folder, HOSTILE));
  await writeFile(
    join(folder, HOSTILE, `${HOSTILE}\n.json`),
    concatenated([
      record({ ContactId: '1', Name: HOSTILE, Attributes: { [HOSTILE]: '+441632960961' } }),
      '{"ContactId": 1}',
    ]),
  );
  await shell(folder, `$PROGRAM land '${HOSTILE}' && $PROGRAM run`);
}

/** Both outputs of a script. */
async function shell(folder: string, script: string): Promise<string> {
  const { stdout, stderr } = await startShell(folder, script).ended;
  return stdout + stderr;
}

describe.concurrent('a control character in data', () => {
  test.for([
    'query --sql "SELECT name FROM ctr"',
    'query --sql "SELECT name FROM ctr" --format json',
    'query --sql "SELECT other_fields, attributes FROM ctr" --format json',
    `query '${HOSTILE}'`,
    `'${HOSTILE}'`,
    `status --lake '${HOSTILE}'`,
    `land '${HOSTILE}' --json`,
    `land 'no ${HOSTILE}'`,
    `replay '${HOSTILE}' --json`,
    'normalise',
    'status',
    'status --json',
    'doctor',
    'doctor --json',
    'erase --customer +441632960961 --yes --json',
    `dashboard --time-zone '${HOSTILE}'`,
    `dashboard --out '${HOSTILE}.html'`,
  ])('comes as text from %s', async (args, { folder }) => {
    await makeHostileLake(folder);
    const output = await shell(folder, `$PROGRAM ${args}`);
    expect(output).not.toBe('');
    expect(output).not.toMatch(CONTROLS);
    if (args.includes('json')) expect(() => JSON.parse(output)).not.toThrow();
  });

  test('is spelled out in a table, and the table stays straight', async ({ folder }) => {
    await makeHostileLake(folder);
    const output = await shell(folder, '$PROGRAM query --sql "SELECT name FROM ctr"');
    const width = SHOWN.length;
    expect(output).toBe(
      [
        `┌${'─'.repeat(width + 2)}┐`,
        `│ ${'name'.padEnd(width)} │`,
        `├${'─'.repeat(width + 2)}┤`,
        `│ ${SHOWN} │`,
        `└${'─'.repeat(width + 2)}┘\n`,
      ].join('\n'),
    );
  });

  test('is the same value in JSON, and the same bytes in CSV that no terminal gets', async ({
    folder,
  }) => {
    await makeHostileLake(folder);
    const ask = (format: string) =>
      shell(folder, `$PROGRAM query --sql "SELECT name FROM ctr" --format ${format}`);
    expect(JSON.parse(await ask('json'))).toEqual([{ name: HOSTILE }]);
    expect(await ask('csv')).toBe(`name\r\n${HOSTILE}\r\n`);
  });

  test('is text in CSV on a terminal, and in the question of erase', async ({ folder }) => {
    await makeHostileLake(folder);
    const csv = await onTerminal(
      folder,
      ['query', '--format', 'csv', '--sql', 'SELECT name FROM ctr'],
      'never asked',
      null,
    );
    expect(csv.bytes).toBe(`name\r\n${SHOWN}\r\n`);
    const args = ['erase', '--customer', '+441632960961'];
    const { bytes } = await onTerminal(folder, args, '(y/N)', 'n\n');
    expect(bytes).toContain('by 1 further contact');
    for (const control of ['\x1b]', '\x1b[2J', '\x07', '\x9b', '\u202e', '\u2028']) {
      expect(bytes).not.toContain(control);
    }
  });

  test('forges no line', async ({ folder }) => {
    const output = await shell(folder, "$PROGRAM land 'a\nErased 5 contacts.'");
    expect(output).toBe('Not found: a\\x0aErased 5 contacts.\n');
  });
});
