/** The template of the stack, in each stack that its parameters can make of it. */
import { expect, test } from 'vitest';
import { readContent } from '../../infra/app.ts';
import { ROOT } from '../engines/folder.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { parse, templateText } from '../infra/template.ts';
import { checkQuickSight } from './checker/check-quicksight.ts';
import { variantsOf } from './checker/variants.ts';
import { quickSightSchemas } from './resource-schemas.ts';

describeOnMiniStack('the dashboard in QuickSight', () => {
  test('has no fault that a deployment would report', async () => {
    const { views } = await readContent(ROOT);
    const template = parse(await templateText());
    expect(checkQuickSight(template, views, await quickSightSchemas())).toEqual([]);
  });

  test('is checked without it, with imports and with direct queries', async () => {
    const given = variantsOf(parse(await templateText())).map((variant) => variant.given);
    expect(given).toEqual([
      { QuickSightPrincipalArn: '', QuickSightImportMode: 'SPICE' },
      { QuickSightPrincipalArn: expect.stringMatching(/^arn:/), QuickSightImportMode: 'SPICE' },
      {
        QuickSightPrincipalArn: expect.stringMatching(/^arn:/),
        QuickSightImportMode: 'DIRECT_QUERY',
      },
    ]);
  });
});
