/**
 * Stands in for vitest where one process runs the same tests for thousands of faults: a run of
 * vitest costs seconds, most of which is its start. Holds as much of the interface as the tests of
 * pipeline/ use, with vitest's own `expect`.
 */
import { expect } from 'vitest';

export { expect };

type Body = (...values: never[]) => unknown;
type Options = object | number;
type Hook = () => unknown;

export interface CollectedTest {
  /** The file, the descriptions around it, and its own name. */
  readonly name: string;
  readonly body: () => unknown;
  /** The groups that it is in, the outermost first. */
  readonly groups: readonly Group[];
}

interface Group {
  readonly before: Hook[];
  readonly after: Hook[];
}

/** The tests of the files imported so far, in their order. */
export const collected: CollectedTest[] = [];

const names: string[] = [];
let groups: readonly Group[] = [];

/** What follows is in this file. */
export function beginFile(path: string): void {
  names.splice(0, names.length, path);
  groups = [{ before: [], after: [] }];
}

function addGroup(name: string, body: Hook): void {
  const outer = groups;
  groups = [...outer, { before: [], after: [] }];
  names.push(name);
  body();
  names.pop();
  groups = outer;
}

function addTest(name: string, body: () => unknown): void {
  const full = [...names, name].join(' > ');
  const same = collected.filter((other) => other.name.startsWith(full)).length;
  collected.push({ name: same === 0 ? full : `${full} #${same}`, body, groups });
}

type Add = (name: string, body: () => unknown) => void;

/** `describe` or `test`, with `each`; options such as time limits do not matter here. */
function declarer(add: Add) {
  const one = (name: string, ...rest: (Options | Body)[]) => add(name, bodyOf(rest) as Hook);
  const forRows =
    (rows: readonly unknown[], valuesOf: (row: unknown) => readonly unknown[]) =>
    (name: string, ...rest: (Options | Body)[]) => {
      const body = bodyOf(rest) as (...values: readonly unknown[]) => unknown;
      for (const row of rows) add(`${name} ${shown([row].flat())}`, () => body(...valuesOf(row)));
    };
  const each = (rows: readonly unknown[]) => forRows(rows, (row) => [row].flat(1));
  const whole = (rows: readonly unknown[]) => forRows(rows, (row) => [row]);
  const runIf = (isSo: boolean) => (isSo ? one : () => {});
  const skipIf = (isSo: boolean) => runIf(!isSo);
  return Object.assign(one, { each, for: whole, runIf, skipIf });
}

function bodyOf(rest: readonly (Options | Body)[]): Body {
  const body = rest.find((part) => typeof part === 'function');
  if (!body) throw new Error('A test has no body');
  return body as Body;
}

/** What identifies the row, for one who reads the report. */
function shown(values: readonly unknown[]): string {
  const texts = values.map((value) =>
    value !== null && typeof value === 'object'
      ? String(Object.values(value)[0]).slice(0, 60)
      : String(value),
  );
  return texts.join(' ').slice(0, 60);
}

export const describe = declarer(addGroup);
export const test = Object.assign(declarer(addTest), {
  /** Files may declare tests with fixtures for others, and none is run here. */
  extend: () => (): never => {
    throw new Error('A test with fixtures cannot be run here');
  },
});
export const it = test;

export function beforeAll(hook: Hook): void {
  groups.at(-1)!.before.push(hook);
}

export function afterAll(hook: Hook): void {
  groups.at(-1)!.after.push(hook);
}

/**
 * Runs the tests in turn, until one fails.
 * @param ran is called after each, with the seconds of CPU that it took, its hooks left out
 * @returns the one that failed, null if none did
 */
export async function firstFailing(
  tests: readonly CollectedTest[],
  ran: (test: CollectedTest, seconds: number) => void = () => {},
): Promise<CollectedTest | null> {
  const opened = new Set<Group>();
  try {
    for (const one of tests) {
      let begun: NodeJS.CpuUsage;
      try {
        for (const group of one.groups) {
          if (opened.has(group)) continue;
          opened.add(group);
          for (const hook of group.before) await hook();
        }
        begun = process.cpuUsage();
        await one.body();
      } catch {
        return one;
      }
      const { user, system } = process.cpuUsage(begun);
      ran(one, (user + system) / 1e6);
    }
    return null;
  } finally {
    for (const group of opened) for (const hook of group.after) await leftAlone(hook);
  }
}

/** What could not be opened cannot be closed either. */
async function leftAlone(hook: Hook): Promise<void> {
  try {
    await hook();
  } catch {}
}
