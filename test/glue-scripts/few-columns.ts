import { type Dataset, requiredFields } from '../../pipeline/dataset.ts';
import { dataset as agentEvents } from '../../pipeline/datasets/agent-events/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';

const OTHERS = ['channel', 'agent', 'attributes'];

/**
 * Contact records with few of their columns: the required ones, a text, a struct and the attributes.
 * A run plans each column, so a run of few columns takes half the time. What becomes of all columns
 * is the matter of `same-table.test.ts`.
 */
export const FEW_COLUMNS: Dataset = fewColumnsWith([]);

/** The same, and these columns. */
export function fewColumnsWith(more: readonly string[]): Dataset {
  const wanted = new Set([...OTHERS, ...more]);
  return {
    ...dataset,
    fields: dataset.fields.filter(
      (field) => wanted.has(field.name) || requiredFields(dataset).includes(field),
    ),
  };
}

/** Agent events with the required columns and a text. Copies of them in one lake have no settings of the same names. */
export const FEW_OF_EVENTS: Dataset = {
  ...agentEvents,
  settings: [],
  fields: agentEvents.fields.filter(
    (field) => field.name === 'version' || requiredFields(agentEvents).includes(field),
  ),
};
