import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installOnce } from './install-lock.ts';

const PYTHON = process.env.PYTHON ?? 'python3';

/** What the suites stand on, a virtual environment each. */
const ENVIRONMENTS = {
  python: ['ministack[full]==1.5.33', 'cfn-lint==1.58.0'],
  // Glue 5.1's Spark, and what Glue has beside it.
  spark: [
    'pyspark==3.5.6',
    'boto3==1.43.106',
    'boto3-stubs==1.43.106',
    'mypy==2.4.1',
    'ruff==0.17.6',
  ],
  // Engines that are not the lake's own, as `docs/other-engines.md` has them.
  others: ['pyiceberg[glue,pyarrow]==0.12.0', 'pyarrow==26.0.1', 'boto3==1.44.8', 'duckdb==2.0.1'],
} as const;

/** Which environment a program is of, and what it is called there. */
const PROGRAMS = {
  ministack: ['python', 'ministack'],
  'cfn-lint': ['python', 'cfn-lint'],
  python: ['spark', 'python'],
  mypy: ['spark', 'mypy'],
  ruff: ['spark', 'ruff'],
  'python of others': ['others', 'python'],
} as const;

const INSTALL_TIMEOUT_MILLISECONDS = 540_000;

/** Why the engines that need Python cannot run here; null if they can. */
export function whyNoPython(): string | null {
  const { error, status, stdout } = spawnSync(PYTHON, ['--version'], { encoding: 'utf8' });
  if (error || status !== 0) return `${PYTHON} is not on this machine`;
  const [, major = 0, minor = 0] = (/Python (\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  return major === 3 && minor >= 11 ? null : `${stdout.trim()} is older than Python 3.11`;
}

/** The path of a program of the pinned Python packages, which are installed if need be. */
export async function pythonProgram(name: keyof typeof PROGRAMS): Promise<string> {
  const run = promisify(execFile);
  const options = { timeout: INSTALL_TIMEOUT_MILLISECONDS };
  const [environment, program] = PROGRAMS[name];
  const pins = ENVIRONMENTS[environment];
  const folder = await installOnce(environment, pins, async (folder) => {
    await run(PYTHON, ['-m', 'venv', folder], options);
    const pip = join(folder, 'bin/pip');
    await run(pip, ['install', '--quiet', '--disable-pip-version-check', ...pins], options);
  });
  return join(folder, 'bin', program);
}
