import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { batchPrefix, flatfileKey, rawPrefix, tablePrefix } from '../../pipeline/lake-keys.ts';
import { engineFolder } from '../engines/folder.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { type JobRun, runScript, sparkLog } from '../engines/spark.ts';
import { until } from '../engines/until.ts';
import { type ContactRecord, record } from '../local/records.ts';
import { FEW_COLUMNS } from './few-columns.ts';
import { convertBoth, expectSameTable, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines, sparkOnDemand, type Twins } from './twin-lakes.ts';

/**
 * A step of the run, whether it comes before or after the commit, how it ends, and where. Of each
 * side one is a crash of the process; tags are put by many threads, which only a crash ends at once.
 */
const STEPS = [
  ['after reading', 'lost', 'cut', { at: 'batches.note', when: 'before' }],
  ['after noting what it takes', 'lost', 'crash', { at: 'batches.note', when: 'after' }],
  ['after a new attribute', 'lost', 'cut', { at: 'table.Table.grow', when: 'after' }],
  ['after the commit', 'kept', 'cut', { at: 'table.Table._merge_changes', when: 'after' }],
  ['during release', 'kept', 'crash', { at: 'flatfiles._tag', when: 'after' }],
  ['after release', 'kept', 'cut', { at: 'flatfiles.release', when: 'after' }],
] as const;

/** How the run is seen to have ended. */
const ENDS = {
  crash: async (run: Promise<JobRun>) => expect(run).rejects.toThrow('Spark has ended'),
  cut: async (run: Promise<JobRun>) => expect((await run).error).toBe('Cut: '),
};

describeOnSpark('a run', () => {
  let engines: Engines;
  /** A second Spark. It alone is killed, so that all other runs have one that has run before. */
  let other: ReturnType<typeof sparkOnDemand>;

  beforeAll(async () => {
    engines = await sharedEngines();
    other = sparkOnDemand(engines.aws, 'job-faults-other');
  });

  afterAll(() => other?.stop());

  const snapshotsOf = async ({ ask, database }: Twins) =>
    (await ask(`SELECT snapshot_id FROM lake.${database}.${dataset.name}.snapshots`)).rows.length;

  /** Three objects with new contacts, new versions of the last ones, and a new attribute. */
  async function landSome(twins: Twins, step: number): Promise<string[]> {
    const versions = (contacts: string[], fields: ContactRecord) =>
      contacts.map((ContactId) => record({ ContactId, ...fields }));
    const objects = ['a', 'b', 'c'].map((part) => [
      `${step}${part}`,
      [
        ...versions([`${step}${part}`], { Attributes: { [`step${step}`]: part } }),
        ...versions([`${step - 1}${part}`], {
          LastUpdateTimestamp: '2026-11-23T10:00:00Z',
          Attributes: { later: `${step}` },
        }),
      ],
    ]);
    return twins.landAll(Object.fromEntries(objects));
  }

  it('that is killed at any point loses and doubles nothing: the next run completes it', async () => {
    const twins = await makeTwins(engines, 'cut', { dataset: FEW_COLUMNS });
    await landSome(twins, 0);
    await convertBoth(twins);
    for (const [i, [, outcome, end, step]] of STEPS.entries()) {
      const flatfiles = await landSome(twins, i + 1);
      await ENDS[end](twins.convert({ [end]: step }, end === 'crash' ? other : engines));
      const snapshots = await snapshotsOf(twins);
      const run = await convertBoth(twins);
      // What was committed is only released, not read again.
      expect(figure(run, 'rows_read')).toBe(outcome === 'lost' ? 6 : 0);
      expect(await snapshotsOf(twins)).toBe(outcome === 'lost' ? snapshots + 1 : snapshots);
      for (const key of flatfiles) expect(await twins.isReleased(key)).toBe(true);
      expect(await twins.keysUnder(batchPrefix(dataset))).toEqual([]);
    }
  });

  it('changes nothing if it is repeated or if flatfiles are doubled', async () => {
    const twins = await makeTwins(engines, 'doubled', { dataset: FEW_COLUMNS });
    const flatfiles = await landSome(twins, 1);
    await convertBoth(twins);
    const snapshots = await snapshotsOf(twins);
    // Put again it has no tag any more; a copy has another key.
    for (const key of flatfiles) {
      const body = await twins.get(key);
      await twins.put(key, body);
      await twins.put(key.replace('.json.gz', '-copy.json.gz'), body);
    }
    const again = await twins.convert();
    expect(again.error).toBeNull();
    expect(again.log.at(-1)).toMatchObject({
      rows_read: 12,
      rows_inserted: 0,
      rows_updated: 0,
      rows_ignored: 12,
      files_released: 6,
    });
    expect(await snapshotsOf(twins)).toBe(snapshots);
    await expectSameTable(twins);
  });

  it('converts a row again if it was normalised again and differs', async () => {
    const twins = await makeTwins(engines, 'anew', { dataset: FEW_COLUMNS });
    const flatfiles = await landSome(twins, 1);
    await convertBoth(twins);
    const key = flatfiles[0]!;
    const changed = gunzipSync(await twins.get(key))
      .toString()
      .replace('"channel":"VOICE"', '"channel":"CHAT" ');
    await twins.put(key, gzipSync(changed));
    const run = await twins.convert();
    expect(figure(run, 'rows_updated')).toBe(1);
    const { rows } = await twins.ask(
      `SELECT channel, count(*) FROM lake.anew.${dataset.name} GROUP BY channel ORDER BY channel`,
    );
    expect(rows).toEqual([
      ['CHAT', 1],
      ['VOICE', 5],
    ]);
  });

  it('beside another run loses and doubles no row', async () => {
    const twins = await makeTwins(engines, 'atonce', { dataset: FEW_COLUMNS });
    await landSome(twins, 0);
    await convertBoth(twins);
    await landSome(twins, 1);
    // Both begin to merge at one moment: each has the other's rows for new.
    const file = join(engineFolder('work', 'job-faults'), `gate-${process.pid}`);
    const gate = { at: 'table.Table._merge_changes', file };
    const runs = [twins.convert({ gate }), twins.convert({ gate }, other)];
    await openGate(file, runs.length);
    const outcomes = await Promise.all(runs);
    for (const { error } of outcomes) expect(error).toBeNull();
    const lines = outcomes.flatMap(({ log }) => log.map(({ message }) => message));
    expect(lines).toContain('Another run has committed first');
    await twins.convertOnLaptop();
    await expectSameTable(twins);
  });

  it('that is killed while it writes leaves files that no snapshot knows', async () => {
    const twins = await makeTwins(engines, 'writing', { dataset: FEW_COLUMNS });
    // A file each, which takes seconds: the first is there long before the last.
    const many = Array.from({ length: 60 }, (_, day) => {
      const InitiationTimestamp = new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
      return record({ ContactId: `contact ${day}`, InitiationTimestamp });
    });
    const [flatfile] = await twins.land('many', many);
    const spark = await other.spark();
    const run = twins.convert({}, other);
    run.catch(() => {});
    await until('a data file', 120_000, async () => {
      const keys = await twins.keysUnder(`${tablePrefix(dataset)}data/`);
      return keys.length > 0 ? keys : null;
    });
    await spark.kill();
    await expect(run).rejects.toThrow('Spark has ended');
    const isReleased = await twins.isReleased(flatfile!);
    await convertBoth(twins);
    expect(isReleased).toBe(false);
    expect(await twins.isReleased(flatfile!)).toBe(true);
  });

  it('leaves damaged flatfiles as they are, names them, and converts the others', async () => {
    const twins = await makeTwins(engines, 'damaged', { dataset: FEW_COLUMNS });
    const secret = 'not for any log';
    const keyOf = (object: string) => flatfileKey(dataset, `${rawPrefix(dataset)}${object}`);
    type Damage = (text: string, intact: Buffer) => Uint8Array;
    const ofTheirLines: Record<string, Damage> = {
      'cut-off-within-a-line': (text) => gzipSync(text.slice(0, -40)),
      'no-json': (text) => gzipSync(text.replace('"contactid"', 'contactid')),
      'no-day': (text) =>
        gzipSync(text.replace(/"initiationtimestamp":"[^"]+"/, '"initiationtimestamp":null')),
      'record-twice': (text) => gzipSync(text + text),
    };
    const ofTheirBytes: Record<string, Damage> = {
      'cut-off': (_, intact) => intact.subarray(0, intact.length - 12),
      'no-gzip': (text) => Buffer.from(text),
    };
    // Apart, as Spark finds the lines itself, and fails on bytes before it finds any line.
    for (const damages of [ofTheirLines, ofTheirBytes]) {
      const objects = Object.keys(damages);
      const whole = `beside-${objects[0]}`;
      const recordsOf = (object: string) =>
        ['1', '2'].map((i) => record({ ContactId: `${object} ${i}`, Attributes: { secret } }));
      const landed = [whole, ...objects].map((object) => [object, recordsOf(object)]);
      await twins.landAll(Object.fromEntries(landed));
      for (const [object, damage] of Object.entries(damages)) {
        const intact = await twins.get(keyOf(object));
        await twins.put(keyOf(object), damage(gunzipSync(intact).toString(), intact));
      }
      const run = await twins.convert();
      expect(run.error).toBe(
        `ConversionFailed: ctr: Flatfiles are damaged and were left as they are: ${objects.map(keyOf).sort().join(', ')}`,
      );
      expect(figure(run, 'files_damaged')).toBe(objects.length);
      for (const object of objects)
        expect(await twins.isReleased(keyOf(object)), object).toBe(false);
      expect(await twins.isReleased(keyOf(whole))).toBe(true);
    }
    // Puts all of them as they were.
    await twins.normalise();
    await convertBoth(twins);
    const said = await readFile(sparkLog(engines.name), 'utf8');
    expect(said.length).toBeGreaterThan(0);
    expect(said).not.toContain(secret);
  });

  it('with nothing to do ends before Spark is started', async () => {
    const twins = await makeTwins(engines, 'idle', { dataset: FEW_COLUMNS });
    // It makes the table and the views, which is something to do.
    expect((await twins.convert()).error).toBeNull();
    const said = await runScript(engines.aws, 'job-faults-nothing', twins.args, {
      // Without it Spark could not be started.
      variables: { SPARK_HOME: '/nowhere' },
    });
    expect(said.trim()).toBe('{"message": "Nothing is new"}');
  });
});

async function openGate(file: string, waiting: number): Promise<void> {
  await until('all runs at the gate', 300_000, async () => {
    const there = await readdir(dirname(file));
    const reached = there.filter((name) => name.startsWith(`${basename(file)}.`));
    return reached.length === waiting ? reached : null;
  });
  await writeFile(file, '');
}
