/** Follows the recipes of CONTRIBUTING.md, as they stand there, on a copy of the repository. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PACKAGE } from '../../terminal/package-files.ts';
import { missingBrowser, startBrowser } from '../page/browser.ts';
import { recipesIn, type Step, withBlock } from './recipes.ts';
import { copyRepository } from './scratch-copy.ts';

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

describe('a dataset', () => {
  const ASKED = '2026-11-23_1000';
  const answer = (score: number, minute: number) => ({
    Survey: { Id: 's-1' },
    AgentName: 'ann',
    Score: score,
    AnsweredAt: `2026-11-23T10:0${minute}:00Z`,
    Comments: [{ text: 'good', at: minute }],
    Language: 'en',
  });
  const inSurveys = (...args: string[]) =>
    run(process.execPath, 'dist/contact-lake.js', ...args, '--lake', 'surveys');
  const ask = async (sql: string) =>
    JSON.parse(await inSurveys('query', '--format', 'json', '--sql', sql));

  beforeAll(async () => {
    await mkdir(join(copy, 'answers'));
    const file = (name: string, text: string) => writeFile(join(copy, 'answers', name), text);
    await file(`s-1_first_${ASKED}.json`, JSON.stringify(answer(9, 1), null, 2));
    await file(`s-1_second_${ASKED}.json`, JSON.stringify(answer(3, 2), null, 2));
    await file('s-2_without_time.json', JSON.stringify({ ...answer(5, 3), Survey: { Id: 's-2' } }));
    await file(`nobody_${ASKED}.json`, JSON.stringify({ ...answer(5, 3), Survey: {} }));
    await inSurveys('land', 'answers');
    await inSurveys('run');
  });

  test('goes from its files to an answer: the latest version of each row, its free field as JSON', async () => {
    expect(await ask('SELECT * FROM survey_scores')).toEqual([
      { survey_id: 's-1', agent: 'ann', asked_at: '2026-11-23 10:00:00', score: 3 },
    ]);
    const sql = "SELECT comments, element_at(other_fields, 'Language') AS other FROM surveys";
    const [row, ...more] = await ask(sql);
    expect([JSON.parse(row.comments), row.other, more]).toEqual([
      [{ text: 'good', at: 2 }],
      '"en"',
      [],
    ]);
  });

  test('has what is no record in its quarantine, with the reason', async () => {
    expect(await ask('SELECT reason FROM quarantine ORDER BY reason')).toEqual([
      {
        reason:
          'a record in an object whose key gives no asked_at: land it in the folders and by the name with which it was delivered',
      },
      { reason: 'an object without a usable Survey.Id' },
    ]);
  });

  test('is in status, doctor and schema', async () => {
    const status = JSON.parse(await inSurveys('status', '--json'));
    expect(status.other_datasets).toMatchObject([{ dataset: 'surveys', rows: 1, quarantined: 2 }]);
    expect(await inSurveys('schema', 'surveys')).toContain('survey_id');
    expect(await inSurveys('schema')).toContain('one row per survey answer');
  });

  test('is searched by erase', async () => {
    const said = await inSurveys('erase', '--customer', '+441632960961', '--yes');
    expect(said).toBe('Nothing of this customer is in the lake.\n');
  });
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
