import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLOSEST_TESTS, closestTests } from './closest-tests.ts';
import { judgeAll } from './judges.ts';
import type { Mutant } from './mutant.ts';

const sources = readdirSync('pipeline', { recursive: true, encoding: 'utf8' })
  .map((path) => join('pipeline', path))
  .filter((path) => /\.(ts|sql)$/.test(path));

describe('the closest tests', () => {
  test('are files that exist', () => {
    const tests = CLOSEST_TESTS.flatMap((group) => group.tests);
    expect(tests.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('are each the closest to some source', () => {
    const used = new Set(sources.map(closestTests));
    expect(CLOSEST_TESTS.filter((group) => !used.has(group))).toEqual([]);
  });

  test('of a view are of its dataset’s views alone', () => {
    const shared = sources
      .filter((path) => path.endsWith('.sql'))
      .filter((path) => !closestTests(path)?.files.source.includes('views'));
    expect(shared).toEqual([]);
  });
});

describe('a judge', () => {
  const script = `dist/mutation/for-tests-${process.pid}.mjs`;

  beforeAll(() =>
    build({
      entryPoints: ['test/mutation/main.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    }),
  );
  afterAll(() => rmSync(script));

  /** The only place of `before` in the file says `after` instead. */
  function fault(path: string, before: string, after: string): Mutant {
    const parts = readFileSync(path, 'utf8').split(before);
    expect([path, before, parts.length]).toEqual([path, before, 2]);
    return { path, line: 1, operator: 'by hand', from: parts[0]!.length, before, after };
  }

  test('can load the closest tests of all files', async () => {
    const tests = [...new Set(CLOSEST_TESTS.flatMap((group) => group.tests))];
    const comment = fault('pipeline/dataset.ts', '/** Where a derived', '/** From where a derived');
    const none = /^$/;
    const order = await judgeAll(script, { files: /^/, tests, names: none }, [comment], () => {});
    expect(order).toEqual({ failing: [], kept: [], leftOut: [] });
  });

  test.each<[string, string, RegExp, [string, string], [string, string]]>([
    [
      'a view',
      'pipeline/datasets/flow-logs/views/flow_steps.sql',
      / flow_steps/,
      ['/ 1000 AS', '/ 2000 AS'],
      ['-- Question', '-- A question'],
    ],
    [
      'TypeScript',
      'pipeline/erase/separators.ts',
      /^/,
      ['const needsSeparator = this.mayBeOpen', 'const needsSeparator = false'],
      ['/** Decides', '/** It decides'],
    ],
  ])('tells a fault in %s from a change of a comment', async (_, path, names, wrong, same) => {
    const killers: (string | null)[] = [];
    const mutants = [fault(path, ...same), fault(path, ...wrong), fault(path, ...same)];
    const order = await judgeAll(
      script,
      { ...closestTests(path)!, names },
      mutants,
      ({ killedBy }) => killers.push(killedBy),
    );
    expect(order).toMatchObject({ failing: [], kept: expect.arrayContaining([killers[1]]) });
    expect([killers[0], killers[2]]).toEqual([null, null]);
  });
});
