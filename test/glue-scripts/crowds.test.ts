/**
 * Tests large numbers of attribute names, waiting flatfiles and days. The suite has few; on demand:
 * `CROWDS=1 npx vitest run --project whole test/glue-scripts/crowds.test.ts`, and with `FLATFILES=100000` as
 * many flatfiles in one run.
 */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { eachOf } from '../../local/each-of.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { batchPrefix, flatfileKey, rawPrefix } from '../../pipeline/lake-keys.ts';
import { ROOT } from '../engines/folder.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { pythonProgram } from '../engines/python.ts';
import { type ContactRecord, record } from '../local/records.ts';
import { FEW_COLUMNS } from './few-columns.ts';
import { convertBoth, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines, type Twins } from './twin-lakes.ts';

const IS_ASKED = process.env.CROWDS !== undefined;
const RECORDS_OF_OWN_NAMES = IS_ASKED ? [4_000, 10_000] : [400];
const NAMES_OF_ONE_RECORD = IS_ASKED ? 100_000 : 10_000;
const FLATFILES = Number(process.env.FLATFILES ?? 0);
const DAYS = IS_ASKED ? 3_000 : 70;
/** More than a condition has ranges. */
const DAYS_AGAIN = 55;
const LONG = 7_200_000;

describeOnSpark('a crowd', () => {
  let engines: Engines;

  beforeAll(async () => {
    engines = await sharedEngines();
  });

  /** How many commits of flatfiles there are. */
  const commitsOf = async ({ ask, database }: Twins) => {
    const { rows } = await ask(
      `SELECT snapshot_id FROM lake.${database}.${dataset.name}.snapshots
       WHERE summary['contact-lake.batch'] IS NOT NULL`,
    );
    return rows.length;
  };

  const tell = (what: string, seconds: unknown) =>
    process.stdout.write(`${what}: converted in ${seconds} s\n`);

  it.each(RECORDS_OF_OWN_NAMES)(
    'of attributes: %i records with five names of their own each, and one of very many',
    async (count) => {
      const twins = await makeTwins(engines, `own${count}`, { dataset: FEW_COLUMNS });
      const named = (i: number, names: number): ContactRecord => {
        const own = Array.from({ length: names }, (_, n) => [`order_${i}_${n}`, `value ${n}`]);
        return record({ ContactId: `contact ${i}`, Attributes: Object.fromEntries(own) });
      };
      const some = Array.from({ length: count }, (_, i) => named(i, 5));
      await twins.land('1', [...some, named(count, NAMES_OF_ONE_RECORD)]);
      const run = await convertBoth(twins);
      expect(figure(run, 'rows_inserted')).toBe(count + 1);
      tell(
        `${count} records of own names, one of ${NAMES_OF_ONE_RECORD}`,
        figure(run, 'duration_seconds'),
      );
    },
  );

  /** An object for each character, with one contact of that name. */
  const ofOneContact = (names: string) =>
    Object.fromEntries([...names].map((name) => [name, [record({ ContactId: name })]]));

  it('of flatfiles is converted and committed in pieces, so that a killed run has done some', async () => {
    const twins = await makeTwins(engines, 'pieces', { dataset: FEW_COLUMNS });
    await twins.landAll(ofOneContact('abcde'));
    const pieces = { most_flatfiles: 2 };
    const first = await convertBoth(twins, pieces);
    expect(figure(first, 'files_released')).toBe(5);
    expect(await commitsOf(twins)).toBe(3);
    await twins.landAll(ofOneContact('fghij'));
    // It commits two, and is cut off before the next two.
    const cut = { at: 'flatfiles.release', when: 'after' } as const;
    expect((await twins.convert({ ...pieces, cut })).error).toBe('Cut: ');
    const second = await convertBoth(twins, pieces);
    expect(figure(second, 'rows_read')).toBe(3);
    expect(figure(second, 'files_released')).toBe(5);
    expect(await twins.keysUnder(batchPrefix(dataset))).toEqual([]);
  });

  it.runIf(FLATFILES)(
    `of ${FLATFILES} flatfiles is converted in one run`,
    { timeout: LONG },
    async () => {
      const twins = await makeTwins(engines, 'waiting', { dataset: FEW_COLUMNS });
      const [only] = await twins.land('only', [record({ ContactId: 'only' })]);
      const line = gunzipSync(await twins.get(only!)).toString();
      const numbers = Array.from({ length: FLATFILES }, (_, i) => i);
      await eachOf(numbers, 32, async (i) => {
        const key = `2026/11/23/${String(i % 24).padStart(2, '0')}/${i}`;
        const own = line
          .replace('"only"', `"contact ${i}"`)
          .replace('raw/ctr/only', `raw/ctr/${key}`);
        await twins.put(
          flatfileKey(dataset, `${rawPrefix(dataset)}${key}`),
          gzipSync(own, { level: 1 }),
        );
      });
      const run = await twins.convert();
      expect(run.error).toBeNull();
      expect(figure(run, 'rows_inserted')).toBe(FLATFILES + 1);
      tell(`${FLATFILES} flatfiles`, figure(run, 'duration_seconds'));
    },
  );

  it(`of ${DAYS} days that do not follow one another is found by few ranges`, {
    timeout: LONG,
  }, async () => {
    const twins = await makeTwins(engines, 'days', { dataset: FEW_COLUMNS });
    const version = (LastUpdateTimestamp: string) =>
      Array.from({ length: DAYS }, (_, i) => {
        const InitiationTimestamp = new Date(Date.UTC(1990, 0, 1 + 2 * i)).toISOString();
        return record({ ContactId: `contact ${i}`, InitiationTimestamp, LastUpdateTimestamp });
      });
    await twins.land('1', version('2026-11-23T10:00:00Z'));
    await convertBoth(twins);
    await twins.land('2', version('2026-11-23T11:00:00Z').slice(0, DAYS_AGAIN));
    const run = await convertBoth(twins);
    expect(figure(run, 'rows_updated')).toBe(DAYS_AGAIN);
    tell(`${DAYS_AGAIN} of ${DAYS} days`, figure(run, 'duration_seconds'));
  });

  it('of days uses at most 50 ranges, and they include every day', async () => {
    const lists = fc.sample(
      fc.uniqueArray(fc.integer({ min: 1, max: 3_652_059 }), { maxLength: 200 }),
      { numRuns: 200, seed: 1 },
    );
    const script = `
import json, sys
from datetime import date
from table import ranges
for line in sys.stdin:
    days = sorted(date.fromordinal(n) for n in json.loads(line))
    found = [[first.toordinal(), last.toordinal()] for first, last in ranges(days, 50)]
    print(json.dumps(found))`;
    const program = await pythonProgram('python');
    const options = {
      cwd: join(ROOT, 'glue-scripts'),
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' },
    };
    const running = promisify(execFile)(program, ['-c', script], options);
    running.child.stdin!.end(lists.map((days) => `${JSON.stringify(days)}\n`).join(''));
    const found = (await running).stdout
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as [number, number][]);
    expect(found.length).toBe(lists.length);
    for (const [i, ranges] of found.entries()) {
      const days = lists[i]!;
      const covers = (day: number) => ranges.some(([first, last]) => first <= day && day <= last);
      expect(days.every(covers)).toBe(true);
      expect(ranges.length).toBeLessThanOrEqual(50);
      // Each range begins and ends with a requested day; few days have their own ranges.
      expect(ranges.flat().every((day) => days.includes(day))).toBe(true);
      if (days.length <= 50)
        for (const [first, last] of ranges)
          expect(days.filter((d) => first <= d && d <= last).length).toBe(last - first + 1);
    }
  });
});
