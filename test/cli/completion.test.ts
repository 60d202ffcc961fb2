/** Completion in the real shell. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { contactLake, test } from './contact-lake.ts';
import { succeeds } from './small-lake.ts';

const run = promisify(execFile);

test('bash completes verbs, options, values, and names of queries and settings', async ({
  folder,
}) => {
  const script = join(folder, 'completion.bash');
  await writeFile(script, await succeeds(folder, 'completion', 'bash'));
  /** What is offered for the last of the words. */
  const offered = async (...words: readonly string[]): Promise<string[]> => {
    const ask =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
      'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _contact_lake; echo ${COMPREPLY[*]}';
    const { stdout } = await run('bash', ['-c', ask, script, 'contact-lake', ...words]);
    return stdout.trim().split(' ');
  };
  expect(await offered('que')).toEqual(['query', 'queries']);
  expect(await offered('--lake', 'x', 'que')).toEqual(['query', 'queries']);
  expect(await offered('query', '--form')).toEqual(['--format']);
  expect(await offered('query', '--format', 'json')).toEqual(['json', 'jsonl']);
  expect(await offered('query', 'x', '--by', 'h')).toEqual(['half-hour', 'hour']);
  expect(await offered('config', 'set', 'time')).toEqual(['time_zone']);
  expect(await offered('completion', '')).toEqual(['bash', 'zsh', 'fish', '--help']);
  expect(await offered('query', '')).toEqual(
    expect.arrayContaining(listSavedQueries(QUERIES).map(({ name }) => name)),
  );
});

test('each shell has a script, another is a mistake', async ({ folder }) => {
  for (const shell of ['zsh', 'fish'])
    expect(await succeeds(folder, 'completion', shell)).toContain('service-level');
  const { code, stderr } = await contactLake(folder, 'completion', 'csh');
  expect(stderr).toMatch(/csh.*bash, zsh, fish/);
  expect(code).toBe(2);
});
