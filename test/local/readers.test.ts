import { describe, expect } from 'vitest';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { contactLake, test } from '../cli/contact-lake.ts';
import { ask, landAndRun, landObject, makeLake } from './lake.ts';
import { record } from './records.ts';

const DAYS = [22, 23, 24];
const CONTACTS_A_DAY = 400;
const LEAST_CONVERSIONS = 2;

describe('while conversions go on', () => {
  test('a query never fails and sees each day before or after the conversion', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '0', generation(0));
    const seen = new Set<unknown>();
    const hasSeenSome = () => seen.size > 1;
    await whileConverting(folder, lake, hasSeenSome, async () => {
      const days = await ask(lake, WHAT_EACH_DAY_HOLDS);
      expect(days).toHaveLength(DAYS.length);
      for (const { day, contacts, oldest, newest, attributes } of days) {
        expect({ day, contacts, oldest, attributes }).toEqual({
          day,
          contacts: CONTACTS_A_DAY,
          oldest: newest,
          attributes: CONTACTS_A_DAY,
        });
        seen.add(newest);
      }
    });
  });

  test('a query of the live views misses no contact and sees none twice', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landObject(lake, '0', generation(0));
    await normaliseLake(lake, dataset);
    let last = '';
    const seen = new Set<string>();
    const hasSeenSome = () => seen.size > 1;
    await whileConverting(folder, lake, hasSeenSome, async () => {
      const days = await whileAsking(
        lake,
        dataset,
        (connection) => rowsOf(connection, LIVE_DAYS),
        LIVE_DAYS,
      );
      expect(days).toHaveLength(DAYS.length);
      for (const { day, contacts, oldest, newest, attributes } of days) {
        expect({ day, contacts, oldest, attributes }).toEqual({
          day,
          contacts: CONTACTS_A_DAY,
          oldest: newest,
          attributes: CONTACTS_A_DAY,
        });
        expect(String(newest) >= last).toBe(true);
      }
      last = String(days[0]!.newest);
      seen.add(last);
    });
  });

  test('status and doctor never fail', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '0', generation(0));
    let reads = 0;
    const hasReadSome = () => reads > LEAST_CONVERSIONS;
    await whileConverting(folder, lake, hasReadSome, async () => {
      reads++;
      for (const verb of ['status', 'doctor']) {
        const outcome = await contactLake(folder, verb, '--json', '--lake', 'lake');
        expect(outcome).toMatchObject({ code: 0, stderr: '' });
      }
    });
  });
});

/** Reads again and again while another process converts, until `isEnough` and some conversions are done. */
async function whileConverting(
  folder: string,
  lake: LakeFolder,
  isEnough: () => boolean,
  read: () => Promise<void>,
): Promise<void> {
  let isConverting = true;
  const convert = async () => {
    for (let number = 1; isConverting; number++) {
      await landObject(lake, `${number}`, generation(number));
      expect(await contactLake(folder, 'run', '--lake', 'lake')).toMatchObject({ code: 0 });
      if (number >= LEAST_CONVERSIONS && isEnough()) isConverting = false;
    }
  };
  const stopped = (work: Promise<void>) =>
    work.finally(() => {
      isConverting = false;
    });
  const reading = (async () => {
    while (isConverting) await read();
  })();
  const outcomes = await Promise.allSettled([stopped(reading), stopped(convert())]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Every contact in its numberth version, which shows in several columns. */
function generation(number: number) {
  return DAYS.flatMap((day) =>
    Array.from({ length: CONTACTS_A_DAY }, (_, i) =>
      record({
        ContactId: `${day}-${i}`,
        InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
        LastUpdateTimestamp: `2026-11-25T09:${String(number).padStart(2, '0')}:00Z`,
        Name: `generation ${number}`,
        Description: 'x'.repeat((i * 7 * (number + 1)) % 50),
        Attributes: { generation: `generation ${number}` },
      }),
    ),
  );
}

const WHAT_EACH_DAY_HOLDS = `
  SELECT
    CAST(initiationtimestamp AS DATE) AS day,
    count(*) AS contacts,
    min(name) AS oldest,
    max(name) AS newest,
    count(*) FILTER (WHERE attributes.generation = name) AS attributes
  FROM ctr
  GROUP BY 1
  ORDER BY 1`;

const LIVE_DAYS = `
  SELECT
    CAST(initiationtimestamp AS DATE) AS day,
    count(*) AS contacts,
    min(lastupdatetimestamp) AS oldest,
    max(lastupdatetimestamp) AS newest,
    count(*) FILTER (
      WHERE element_at(attributes, 'generation') = 'generation ' || minute(lastupdatetimestamp)
    ) AS attributes
  FROM ctr_live
  GROUP BY 1
  ORDER BY 1`;
