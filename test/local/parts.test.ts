/** A batch that is larger than the engine's memory is converted in parts, and gives the same table. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { beginRebuild } from '../../local/stages/rebuild.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix, tableFileKey } from '../../pipeline/lake-keys.ts';
import { contactLake } from '../cli/contact-lake.ts';
import { removeFolder, test } from './folder.ts';
import { ask, dayFiles, filesIn, fingerprint, landObject, makeLake, openFieldsIn } from './lake.ts';
import { record } from './records.ts';

/** A version of one of a few contacts, and the raw object that it comes in. */
interface Delivery {
  readonly day: number;
  readonly contact: number;
  readonly minute: number;
  readonly object: number;
}

const someDeliveries: fc.Arbitrary<Delivery[]> = fc.array(
  fc.record({
    day: fc.integer({ min: 20, max: 25 }),
    contact: fc.integer({ min: 1, max: 3 }),
    minute: fc.integer({ min: 10, max: 13 }),
    object: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('a batch in parts', () => {
  test('makes the same table as in one, on a table that is there or not', async ({ folder }) => {
    let lakes = 0;
    await fc.assert(
      fc.asyncProperty(
        someDeliveries,
        someDeliveries,
        fc.integer({ min: 1, max: 12 }),
        async (before, after, most_rows) => {
          const name = String(lakes++);
          const whole = await makeLake(folder, `${name}-whole`);
          const parted = await makeLake(folder, `${name}-parted`);
          for (const [turn, deliveries] of [before, after].entries()) {
            await take(whole, deliveries, { turn });
            await take(parted, deliveries, { turn, most_rows });
            expect(await fingerprint(parted)).toEqual(await fingerprint(whole));
          }
          expect(await filesIn(fileOf(parted, flatfilePrefix(dataset)))).toEqual([]);
          await Promise.all([whole, parted].map((lake) => removeFolder(lake.path)));
        },
      ),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('counts what it has done, and says how far it is', async ({ folder }) => {
    const lake = await makeLake(folder);
    await land(
      lake,
      [20, 21, 22, 23].map((day) => ({ day, contact: 1, minute: 10, object: 0 })),
    );
    await normaliseLake(lake, dataset);
    const seen: [number, number][] = [];
    const totals = await convertLake(lake, dataset, (done, of) => seen.push([done, of]), 2);
    expect(totals).toEqual({
      flatfiles: 1,
      rows_read: 4,
      days_written: 4,
      rows_in_days: 4,
      left_out: [],
    });
    expect(seen.map(([done]) => done)).toEqual([1, 2, 3, 4]);
    expect(new Set(seen.map(([, of]) => of))).toEqual(new Set([4]));
  });

  test('is made again whole: a day that would lose contacts is refused before any other is replaced', async ({
    folder,
  }) => {
    const lake = await makeLake(folder);
    const days = [20, 21, 22];
    for (const day of days) {
      await landObject(lake, `${day}`, [version({ day, contact: 1, minute: 10, object: 0 })]);
    }
    await normaliseLake(lake, dataset);
    await convertLake(lake, dataset);
    const before = await fingerprint(lake);
    await beginRebuild(lake, [dataset], { accepts_loss: false });
    await landObject(lake, '22', [version({ day: 20, contact: 2, minute: 10, object: 0 })]);
    await expect(convertLake(lake, dataset, () => {}, 1)).rejects.toThrow(
      `contact in ${tableFileKey(dataset, '2026-11-22')} alone`,
    );
    expect(await fingerprint(lake)).toEqual(before);
  });

  test('gives no column to an attribute that only an erased contact has', async ({ folder }) => {
    const attributes = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i + 1000}`, 'x']));
    const tables: unknown[] = [];
    for (const most_rows of [1, undefined]) {
      const name = `lake-${most_rows}`;
      const lake = await makeLake(folder, name);
      const erased = { ...version({ day: 20, contact: 1, minute: 10, object: 0 }) };
      await landObject(lake, 'first', [erased]);
      await normaliseLake(lake, dataset);
      await convertLake(lake, dataset);
      await contactLake(folder, 'erase', '--contact', '20-1', '--yes', '--lake', name);
      const other = version({ day: 21, contact: 1, minute: 10, object: 0 });
      const third = version({ day: 22, contact: 1, minute: 10, object: 0 });
      await landObject(lake, 'again', [{ ...erased, Attributes: attributes('a', 995) }]);
      await landObject(lake, 'others', [
        { ...other, Attributes: attributes('m', 20) },
        { ...third, Attributes: attributes('m', 20) },
      ]);
      await normaliseLake(lake, dataset);
      await convertLake(lake, dataset, () => {}, most_rows);
      tables.push(await fingerprint(lake));
      expect(await openFieldsIn(await dayFiles(lake))).toHaveLength(20);
    }
    expect(tables[0]).toEqual(tables[1]);
  });

  test('is rebuilt into the same table', async ({ folder }) => {
    const lake = await makeLake(folder);
    await take(
      lake,
      [20, 21, 22, 20].map((day, object) => ({ day, contact: 1, minute: 10 + object, object })),
    );
    const before = await fingerprint(lake);
    await beginRebuild(lake, [dataset], { accepts_loss: false });
    await convertLake(lake, dataset, () => {}, 1);
    expect(await fingerprint(lake)).toEqual(before);
    expect(await ask(lake, 'SELECT count(*)::INTEGER AS contacts FROM ctr')).toEqual([
      { contacts: 3 },
    ]);
  });
});

async function take(
  lake: LakeFolder,
  deliveries: readonly Delivery[],
  { most_rows, turn = 0 }: { most_rows?: number; turn?: number } = {},
): Promise<void> {
  await land(lake, deliveries, turn);
  await normaliseLake(lake, dataset);
  await convertLake(lake, dataset, () => {}, most_rows);
}

async function land(lake: LakeFolder, deliveries: readonly Delivery[], turn = 0): Promise<void> {
  for (const object of new Set(deliveries.map((one) => one.object))) {
    const own = deliveries.filter((one) => one.object === object);
    await landObject(lake, `${turn}-${object}`, own.map(version));
  }
}

function version({ day, contact, minute }: Delivery) {
  return record({
    ContactId: `${day}-${contact}`,
    InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
    LastUpdateTimestamp: `2026-11-26T09:${minute}:00Z`,
    Attributes: { [`key ${day}`]: `at ${minute}`, [`key ${minute}`]: 'b' },
  });
}
