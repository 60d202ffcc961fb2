import { ownField, STRING, TIMESTAMP } from '../../column-types.ts';
import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };

const fields = fieldsFromModel(model.fields as ModelFields);
const instanceId = ownField('instance_id', STRING);
const contactId = ownField('contact_id', STRING);
const startedAt = ownField('started_at', TIMESTAMP);
const submittedAt = ownField('submitted_at', TIMESTAMP);
const objectKind = ownField('object_kind', STRING);

/**
 * Evaluations of contacts: one object each time that an evaluation is submitted, with the whole form.
 * Fields: Amazon Connect administrator guide, "Agent evaluation form output".
 * An object whose name ends in `_DELETED` says that the evaluation was deleted. It is a row beside the
 * evaluation's own, so that the order in which they come changes nothing.
 */
export const dataset: Dataset = {
  name: 'contact_evaluations',
  oneRecord: 'a contact evaluation',
  oneRow: 'contact evaluation',
  fields,
  derived: [
    { field: instanceId, from: { path: ['metadata', 'instanceId'] } },
    { field: contactId, from: { path: ['metadata', 'contactId'] } },
    { field: startedAt, from: { path: ['metadata', 'evaluationStartTimestamp'] } },
    { field: submittedAt, from: { path: ['metadata', 'evaluationSubmitTimestamp'] } },
    {
      field: objectKind,
      from: [
        { key: 'deletion', pattern: /_DELETED[-.]/ },
        { key: 'evaluation', pattern: /^/ },
      ],
    },
  ],
  // The day and the time, so that objects that land together keep their order.
  keyPattern: /\d{4}[/_]\d\d[/_]\d\d[/_]\d\d[:_]\d\d[:_]\d\d/,
  identity: [instanceId, fieldNamed(fields, 'evaluationid'), objectKind],
  version: submittedAt,
  day: startedAt,
  source: {
    kind: 'objects',
    keys: ['*Evaluations/*.json'],
    option: {
      parameter: 'EvaluationsBucket',
      label: 'Bucket with evaluations',
      description:
        "Name of the bucket into which Connect exports evaluations of contacts. If given, the lake keeps copies of them. Amazon EventBridge must be on in the bucket's properties. Leave empty for none.",
    },
  },
  marks: [{ what: 'a contact evaluation', fields: ['evaluationId', 'metadata'] }],
  contact: contactId,
  skips: /(?:^|\/)contact_[^/]+\/evaluation_[^/]+\//,
  endpoints: [],
};
