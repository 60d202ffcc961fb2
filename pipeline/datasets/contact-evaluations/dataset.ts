import { ownField, STRING, TIMESTAMP } from '../../column-types.ts';
import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };

const fields = fieldsFromModel(model.fields as ModelFields);
const instanceId = ownField('instance_id', STRING);
const startedAt = ownField('started_at', TIMESTAMP);
const submittedAt = ownField('submitted_at', TIMESTAMP);

/**
 * Evaluations of contacts: one object each time that an evaluation is submitted, with the whole form.
 * Fields: Amazon Connect administrator guide, "Agent evaluation form output".
 * An object whose name ends in `_DELETED` says that the evaluation was deleted.
 */
export const dataset: Dataset = {
  name: 'contact_evaluations',
  oneRecord: 'a contact evaluation',
  oneRow: 'contact evaluation',
  fields,
  derived: [
    { field: instanceId, from: { path: ['metadata', 'instanceId'] } },
    { field: ownField('contact_id', STRING), from: { path: ['metadata', 'contactId'] } },
    { field: startedAt, from: { path: ['metadata', 'evaluationStartTimestamp'] } },
    { field: submittedAt, from: { path: ['metadata', 'evaluationSubmitTimestamp'] } },
    { field: ownField('deletion', STRING), from: { key: '$<deletion>' } },
  ],
  keyPattern: /_(?<deletion>DELETED)[-.]/,
  identity: [instanceId, fieldNamed(fields, 'evaluationid')],
  version: submittedAt,
  day: startedAt,
  marks: [{ what: 'a contact evaluation', fields: ['evaluationId', 'metadata'] }],
  endpoints: [],
};
