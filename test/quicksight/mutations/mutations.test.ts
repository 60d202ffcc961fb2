/**
 * The checker finds random damages to a good template. `DAMAGES=5000` tries more of them, and
 * `PROPERTY_SEED=random` others.
 */
import { beforeAll, expect, test } from 'vitest';
import { describeOnMiniStack } from '../../engines/on-ministack.ts';
import type { Template } from '../../infra/template.ts';
import { Random } from '../../pipeline/normalise/fuzz/random.ts';
import { checkQuickSight } from '../checker/check-quicksight.ts';
import { GOOD_VIEWS, goodTemplate } from '../checker/good-template.ts';
import type { ResourceSchemas } from '../checker/schema.ts';
import { quickSightSchemas } from '../resource-schemas.ts';
import { type Damages, damaged, damagesOf } from './damages.ts';

const COUNT = Number(process.env.DAMAGES ?? 200);
const { PROPERTY_SEED = '1' } = process.env;
const SEED = PROPERTY_SEED === 'random' ? Date.now() : Number(PROPERTY_SEED);

describeOnMiniStack('random damages', () => {
  let schemas: ResourceSchemas;
  let damages: Damages;

  beforeAll(async () => {
    schemas = await quickSightSchemas();
    damages = damagesOf(schemas);
  });

  const faultsOf = (template: Template) => checkQuickSight(template, GOOD_VIEWS, schemas);

  test('are of at least forty kinds', () => {
    expect(Object.keys(damages).length).toBeGreaterThanOrEqual(40);
  });

  test('of every kind have a place in the small template', () => {
    const without = Object.keys(damages).filter((kind) => {
      const random = new Random(SEED);
      return Array.from({ length: 30 }).every(
        () => damages[kind]!(goodTemplate(), random) === null,
      );
    });
    expect(without).toEqual([]);
  });

  test('are found, 98 of 100', () => {
    const random = new Random(SEED);
    const kinds = new Set<string>();
    const missed: string[] = [];
    for (let order = 0; order < COUNT; order++) {
      const { template, words, kind } = damaged(goodTemplate(), damages, random);
      kinds.add(kind);
      if (faultsOf(template).length === 0) missed.push(words);
    }
    const found = COUNT - missed.length;
    console.log(`${found} of ${COUNT} damages of ${kinds.size} kinds found, seed ${SEED}`);
    for (const words of missed) console.log(`Not found: ${words}`);
    expect(found / COUNT).toBeGreaterThanOrEqual(0.98);
  });
});
