/**
 * A process that tells whether tests notice a fault. Its parent sends it one fault after another,
 * and starts another such process when a fault has made this one run away.
 */
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { openBundler } from './bundler.ts';
import { type Mutant, mutatedText } from './mutant.ts';
import type { CollectedTest, firstFailing } from './vitest-stand-in.ts';

/** CPU of one fault's tests, at most: more is a loop without an end. */
const MOST_SECONDS = 60;
/** Tests that take longer without a fault are left out. */
const MOST_SECONDS_OF_A_TEST = 0.5;
const MOST_BYTES = 2 * 1024 ** 3;

export interface Verdict {
  /** The test that failed; null if none did. */
  readonly killedBy: string | null;
}

/** Which tests are run, by their names, in which order; which take too long for this. */
export interface Order {
  /** Tests that fail without a fault, as they are run here: they say nothing of one. */
  readonly failing: readonly string[];
  readonly kept: readonly string[];
  readonly leftOut: readonly string[];
}

interface Script {
  readonly collected: readonly CollectedTest[];
  readonly firstFailing: typeof firstFailing;
}

interface Judging {
  script(mutant: Mutant | null): Promise<Script>;
}

/** @param tests paths from the root */
export async function judge(
  tests: readonly string[],
  names: RegExp,
  isOfViews: boolean,
): Promise<void> {
  const { script } = isOfViews ? await ofViews(tests) : await ofSources(tests);
  const watch = watchOverThisProcess();
  let order: string[] = [];
  let known: ReadonlySet<string> = new Set();
  process.on('message', async (message: { order: Order | null } | { mutant: Mutant }) => {
    Atomics.store(watch, 0, secondsOfCpu());
    if ('mutant' in message) {
      process.send!({ killedBy: await killedBy(message.mutant) } satisfies Verdict);
    } else {
      const found = message.order ?? (await orderOf(await script(null), names));
      order = [...found.kept];
      known = new Set([...found.kept, ...found.leftOut, ...found.failing]);
      process.send!(found);
    }
  });

  async function killedBy(mutant: Mutant): Promise<string | null> {
    let loaded: Script;
    try {
      loaded = await script(mutant);
    } catch (error) {
      return `is not loaded: ${error instanceof Error ? error.message : ''}`.slice(0, 200);
    }
    const byName = new Map(loaded.collected.map((test) => [test.name, test]));
    const present = order.flatMap((name) => byName.get(name) ?? []);
    // A name may have a value in it that the fault has changed.
    const renamed = loaded.collected.filter(({ name }) => names.test(name) && !known.has(name));
    const failing = await loaded.firstFailing([...renamed, ...present]);
    if (!failing) return null;
    // What has noticed one fault is the likeliest to notice the next.
    order = [failing.name, ...order.filter((name) => name !== failing.name)];
    return failing.name;
  }
}

/** The tests that are short, the shortest first. */
async function orderOf({ collected, firstFailing }: Script, pattern: RegExp): Promise<Order> {
  const seconds = new Map<string, number>();
  const tests = collected.filter(({ name }) => pattern.test(name));
  const failing: string[] = [];
  for (let rest = tests; rest.length > 0; ) {
    const one = await firstFailing(rest, ({ name }, taken) => seconds.set(name, taken));
    if (!one) break;
    failing.push(one.name);
    rest = rest.slice(rest.indexOf(one) + 1);
  }
  const isLong = (name: string) => seconds.get(name)! > MOST_SECONDS_OF_A_TEST;
  const names = [...seconds.keys()];
  const rank = (name: string) => Math.round(20 * seconds.get(name)!);
  return {
    failing,
    kept: names.filter((name) => !isLong(name)).sort((a, b) => rank(a) - rank(b)),
    leftOut: names.filter(isLong),
  };
}

async function ofSources(tests: readonly string[]): Promise<Judging> {
  const bundler = await openBundler(tests);
  return {
    async script(mutant) {
      const changed = new Map<string, string>();
      if (mutant) changed.set(mutant.path, mutatedText(readFileSync(mutant.path, 'utf8'), mutant));
      const path = await bundler.build(changed);
      try {
        return await import(pathToFileURL(path).href);
      } finally {
        rmSync(path);
      }
    },
  };
}

/** The tests read the views from a copy of pipeline/, in which one of them has the fault. */
async function ofViews(tests: readonly string[]): Promise<Judging> {
  const root = rootWithACopyOf('pipeline');
  const bundler = await openBundler(tests, root);
  const { href } = pathToFileURL(await bundler.build());
  await bundler.close();
  let altered: string | null = null;
  let loaded = 0;
  return {
    async script(mutant) {
      if (altered) cpSync(altered, join(root, altered));
      altered = mutant?.path ?? null;
      if (mutant) {
        const text = mutatedText(readFileSync(mutant.path, 'utf8'), mutant);
        writeFileSync(join(root, mutant.path), text);
      }
      // The package's views are read once, so each fault needs the script anew.
      return await import(`${href}?${loaded++}`);
    },
  };
}

/** A root in which all is as in the repository's, and files of one folder can be altered. */
function rootWithACopyOf(folder: string): string {
  const root = resolve(`dist/mutation/${process.pid}/root`);
  mkdirSync(root, { recursive: true });
  for (const name of readdirSync('.'))
    if (name !== folder) symlinkSync(resolve(name), join(root, name));
  cpSync(folder, join(root, folder), { recursive: true });
  return root;
}

function secondsOfCpu(): number {
  const { user, system } = process.cpuUsage();
  return Math.floor((user + system) / 1e6);
}

/** Ends this process, from a thread of its own, once it has used too much since the time noted. */
function watchOverThisProcess(): Int32Array {
  const since = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { workerData: { since, seconds, bytes } } = require('node:worker_threads');
    setInterval(() => {
      const { user, system } = process.cpuUsage();
      const isLong = (user + system) / 1e6 - Atomics.load(since, 0) > seconds;
      if (isLong || process.memoryUsage.rss() > bytes) process.kill(process.pid, 'SIGKILL');
    }, 250);`;
  const workerData = { since, seconds: MOST_SECONDS, bytes: MOST_BYTES };
  new Worker(code, { eval: true, workerData }).unref();
  Atomics.store(since, 0, secondsOfCpu());
  return since;
}
