import type { Dataset } from '../../dataset.ts';
import model from './model.json' with { type: 'json' };
import { fieldsFromModel, type ModelFields } from './model-fields.ts';
import { OTHER_KINDS } from './other-kinds.ts';

const fields = fieldsFromModel(model.fields as ModelFields);

function field(name: string) {
  const found = fields.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`The contact record model has no field ${name}`);
  return found;
}

/**
 * Contact records (formerly contact trace records), one for each contact segment.
 * Fields: Amazon Connect administrator guide, "Contact record data model".
 * Delivery is at least once, and a change re-sends the whole record.
 */
export const contactRecords: Dataset = {
  name: 'ctr',
  oneRecord: 'a contact record',
  fields,
  identity: [field('instancearn'), field('contactid')],
  version: field('lastupdatetimestamp'),
  day: field('initiationtimestamp'),
  otherKinds: OTHER_KINDS,
  endpoints: ['CustomerEndpoint.Address'],
};
