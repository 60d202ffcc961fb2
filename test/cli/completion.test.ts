/** Completion in the real shells, on a terminal, by what a user types. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect } from 'vitest';
import { offerAt } from '../../cli/actions/complete-words.ts';
import { SHELLS, type Shell } from '../../cli/shared/shells.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { BUILT, PACKAGE, QUERIES } from '../../terminal/package-files.ts';
import { describeOnEngines } from '../engines/on-engines.ts';
import { concatenated, INSTANCE, record } from '../local/records.ts';
import { contactLake, test } from './contact-lake.ts';
import { typeLines } from './shell-session.ts';
import { succeeds } from './small-lake.ts';

/** What a shell could run, split, or take for something else. Each begins with a letter that no other has. */
const HOSTILE = [
  'a space  two',
  `b 'single' "double"`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
  'c$(touch hacked)`touch hacked`${HOME}',
  'd:colon=equals@at,comma:again',
  'e\nline\nfeed',
  'f[brackets]{a,b}(c)*?',
  'g\\back\\slash\\n',
  'h!history !!;touch hacked|touch hacked&touch hacked>hacked<x#y',
  'i é 解約 ’',
  'j\x1b[2J\x07control',
  'k ends with a backslash\\',
  "l 'single'",
  'm stop!',
  'n\n',
  'o\ttab',
  '~tilde',
  '%percent',
  '^caret',
  '=equals',
  '#number',
];

/** Lines as they are typed, with the words that the program is then started with. */
const TYPED: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['contact-lake statu\t', ['status']],
  ['contact-lake --lake lake statu\t', ['--lake', 'lake', 'status']],
  ['contact-lake query agent-s\t', ['query', 'agent-summary']],
  [
    'contact-lake query agent-s\t --form\tparq\t',
    ['query', 'agent-summary', '--format', 'parquet'],
  ],
  ['contact-lake query --format=parq\t', ['query', '--format=parquet']],
  ['contact-lake "query" --by half\t', ['query', '--by', 'half-hour']],
  [
    'contact-lake config set time_z\tEurope/Lond\t',
    ['config', 'set', 'time_zone', 'Europe/London'],
  ],
  ['contact-lake cost --dataset flow\t', ['cost', '--dataset', 'flow_logs']],
  ['contact-lake staffing --weekday wed\t', ['staffing', '--weekday', 'wednesday']],
  [
    'contact-lake query evaluation-scores --param period=w\t',
    ['query', 'evaluation-scores', '--param', 'period=week'],
  ],
  ['contact-lake land recor\t', ['land', 'records.json']],
  ['contact-lake query --out recor\t', ['query', '--out', 'records.json']],
  ['contact-lake query --out=recor\t', ['query', '--out=records.json']],
  ['contact-lake check --queue a\t', ['check', '--queue', 'a space  two']],
  ['contact-lake contacts --agent ann\t', ['contacts', '--agent', 'ann-lee']],
];

function reasonAgainst(shell: Shell): string | null {
  return spawnSync(shell, ['-c', ':']).status === 0 ? null : `there is no ${shell} on this machine`;
}

for (const shell of SHELLS)
  describeOnEngines(shell, [reasonAgainst(shell)], () => {
    test('completes verbs, options, values, names, settings and files', async ({ folder }) => {
      await makeHostileLake(folder);
      const lines = await typeLines(
        shell,
        folder,
        TYPED.map(([line]) => line),
      );
      expect(lines.map(({ words }) => words)).toEqual(TYPED.map(([, words]) => words));
    });

    test('makes contact-lake a command where it is none, as with npx', async ({ folder }) => {
      const prints = `'${process.execPath}' '${join(BUILT, 'contact-lake.js')}' completion ${shell}`;
      const source = shell === 'fish' ? `${prints} | source` : `source <(${prints})`;
      const asksFor = 'contact-lake complete -- statu; contact-lake --version';
      const { stdout, stderr } = spawnSync(shell, ['-c', `${source}\n${asksFor}`], {
        cwd: folder,
        env: { PATH: '/usr/bin:/bin', HOME: folder },
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^words\0.*\0status\0.*\0\d+\.\d+\.\d+\n$/s);
    });

    test('offers hostile names as text, in each kind of quote', async ({ folder }) => {
      await writeFile(
        join(folder, 'names'),
        ['words', ...HOSTILE].map((one) => `${one}\0`).join(''),
      );
      // To fish, a tab ends the name and begins its description: there such a name is not offered.
      const names = HOSTILE.filter((name) => shell !== 'fish' || !name.includes('\t'));
      const beginnings = names.flatMap((name) =>
        ['', '"', "'"].map((quote) => {
          const backslash = quote === '' && /\W/.test(name[0]!) ? '\\' : '';
          return { line: `contact-lake contacts --queue ${quote}${backslash}${name[0]}\t`, name };
        }),
      );
      // In the middle of a name, behind what a shell could take for its end.
      const middles = [
        'd:col',
        '"d:col',
        'd\\:col',
        "b\\ \\'si",
        `"b 'si`,
        "'c$(to",
        'c\\$\\(to',
      ].map((start) => ({
        line: `contact-lake contacts --queue ${start}\t`,
        name: names.find((name) => name[0] === start.replace(/\W/, '')[0])!,
      }));
      const typed = [...beginnings, ...middles];
      const lines = await typeLines(
        shell,
        folder,
        typed.map(({ line }) => line),
        'names',
      );
      const got = lines.map(({ words }, i) => ({ line: typed[i]!.line, name: words?.[2] }));
      expect(got).toEqual(typed);
      expect(existsSync(join(folder, 'hacked'))).toBe(false);
    });
  });

test('names of the lake are passed as they are, and those of a stack are not asked for', async ({
  folder,
}) => {
  await makeHostileLake(folder);
  const offered = async (...words: readonly string[]) =>
    (await succeeds(folder, 'complete', '--', ...words)).split('\0').slice(0, -1);
  const [kind, ...names] = await offered('query', 'journeys', '--queue', '');
  expect([kind, names.sort()]).toEqual(['words', [...HOSTILE].sort()]);
  expect(await offered('query', '--stack', 'S', '--queue', '')).toEqual(['words']);
  expect(await offered('query', '--lake', 'nowhere', '--queue', '')).toEqual(['words']);

  await writeFile(join(folder, 'more.json'), concatenated([record({ ContactId: 'never queued' })]));
  await succeeds(folder, 'land', 'more.json');
  await succeeds(folder, 'run');
  expect(await offered('contacts', '--queue', '')).toContain('Never queued');
  for (const verb of ['staffing', 'check']) {
    expect((await offered(verb, '--queue', '')).slice(1).sort()).toEqual([...HOSTILE].sort());
  }
});

test('offers what fits the place', async ({ folder }) => {
  const offered = async (line: string) =>
    (await succeeds(folder, 'complete', '--', ...line.split(' '))).split('\0').slice(0, -1);
  expect(await offered('query ')).toEqual([
    'words',
    ...listSavedQueries(QUERIES).map(({ name }) => name),
  ]);
  expect(await offered('run ')).toEqual(['words', '--lake', '--json', '--watch', '--help']);
  expect(await offered('query -- -')).not.toContain('--help');
  expect(await offered('query service-level --param ')).toEqual(
    expect.arrayContaining(['grain=half-hour', 'grain=month', 'queues=together', 'inclusive=true']),
  );
  expect(await offered('contacts --channel ')).toEqual(['words', 'VOICE', 'CHAT', 'TASK', 'EMAIL']);
  expect(await offered('help stat')).toContain('status');
  expect(await offered('help ')).not.toContain('complete');
  expect(await offered('schema ')).toContain('contact_facts');
  expect(await offered('nonsense ')).toEqual(['words']);
  expect(await offered('query --last ')).toEqual(['words']);
  expect(await offered('--lake ')).toEqual(['files']);
});

/** What stands for values that nobody can list, or that only a lake, or a stack, has. */
const ENDLESS = [
  '<address>',
  '<b>',
  '<channel=target>',
  '<contacts>',
  '<day>',
  '<days>',
  '<h>',
  '<id>',
  '<m>',
  '<minutes>',
  '<n>',
  '<name=value>',
  '<name>',
  '<parameter...>',
  '<percent>',
  '<s>',
  '<span>',
  '<target>',
  '<text>',
  '<time>',
  '<v>',
  '<weeks>',
];

test('every option with a closed set of values offers them, and takes what it offers', async () => {
  const program = await allVerbs();
  const endless = new Set<string>();
  let offers = 0;
  for (const verb of program.commands)
    for (const option of verb.options.filter(({ required }) => required)) {
      const place = `${verb.name()} ${option.flags}`;
      if (['--queue', '--agent', '--param'].includes(option.long!)) continue;
      const offered = await offerAt(program, [verb.name(), option.long!, '']);
      if (offered.length === 0) endless.add(option.flags.replace(/^\S+ /, ''));
      if (offered === 'files') continue;
      offers += offered.length > 0 ? 1 : 0;
      for (const value of offered)
        expect(() => option.parseArg?.(value, undefined), `${place} ${value}`).not.toThrow();
    }
  expect([...endless].sort()).toEqual(ENDLESS);
  expect(offers).toBeGreaterThan(10);
});

/** A program with all verbs, as the command line makes it. */
async function allVerbs(): Promise<Command> {
  const program = new Command();
  const folder = join(PACKAGE, 'cli', 'commands');
  for (const file of await readdir(folder)) {
    const added = Object.values(await import(join(folder, file)));
    for (const add of added) (add as (program: Command) => void)(program);
  }
  return program;
}

test('a shell that has no script is a mistake', async ({ folder }) => {
  const { code, stderr } = await contactLake(folder, 'completion', 'csh');
  expect(stderr).toMatch(/csh.*bash, zsh, fish/);
  expect(code).toBe(2);
});

/** A lake with a contact of each hostile queue, all of one agent. */
async function makeHostileLake(folder: string): Promise<void> {
  const records = HOSTILE.map((Name, i) =>
    record({
      ContactId: `contact-${i}`,
      Queue: { ARN: `${INSTANCE}/queue/q${i}`, Name, EnqueueTimestamp: '2026-11-23T09:01:00Z' },
      Agent: { Username: 'ann-lee', ConnectedToAgentTimestamp: '2026-11-23T09:02:00Z' },
      ConnectedToSystemTimestamp: '2026-11-23T09:00:00Z',
      DisconnectTimestamp: '2026-11-23T09:05:00Z',
    }),
  );
  await writeFile(join(folder, 'records.json'), concatenated(records));
  await succeeds(folder, 'land', 'records.json');
  await succeeds(folder, 'run');
}
