import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { filesIn } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { contactLake, type Outcome, startShell, test } from './contact-lake.ts';
import { makeSmallLake, succeeds, writeRecords } from './small-lake.ts';

/** What is typed, and what the one sentence has to name. */
type Mistake = readonly [args: string, culprit: RegExp];

const IN_ARGUMENTS: readonly Mistake[] = [
  ['quer longest-waits', /unknown command 'quer' \(Did you mean query\?\)/],
  ['nonsense', /unknown command 'nonsense'/],
  ['run --wach', /unknown option '--wach' \(Did you mean --watch\?\)/],
  ['land', /missing required argument 'file'/],
  ['generate --contacts 5', /required option '--out <dir>'/],
  ['generate', /required option '--contacts <n>' not specified/],
  ['generate --contacts five --out week', /found five, expected a whole number from 1 on/],
  ['generate --contacts 5 --seed 1.5 --out week', /found 1.5, expected a whole number from 0 on/],
  ['demo --last-day soon', /--last-day <day>': found soon, expected a day such as \d{4}-\d\d-\d\d/],
  ...['0001-01-01', '1969-12-31', '1996-02-04', '3000-01-01', '9999-12-31'].map(
    (day): Mistake => [
      `demo --last-day ${day}`,
      new RegExp(`^Found --last-day ${day}, expected a day from 1996-02-05 to 2999-12-31$`, 'm'),
    ],
  ),
  ['demo --contacts 400000 --last-day 1996-02-05', /--contacts 400000, expected 360000 at most$/m],
  ['generate --contacts 5 --days 400000 --out week', /--days 400000, expected \d{6} at most$/m],
  [
    'generate --contacts 9007199254740991 --out week',
    /--contacts 9007199254740991, expected \d{10} at most$/m,
  ],
  [`cost --contacts 5 --versions ${'9'.repeat(400)}`, /found 9+, expected a number from 1 to 9+/],
  [`doctor --patience ${'9'.repeat(400)}`, /found 9+, expected a whole number from 1 to 999999 /],
  // An unknown option is named before one that is missing, which it was meant for.
  ...['staffing', 'generate', 'cost', 'redrive', 'land', 'replay', 'contact', 'completion'].map(
    (verb): Mistake => [`${verb} --foo`, /^error: unknown option '--foo'/],
  ),
  ['staffing --queue Claims --growth -100', /found -100, expected a percentage from -99 to 1000/],
  // A value that is empty is `nothing`, wherever it is read; the rest is in blank-values.test.ts.
  ['contacts --queue ', /'--queue <name>': found nothing, expected the name of a queue/],
  ['staffing --queue Claims --day=', /'--day <day>': found nothing, expected a day such as/],
  ['query longest-waits --out ', /'--out <file>': found nothing, expected a file/],
  ['today --lake ', /'--lake <dir>': found nothing, expected a folder/],
  ['--lake= today', /'--lake <dir>': found nothing, expected a folder/],
  ['erase --customer= --yes', /'--customer <address>': found nothing, expected an address/],
  ['doctor --before-launch --parameters ', /'--parameters <parameter...>': found nothing/],
  ['land ', /^error: argument 'file': found nothing, expected a file or folder/],
  ['contact ', /^error: argument 'id': found nothing, expected an id or a beginning of it/],
  ['demo --contacts 0', /found 0, expected a whole number from 1 on/],
  ['replay records.json --rate Infinity', /found Infinity, expected a whole number from 1 on/],
  ['contacts --limit Infinity', /found Infinity, expected a whole number from 1 on/],
  ['replay records.json --rate -1', /found -1, expected a whole number/],
  ['replay records.json --to nowhere', /nowhere.*local/],
  ['dashboard --time-zone Mars/Olympus', /found Mars\/Olympus, expected a zone/],
  // A bound is named to one who is beyond it, and the forms to one who missed them.
  [
    'contacts --last 3x',
    /: found 3x, expected days, weeks, months or years such as 7d, 4w, 2m or 1y \(/,
  ],
  ['contacts --last 7deeks', /: found 7deeks, expected days, weeks, months or years such as/],
  ['contacts --last 99999999d', /: found 99999999d, expected 9999d or less \(/],
  ['contacts --last 834Years', /: found 834Years, expected 833y or less \(/],
  ['contacts --last 0w', /: found 0w, expected 1w or more \(/],
  ['contacts --min-wait 2x', /: found 2x, expected a time such as 90s, 2m or 1h \(/],
  ['contacts --min-wait 1000000', /: found 1000000, expected 999999 or less \(/],
  ['staffing --queue Q --last 99999999999999w', /: found 9+w, expected 99w or less \(/],
  ['staffing --queue Q --last 4', /: found 4, expected weeks such as 4w \(/],
  ['staffing --queue Q --at-once 10', /: found 10, expected a whole number from 1 to 9 \(/],
  ['check --stale 0m', /: found 0m, expected 1m or more \(/],
  ['check --stale 1000000d', /: found 1000000d, expected 999999d or less \(/],
  ['dashboard --contacts some', /: found some, expected a number of days, or none \(/],
  ['dashboard --contacts 10000', /: found 10000, expected 9999 or less \(/],
  ['serve --port 65536', /: found 65536, expected a whole number from 0 to 65535 \(/],
  ['doctor --patience soon', /: found soon, expected a whole number from 1 to 999999 \(/],
  ['check --sl voice=0/20', /a whole per cent of 1 to 100 and seconds from 1 on/],
  ['check --sl voice=66.5/20', /a whole per cent of 1 to 100 and seconds from 1 on/],
  ['check --sl voice=80/20 --sl VOICE=50/20', /found VOICE twice, expected one target for it/],
  ['dashboard --service-level 20', /found 20, expected share\/seconds such as 80\/20/],
  ['dashboard --service-level 101/20', /found 101\/20/],
  ['status --stack S --lake here', /'--stack <name>' cannot be used with option '--lake <dir>'/],
  ['--lake here status --stack S', /'--stack <name>' cannot be used with option '--lake <dir>'/],
  ['--lake here queries', /the verb 'queries' takes no --lake/],
  ['run --wach', /\(contact-lake run --help lists its options\)/],
  ['query longest-waits --format parquet', /--format parquet without --out, expected --out FILE$/m],
  ['query longest-waits --excel', /--excel with --format table, expected it with --format csv/],
  [
    'query longest-waits --wide --format csv',
    /--wide with --format csv, expected it with --format t/,
  ],
  ['contacts --wide --out x.json', /--wide with --format json, expected it with --format table: /],
  [
    'query longest-waits --out x.bogus',
    /--out x\.bogus, expected an ending such as \.txt, \.csv, .*, \.parquet, or --format/,
  ],
  ['query --sql=SELECT(1) --out x.csv.gz', /--out x\.csv\.gz, expected an ending such as/],
  ['contacts --out x.xlsx', /--out x\.xlsx, expected an ending such as/],
  ['schema --out reports.d/x.sql', /--out reports\.d\/x\.sql, expected an ending such as/],
  ['staffing --queue Claims --out x.csvx', /--out x\.csvx, expected an ending such as/],
  ['query longest-waits --stack S --out x.html', /--out x\.html, expected an ending such as/],
  ['query sla', /no saved query "sla"; the nearest name is service-level$/m],
];

/** There is a lake at `lake`, a demo's lake at `demo`, a file `records.json`, a folder `stuff`. */
const IN_THE_WORLD: readonly Mistake[] = [
  ['land gone.json records.json lost', /^Not found: gone\.json, lost$/m],
  ['replay gone.json lost', /^Not found: gone\.json, lost$/m],
  ['land gone.json --lake fresh', /^Not found: gone\.json$/m],
  ['replay gone.json --lake fresh', /^Not found: gone\.json$/m],
  ['status --lake nowhere', /no lake at nowhere/],
  ['run --lake nowhere', /no lake at nowhere/],
  ['query longest-waits --lake stuff', /stuff is not a lake/],
  ['land records.json --lake stuff', /stuff is not a lake/],
  ['demo --lake stuff', /stuff is not a lake/],
  ['doctor --lake records.json', /records\.json is not a lake/],
  ['land records.json --lake records.json', /records\.json is not a lake/],
  ['land records.json --lake records.json/x', /records\.json\/x: a file is in the place of/],
  ['status --lake future', /lake at future is of format 99, expected 1/],
  ['demo --contacts 5', /lake holds records of your own, expected the demo of 5 contacts/],
  ['land records.json --lake demo', /demo holds the demo of 5 contacts with seed 1, expected/],
  ['demo --contacts 6 --lake demo', /demo of 5 contacts with seed 1, expected the demo of 6/],
  ['dashboard --out no/such/page.html', /no\/such\/page\.html: there is no such file or folder/],
  ['dashboard --out stuff', /Cannot write stuff: a folder is in its place/],
  ['dashboard --out records.json/page.html', /page\.html: a file is in the place of its folder/],
  ['generate --contacts 5 --out stuff', /stuff is not empty/],
  ['generate --contacts 5 --out records.json', /records\.json is a file/],
  ['status --lake loop', /^Cannot read .*\/loop: a link leads back to itself$/m],
  ['land records.json --lake loop', /^Cannot read .*\/loop: a link leads back to itself$/m],
  ['rebuild --lake marked', /^Cannot read .*\/marked\/lake\.json: a link leads back to itself$/m],
  ['query longest-waits --lake broken', /2026-11-23\.parquet/],
];

/** A page's sums are kept for the next page, also if this one cannot be written. */
async function filesButKept(folder: string): Promise<string[]> {
  return (await filesIn(folder)).filter((file) => !file.includes('/work/kept/'));
}

describe.concurrent('a mistake in the arguments is one sentence that names it:', () => {
  test.for(IN_ARGUMENTS)('%s', async ([args, culprit], { folder }) => {
    expectOneSentence(await contactLake(folder, ...args.split(' ')), culprit, 2);
    expect(await filesIn(folder)).toEqual([]);
  });
});

test.concurrent('a file or folder that is not as expected is named in one sentence, and nothing is changed', async ({
  folder,
}) => {
  await makeSmallLake(folder);
  await mkdir(join(folder, 'stuff'));
  await writeFile(join(folder, 'stuff', 'letter.txt'), 'Dear');
  await mkdir(join(folder, 'future'));
  await writeFile(join(folder, 'future', 'lake.json'), '{"format":99}');
  await mkdir(join(folder, 'demo'));
  await writeFile(
    join(folder, 'demo', 'lake.json'),
    '{"format":1,"demo":{"contacts":5,"seed":1}}\n',
  );
  await mkdir(join(folder, 'broken', 'parquet', 'ctr'), { recursive: true });
  await writeFile(join(folder, 'broken', 'lake.json'), '{"format":1}\n');
  await writeFile(join(folder, 'broken/parquet/ctr/2026-11-23.parquet'), 'no such thing');
  await symlink('loop', join(folder, 'loop'));
  await mkdir(join(folder, 'marked'));
  await symlink('lake.json', join(folder, 'marked', 'lake.json'));
  const before = await filesIn(folder);
  for (const [args, culprit] of IN_THE_WORLD) {
    expectOneSentence(await contactLake(folder, ...args.split(' ')), culprit);
    expect(await filesButKept(folder), args).toEqual(before);
  }
});

describe.concurrent('a full disk is reported in one sentence, and nothing half-written stays:', () => {
  test('a full disk while landing', async ({ folder }) => {
    await writeFile(join(folder, 'large.json'), concatenated(manyRecords(200)));
    await succeeds(folder, 'land', '--lake', 'lake', await smallFile(folder));
    const before = await filesIn(folder);
    expectOneSentence(await whileFull(folder, 4, 'land large.json'), /Cannot write .*large-/);
    expect(await filesIn(folder)).toEqual(before);
  });

  test('a full disk while normalising', async ({ folder }) => {
    await writeFile(join(folder, 'large.json'), concatenated(manyRecords(2000)));
    await succeeds(folder, 'land', 'large.json');
    const before = await filesIn(folder);
    // Room enough for the lock, not for the flatfile.
    expectOneSentence(await whileFull(folder, 32, 'normalise'), /Cannot write .*flatfiles/);
    expect(await visible(folder)).toEqual([...before, 'lake/work/lock.duckdb'].sort());
    await succeeds(folder, 'run');
    expect(JSON.parse(await succeeds(folder, 'status', '--json'))).toMatchObject({
      contacts: 2000,
    });
  });

  test('a full disk while converting', async ({ folder }) => {
    await writeFile(join(folder, 'large.json'), concatenated(manyRecords(2000)));
    await succeeds(folder, 'land', 'large.json');
    await succeeds(folder, 'normalise');
    expectOneSentence(await whileFull(folder, 32, 'convert'), /Cannot write .*lake/);
    const status = JSON.parse(await succeeds(folder, 'status', '--json'));
    expect(status).toMatchObject({ contacts: 0, flatfiles_waiting: 1 });
    await succeeds(folder, 'run');
    expect(JSON.parse(await succeeds(folder, 'status', '--json'))).toMatchObject({
      contacts: 2000,
    });
    expect((await filesIn(folder)).filter((file) => /convert|unfinished/.test(file))).toEqual([]);
  });

  test('writing the page', async ({ folder }) => {
    await makeSmallLake(folder);
    await writeFile(join(folder, 'page.html'), 'the page before');
    const before = await filesIn(folder);
    const outcome = await whileFull(folder, 64, 'dashboard --out page.html');
    expectOneSentence(outcome, /Cannot write page\.html/);
    expect(await filesButKept(folder)).toEqual(before);
    expect(await readFile(join(folder, 'page.html'), 'utf8')).toBe('the page before');
  });

  test('generating', async ({ folder }) => {
    const outcome = await whileFull(folder, 8, 'generate --contacts 500 --out week');
    expectOneSentence(outcome, /Cannot write week\/[a-z-]+\//);
    expect((await filesIn(folder)).filter((file) => /answers|unfinished/.test(file))).toEqual([]);
  });
});

function expectOneSentence(
  { code, stdout, stderr }: Outcome,
  culprit: RegExp,
  expectedCode = 1,
): void {
  expect(stderr).toMatch(culprit);
  expect(stderr).toMatch(/^.+\n$/);
  expect(stderr).not.toMatch(/\n {4}at |Error: E[A-Z]+/);
  expect(stdout).toBe('');
  expect(code).toBe(expectedCode);
}

/** Runs the command line where no file may grow beyond this many blocks of 512 bytes. */
function whileFull(folder: string, blocks: number, args: string): Promise<Outcome> {
  return startShell(folder, `ulimit -f ${blocks}; exec $PROGRAM ${args}`).ended;
}

/** Contacts of one day that do not compress well. */
function manyRecords(count: number) {
  return Array.from({ length: count }, (_, i) =>
    record({ ContactId: `${i}`, Name: Math.sin(i).toString(36).repeat(2) }),
  );
}

async function smallFile(folder: string): Promise<string> {
  await writeRecords(join(folder, 'small.json'));
  return 'small.json';
}

async function visible(folder: string): Promise<string[]> {
  return (await filesIn(folder)).filter((file) => !/\/\.[^/]*$/.test(file));
}
