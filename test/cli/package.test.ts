/** The package as a user installs it: nothing else than what the command line needs, and all of it. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { PACKAGE } from '../../terminal/package-files.ts';
import { test } from '../local/folder.ts';

const run = promisify(execFile);

/** What a file of the package may be. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/(licences\.txt|contact-lake\.js|chunks\/[\w-]+\.js|dashboard\.(js|css)|dashboard-loader\.js)$/,
  /^cli\/shells\/contact-lake\.(bash|zsh|fish)$/,
  /^queries\/((page|flat)\/)?[\w-]+\.sql$/,
  /^pipeline\/datasets\/[\w-]+\/views\/\w+\.sql$/,
];

test('the packed package, installed into an empty folder, shows the demo', async ({ folder }) => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse((await run('npm', pack, { cwd: PACKAGE })).stdout);
  const files: string[] = packed.files.map(({ path }: { path: string }) => path);
  expect(files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)))).toEqual([]);
  const sql = ['queries', 'pipeline/datasets'].flatMap((room) =>
    readdirSync(join(PACKAGE, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql'))
      .map((file) => `${room}/${file}`),
  );
  expect(files.filter((file) => file.endsWith('.sql')).sort()).toEqual(sql.sort());

  const empty = join(folder, 'empty');
  await mkdir(empty);
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quietly, join(folder, packed.filename)], { cwd: empty });
  const installed = join(empty, 'node_modules/.bin/contact-lake');
  const { stdout } = await run(installed, ['demo', '--contacts', '50'], { cwd: empty });
  expect(stdout).toMatch(/All \d+ answers equal the simulation's own\./);
  expect(stdout).toContain('contact-lake today --lake ./lake');
  expect(stdout).not.toContain('npm run');
  expect(existsSync(join(empty, 'lake/dashboard.html'))).toBe(true);
  const licences = readFileSync(join(empty, 'node_modules/contact-lake/dist/licences.txt'), 'utf8');
  for (const built of ['@duckdb/node-api', '@observablehq/plot']) expect(licences).toContain(built);
});

test('the version heads the newest release of the changelog, and each release has a day', () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const changelog = readFileSync(join(PACKAGE, 'CHANGELOG.md'), 'utf8');
  const heads = [...changelog.matchAll(/^## (.*)$/gm)].map(([, head]) => head!);
  expect(heads[0]).toBe('Unreleased');
  expect(heads[1]).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')} — `));
  for (const head of heads.slice(1)) expect(head).toMatch(/^\d+\.\d+\.\d+ — \d{4}-\d{2}-\d{2}$/);
});
