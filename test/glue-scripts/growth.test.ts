/**
 * The cost of an hour's batch depends on the days it touches and not on the size of the table. The
 * suite has few contacts; on demand there are enough to measure:
 * `GROWTH=1 npx vitest run --project whole test/glue-scripts/growth.test.ts`
 */
import { beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { noteFigures } from '../engines/figures.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { runScript } from '../engines/spark.ts';
import { landObject } from '../local/lake.ts';
import { type ContactRecord, record } from '../local/records.ts';
import { FEW_COLUMNS } from './few-columns.ts';
import { convertBoth, figure } from './twin-check.ts';
import { type Engines, makeTwins, sharedEngines, type Twins } from './twin-lakes.ts';

const IS_ASKED = process.env.GROWTH !== undefined;
const CONTACTS_A_DAY = IS_ASKED ? 2_000 : 20;
const LAKES = IS_ASKED ? [1, 10, 100] : [1, 10];
const BATCHES = IS_ASKED ? 5 : 1;
const LONG = 3_600_000;

describeOnSpark('an hour’s batch', () => {
  let engines: Engines;

  beforeAll(async () => {
    engines = await sharedEngines();
  });

  it.each(LAKES)('touches its days alone in a lake of %i', async (days) => {
    const twins = await makeTwins(engines, `growth${days}`, { dataset: FEW_COLUMNS });
    for (let day = 0; day < days; day++)
      await landObject(twins.laptop, `day${day}`, contactsOf(day, 0));
    await twins.normalise();
    const first = await twins.convert();
    expect(figure(first, 'rows_inserted')).toBe(days * CONTACTS_A_DAY);
    await twins.convertOnLaptop();
    const before = await filesByDay(twins);
    const seconds: number[] = [];
    for (let batch = 1; batch <= BATCHES; batch++) {
      // A tenth of a day's contacts again in a later version, and a tenth that is new.
      const some = contactsOf(0, batch).slice(0, CONTACTS_A_DAY / 5);
      await twins.land(`batch${batch}`, some);
      const run = await convertBoth(twins);
      seconds.push(Number(figure(run, 'duration_seconds')));
      expect(figure(run, 'rows_updated')).toBe(some.length / 2);
      expect(figure(run, 'rows_inserted')).toBe(some.length / 2);
    }
    const after = await filesByDay(twins);
    const changed = Object.keys(after).filter((day) => after[day] !== before[day]);
    expect(changed).toEqual(['2026-08-01']);
    process.stdout.write(
      `${days} days of ${CONTACTS_A_DAY} contacts: first run ${figure(first, 'duration_seconds')} s, ` +
        `a batch of ${CONTACTS_A_DAY / 5} contacts ${medianOf(seconds)} s (median of ${BATCHES})\n`,
    );
  });

  it.runIf(IS_ASKED)(
    'takes at most three times as long as a run that finds nothing',
    {
      timeout: LONG,
    },
    async () => {
      const twins = await makeTwins(engines, 'hour');
      const seconds: Record<'batch' | 'empty', number[]> = { batch: [], empty: [] };
      for (let batch = 1; batch <= BATCHES; batch++) {
        await twins.land(`batch${batch}`, contactsOf(0, batch));
        seconds.batch.push(await secondsOf(engines, twins.args));
        // Without this argument a run that finds nothing ends before it has started Spark.
        seconds.empty.push(await secondsOf(engines, [...twins.args, '--accept_orphans', 'true']));
      }
      process.stdout.write(`the script itself, seconds: ${JSON.stringify(seconds)}\n`);
      noteFigures(seconds);
      expect(medianOf(seconds.batch)).toBeLessThanOrEqual(3 * medianOf(seconds.empty));
    },
  );
});

/** Wall time of the script in a process of its own, with Spark as it is on Glue. */
async function secondsOf({ aws }: Engines, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await runScript(aws, 'job-hour', args);
  return (performance.now() - start) / 1000;
}

function medianOf(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

function contactsOf(day: number, version: number): ContactRecord[] {
  const date = new Date(Date.UTC(2026, 7, 1 + day)).toISOString().slice(0, 10);
  return Array.from({ length: CONTACTS_A_DAY }, (_, i) => {
    // Every second one is of the version's own.
    const of = i % 2 === 0 ? 0 : version;
    return record({
      ContactId: `${date} ${of} ${i}`,
      InitiationTimestamp: `${date}T${String(i % 24).padStart(2, '0')}:00:00Z`,
      LastUpdateTimestamp: `2026-11-23T10:00:${String(version).padStart(2, '0')}Z`,
      Attributes: { reason: `reason ${i % 7}`, tier: `${i % 3}` },
      Queue: { Name: `queue ${i % 5}`, EnqueueTimestamp: `${date}T00:00:00Z`, Duration: i % 60 },
      Agent: { Username: `agent ${i % 50}`, AgentInteractionDuration: i % 600 },
    });
  });
}

/** The data files of each day. */
async function filesByDay({ ask, database }: Twins): Promise<Record<string, string>> {
  const { rows } = await ask(
    `SELECT CAST(partition.${dataset.day.name}_day AS string), sort_array(collect_list(file_path))
     FROM lake.${database}.${dataset.name}.files GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(([day, files]) => [String(day), JSON.stringify(files)]));
}
