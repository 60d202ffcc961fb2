/** What is kept of the page holds only as long as the tables of other datasets are as they were. */
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetOfKind } from '../../cli/shared/generate-files.ts';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import { lakePage, wholePage } from '../../page/lake-page.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tableNotePrefix } from '../../pipeline/lake-keys.ts';
import { removeFolder } from '../local/folder.ts';
import { ask, dayFiles } from '../local/lake.ts';
import { undated } from './customers.ts';
import { ALL_KINDS, LONDON, lakeOfAllKinds } from './lake-of-all-kinds.ts';

let folder: string;
let lake: LakeFolder;

beforeAll(async () => {
  ({ folder, lake } = await lakeOfAllKinds());
});
afterAll(() => removeFolder(folder));

describe('what is kept of the page', () => {
  const OTHERS = ALL_KINDS.slice(1);

  test.each(OTHERS)('is not believed once the table of %s has changed', async (kind) => {
    const one = datasetOfKind(kind);
    const before = undated(await lakePage(lake, dataset, LONDON, 0));
    const [newest] = (await dayFiles(lake, one)).slice(-1);
    const [note] = (await listObjects(lake, tableNotePrefix(one))).slice(-1);
    const away = join(folder, kind);
    await mkdir(away);
    // Without its newest day, the table is as it was before that day was written.
    await rename(newest!, join(away, 'day'));
    await rename(fileOf(lake, note!.key), join(away, 'note'));
    const without = undated(await lakePage(lake, dataset, LONDON, 0));
    expect(without).toEqual(undated(await wholePage(lake, dataset, LONDON, 0)));
    expect(without).not.toEqual(before);
    await rename(join(away, 'day'), newest!);
    await rename(join(away, 'note'), fileOf(lake, note!.key));
    expect(undated(await lakePage(lake, dataset, LONDON, 0))).toEqual(before);
  });

  test('is dropped with an erasure in another dataset', async () => {
    const evaluations = datasetOfKind('contact-evaluations');
    const [row] = await ask(lake, 'SELECT contactid FROM evaluations LIMIT 1');
    const kept = join(lake.path, 'work', 'kept');
    expect(await readdir(join(kept, dataset.name))).toContain('data');
    const eraser = lakeEraser(lake, evaluations);
    const target = { asked_by: 'contact', value: String(row!.contactid) } as const;
    const plan = await eraser.plan(target, new Date(), () => {});
    await eraser.erase(plan!, () => {});
    expect(await readdir(kept).catch(() => [])).toEqual([]);
    const after = undated(await lakePage(lake, dataset, LONDON, 0));
    expect(after).toEqual(undated(await wholePage(lake, dataset, LONDON, 0)));
  });
});
