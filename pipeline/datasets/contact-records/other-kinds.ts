import type { LookAlike } from '../../dataset.ts';

/**
 * Other kinds of record that Connect emits, each with fields that contact records do not have. Administrator guide:
 * "Agent event streams data model", "Contact events data model", "Contact Lens output file", "Flow
 * logs", "Evaluation form output"; API reference: DescribeContact, SearchContacts.
 */
export const LOOK_ALIKES: readonly LookAlike[] = [
  { what: 'an agent event', fields: ['AgentARN', 'EventType'] },
  {
    what: 'a contact event',
    fields: ['detail-type', 'detail'],
    valueContains: { 'detail-type': /^"(?:Amazon )?Connect (?:Customer )?Contact Event"$/ },
  },
  // What a rule of EventBridge has unwrapped.
  {
    what: 'a contact event',
    fields: ['eventType', 'contactId'],
    valueContains: { eventType: /^"[A-Z_]+"$/ },
  },
  { what: 'a conversation analysed by Contact Lens', fields: ['ConversationCharacteristics'] },
  { what: 'a segment of Contact Lens in real time', fields: ['Segments'] },
  { what: 'an evaluation', fields: ['evaluationId', 'sections'] },
  { what: 'an entry of a flow log', fields: ['ContactFlowId', 'ContactFlowModuleType'] },
  { what: 'a customer profile event', fields: ['DomainName', 'ObjectTypeName'] },
  {
    what: 'an answer of DescribeContact',
    fields: ['Contact'],
    valueContains: { Contact: /"Arn"\s*:/ },
  },
  {
    what: 'an answer of DescribeContact',
    fields: ['Arn', 'Id'],
    valueContains: { Arn: /\/contact\// },
  },
  {
    what: 'an answer of SearchContacts',
    fields: ['Contacts'],
    valueContains: { Contacts: /"Arn"\s*:/ },
  },
];
