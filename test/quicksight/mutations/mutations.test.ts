/**
 * The checker finds random damages, to the stack's template and to a small one in which every kind of damage
 * has a place. `DAMAGES=5000` tries more of them, `PROPERTY_SEED=random` others.
 *
 * A damage never leaves a template as good as it was: each kind breaks a rule by what it does (a name that it
 * gives is checked to be none, a place that it takes is taken by another), gives null where a place is not
 * of that sort, and `damaged` refuses one whose text is the same as before.
 */
import { beforeAll, expect, test } from 'vitest';
import { readContent } from '../../../infra/app.ts';
import type { DescribedView } from '../../../infra/view-columns.ts';
import { ROOT } from '../../engines/folder.ts';
import { describeOnMiniStack } from '../../engines/on-ministack.ts';
import { parse, type Template, templateText } from '../../infra/template.ts';
import { Random } from '../../pipeline/normalise/fuzz/random.ts';
import { checkQuickSight } from '../checker/check-quicksight.ts';
import { GOOD_VIEWS, goodTemplate } from '../checker/good-template.ts';
import type { ResourceSchemas } from '../checker/schema.ts';
import { quickSightSchemas } from '../resource-schemas.ts';
import { type Damages, damaged, damagesOf } from './damages.ts';

const COUNT = Number(process.env.DAMAGES ?? 100);
const { PROPERTY_SEED = '1' } = process.env;
const SEED = PROPERTY_SEED === 'random' ? Date.now() : Number(PROPERTY_SEED);

describeOnMiniStack('random damages', () => {
  let schemas: ResourceSchemas;
  let damages: Damages;

  beforeAll(async () => {
    schemas = await quickSightSchemas();
    damages = damagesOf(schemas);
  });

  test('are of at least forty kinds', () => {
    expect(Object.keys(damages).length).toBeGreaterThanOrEqual(40);
  });

  test('of every kind have a place in the small template, and are found there', () => {
    const without = Object.keys(damages).filter((kind) => {
      const random = new Random(SEED);
      // Some kinds draw a place that is not of their sort, and then another.
      return Array.from({ length: 30 }).every(() => {
        const template = goodTemplate();
        const place = damages[kind]!(template, random);
        return place === null || checkQuickSight(template, GOOD_VIEWS, schemas).length === 0;
      });
    });
    expect(without).toEqual([]);
  });

  test('to the small template are found, 98 of 100', () => {
    expect(shareFound(goodTemplate(), GOOD_VIEWS)).toBeGreaterThanOrEqual(0.98);
  });

  test("to the stack's template are found, 98 of 100", async () => {
    const { views } = await readContent(ROOT);
    const template = parse(await templateText());
    expect(shareFound(template, views)).toBeGreaterThanOrEqual(0.98);
  });

  /** The share of damages in which the checker finds a fault; the others are printed. */
  function shareFound(good: Template, views: readonly DescribedView[]): number {
    const random = new Random(SEED);
    const kinds = new Set<string>();
    const missed: string[] = [];
    for (let order = 0; order < COUNT; order++) {
      const { template, words, kind } = damaged(good, damages, random);
      kinds.add(kind);
      if (checkQuickSight(template, views, schemas).length === 0) missed.push(words);
    }
    const found = COUNT - missed.length;
    console.log(`${found} of ${COUNT} damages of ${kinds.size} kinds found, seed ${SEED}`);
    for (const words of missed) console.log(`Not found: ${words}`);
    return found / COUNT;
  }
});
