/** Every verb that prints for people: on a terminal with NO_COLOR, and into a pipe that is closed early. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { widthOf } from '../../terminal/text-width.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { startShell } from './contact-lake.ts';
import { makeSmallLake } from './small-lake.ts';
import { dialogue } from './terminal.ts';

const HELPS = [
  ...['demo', 'land', 'normalise', 'convert', 'run', 'query', 'queries', 'rebuild', 'redrive'],
  ...['dashboard', 'generate', 'replay', 'status', 'doctor', 'erase', 'cost', 'today', 'contacts'],
  ...['contact', 'schema', 'sql', 'staffing', 'check', 'serve', 'config', 'completion'],
].map((verb) => `${verb} --help`);

/** The verbs that end by themselves with 0 in this lake. */
const VERBS = [
  '--help',
  ...HELPS,
  'queries',
  'queries service-level',
  'query service-level --last 7d',
  'query service-level --together',
  'status',
  'query agent-summary',
  'query intraday-heat-map --all',
  'contacts',
  'schema',
  'schema contact_facts',
  'schema attributes',
  'config',
  'doctor',
  'run',
  'erase --contact 7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11 --yes',
  'dashboard',
  'cost --contacts 1000',
  'cost --contacts 1000 --quicksight',
];

const COLUMNS = 80;

let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  await makeSmallLake(folder);
});

afterAll(() => removeFolder(folder));

describe('on a terminal with NO_COLOR', () => {
  test.for(VERBS)(
    '%s is without colour and as wide as the terminal, which stays as it was',
    async (verb) => {
      const env = { NO_COLOR: '1', TERM: 'xterm-256color' };
      const [before, after] = ['before', 'after'].map((file) => `stty -a > ${file}`);
      const { code, shown, bytes } = await dialogue(folder, verb.split(' '), [], {
        env,
        before: before!,
        after: after!,
      });
      expect({ code, shown }).toMatchObject({ code: 0 });
      expect(bytes).not.toContain('\x1b[3');
      expect(
        shown.split('\n').filter((line) => widthOf(line) > COLUMNS && !isToBeCopied(line)),
      ).toEqual([]);
      expect(await readFile(join(folder, 'after'), 'utf8')).toBe(
        await readFile(join(folder, 'before'), 'utf8'),
      );
    },
  );
});

/** The key of an object or a path, whole on its own line: broken, it could not be copied. */
function isToBeCopied(line: string): boolean {
  return /^ *\S*\/\S*$/.test(line);
}

test('a pipe that is closed early is no error', async () => {
  for (const verb of VERBS) {
    const script = `{ $PROGRAM ${verb}; echo "code $?" >&2; } | head -c 1 > '${join(folder, 'head')}'`;
    const { stderr } = await startShell(folder, script).ended;
    const hasNoRows = verb.startsWith('query ') && !verb.includes('--help');
    const said = hasNoRows ? stderr.replace(/^No rows; .*\n/, '') : stderr;
    expect({ verb, said }).toEqual({ verb, said: 'code 0\n' });
  }
});
