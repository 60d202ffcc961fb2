/** The saved queries over the simulated centre's evaluations, and its answer sheet. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference } from '../../../cli/actions/answer-difference.ts';
import type { LakeFolder } from '../../../local/lake/lake-folder.ts';
import { convertLake } from '../../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../../local/stages/normalise-lake.ts';
import { dataset as evaluations } from '../../../pipeline/datasets/contact-evaluations/dataset.ts';
import { contactRecords } from '../../../pipeline/datasets/contact-records/dataset.ts';
import { withParameters } from '../../../queries/reader/parameters.ts';
import { listSavedQueries, readSavedQuery } from '../../../queries/reader/saved-queries.ts';
import type { GenerateOptions } from '../../../sample-data/generate.ts';
import { isAbout } from '../../conformance/about.ts';
import { newFolder, removeFolder } from '../../local/folder.ts';
import { askAll, landObject, makeLake } from '../../local/lake.ts';
import { generated } from '../../sample-data/stream.ts';
import { QUERIES } from '../small-lake.ts';

const WORLDS: readonly (readonly [string, GenerateOptions])[] = [
  ['the end of summer time', { contacts: 3_000, seed: 43, days: 5, lastDay: '2026-10-27' }],
  ['a day in progress', { contacts: 1_500, seed: 5, days: 5, untilHour: 14, otherDays: 4 }],
];

describe.each(WORLDS)('over %s', (_what, { contacts, seed, ...others }) => {
  const world = generated(contacts, seed, {
    otherDays: 'all',
    otherKinds: ['contact-evaluations'],
    ...others,
  });
  const { queries } = world.sheet.evaluations!;
  let folder: string;
  let lake: LakeFolder;

  beforeAll(async () => {
    folder = await newFolder();
    lake = await makeLake(folder);
    for (const { kind, key, bytes } of world.objects)
      await landObject(lake, key, bytes, kind === 'contact-records' ? contactRecords : evaluations);
    for (const dataset of [contactRecords, evaluations]) {
      await normaliseLake(lake, dataset);
      await convertLake(lake, dataset);
    }
  }, 120_000);
  afterAll(() => removeFolder(folder));

  test('every saved query about evaluations has the sheet’s answers', async () => {
    const asked = new Set(queries.map(({ query }) => query));
    const about = listSavedQueries(QUERIES).filter(isAbout('contact-evaluations'));
    expect(queries.filter(({ rows }) => rows.length === 0).length).toBeLessThan(queries.length / 3);
    expect([...asked].sort()).toEqual(about.map(({ name }) => name).sort());
    const statements = queries.map(({ query, parameters }) => {
      const values = Object.entries(parameters).map(([name, value]) => [name, `${value}`]);
      return withParameters(readSavedQuery(QUERIES, query), Object.fromEntries(values));
    });
    const answers = await askAll(lake, statements);
    for (const [place, expected] of queries.entries())
      expect(difference(expected, answers[place]!), expected.query).toBeNull();
  }, 120_000);
});
