/** The rule on CloudFormation's schema, which the pinned cfn-lint brings. */
import { beforeAll, expect, test } from 'vitest';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { checkQuickSight } from './checker/check-quicksight.ts';
import { GOOD_VIEWS, goodTemplate } from './checker/good-template.ts';
import { type ResourceSchemas, UNIONS } from './checker/schema.ts';
import { quickSightSchemas } from './resource-schemas.ts';

describeOnMiniStack('the schema', () => {
  let schemas: ResourceSchemas;

  beforeAll(async () => {
    schemas = await quickSightSchemas();
  });

  test('a template without a fault', () => {
    expect(checkQuickSight(goodTemplate(), GOOD_VIEWS, schemas)).toEqual([]);
  });

  test('each union is a definition of a schema', () => {
    const known = new Set(
      [...schemas.values()].flatMap(({ definitions }) => Object.keys(definitions ?? {})),
    );
    expect(UNIONS.filter((name) => !known.has(name))).toEqual([]);
  });
});
