import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-lock.ts';

const PYTHON = process.env.PYTHON ?? 'python3';

/** What the AWS suites stand on. */
const PINS = ['ministack[full]==1.5.33', 'cfn-lint==1.58.0'];

const INSTALL_TIMEOUT_MILLISECONDS = 540_000;

/** Why the engines that need Python cannot run here; null if they can. */
export function whyNoPython(): string | null {
  const { error, status, stdout } = spawnSync(PYTHON, ['--version'], { encoding: 'utf8' });
  if (error || status !== 0) return `${PYTHON} is not on this machine`;
  const [, major = 0, minor = 0] = (/Python (\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  return major === 3 && minor >= 10 ? null : `${stdout.trim()} is older than Python 3.10`;
}

/** The path of a program of the pinned Python packages, which are installed if need be. */
export async function pythonProgram(name: 'ministack' | 'cfn-lint'): Promise<string> {
  const run = promisify(execFile);
  const options = { timeout: INSTALL_TIMEOUT_MILLISECONDS };
  const folder = await installOnce('python', PINS, async (folder) => {
    await run(PYTHON, ['-m', 'venv', folder], options);
    const pip = join(folder, 'bin/pip');
    await run(pip, ['install', '--quiet', '--disable-pip-version-check', ...PINS], options);
  });
  return join(folder, 'bin', name);
}
