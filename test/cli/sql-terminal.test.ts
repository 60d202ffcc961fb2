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
