/** `doctor` names a view that the engine does not understand, such as one of a dataset of your own. */
import { expect, vi } from 'vitest';
import { examine } from '../../local/health/doctor.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import type { View } from '../../queries/reader/saved-queries.ts';
import { test } from './folder.ts';
import { makeLake } from './lake.ts';

const own = vi.hoisted(() => ({ views: [] as View[] }));

vi.mock('../../local/lake/lake-views.ts', async (original) => {
  const real = await original<typeof import('../../local/lake/lake-views.ts')>();
  const packageViews = () => {
    const { views, flat } = real.packageViews();
    return { views: [...views, ...own.views], flat };
  };
  return { ...real, packageViews };
});

test.for<[sql: string, outcome: string, message: RegExp]>([
  ['SELECT contactid\nFROM ctr', 'well', /^\d+ views, each understood$/],
  [
    'SELECT contactidd\nFROM ctr',
    'fault',
    /^The view own_view cannot be declared: Binder Error: .*"contactidd" not found.* LINE 1: .*SELECT contactidd$/,
  ],
  ['SELECT 1 FROM surveyz', 'fault', /^The view own_view .*surveyz.* LINE 1: .*FROM surveyz$/],
])('%s', async ([sql, outcome, message], { folder }) => {
  own.views = [{ name: 'own_view', sql }];
  const findings = await examine(await makeLake(folder), dataset);
  const views = findings.find(({ check }) => check === 'views');
  expect(views?.finding).toMatch(message);
  expect(views?.outcome).toBe(outcome);
});
