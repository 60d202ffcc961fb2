/** Every kind of damage: one small change after which the template breaks a rule of QuickSight or CloudFormation. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { ResourceSchemas } from '../checker/schema.ts';
import { ACCESS_DAMAGES } from './access-damages.ts';
import { DATA_DAMAGES } from './data-damages.ts';
import { EXPRESSION_DAMAGES } from './expression-damages.ts';
import { FILTER_DAMAGES } from './filter-damages.ts';
import { schemaDamages } from './schema-damages.ts';
import { SHEET_DAMAGES } from './sheet-damages.ts';
import { VISUAL_DAMAGES } from './visual-damages.ts';

/**
 * Changes the template at a random place where the change breaks a rule for certain.
 * @returns the place in words; null if the template has no such place, and then it is unchanged
 */
export type Damage = (template: Template, random: Random) => string | null;

/** Damages by what they do. */
export type Damages = Readonly<Record<string, Damage>>;

export function damagesOf(schemas: ResourceSchemas): Damages {
  return {
    ...schemaDamages(schemas),
    ...VISUAL_DAMAGES,
    ...FILTER_DAMAGES,
    ...SHEET_DAMAGES,
    ...EXPRESSION_DAMAGES,
    ...DATA_DAMAGES,
    ...ACCESS_DAMAGES,
  };
}

export interface Damaged {
  readonly template: Template;
  /** What was damaged, and where. */
  readonly words: string;
  readonly kind: string;
}

/**
 * Damages a copy of a template once: a kind is drawn first, so that rare places are hit as often as frequent ones.
 * @throws Error if a kind changes nothing although it names a place
 */
export function damaged(good: Template, damages: Damages, random: Random): Damaged {
  const before = JSON.stringify(good);
  const kinds = Object.keys(damages);
  for (;;) {
    const template = JSON.parse(before) as Template;
    const kind = random.pick(kinds);
    const place = damages[kind]!(template, random);
    const isChanged = JSON.stringify(template) !== before;
    if (isChanged !== (place !== null)) throw new Error(`${kind} (${place}) names another place`);
    if (place !== null) return { template, words: `${kind}: ${place}`, kind };
  }
}
