import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { pythonProgram } from '../engines/python.ts';
import { templateText } from './template.ts';

/** Of the Regions that have Amazon Connect: the lake goes where the instance is. */
const REGIONS = ['us-east-1', 'eu-west-2', 'ap-southeast-2'];

describeOnMiniStack('cfn-lint', () => {
  it('finds no fault in the template', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contact-lake-'));
    try {
      const file = join(folder, 'contact-lake.template.json');
      await writeFile(file, await templateText());
      const lint = await pythonProgram('cfn-lint');
      const arguments_ = ['--regions', ...REGIONS, '--', file];
      const { stdout } = await promisify(execFile)(lint, arguments_);
      expect(stdout).toBe('');
    } catch (error) {
      throw new Error((error as { stdout?: string }).stdout ?? String(error), { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
