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
 * The day and the time in the path of an object, `Evaluations/2026/03/04/09:00:00.000Z-…`, or in the name of a raw
 * object. Copies may spell colons otherwise.
 */
const COLON = '(?::|_|-|%3[Aa])';
const TIME = `(?<year>\\d{4})[/_](?<month>\\d\\d)[/_](?<day>\\d\\d)[/_](?<hour>\\d\\d)${COLON}(?<minute>\\d\\d)${COLON}(?<second>\\d\\d)`;

/** The time of a deletion, whose body is not documented and may have none. */
const timeOfDeletion = {
  key: '$<year>-$<month>-$<day>T$<hour>:$<minute>:$<second>Z',
  pattern: new RegExp(`${TIME}.*_DELETED[-.]`, 'i'),
};

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
    {
      field: startedAt,
      from: [{ path: ['metadata', 'evaluationStartTimestamp'] }, timeOfDeletion],
    },
    {
      field: submittedAt,
      from: [{ path: ['metadata', 'evaluationSubmitTimestamp'] }, timeOfDeletion],
    },
    {
      field: objectKind,
      from: [
        { key: 'deletion', pattern: /_DELETED[-.]/i },
        { key: 'evaluation', pattern: /^/ },
      ],
    },
  ],
  // Objects that land together keep their order by it.
  keyPattern: new RegExp(TIME),
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
  volume: { records_a_contact: 0.05, record_bytes: 4000 },
  marks: [{ what: 'a contact evaluation', fields: ['evaluationId', 'metadata'] }],
  contact: contactId,
  skips: /Evaluations\/(?:.*\/)?contact_[^/]+\/evaluation_[^/]+\//,
  endpoints: [],
};
