import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { BUILT } from '../../terminal/package-files.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';

const OUTCOME = 'Landed 1 object.';
const ERASED = '\r\x1b[K';

/** Lands a file on a terminal of 20 columns: the bytes that the terminal is given. */
async function landOnTerminal(folder: string, env: Readonly<Record<string, string>>) {
  await writeFile(join(folder, 'one.json'), concatenated([record({})]));
  const command = `stty cols 20; ${process.execPath} ${join(BUILT, 'contact-lake.js')} land one.json`;
  const { CI: _, NO_COLOR: __, ...own } = process.env;
  const options = { cwd: folder, env: { ...own, TERM: 'xterm-256color', ...env } };
  return (await promisify(execFile)('script', ['-qec', command, '/dev/null'], options)).stdout;
}

describe.concurrent('the line of progress', () => {
  test('turns on a terminal, wraps nowhere, and is erased before the outcome', async ({
    folder,
  }) => {
    const bytes = await landOnTerminal(folder, {});
    expect(bytes).toContain(`${ERASED}\x1b[?7l\x1b[36m⠋\x1b[39m Landing\x1b[?7h`);
    expect(bytes.endsWith(`${ERASED}${OUTCOME}\r\n`)).toBe(true);
  });

  test('has no colour with NO_COLOR', async ({ folder }) => {
    const bytes = await landOnTerminal(folder, { NO_COLOR: '1' });
    expect(bytes).toContain('⠋ Landing');
    expect(bytes).not.toContain('\x1b[36m');
  });

  test.for([{ CI: 'true' }, { TERM: 'dumb' }])('is not shown with %j', async (env, { folder }) => {
    expect(await landOnTerminal(folder, env)).toBe(`${OUTCOME}\r\n`);
  });

  test('is not shown in a pipe', async ({ folder }) => {
    await writeFile(join(folder, 'one.json'), concatenated([record({})]));
    const { stdout, stderr } = await contactLake(folder, 'land', 'one.json');
    expect({ stdout, stderr }).toEqual({ stdout: `${OUTCOME}\n`, stderr: '' });
  });
});
