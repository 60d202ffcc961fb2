/** Whatever lies in raw/, every verb works, and what can be read is in the table. */
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { examine } from '../../local/health/doctor.ts';
import { fileOf, type LakeFolder } from '../../local/lake/lake-folder.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { test } from '../local/folder.ts';
import { ask, landObject, makeLake, runLake } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { RAW_THINGS, type RawThing } from './table.ts';
import { askAll, sentenceOf, VERB_NAMES } from './verbs.ts';

async function put(lake: LakeFolder, { key, is, name }: RawThing): Promise<void> {
  const file = fileOf(lake, `raw/ctr/${key}`);
  const content = concatenated([record({ ContactId: name })]);
  await mkdir(dirname(file), { recursive: true });
  if (is === 'file') await writeFile(file, content);
  else if (is === 'folder') await mkdir(file);
  else if (is === 'fifo') execFileSync('mkfifo', [file]);
  else if (is === 'loop') await symlink(file, file);
  else {
    const elsewhere = join(dirname(lake.path), name);
    if (is === 'link') await writeFile(elsewhere, content);
    await symlink(elsewhere, file);
  }
}

const idsOf = (outcome: RawThing['outcome']) =>
  RAW_THINGS.filter((thing) => thing.outcome === outcome)
    .map(({ name }) => name)
    .sort();

async function contactsIn(lake: LakeFolder): Promise<unknown[]> {
  const rows = await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1');
  return rows.map(({ contactid }) => contactid);
}

test('each hostile key is kept, passed over or named, and its neighbour is in the table', async ({
  folder,
}) => {
  const lake = await makeLake(folder);
  for (const thing of RAW_THINGS) await put(lake, thing);
  await landObject(lake, '2026/11/23/15/plain.json', [record({ ContactId: 'neighbour' })]);
  const { left_out } = await normaliseLake(lake, dataset);
  const left = RAW_THINGS.filter(
    ({ outcome }) => outcome === 'left out' || outcome === 'kept by the next run',
  );
  expect(left_out.map(({ path }) => path)).toEqual(left.map(({ key }) => `raw/ctr/${key}`).sort());
  await runLake(lake);
  const expected = [...idsOf('kept'), 'neighbour'].sort();
  expect(await contactsIn(lake)).toEqual(expected);
  for (const verb of VERB_NAMES.filter((verb) => verb !== 'rebuild')) {
    expect(await sentenceOf(verb, lake.path, join(folder, 'beside')), verb).toBeNull();
  }
  await askAll(lake.path);
  const faults = (await examine(lake, dataset)).filter(({ outcome }) => outcome === 'fault');
  expect(faults).toEqual([]);
  const all = [...expected, ...idsOf('kept by the next run'), 'landed', 'replayed'].sort();
  expect(await contactsIn(lake)).toEqual(all);
  // Not all of raw/ can be normalised, so a rebuild needs --accept-loss.
  expect(await sentenceOf('rebuild', lake.path, join(folder, 'beside'))).toMatch(
    /^Found 1 contact in parquet.* alone, .*`contact-lake rebuild --accept-loss`/s,
  );
  expect(await contactsIn(lake)).toEqual(all);
});
