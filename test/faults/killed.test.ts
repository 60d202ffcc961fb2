/**
 * Kills a process, and then the process that repairs, at any point. Repeating the command must give
 * the same lake as an undisturbed run.
 *
 * How it is done: `storage.c`, loaded into the real command line, copies the lake's folder before
 * each operation that changes it, and in the middle of each write. So one run of a verb leaves, for
 * each of its moments, what a kill there would (the last test here kills for comparison). Many of
 * these copies are alike; each distinct one is repaired, by the same functions that the command line
 * calls, and compared with the lake of an undisturbed run: all rows, all raw and quarantined
 * bytes, all files' names. Until then each day of the table is as it was before or as it is after.
 *
 * Repairing every state takes most of an hour, and killing each of these repairs at each of its
 * moments takes days. In the suite a fixed sample is taken, spread evenly over each verb's time;
 * `FAULTS=all` repairs every state, and `FAULTS=twice` every state that killing any repair leaves, too.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../cli/contact-lake.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import {
  type Content,
  contentOf,
  copyLake,
  daysOf,
  filesNaming,
  hashOfAll,
  LAND,
  makeLakes,
  PERSON,
  type State,
  statesIn,
  VERBS,
  type Verb,
} from './lakes.ts';
import { CHANGES, compiled, describeWithStorage, environment } from './storage.ts';

/** Of each verb: how many states are repaired, in how many cases the repair is killed, and where. */
const SAMPLE = { first: 6, killedAgain: 1, second: 2 };
const { FAULTS } = process.env;
const FIRST = FAULTS ? Number.POSITIVE_INFINITY : SAMPLE.first;
const KILLED_AGAIN = FAULTS === 'twice' ? Number.POSITIVE_INFINITY : SAMPLE.killedAgain;
const SECOND = FAULTS === 'twice' ? Number.POSITIVE_INFINITY : SAMPLE.second;

describeWithStorage('killed at any moment', () => {
  let folder: string;
  let library: string;
  const counts: string[] = [];

  beforeAll(async () => {
    folder = await newFolder();
    library = compiled(folder);
    await makeLakes(folder);
  });

  afterAll(async () => {
    console.log(counts.join('\n'));
    await removeFolder(folder);
  });

  test.for(VERBS)('$name is completed by the next', async (verb) => {
    const lake = join(folder, 'lake');
    await copyLake(join(folder, verb.start), lake);
    const before = await daysOf(lake);
    const first = await leftBy(verb.args, lake, 'first');
    const after = await daysOf(lake);
    await verb.again(lake);
    const undisturbed = await contentOf(lake);
    const isWhole = daysAmong([before, after, undisturbed.days]);
    await rm(lake, { recursive: true });

    const known = new Set(first.states.map(({ hash }) => hash));
    const failures: string[] = [];
    let second = 0;
    for (const state of sampleOf(first.states, KILLED_AGAIN)) {
      await copyLake(state.path, lake);
      const again = await leftBy(verb.againArgs, lake, 'second');
      const others = again.states.filter(({ hash }) => !known.has(hash));
      for (const other of sampleOf(others, SECOND)) {
        known.add(other.hash);
        const moments = [momentOf(first, state), momentOf(again, other)];
        failures.push(...(await repaired(verb, other, moments, isWhole, undisturbed)));
        second++;
      }
      await rm(lake, { recursive: true });
    }
    const sample = sampleOf(first.states, FIRST);
    for (const state of sample) {
      failures.push(
        ...(await repaired(verb, state, [momentOf(first, state)], isWhole, undisturbed)),
      );
    }
    counts.push(
      `${verb.name}: ${first.operations} operations, ${first.states.length} states; ` +
        `repaired ${sample.length}, and ${second} of repairs that were killed`,
    );
    expect(failures).toEqual([]);
  });

  test('a copy made before an operation equals the lake that a kill there leaves', async () => {
    const lake = join(folder, 'lake');
    await copyLake(join(folder, 'half'), lake);
    const { states, trace } = await leftBy(LAND, lake, 'first');
    await rm(lake, { recursive: true });
    const changes = trace.filter((line) => CHANGES.some((kind) => line.startsWith(kind)));
    for (let at = 1; at <= changes.length; at += 3) {
      await copyLake(join(folder, 'half'), lake);
      const env = environment(library, { root: lake, fault: { kinds: CHANGES, at, torn: true } });
      const outcome = await start(folder, LAND, { env }).ended;
      expect(outcome).toMatchObject({ signal: 'SIGKILL' });
      expect(states.map(({ hash }) => hash)).toContain(await hashOfAll(lake));
      await rm(lake, { recursive: true });
    }
  });

  /** Runs a verb on the lake. @returns what a kill at any of its operations leaves */
  async function leftBy(args: readonly string[], lake: string, generation: string): Promise<Left> {
    const snapshots = join(folder, generation);
    const trace = join(folder, `${generation}-trace`);
    await rm(snapshots, { recursive: true, force: true });
    await rm(trace, { force: true });
    await mkdir(snapshots);
    const env = environment(library, { root: lake, snapshots, trace });
    const outcome = await start(folder, args, { env }).ended;
    expect(outcome).toMatchObject({ code: 0, signal: null, stderr: '' });
    const lines = (await readFile(trace, 'utf8')).trimEnd().split('\n');
    const operations = lines.map((line) => line.split('\t').slice(1).join(' '));
    return { states: await statesIn(snapshots), trace: operations, operations: lines.length };
  }
});

/** What killing a run leaves. */
interface Left {
  readonly states: readonly State[];
  readonly operations: number;
  /** Each operation: `rename /tmp/lake/raw/.a.unfinished` */
  readonly trace: readonly string[];
}

/** `before rename /tmp/lake/raw/.a.unfinished` */
function momentOf({ trace }: Left, { path }: State): string {
  const [number, half] = basename(path).split('-');
  return `${half ? 'in the middle of' : 'before'} ${trace[Number(number) - 1]}`;
}

/** Whether each day's rows are those of one of these tables, and nothing between. */
function daysAmong(tables: readonly Content['days'][]) {
  const all = new Set(tables.flatMap((table) => Object.keys(table)));
  return (days: Content['days']) =>
    [...all].every((day) => tables.some((table) => table[day] === days[day])) &&
    Object.keys(days).every((day) => all.has(day));
}

/** Repairs the state, and removes it. @returns the faults then, and the moments after which they occur */
async function repaired(
  verb: Verb,
  { path }: State,
  moments: readonly string[],
  isWhole: (days: Content['days']) => boolean,
  undisturbed: Content,
): Promise<string[]> {
  try {
    expect(isWhole(await daysOf(path)), 'each day is as before or as after').toBe(true);
    await verb.again(path);
    expect(await contentOf(path)).toEqual(undisturbed);
    if (verb.erases) expect(await filesNaming(path, PERSON.slice(1))).toEqual([]);
    await rm(path, { recursive: true });
    return [];
  } catch (error) {
    return [`killed ${moments.join(', again ')}: ${(error as Error).message}`];
  }
}

/** So many of all, evenly apart. */
function sampleOf<T>(all: readonly T[], count: number): readonly T[] {
  const size = Math.min(all.length, count);
  return Array.from({ length: size }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / size)]!);
}
