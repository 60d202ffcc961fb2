/** However a file is named, its records come into the table; or it is named, and its neighbours do. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openOrMakeLake } from '../../local/lake/lake-folder.ts';
import { land } from '../../local/stages/land.ts';
import { replayToLake } from '../../local/stages/replay.ts';
import { filesOf, type Sources } from '../../local/stages/source-files.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { UserError } from '../../terminal/user-error.ts';
import { test } from '../local/folder.ts';
import { ask, runLake } from '../local/lake.ts';
import { concatenated, record } from '../local/records.ts';
import { SOURCE_NAMES, type SourceName } from './table.ts';
import { askAll } from './verbs.ts';

const IDS = SOURCE_NAMES.map((_, i) => `named ${i}`);

/** Names in which each row differs from the next are in one folder; those of a lake's own are, too. */
async function written(folder: string): Promise<string> {
  const files = join(folder, 'files');
  await mkdir(files);
  for (const [i, { file }] of SOURCE_NAMES.entries()) {
    await writeFile(pathOf(files, file), concatenated([record({ ContactId: IDS[i] })]));
  }
  await writeFile(join(files, 'plain.json'), concatenated([record({ ContactId: 'neighbour' })]));
  return files;
}

function pathOf(folder: string, file: string | Buffer): string | Buffer {
  return typeof file === 'string'
    ? join(folder, file)
    : Buffer.concat([Buffer.from(`${folder}/`), file]);
}

function expected(how: 'itself' | 'folder'): string[] {
  const kept = SOURCE_NAMES.filter(({ outcome }) => outcome[how] === 'kept');
  return [...kept.map((row) => IDS[SOURCE_NAMES.indexOf(row)]!), 'neighbour'].sort();
}

type Taking = (folder: string, sources: Sources) => Promise<{ left_out: { path: string }[] }>;

const landed: Taking = async (folder, { files, passed_over }) => {
  const lake = await openOrMakeLake(join(folder, 'lake'));
  const { left_out } = await land(lake, dataset, files, new Date());
  return { left_out: [...passed_over, ...left_out] };
};

const replayed: Taking = async (folder, { files, passed_over }) => {
  const lake = await openOrMakeLake(join(folder, 'lake'));
  await replayToLake(lake, dataset, files, null, new AbortController().signal);
  return { left_out: passed_over };
};

async function contactsOf(folder: string): Promise<unknown[]> {
  const lake = await openOrMakeLake(join(folder, 'lake'));
  await runLake(lake);
  await askAll(lake.path);
  const rows = await ask(lake, 'SELECT contactid FROM ctr ORDER BY 1');
  return rows.map(({ contactid }) => contactid);
}

for (const [verb, take] of Object.entries({ land: landed, replay: replayed })) {
  test(`${verb} of a folder takes all but those that it names`, async ({ folder }) => {
    const { left_out } = await take(folder, await filesOf([await written(folder)]));
    const left = SOURCE_NAMES.filter(({ outcome }) => outcome.folder === 'left out');
    expect(left_out.map(({ path }) => path).sort()).toEqual(
      left.map(({ file }) => `${folder}/files/${asText(file)}`).sort(),
    );
    expect(await contactsOf(folder)).toEqual(expected('folder'));
  });

  test(`${verb} of each by itself takes what has a name in text`, async ({ folder }) => {
    const files = await written(folder);
    const names = [...SOURCE_NAMES.map(({ file }) => file), 'plain.json'];
    const paths = await Promise.all(
      names.map((file) => filesOf([`${files}/${asText(file)}`]).catch(saidToUser)),
    );
    const sources = paths.filter((found) => typeof found !== 'string');
    const refused = SOURCE_NAMES.filter(({ outcome }) => outcome.itself === 'refused');
    expect(paths.filter((found) => typeof found === 'string')).toEqual(
      refused.map(({ file }) => expect.stringContaining(asText(file))),
    );
    await take(folder, {
      files: sources.flatMap((one) => one.files),
      passed_over: sources.flatMap((one) => one.passed_over),
    });
    expect(await contactsOf(folder)).toEqual(expected('itself'));
  });
}

test('a folder of nothing but such names is a folder of files like any other', async ({
  folder,
}) => {
  const files = await written(folder);
  await rm(join(files, 'plain.json'));
  const { files: found } = await filesOf([files]);
  expect(found).toHaveLength(expected('folder').length - 1);
});

function asText(file: SourceName['file']): string {
  return file.toString();
}

function saidToUser(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}
