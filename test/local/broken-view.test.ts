/** `doctor` names a view that the engine does not understand, such as one of a dataset of your own. */
import { afterEach, expect } from 'vitest';
import { examine } from '../../local/health/doctor.ts';
import { packageViews } from '../../local/lake/lake-views.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import type { View } from '../../queries/reader/views.ts';
import { test } from './folder.ts';
import { makeLake } from './lake.ts';

/** The package's views, as whatever runs here sees them. */
const views = packageViews().views as View[];
const count = views.length;
afterEach(() => {
  views.length = count;
});

test.for<[sql: string, outcome: string, finding: RegExp]>([
  ['SELECT contactid\nFROM ctr', 'well', /^\d+ views, each understood$/],
  [
    'SELECT contactidd\nFROM ctr',
    'fault',
    /^The view own_view cannot be declared: Binder Error: .*"contactidd" not found.* LINE 1: .*SELECT contactidd$/,
  ],
  // Athena makes no view of it.
  ['SELECT 1 AS one; SELECT 2 AS two', 'fault', /^The view own_view cannot be declared: /],
  ['SELECT 1 FROM surveyz', 'fault', /^The view own_view .*surveyz.* LINE 1: .*FROM surveyz$/],
])('%s', async ([sql, outcome, finding], { folder }) => {
  views.push({ name: 'own_view', sql });
  const findings = await examine(await makeLake(folder), dataset);
  const found = findings.find(({ check }) => check === 'views');
  expect(found?.finding).toMatch(finding);
  expect(found?.outcome).toBe(outcome);
});
