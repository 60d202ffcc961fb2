/** Follows the recipes of CONTRIBUTING.md, as they stand there, on a copy of the repository. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PACKAGE } from '../../terminal/package-files.ts';
import { missingBrowser, startBrowser } from '../page/browser.ts';
import { recipesIn, type Step, withBlock } from './recipes.ts';

const exec = promisify(execFile);
const page = readFileSync(join(PACKAGE, 'CONTRIBUTING.md'), 'utf8');
const recipes = recipesIn(page);

let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'recipes-'));
  await copyRepository(copy);
  for (const [, steps] of recipes) for (const step of steps) await follow(step);
  await run('npm', 'run', 'dev', '--', 'demo', '--contacts', '200', '--last-day', '2026-11-19');
});
afterAll(() => rm(copy, { recursive: true, force: true }));

test('there is a recipe for each of the usual changes', () => {
  expect([...recipes.keys()]).toEqual([
    'A metric',
    'A saved query',
    'A chart',
    'An alarm',
    'A dataset',
    'A release',
  ]);
  for (const [name, steps] of recipes) expect(steps.length, name).toBeGreaterThan(0);
});

test('what the recipes make has right types, and the form that the formatter gives', async () => {
  const made = [...recipes.values()]
    .flat()
    .flatMap((step) => (step.kind === 'new' ? step.file : []))
    .filter((file) => file.endsWith('.ts'));
  // Beside the new files, those that use them; the whole tree would take half a minute.
  const files = [...made, 'page/browser/views/trends.ts', 'sample-data/answers/gatherer.ts'];
  const settings = { extends: './tsconfig.json', include: [], files };
  await writeFile(join(copy, 'tsconfig.made.json'), JSON.stringify(settings));
  await run('npx', 'tsc', '--project', 'tsconfig.made.json');
  await run('npx', 'biome', 'check', '--vcs-enabled=false', ...made);
});

test('the added parts pass the tests of queries, runbook and bill', async () => {
  const queries = ['cases', 'saved-queries', 'derived'].map(
    (name) => `test/queries/${name}.test.ts`,
  );
  const alarms = ['test/infra/runbook.test.ts', 'test/stack/cost.test.ts'];
  // Of all their tests, those that look at what the recipes have added.
  const titles = [
    'who-ends-it',
    'every saved query is in a case',
    'held-contacts-by-channel',
    'up to date',
    'the runbook',
    'counts the metrics, alarms and dashboards',
  ];
  await run('npx', 'vitest', 'run', ...queries, ...alarms, '-t', titles.join('|'));
});

test('a metric: the view has its column, and a query shows it', async () => {
  const sql =
    'SELECT count(*) FILTER (WHERE is_handled) AS handled, count(*) FILTER (WHERE is_short_conversation) AS short FROM contact_facts';
  const [row] = JSON.parse(await contactLake('query', '--format', 'json', '--sql', sql));
  expect(row.handled).toBeGreaterThan(50);
  expect(row.short).toBeLessThan(row.handled);
});

describe('a saved query', () => {
  test('is answered, and its answer is the simulation’s own', async () => {
    // The demo has compared every answer with the sheet; here the sheet has the new one.
    const sheet = JSON.parse(await readFile(join(copy, 'lake/answers.json'), 'utf8'));
    const { rows } = sheet.queries.find(
      ({ query }: { query: string }) => query === 'held-contacts-by-channel',
    );
    const csv = await contactLake('query', 'held-contacts-by-channel', '--format', 'csv');
    const [, ...answered] = csv.trimEnd().split('\r\n');
    expect(answered).toEqual(rows.map((row: unknown[]) => row.join(',')));
    expect(rows.length).toBeGreaterThan(0);
  });

  test('is in the README', async () => {
    expect(await readFile(join(copy, 'README.md'), 'utf8')).toContain(
      '| `held-contacts-by-channel` | How many handled contacts of each channel are put on hold? |',
    );
  });
});

test('a chart: the page shows it', async () => {
  expect(await readFile(join(copy, 'dist/dashboard.js'), 'utf8')).toContain('Contacts put on hold');
  if (missingBrowser()) return;
  const browser = await startBrowser();
  try {
    const tab = await browser.newPage();
    await tab.goto(pathToFileURL(join(copy, 'lake/dashboard.html')).href);
    const section = tab.getByRole('region', { name: 'Contacts put on hold' });
    expect(await section.textContent()).toMatch(/\d+ of \d+ handled contacts, [\d.]+ %/);
  } finally {
    await browser.close();
  }
});

test('an alarm: it is in the template, and names its article', async () => {
  const template = JSON.parse(
    await readFile(join(copy, 'dist/contact-lake.template.json'), 'utf8'),
  );
  const alarms = Object.values<{ Type: string }>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map((alarm) => JSON.stringify(alarm));
  expect(alarms.filter((alarm) => alarm.includes('/assets/runbook/bytes-surge.md'))).toHaveLength(
    1,
  );
});

test('a dataset: normalise keeps its records by name and type, and convert does not know it yet', async () => {
  const { normalised, flatfile, refusal } = await surveysInCopy();
  expect(normalised).toMatchObject({ records_in: 2, records_out: 1, quarantined: 1 });
  expect(flatfile).toMatchObject({
    surveyid: 's-1',
    score: 9,
    other_fields: { Comment: '"good"' },
  });
  expect(refusal).toBe('The dataset surveys has no open struct');
});

test('a release: version, lock file and changelog agree, and its template is kept', async () => {
  const read = (file: string) => readFile(join(copy, file), 'utf8');
  expect(JSON.parse(await read('package.json')).version).toBe('0.2.0');
  expect(JSON.parse(await read('package-lock.json')).version).toBe('0.2.0');
  const heads = [...(await read('CHANGELOG.md')).matchAll(/^## (.*)$/gm)].map(([, head]) => head);
  expect(heads.slice(0, 2)).toEqual(['Unreleased', '0.2.0 — 2027-01-15']);
  const kept = await readFile(join(copy, 'test/infra/releases/0.2.0.template.json.gz'));
  expect(gunzipSync(kept).toString()).toBe(await read('dist/contact-lake.template.json'));
});

test('CONTRIBUTING names scripts and files that are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const [guide = ''] = page.replace(/<!--[\s\S]*?-->/g, '').split(/^## Recipes$/m);
  for (const [, script] of guide.matchAll(/npm run ([a-z:]+)/g)) {
    expect(Object.keys(scripts)).toContain(script);
  }
  for (const [, file] of guide.matchAll(/\b((?:test|local|page|cli)\/[\w/-]+\.ts)\b/g)) {
    expect([file, existsSync(join(PACKAGE, file!))]).toEqual([file, true]);
  }
});

/** The files of the repository, changed ones too, beside the installed dependencies. */
async function copyRepository(folder: string): Promise<void> {
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await exec('git', listing, { cwd: PACKAGE });
  for (const file of stdout.split('\0')) {
    if (!statSync(join(PACKAGE, file), { throwIfNoEntry: false })?.isFile()) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(PACKAGE, file), join(folder, file));
  }
  // A folder of links and not a link: what tools keep beside the dependencies is the copy's own.
  const modules = join(PACKAGE, 'node_modules');
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(modules)) {
    if (name === '.vite') continue;
    await symlink(join(modules, name), join(folder, 'node_modules', name));
  }
}

async function follow(step: Step): Promise<void> {
  if (step.kind === 'run') return void (await run('sh', '-euc', step.text));
  const file = join(copy, step.file);
  if (step.kind === 'new') {
    expect([step.file, existsSync(file)]).toEqual([step.file, false]);
    await mkdir(dirname(file), { recursive: true });
    return writeFile(file, step.text);
  }
  return writeFile(file, withBlock(await readFile(file, 'utf8'), step.line, step.text));
}

/** Runs a command in the copy; rejects with all that it has said if it fails. */
async function run(command: string, ...args: string[]): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|npm_)/.test(name));
  const env = Object.fromEntries(own);
  try {
    return (await exec(command, args, { cwd: copy, env, maxBuffer: 1e8 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${[command, ...args].join(' ')} failed:\n${stdout}\n${stderr}`);
  }
}

function contactLake(...args: string[]): Promise<string> {
  return run(process.execPath, 'dist/contact-lake.js', ...args, '--lake', 'lake');
}

/** What the copy makes of two survey answers, of which one lacks its day. */
async function surveysInCopy() {
  const outfile = join(copy, 'dist', 'surveys.mjs');
  await build({
    absWorkingDir: copy,
    stdin: {
      resolveDir: copy,
      loader: 'ts',
      contents: `export { surveys } from './pipeline/datasets/surveys/dataset.ts';
export { rawPrefix } from './pipeline/lake-keys.ts';
export { fileWithFolder, openOrMakeLake } from './local/lake/lake-folder.ts';
export { normaliseLake } from './local/stages/normalise-lake.ts';
export { convertLake } from './local/stages/convert-lake.ts';`,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const { surveys, rawPrefix, fileWithFolder, openOrMakeLake, normaliseLake, convertLake } =
    await import(pathToFileURL(outfile).href);
  const lake = await openOrMakeLake(join(copy, 'surveys'));
  const records = [
    {
      SurveyId: 's-1',
      Score: 9,
      AskedAt: '2026-11-23T10:00:00Z',
      AnsweredAt: '2026-11-23T10:01:00Z',
      Comment: 'good',
    },
    { SurveyId: 's-2', Score: 1, AnsweredAt: '2026-11-23T10:01:00Z' },
  ];
  const raw = await fileWithFolder(lake, `${rawPrefix(surveys)}2026/11/23/10/one`);
  await writeFile(raw, records.map((record) => JSON.stringify(record)).join(''));
  const normalised = await normaliseLake(lake, surveys);
  const files = await readdir(join(lake.path, 'flatfiles'), { recursive: true });
  const [file] = files.filter((name) => name.endsWith('.gz'));
  const text = gunzipSync(await readFile(join(lake.path, 'flatfiles', file!))).toString();
  const refusal = await convertLake(lake, surveys).then(
    () => null,
    (error: Error) => error.message,
  );
  return { normalised, flatfile: JSON.parse(text), refusal };
}
