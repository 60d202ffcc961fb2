import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { test } from './contact-lake.ts';
import { makeSmallLake } from './small-lake.ts';
import { dialogue } from './terminal.ts';

const CTRL_C = '\x03';
const CTRL_D = '\x04';

test('sql on a terminal takes a statement of several lines; Ctrl-C keeps the prompt, Ctrl-D ends it', async ({
  folder,
}) => {
  await makeSmallLake(folder);
  const { code, shown } = await dialogue(
    folder,
    ['sql', '--no-history'],
    [
      ['lake> ', 'SELECT count(*) AS contacts\r'],
      ['-> ', 'FROM contact_facts;\r'],
      ['│        5 │', ''],
      ['lake> ', 'SELECT qeue'],
      ['qeue', CTRL_C],
      ['lake> ', 'SELECT qeue FROM contact_facts;\r'],
      ['Candidate bindings', ''],
      ['lake> ', "SELECT 'still' || ' here' AS sign;\r"],
      ['still here', ''],
      ['lake> ', CTRL_D],
    ],
  );
  expect({ code, shown }).toMatchObject({ code: 0 });
});

test('Ctrl-C ends a statement of sql that is running, and keeps the prompt', async ({ folder }) => {
  await makeSmallLake(folder);
  const { code, shown } = await dialogue(
    folder,
    ['sql', '--no-history'],
    [
      ['lake> ', 'SELECT range AS n FROM range(1000000000000);\r'],
      ['\n', CTRL_C],
      ['Cancelled.', ''],
      ['lake> ', '\\q\r'],
    ],
  );
  expect({ code, shown }).toMatchObject({ code: 0 });
});

test('the history comes back at the next prompt without the texts, those of an earlier release too', async ({
  folder,
}) => {
  await makeSmallLake(folder);
  const file = join(folder, 'state', 'contact-lake', 'sql-history');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "SELECT 'someone' AS old;\n");
  const env = { XDG_STATE_HOME: join(folder, 'state') };
  const turns = [
    ['lake> ', "SELECT 'somebody' AS a, -- a sign\r"],
    ['-> ', "'VOICE' AS channel;\r"],
    ['somebody', ''],
    ['lake> ', '\\q\r'],
  ] as const;
  expect((await dialogue(folder, ['sql'], turns, { env })).code).toBe(0);
  const kept = await readFile(file, 'utf8');
  expect(kept).toBe("SELECT '…' AS old;\nSELECT '…' AS a, 'VOICE' AS channel;\n");
  const arrowUp = '\x1b[A';
  const { code, shown } = await dialogue(
    folder,
    ['sql'],
    [
      ['lake> ', arrowUp],
      ["'VOICE' AS channel;", '\r'],
      ['│ … ', ''],
      ['lake> ', CTRL_D],
    ],
    { env },
  );
  expect({ code, shown }).toMatchObject({ code: 0 });
  expect(await readFile(file, 'utf8')).not.toContain('some');
});
