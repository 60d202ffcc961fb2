import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };
import { LOOK_ALIKES } from './other-kinds.ts';

// Each contact centre chooses its own attributes, so each key becomes a column.
const fields = fieldsFromModel(model.fields as ModelFields, 'Attributes');

/**
 * Contact records (formerly contact trace records), one for each contact segment.
 * Fields: Amazon Connect administrator guide, "Contact record data model".
 * Delivery is at least once, and a change re-sends the whole record.
 */
export const dataset: Dataset = {
  name: 'ctr',
  oneRecord: 'a contact record',
  oneRow: 'contact',
  fields,
  identity: [fieldNamed(fields, 'instancearn'), fieldNamed(fields, 'contactid')],
  version: fieldNamed(fields, 'lastupdatetimestamp'),
  day: fieldNamed(fields, 'initiationtimestamp'),
  source: { kind: 'stream', stream: 'CONTACT_TRACE_RECORDS', option: null },
  marks: [
    {
      what: 'a contact record',
      fields: ['ContactId', 'InitiationTimestamp', 'LastUpdateTimestamp'],
    },
  ],
  otherKinds: LOOK_ALIKES,
  endpoints: ['CustomerEndpoint.Address'],
};

export { dataset as contactRecords };
