import { ownField, STRING } from '../../column-types.ts';
import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };
import { OTHER_EVENTS } from './other-kinds.ts';

const fields = fieldsFromModel(model.fields as ModelFields);
const contactId = ownField('contact_id', STRING);

/**
 * Contact events: a contact was begun, queued, connected to an agent, or ended. EventBridge delivers them within
 * seconds, in any order, and does not promise that they arrive, so contact records stay the truth.
 * Fields: Amazon Connect administrator guide, "Contact events"; EventBridge user guide, "Events".
 */
export const dataset: Dataset = {
  name: 'contact_events',
  oneRecord: 'a contact event',
  oneRow: 'contact event',
  fields,
  derived: [{ field: contactId, from: { path: ['detail', 'contactId'] } }],
  contact: contactId,
  identity: ['account', 'region', 'id'].map((name) => fieldNamed(fields, name)),
  version: fieldNamed(fields, 'time'),
  day: fieldNamed(fields, 'time'),
  // Every event of EventBridge has identity and time, and only those of contacts have this.
  alsoRequired: [contactId],
  isImmutable: true,
  isContinual: true,
  source: {
    kind: 'events',
    sender: 'aws.connect',
    detailTypes: [
      'Amazon Connect Contact Event',
      'Connect Customer Contact Event',
      'Amazon Connect Customer Contact Event',
    ],
    option: {
      parameter: 'ContactEvents',
      label: 'Keep contact events',
      description:
        'Whether the lake keeps contact events, too, which say who waits now: those of all Connect instances of this account and Region, from its default event bus.',
    },
  },
  volume: { records_a_contact: 5, record_bytes: 1000 },
  marks: [
    {
      what: 'a contact event',
      fields: ['detail-type', 'source', 'detail'],
      valueContains: {
        'detail-type': /^"(?:Amazon )?Connect (?:Customer )?Contact Event"$/,
        source: /^"aws\.connect"$/,
      },
    },
  ],
  otherKinds: OTHER_EVENTS,
  endpoints: ['detail.customerEndpoint.address'],
};
