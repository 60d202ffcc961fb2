/** What is kept of the days changes the time that a page takes, and never the page. */
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { lakePage, wholePage } from '../../page/lake-page.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../queries/settings.ts';
import { filesWith } from '../local/erase/everywhere.ts';
import { newFolder, removeFolder, test } from '../local/folder.ts';
import { landAndRun, makeLake } from '../local/lake.ts';
import type { ContactRecord } from '../local/records.ts';
import { address, contact, eraseCustomer, undated } from './customers.ts';

const NEW_YORK: Settings = { ...DEFAULT_SETTINGS, timeZone: 'America/New_York' };

/** The note, the facts, and four tables of sums. */
const FILES_OF_A_BATCH = 6;

describe('the page with what is kept equals the page without', () => {
  test('after any sequence of landings and erasures, in any zone', async () => {
    const folder = await newFolder();
    let lakes = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(someStep, { minLength: 1, maxLength: 5 }), async (steps) => {
        const lake = await makeLake(folder, `lake${++lakes}`);
        for (const [at, step] of steps.entries()) {
          await step(lake, `2026/11/27/09/${at}`);
          await expectSamePages(lake);
        }
      }),
      { numRuns: 4 },
    );
    await removeFolder(folder);
  });

  test('when there are more readings than batches that are kept', async ({ folder }) => {
    const lake = await makeLake(folder);
    for (let hour = 10; hour < 20; hour++) {
      await landAndRun(lake, `2026/11/27/${hour}/one`, [contact(hour % 3, hour, 20 + (hour % 5))]);
      await expectSamePages(lake, [DEFAULT_SETTINGS]);
    }
    expect((await kept(lake)).length).toBeLessThanOrEqual(9 * FILES_OF_A_BATCH);
  });

  test('when a kept file is cut off, or another is missing', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/27/09/one', [contact(1, 9, 22), contact(2, 10, 23)]);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    for (const ending of ['.json', '.parquet']) {
      await truncate((await kept(lake)).find((file) => file.endsWith(ending))!, 20);
      await forgetPage(lake);
      await expectSamePages(lake, [DEFAULT_SETTINGS]);
    }
    await rm((await kept(lake)).find((file) => file.endsWith('.parquet'))!);
    await forgetPage(lake);
    await expectSamePages(lake, [DEFAULT_SETTINGS]);
  });

  test('when one byte of a kept table differs: it is written again', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/27/09/one', [contact(1, 9, 22), contact(2, 10, 23)]);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    const before = await kept(lake);
    const file = before.find((one) => one.endsWith('-contacts.parquet'))!;
    const bytes = await readFile(file);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await writeFile(file, bytes);
    await forgetPage(lake);
    await expectSamePages(lake, [DEFAULT_SETTINGS]);
    expect(await kept(lake)).not.toContain(file);
  });
});

describe('what is kept', () => {
  test('the sums of a day that has not changed are not computed again', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/27/09/one', [contact(1, 9, 22), contact(2, 10, 23)]);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    const before = await kept(lake);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    expect(await kept(lake)).toEqual(before);
    await landAndRun(lake, '2026/11/27/10/two', [contact(3, 11, 23)]);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    const after = await kept(lake);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(before.length + FILES_OF_A_BATCH);
  });

  test('has no trace of a customer who is erased', async ({ folder }) => {
    const lake = await makeLake(folder);
    await landAndRun(lake, '2026/11/27/09/one', [contact(1, 9, 22), contact(2, 10, 23)]);
    await lakePage(lake, dataset, DEFAULT_SETTINGS);
    expect(await filesWith(join(lake.path, 'work'), address(1))).not.toEqual([]);
    await eraseCustomer(lake, 1);
    expect(await filesWith(lake.path, address(1))).toEqual([]);
    await expectSamePages(lake);
    expect(await filesWith(lake.path, address(1))).toEqual([]);
  });
});

type Step = (lake: LakeFolder, name: string) => Promise<unknown>;

/** Contacts on both sides of midnight in both zones, by few customers so that some come back. */
const someContact = fc
  .record({
    customer: fc.integer({ min: 1, max: 3 }),
    hour: fc.constantFrom(0, 3, 4, 12, 23),
    day: fc.integer({ min: 20, max: 25 }),
  })
  .map(({ customer, hour, day }) => contact(customer, hour, day));

const someStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.array(someContact, { minLength: 1, maxLength: 8 }).map(landing) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map(erasing) },
);

function landing(records: ContactRecord[]): Step {
  return (lake, name) => landAndRun(lake, name, records);
}

function erasing(customer: number): Step {
  return (lake) => eraseCustomer(lake, customer);
}

async function expectSamePages(
  lake: LakeFolder,
  settings: readonly Settings[] = [DEFAULT_SETTINGS, NEW_YORK],
): Promise<void> {
  for (const of of settings) {
    const whole = undated(await wholePage(lake, dataset, of));
    expect(undated(await lakePage(lake, dataset, of))).toEqual(whole);
    expect(undated(await lakePage(lake, dataset, of))).toEqual(whole);
  }
}

/** The files of the sums and facts. */
async function kept(lake: LakeFolder): Promise<string[]> {
  const files = (await readdir(folderOf(lake))).filter((file) => /\.(json|parquet)$/.test(file));
  return files.map((file) => join(folderOf(lake), file)).sort();
}

/** The page is kept whole too, and would be believed before the sums. */
function forgetPage(lake: LakeFolder): Promise<void> {
  return rm(join(folderOf(lake), 'data'));
}

function folderOf(lake: LakeFolder): string {
  return join(lake.path, 'work', 'kept', dataset.name);
}
