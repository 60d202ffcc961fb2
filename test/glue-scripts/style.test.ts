import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { engineFolder, ROOT } from '../engines/folder.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { pythonProgram } from '../engines/python.ts';

describeOnSpark('the job’s Python', () => {
  const options = { cwd: join(ROOT, 'glue-scripts') };
  const said = async (program: 'ruff' | 'mypy', ...args: string[]) => {
    const run = promisify(execFile)(await pythonProgram(program), args, options);
    return run.then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ message, stdout, stderr }) => `${message}\n${stdout}${stderr}`,
    );
  };

  it('the Python of the job is well typed', async () => {
    const cache = engineFolder('work', 'mypy');
    expect(await said('mypy', '--no-error-summary', '--cache-dir', cache, '.')).toBe('');
  });

  it('is formatted and linted', async () => {
    const all = ['--no-cache', '--quiet', '.', '../test/glue-scripts', '../test/engines'];
    expect(await said('ruff', 'check', ...all)).toBe('');
    expect(await said('ruff', 'format', '--diff', ...all)).toBe('');
  });
});
