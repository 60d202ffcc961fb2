/** Output that cannot be written: a full disk, a limit in the middle of a file, a closed stream. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { startShell, test } from './contact-lake.ts';
import { succeeds, writeRecords } from './small-lake.ts';

/** Every verb that needs no account; there is a demo in `lake`, and `records.json`. */
const VERBS = [
  '--help',
  '--version',
  'query --help',
  'queries',
  'queries service-level',
  'completion bash',
  'cost --contacts 1000',
  'today',
  'check',
  'contacts',
  'contacts --format csv',
  'contacts --limit 1 --out contacts.csv',
  'contact $ID',
  'schema',
  'schema attributes --format json',
  'staffing --queue Support --model c',
  'config',
  'config set title Calls',
  'query longest-waits',
  'query longest-waits --format md',
  'query --sql "SELECT range AS n FROM range(300000)" --format csv',
  'query --sql "SELECT range AS n FROM range(300000)" --format jsonl',
  'status',
  'doctor',
  'dashboard',
  'dashboard --watch',
  'serve',
  'run',
  'run --watch',
  'normalise',
  'convert',
  'rebuild',
  'erase --contact 00000000-0000-4000-8000-000000000000 --yes',
  'generate --contacts 5 --out week',
  'land records.json --lake other',
  'replay records.json --lake other',
  'demo --contacts 5 --lake another',
];

test('on a full disk every verb ends with one sentence and 1', async ({ folder }) => {
  await succeeds(folder, 'demo', '--contacts', '60');
  await writeRecords(join(folder, 'records.json'));
  const csv = await succeeds(folder, 'query', '--sql=SELECT contactid FROM ctr', '--format=csv');
  const id = csv.split('\r\n')[1];
  for (const verb of VERBS) {
    const { code, stderr } = await startShell(folder, `ID=${id}; $PROGRAM ${verb} > /dev/full`)
      .ended;
    const said = stderr.replace(/^The newest \d+ of \d+ contacts, .*\n/, '');
    expect({ verb, code, said }).toEqual({ verb, code: 1, said: FULL });
  }
  const { code, stderr } = await startShell(folder, 'echo "SELECT 1;" | $PROGRAM sql > /dev/full')
    .ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: FULL });
});

test('a full disk in the middle of a text is noticed, not only at its beginning', async ({
  folder,
}) => {
  const script = 'ulimit -f 1; $PROGRAM queries > written';
  const { code, stderr } = await startShell(folder, script).ended;
  expect((await readFile(join(folder, 'written'))).length).toBe(512);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'Cannot write to standard output: it would be larger than files may be here\n',
  });
});

describe('standard error that cannot be written', () => {
  test.for([
    ['queries', 0],
    ['nonsense', 2],
    ['status --lake nowhere', 1],
  ] as const)('leaves the exit code of %s as it is', async ([verb, expected], { folder }) => {
    for (const place of ['2> /dev/full', '2>&-']) {
      const { code } = await startShell(folder, `$PROGRAM ${verb} ${place}`).ended;
      expect({ place, code }).toEqual({ place, code: expected });
    }
  });

  test('beside a full standard output ends with 1', async ({ folder }) => {
    const { code } = await startShell(folder, '$PROGRAM queries > /dev/full 2>&1').ended;
    expect(code).toBe(1);
  });
});

const FULL = 'Cannot write to standard output: the disk is full\n';
