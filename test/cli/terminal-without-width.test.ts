import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { BUILT } from '../../terminal/package-files.ts';
import { test } from '../local/folder.ts';
import { landObject, makeLake } from '../local/lake.ts';
import { record } from '../local/records.ts';

test('a terminal that does not say how wide it is shows no progress, and the work ends', async ({
  folder,
}) => {
  await landObject(await makeLake(folder), 'one', [record({})]);
  const program = `${process.execPath} ${join(BUILT, 'contact-lake.js')}`;
  const command = `stty cols 0; exec ${program} run --lake lake`;
  const options = { cwd: folder, timeout: 60_000, killSignal: 'SIGKILL' as const };
  const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], options);
  expect(stdout).toContain('1 record');
  expect(stdout).not.toContain('\u001b[');
});
