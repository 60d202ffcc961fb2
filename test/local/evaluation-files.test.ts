/** Evaluations land from a copy of the folders in which Connect keeps them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { convertLake } from '../../local/stages/convert-lake.ts';
import { land } from '../../local/stages/land.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import { filesOf } from '../../local/stages/source-files.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { test } from './folder.ts';
import { ask, makeLake } from './lake.ts';

const evaluation = (evaluationId: string, score: number) =>
  JSON.stringify({
    schemaVersion: '3.5',
    evaluationId,
    metadata: {
      contactId: `c-${evaluationId}`,
      instanceId: 'i-1',
      evaluationStartTimestamp: '2026-03-02T10:00:00.000Z',
      evaluationSubmitTimestamp: '2026-03-02T10:05:00.000Z',
      score: { percentage: score },
    },
  });

test('a deletion with the bytes of what it deletes lands too, and the older copy is passed over', async ({
  folder,
}) => {
  const files: Readonly<Record<string, string>> = {
    'Evaluations/2026/03/02/10:05:00.000Z-one-v3_1.json': evaluation('one', 80),
    'Evaluations/2026/03/02/10:05:00.000Z-two-v3_1.json': evaluation('two', 60),
    'Evaluations/2026/03/04/09:00:00.000Z-one-v3_1_DELETED.json': evaluation('one', 80),
    'Evaluations/contact_c-two/evaluation_two/2026-03-02T10:05:00.0Z.json': evaluation('two', 60),
    'copies/2026/03/02/10:05:00.000Z-two-v3_1.json': evaluation('two', 60),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const lake = await makeLake(folder);
  const sources = await filesOf([join(folder, 'Evaluations'), join(folder, 'copies')]);
  expect(sources.passed_over.map(({ reason }) => reason)).toEqual([
    'not a contact evaluation, though it lies among them',
  ]);
  const totals = await land(lake, contactRecords, sources.files, new Date('2026-11-23T14:00:00Z'));
  expect([totals.objects, totals.already_there.length]).toEqual([3, 1]);
  await normaliseLake(lake, evaluations);
  await convertLake(lake, evaluations);
  expect(await ask(lake, 'SELECT evaluationid, score FROM evaluations')).toEqual([
    { evaluationid: 'two', score: 60 },
  ]);
});
