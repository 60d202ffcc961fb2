/**
 * Makes one storage operation of each verb fail with each error. The verb must report the error in
 * one sentence, end with a true exit code, and write nothing by halves. Repeating the verb without
 * the error must give the same lake as an undisturbed run. `FAULTS=all` makes every operation fail
 * in turn; killed.test.ts explains how the lakes are compared.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Outcome, start } from '../cli/contact-lake.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { filesIn } from '../local/lake.ts';
import { type Content, contentOf, copyLake, makeLakes, VERBS, type Verb } from './lakes.ts';
import {
  CHANGES,
  compiled,
  describeWithStorage,
  environment,
  type Fault,
  type Kind,
  type Storage,
} from './storage.ts';

interface Failure extends Omit<Fault, 'at'> {
  readonly what: string;
}

const FAILURES: readonly Failure[] = [
  {
    what: 'the disk is full from then on',
    kinds: ['create', 'write', 'folder'],
    error: 'ENOSPC',
    onwards: true,
  },
  { what: 'a write fails', kinds: ['write'], error: 'EIO' },
  { what: 'the disk does not confirm', kinds: ['sync'], error: 'EIO' },
  { what: 'a read fails', kinds: ['read', 'list'], error: 'EIO' },
  { what: 'too many files are open', kinds: ['open', 'create', 'list'], error: 'EMFILE' },
  { what: 'a file is closed to it', kinds: ['open', 'create', 'list'], error: 'EACCES' },
  { what: 'a change is refused', kinds: ['rename', 'remove'], error: 'EIO' },
  { what: 'the disk is read-only from then on', kinds: CHANGES, error: 'EROFS', onwards: true },
];

/** What changes nothing. Its answer is to be the same, or a sentence. */
const ASKING = [
  { name: 'query', args: ['query', 'data-quality'] },
  { name: 'status', args: ['status'] },
  { name: 'doctor', args: ['doctor'] },
  { name: 'dashboard', args: ['dashboard', '--out', 'page.html'] },
];

const isWhole = process.env.FAULTS === 'all';

const MET = VERBS.filter(({ start }) => isWhole || start === 'half');

describeWithStorage('errors of the disk', () => {
  let folder: string;
  let library: string;
  let lake: string;
  let tries = 0;
  /** By the verb's arguments. */
  const usualAnswers = new Map<string, string>();

  beforeAll(async () => {
    folder = await newFolder();
    lake = join(folder, 'lake');
    library = compiled(folder);
    await makeLakes(folder);
  });

  afterAll(async () => {
    console.log(`${tries} operations failed`);
    await removeFolder(folder);
  });

  test.for(MET)('$name tells each, and is completed by the next', async (verb) => {
    const { kinds } = await undisturbedRun(verb.args, verb.start);
    await verb.again(lake);
    const undisturbed = await contentOf(lake);
    const wrong: string[] = [];

    const short = await meets(verb.args, verb.start, { shortReads: true });
    if (short.code !== 0 && !isOfEngine(short)) wrong.push(`short reads: ${said(short)}`);
    wrong.push(...(await faultsAfter(verb, undisturbed)).map((fault) => `short reads: ${fault}`));

    for (const [i, failure] of FAILURES.entries()) {
      for (const at of placesOf(failure, kinds, i)) {
        const outcome = await meets(verb.args, verb.start, { fault: { ...failure, at } });
        const faults = await faultsOf(verb, failure, outcome, undisturbed);
        wrong.push(...faults.map((fault) => `${failure.what}, ${at}: ${fault}`));
      }
    }
    expect(wrong).toEqual([]);
  });

  test.for(ASKING)('$name tells each, or answers as ever', async ({ args }) => {
    const { kinds, stdout: usual } = await undisturbedRun(args, 'half');
    const wrong: string[] = [];
    for (const [i, failure] of FAILURES.entries()) {
      for (const at of placesOf(failure, kinds, i)) {
        const outcome = await meets(args, 'half', { fault: { ...failure, at } });
        const isTold =
          args[0] === 'doctor' ? !/ at .*:\d+/.test(outcome.stdout) : isOneSentence(outcome);
        const isUsual = outcome.code === 0 && outcome.stdout === usual;
        if (!isTold && !isUsual) wrong.push(`${failure.what}, ${at}: ${said(outcome)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.for(['EROFS', 'EACCES'] as const)(
    'a read-only lake (%s) can be queried as usual',
    async (error) => {
      const readOnly: Partial<Storage> = { fault: { kinds: CHANGES, at: 1, onwards: true, error } };
      for (const { name, args } of ASKING) {
        const usual = await usualAnswer(args);
        const outcome = await meets(args, 'half', readOnly);
        if (name === 'doctor') expect(outcome.stdout).toMatch(/^✗ may write/m);
        else expect(outcome, name).toMatchObject({ code: 0, stdout: usual });
      }
      for (const { name, args, start } of VERBS) {
        const outcome = await meets(args, start, readOnly);
        expect(isOneSentence(outcome), `${name}: ${said(outcome)}`).toBe(true);
      }
    },
  );

  test('a clock that goes back changes no result', async () => {
    const verbs = ['land', 'run', 'erase', 'run'].map(
      (name) => VERBS.find((verb) => verb.name === name)!,
    );
    const contents: object[] = [];
    for (const clocks of [
      [0, 0, 0, 0],
      [0, -3600, -31_536_000, -86_400],
    ]) {
      await fresh('half');
      for (const [i, { args }] of verbs.entries()) {
        const env = environment(library, { root: lake, clockSeconds: clocks[i]! });
        const outcome = await start(folder, args, { env }).ended;
        expect(outcome).toMatchObject({ code: 0, stderr: '' });
      }
      const { erasures, ...content } = await contentOf(lake);
      // They are in the order of their times.
      contents.push({ ...content, erasures: new Set(erasures) });
    }
    expect(contents[1]).toEqual(contents[0]);
  });

  async function fresh(lakeName: string): Promise<void> {
    await rm(lake, { recursive: true, force: true });
    await copyLake(join(folder, lakeName), lake);
  }

  /** Runs a verb on a fresh lake with these faults. */
  async function meets(
    args: readonly string[],
    lakeName: string,
    what: Partial<Storage>,
  ): Promise<Outcome> {
    await fresh(lakeName);
    const env = environment(library, { root: lake, ...what });
    return start(folder, args, { env }).ended;
  }

  /** What a verb does and says where nothing fails: the kinds of its operations, in their order. */
  async function undisturbedRun(
    args: readonly string[],
    lakeName: string,
  ): Promise<{ kinds: string[]; stdout: string }> {
    const trace = join(folder, 'trace');
    await rm(trace, { force: true });
    const { stdout } = await meets(args, lakeName, { trace });
    const lines = (await readFile(trace, 'utf8')).trimEnd().split('\n');
    return { kinds: lines.map((line) => line.split('\t')[1]!), stdout };
  }

  /** What a verb that changes nothing says, asked once for all tests. */
  async function usualAnswer(args: readonly string[]): Promise<string> {
    const name = args.join(' ');
    if (!usualAnswers.has(name)) usualAnswers.set(name, (await meets(args, 'half', {})).stdout);
    return usualAnswers.get(name)!;
  }

  /** At which operations of its kinds a verb meets a failure. */
  function placesOf({ kinds }: Failure, all: readonly string[], turn: number): number[] {
    const count = all.filter((kind) => kinds.includes(kind as Kind)).length;
    const places = Array.from({ length: count }, (_, i) => i + 1);
    // One in a different part of its time for each.
    const chosen = isWhole
      ? places
      : places.slice(Math.floor((count * turn) / FAILURES.length), -1).slice(0, 1);
    tries += chosen.length;
    return chosen;
  }

  /** What is wrong with how it ended, and with what it has left. */
  async function faultsOf(
    verb: Verb,
    { kinds }: Failure,
    outcome: Outcome,
    undisturbed: Content,
  ): Promise<string[]> {
    const wrong = outcome.code === 0 || isOneSentence(outcome) ? [] : [said(outcome)];
    const files = await filesIn(lake).catch(() => []);
    const left = files.filter((name) => name.endsWith('unfinished'));
    if (!kinds.includes('remove') && left.length > 0) wrong.push(`it left ${left.join()}`);
    return [...wrong, ...(await faultsAfter(verb, undisturbed))];
  }

  /** What is wrong with the lake once it has been done again. */
  async function faultsAfter(verb: Verb, undisturbed: Content): Promise<string[]> {
    try {
      await verb.again(lake);
      expect(await contentOf(lake)).toEqual(undisturbed);
      return [];
    } catch (error) {
      return [`not completed: ${(error as Error).message}`];
    }
  }
});

/** Exit code 1 and one sentence, without a stack. */
function isOneSentence({ code, stderr }: Outcome): boolean {
  return code === 1 && /^[^\n]+\n$/.test(stderr);
}

/** DuckDB misreads a short gzip header; the error says so, and no row is lost. */
function isOfEngine(outcome: Outcome): boolean {
  return isOneSentence(outcome) && /^Cannot read \S+\.json\.gz, /.test(outcome.stderr);
}

function said({ code, signal, stderr }: Outcome): string {
  return `ended with ${code ?? signal}: ${stderr}`;
}
