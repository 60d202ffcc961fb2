/** The archive's law: each distinct content stays in raw/, once, and the table is that of all. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { land } from '../../local/stages/land.ts';
import { filesOf } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawPrefix } from '../../pipeline/lake-keys.ts';
import { hashedName } from '../../pipeline/raw-names.ts';
import { removeFolder, test } from './folder.ts';
import { ask, fingerprint, LINEAGE, landObject, makeLake, runLake } from './lake.ts';
import { concatenated, record } from './records.ts';

/** A file that a user may have. */
interface SourceFile {
  readonly path: string;
  readonly content: Buffer;
}

/** What is done to a lake: one `land` of some folders, or a run. */
type Step = { readonly land: readonly string[] } | 'run';

const FOLDERS = ['east', 'west', 'backup'];
const PLACES = ['2026/03/10/10/', '2026/03/10/11/', 'deeper/2026/03/10/10/', ''];
const NAMES = [
  'records.json',
  'records.json.gz',
  'records',
  '記録.json',
  `${'n'.repeat(240)}.json`,
];

/** The versions of a few contacts: what a version holds follows from which it is. */
const someContent: fc.Arbitrary<Buffer> = fc
  .record({
    versions: fc.array(
      fc.record({ contact: fc.nat({ max: 2 }), minute: fc.integer({ min: 10, max: 12 }) }),
      { maxLength: 2 },
    ),
    isGzip: fc.boolean(),
  })
  .map(({ versions, isGzip }) => {
    const text = concatenated(
      versions.map(({ contact, minute }) =>
        record({
          ContactId: `${contact}`,
          LastUpdateTimestamp: `2026-11-23T09:${minute}:00Z`,
          Name: `${contact} at ${minute}`,
        }),
      ),
    );
    return isGzip ? gzipSync(text) : Buffer.from(text);
  });

const someFiles: fc.Arbitrary<SourceFile[]> = fc.uniqueArray(
  fc.record({
    path: fc
      .tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...PLACES), fc.constantFrom(...NAMES))
      .map(([folder, place, name]) => `${folder}/${place}${name}`),
    content: someContent,
  }),
  { minLength: 1, maxLength: 10, selector: ({ path }) => path },
);

/** The last step lands everything, so that all is compared; in what order is left to chance. */
const someSteps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constant('run' as const),
        fc.record({ land: fc.subarray(FOLDERS, { minLength: 1 }) }),
      ),
      { maxLength: 4 },
    ),
    fc.shuffledSubarray(FOLDERS, { minLength: FOLDERS.length }),
  )
  .map(([steps, all]) => [...steps, { land: all }]);

test('files landed in any order, any number of times, are stored once, and the table has all of them', async ({
  folder,
}) => {
  let rounds = 0;
  await fc.assert(
    fc.asyncProperty(someFiles, someSteps, async (files, steps) => {
      const round = join(folder, String(rounds++));
      for (const name of FOLDERS) await mkdir(join(round, name), { recursive: true });
      for (const { path, content } of files) await write(join(round, path), content);
      const lake = await makeLake(round);
      for (const [i, step] of steps.entries()) {
        if (step === 'run') await runLake(lake);
        else await landFolders(lake, round, step.land, new Date(Date.UTC(2026, 10, 25, i)));
      }
      await runLake(lake);
      expect((await rawContents(lake)).sort()).toEqual(distinct(files).sort());
      const plain = await makeLake(round, 'plain');
      for (const [i, { content }] of files.entries()) await landObject(plain, `${i}`, content);
      await runLake(plain);
      expect(await fingerprint(lake, LINEAGE)).toEqual(await fingerprint(plain, LINEAGE));
      await removeFolder(round);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test('landing again changes neither an object that an erasure has changed nor any other object', async ({
  folder,
}) => {
  const lake = await makeLake(folder);
  const [first, second] = [{ ContactId: '1' }, { ContactId: '2' }].map((one) =>
    Buffer.from(JSON.stringify(record(one))),
  ) as [Buffer, Buffer];
  await write(join(folder, 'in/records.json'), first);
  const { keys } = await landFolders(lake, folder, ['in']);
  // As if by some other hand: no erasure makes this of it.
  await writeFile(fileOf(lake, keys[0]!), second);
  const again = await landFolders(lake, folder, ['in']);
  expect(again.keys[0]!.startsWith(keys[0]!.slice(0, -'.json'.length))).toBe(true);
  expect(await rawContents(lake)).toEqual(expect.arrayContaining([first, second].map(hex)));
  expect(await rawContents(lake)).toHaveLength(2);
  expect(await landFolders(lake, folder, ['in'])).toMatchObject({ objects: 0, keys: [] });
});

describe('the name of a raw object', () => {
  test.for([
    ['records.json', 'records-0123.json'],
    ['records.json.gz', 'records-0123.json.gz'],
    ['records', 'records-0123'],
    ['week 1, "new".json', 'week_1___new_-0123.json'],
    ['.hidden.json', 'hidden-0123.json'],
    ['...', 'object-0123'],
    ['記録.json', '__-0123.json'],
    [`${'n'.repeat(240)}.json`, `${'n'.repeat(100)}-0123.json`],
    [`a.${'n'.repeat(240)}`, `a.${'n'.repeat(98)}-0123`],
  ] as const)('of %s is %s', ([name, expected]) => {
    expect(hashedName(name, '0123')).toBe(expected);
  });

  test('leaves room for the prefixes and suffixes that the stages add', async ({ folder }) => {
    const lake = await makeLake(folder);
    const names = [`${'n'.repeat(243)}.json`, `${'n'.repeat(236)}.json.gz`, `x.${'n'.repeat(240)}`];
    for (const [i, name] of names.entries()) {
      const content = JSON.stringify(record({ ContactId: `${i}` }));
      await write(join(folder, 'in/2026/03/10/10', name), Buffer.from(`${content}no record`));
    }
    await landFolders(lake, folder, ['in']);
    await runLake(lake);
    expect(await ask(lake, 'SELECT count(*) AS contacts FROM ctr')).toEqual([{ contacts: 3 }]);
    const objects = await listObjects(lake, rawPrefix(dataset));
    for (const { key } of objects) expect(key).toMatch(/\/[^/]{1,149}$/);
  });
});

async function landFolders(
  lake: LakeFolder,
  root: string,
  folders: readonly string[],
  now = new Date('2026-11-25T00:00:00Z'),
) {
  const { files } = await filesOf(folders.map((name) => join(root, name)));
  return land(lake, dataset, files, now);
}

async function write(file: string, content: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function rawContents(lake: LakeFolder): Promise<string[]> {
  const objects = await listObjects(lake, rawPrefix(dataset));
  return Promise.all(objects.map(async ({ key }) => hex(await readFile(fileOf(lake, key)))));
}

function distinct(files: readonly SourceFile[]): string[] {
  return [...new Set(files.map(({ content }) => hex(content)))];
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}
