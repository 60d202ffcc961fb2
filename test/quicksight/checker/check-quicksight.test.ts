import { expect, test } from 'vitest';
import { checkQuickSight } from './check-quicksight.ts';
import { GOOD_VIEWS, goodTemplate } from './good-template.ts';

test('a template without a fault', () => {
  expect(checkQuickSight(goodTemplate(), GOOD_VIEWS)).toEqual([]);
});
