/** A verb loads only the packages that its work needs: most of the time of `--help` was once DuckDB's. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { start, test } from './contact-lake.ts';
import { makeSmallLake } from './small-lake.ts';

const LOGGER = fileURLToPath(new URL('log-packages.mjs', import.meta.url));

/** Without a region, the first call to AWS fails before it leaves the machine. */
const NO_REGION = {
  AWS_REGION: '',
  AWS_DEFAULT_REGION: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
};

/** Runs the command line in the folder: its outcome, and the packages it has imported, by name. */
async function runLogged(folder: string, args: string) {
  const log = join(folder, 'packages.log');
  const outcome = await start(folder, args.split(' '), {
    env: { ...NO_REGION, PACKAGE_LOG: log },
    nodeOptions: ['--import', LOGGER],
  }).ended;
  const packages = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { ...outcome, packages: [...new Set(packages)].sort() };
}

const VERBS = [
  'demo',
  'land',
  'normalise',
  'convert',
  'run',
  'rebuild',
  'query',
  'queries',
  'today',
  'contacts',
  'contact',
  'schema',
  'sql',
  'staffing',
  'check',
  'dashboard',
  'serve',
  'generate',
  'replay',
  'status',
  'redrive',
  'doctor',
  'config',
  'completion',
  'erase',
  'cost',
];

describe.concurrent('only the parser of arguments is loaded by', () => {
  test('--help, which lists the verbs', async ({ folder }) => {
    const { code, packages, stdout } = await runLogged(folder, '--help');
    expect({ code, packages }).toEqual({ code: 0, packages: ['commander'] });
    const verbs = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, verb]) => verb);
    expect(verbs).toEqual([...VERBS, 'help']);
  });

  test.for(VERBS)('%s --help', async (verb, { folder }) => {
    const { code, packages } = await runLogged(folder, `${verb} --help`);
    expect({ code, packages }).toEqual({ code: 0, packages: ['commander'] });
  });

  test.for([
    'nonsense',
    'land',
    'run --wach',
    'dashboard --service-level 20',
    'cost --contacts no',
  ])('the mistake in: %s', async (args, { folder }) => {
    const { code, packages } = await runLogged(folder, args);
    expect({ code, packages }).toEqual({ code: 2, packages: ['commander'] });
  });

  test.for(['queries', 'generate --contacts 5 --out week'])('%s', async (args, { folder }) => {
    const { code, packages } = await runLogged(folder, args);
    expect({ code, packages }).toEqual({ code: 0, packages: ['commander'] });
  });
});

describe.concurrent('a verb about a stack loads the one client that it needs first, and no engine:', () => {
  test.for([
    'status --stack S',
    'doctor --stack S',
    'doctor --stack S --walk',
    'redrive --stack S',
    'erase --stack S',
    'erase --contact 1 --yes --stack S',
    'query longest-waits --stack S',
    'cost --contacts 5 --stack S',
  ])('%s', async (args, { folder }) => {
    const { code, stderr, packages } = await runLogged(folder, args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^[^\n]+\n$/) });
    expect(packages.filter((name) => name !== 'string-width')).toEqual([
      '@aws-sdk/client-cloudformation',
      'commander',
    ]);
  });
});

test('this test would notice an engine', async ({ folder }) => {
  await makeSmallLake(folder);
  const { code, packages } = await runLogged(folder, 'status');
  expect({ code, packages }).toEqual({ code: 0, packages: ['@duckdb/node-api', 'commander'] });
});
