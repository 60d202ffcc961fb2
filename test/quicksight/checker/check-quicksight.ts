/** Finds what QuickSight and CloudFormation would report of a template only at its deployment. */
import type { DescribedView } from '../../../infra/view-columns.ts';
import type { Template } from '../../infra/template.ts';
import { columnsAndWells } from './columns-and-wells.ts';
import { dataSets } from './data-sets.ts';
import { expressions } from './expressions.ts';
import { fieldReferences } from './field-references.ts';
import { filtersAndControls } from './filters-and-controls.ts';
import { ids } from './ids.ts';
import { layout } from './layout.ts';
import { permissionsAndConditions, templateIsSmall } from './permissions-and-conditions.ts';
import { type ResourceSchemas, schema } from './schema.ts';
import { type Subject, subjectOf } from './subject.ts';
import { text } from './text.ts';
import { variantsOf } from './variants.ts';

const RULES: readonly ((subject: Subject) => string[])[] = [
  columnsAndWells,
  ids,
  fieldReferences,
  filtersAndControls,
  layout,
  expressions,
  dataSets,
  permissionsAndConditions,
  text,
];

/**
 * Checks what a template has of QuickSight, for each stack that its parameters can make of it.
 * @param views the views of the stack with their columns
 * @param schemas CloudFormation's schemas by type of resource; a type that has none here is not compared with any
 * @returns a sentence for each fault, naming the resource, the place in it, what was found and what was
 * expected; empty if there is none
 */
export function checkQuickSight(
  template: Template,
  views: readonly DescribedView[],
  schemas: ResourceSchemas = new Map(),
): string[] {
  const faults = variantsOf(template).flatMap((variant) => {
    const subject = subjectOf(variant, views);
    return [...schema(variant, schemas), ...RULES.flatMap((rule) => rule(subject))];
  });
  return [...new Set([...templateIsSmall(template), ...faults])];
}
