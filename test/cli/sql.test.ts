import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect } from 'vitest';
import { mayBePersonal } from '../../cli/shared/sql-history.ts';
import { BUILT } from '../../terminal/package-files.ts';
import { startShell, test } from './contact-lake.ts';
import { makeSmallLake } from './small-lake.ts';
import { onTerminal } from './terminal.ts';

/** Gives the text to the prompt by a pipe. */
function piped(folder: string, text: string, options = '') {
  const escaped = text.replaceAll("'", "'\\''");
  return startShell(folder, `printf '%s' '${escaped}' | $PROGRAM sql ${options}`).ended;
}

describe('sql in a pipe', () => {
  test('runs statements over several lines, the last one without a semicolon too', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    const { code, stdout, stderr } = await piped(
      folder,
      "SELECT count(*) AS contacts\nFROM contact_facts; SELECT ';' AS sign\n",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/│ contacts │[\s\S]*│ +5 │[\s\S]*│ sign │[\s\S]*│ ; +│/);
  });

  test('has the commands of the prompt', async ({ folder }) => {
    await makeSmallLake(folder);
    const { stdout, code } = await piped(
      folder,
      '\\d requested_callbacks\n\\x\nSELECT 1 AS a, 2 AS b;\n\\q\nSELECT 3;',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ is_dialled +│ boolean +│ the customer was dialled/);
    expect(stdout).toMatch(/\na {2}1\nb {2}2\n$/);
  });

  test.for([
    [
      'SELECT qeue FROM contact_facts;\nSELECT 2;',
      /^Binder Error: .*\nCandidate bindings: "queue".*\nLINE 1: SELECT qeue FROM contact_facts\n +\^\n$/,
    ],
    ['CREATE TABLE x AS SELECT 1;', /^Found CREATE, expected a statement that only reads: /],
    ["COPY (SELECT 1) TO 'lake/x.parquet';", /^Found COPY, expected a statement that only reads: /],
    ["SELECT * FROM read_text('/etc/hostname');", /^Found read_text\(\)/],
    ['\\nope', /^Found \\nope, expected one of /],
    ['\\d contact_fact', /^There is no table "contact_fact"; nearest: contact_facts/],
  ] as const)('ends at the mistake in: %s', async ([text, message], { folder }) => {
    await makeSmallLake(folder);
    const { code, stdout, stderr } = await piped(folder, text);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});

describe('sql on a terminal', () => {
  test('keeps the statements for the next time, and no others', async ({ folder }) => {
    await makeSmallLake(folder);
    process.env.XDG_STATE_HOME = join(folder, 'state');
    const typed = "SELECT 41\n+ 1 AS answer;\nSELECT '+441632 960961' AS n;\n\\q\n";
    const { code, shown } = await onTerminal(folder, ['sql'], 'lake> ', typed);
    expect(code).toBe(0);
    expect(shown).toMatch(/│ +42 │/);
    const file = join(folder, 'state', 'contact-lake', 'sql-history');
    expect(readFileSync(file, 'utf8')).toBe('SELECT 41 + 1 AS answer;\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await onTerminal(folder, ['sql', '--no-history'], 'lake> ', 'SELECT 5;\n\\q\n');
    expect(readFileSync(file, 'utf8')).toBe('SELECT 41 + 1 AS answer;\n');
  });

  test('goes on after a mistake and after Ctrl-C, and ends with 0 at Ctrl-D', async ({
    folder,
  }) => {
    await makeSmallLake(folder);
    process.env.XDG_STATE_HOME = join(folder, 'state');
    const typed = 'SELECT nothing;\nSELECT half\x03SELECT 6 * 7 AS answer;\n\x04';
    const { code, shown } = await onTerminal(folder, ['sql', '--no-history'], 'lake> ', typed);
    expect(code).toBe(0);
    expect(shown).toContain('Referenced column "nothing" not found');
    expect(shown).toMatch(/│ +42 │/);
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  test('cancels the statement at Ctrl-C, and not the prompt', async ({ folder }) => {
    await makeSmallLake(folder);
    const endless =
      'SELECT sum(a.versions * b.versions) FROM contact_facts a CROSS JOIN contact_facts b ' +
      Array.from({ length: 14 }, (_, at) => `CROSS JOIN contact_facts c${at}`).join(' ');
    const { code, shown } = await typedInTurn(folder, [
      ['lake> ', `${endless};\n`],
      // Its echo shows that the line has been taken, and the statement has begun.
      ['c13;\r\n', '\x03'],
      ['Cancelled.', 'SELECT 6 * 7 AS answer;\n\\q\n'],
    ]);
    expect(code).toBe(0);
    expect(shown).toMatch(/│ +42 │/);
  });
});

/** Types each text when the one before it is shown on a terminal that is wide enough for any line. */
async function typedInTurn(
  folder: string,
  steps: readonly (readonly [shown: string, typed: string])[],
) {
  const program = `'${process.execPath}' '${join(BUILT, 'contact-lake.js')}' sql --no-history`;
  const command = `stty cols 2000; ${program}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder });
  const left = [...steps];
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    while (left[0] && stripVTControlCharacters(shown).includes(left[0][0])) {
      child.stdin.write(left.shift()![1]);
    }
  });
  const [code] = await once(child, 'close');
  return { code, shown };
}

describe('a statement with what may be personal is not kept', () => {
  test.for([
    ["SELECT '+441632960961'", true],
    ["WHERE customer_address = '01632 960 961'", true],
    ["WHERE address = '(01632) 960-961'", true],
    ["WHERE customer_address = 'someone@example.org'", true],
    ["WHERE day >= DATE '2026-10-15' AND t < TIMESTAMP '2026-10-15 10:00:00'", false],
    ["WHERE contactid = '36ef1131-1234-4123-8123-123456789012'", false],
    ['SELECT 1 + 20 LIMIT 100000', false],
  ] as const)('%s: %s', ([statement, is]) => {
    expect(mayBePersonal(statement)).toBe(is);
  });
});
