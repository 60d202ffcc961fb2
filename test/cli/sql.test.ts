import { describe, expect } from 'vitest';
import { asKept } from '../../cli/shared/sql-history.ts';
import { startShell, test } from './contact-lake.ts';
import { makeSmallLake } from './small-lake.ts';

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

describe('what may be of a person is not kept in the history:', () => {
  test.for([
    ["SELECT '+441632960961'", "SELECT '…'"],
    ["WHERE customer_address = 'someone@example.org'", "WHERE customer_address = '…'"],
    [
      "WHERE attributes.member = 'A-1' AND n = 'O''Neill'",
      "WHERE attributes.member = '…' AND n = '…'",
    ],
    ['WHERE attributes.member = $$A-1$$', "WHERE attributes.member = '…'"],
    ["WHERE contactid = '36ef1131-1234-4123-8123-123456789012'", "WHERE contactid = '…'"],
    ['SELECT "queue" AS "Someone\'s queue"', 'SELECT "queue" AS "…"'],
    ['SELECT 1 -- of someone\nFROM /* else */ ctr;', 'SELECT 1 FROM ctr;'],
    ['WHERE attributes.phone = 01632960961', null],
    ['WHERE attributes.mail = someone@example.org', null],
    ["SELECT 'so it goes\non'", "SELECT '…'"],
    ["WHERE attributes.dob = '1984-03-07'", "WHERE attributes.dob = '…'"],
    ["WHERE attributes.dob = DATE '1984-03-07'", "WHERE attributes.dob = DATE '…'"],
    ["WHERE attributes.pin = '42'", "WHERE attributes.pin = '…'"],
    ['WHERE attributes.pin = 42', null],
    ['WHERE account = 123456', null],
    ['WHERE phone = 01632/960/961', null],
    ['WHERE phone = 441_632_960_961', null],
    ['SELECT /* a /* Jane */ Doe */ 1', null],
    ["SELECT E'Jane\\'s', E'Doe\\'s'", null],
  ] as const)('%s is kept as %s', ([statement, kept]) => {
    expect(asKept(statement)).toBe(kept);
  });

  test.for([
    "WHERE day >= DATE '2026-10-15' AND t < TIMESTAMP '2026-10-15 10:00:00'",
    "WHERE channel = 'VOICE' AND d > d - INTERVAL '7' DAY",
    "SELECT date_trunc('month', at_timezone(d, 'Europe/London')), 1 + 20 LIMIT 100000",
  ])('%s is kept whole, and once kept stays the same', (statement) => {
    expect(asKept(statement)).toBe(statement);
    expect(asKept("SELECT '…'")).toBe("SELECT '…'");
  });
});
