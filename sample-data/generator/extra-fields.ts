import type { Contact } from './contact.ts';
import type { Random } from './random.ts';

/**
 * A field that the record model does not declare, or whose value does not fit its declared type:
 * normalising moves it to other_fields[path].
 */
export interface ExtraField {
  /** The original dotted path, which is the key in other_fields. */
  readonly path: string;
  /** The part of the record that has it. A value that does not fit replaces that of the declared field. */
  readonly place:
    | 'record'
    | 'Agent'
    | 'Queue'
    | 'Recordings'
    | 'MediaStreams'
    | 'Attributes'
    | 'misfit';
  /** The value as JSON text. */
  readonly json: string;
}

const FIRST_FUTURE_DAY = 7;

/** Fields of a later version of the record format: they appear from the second week on. */
const FUTURE_TOP_LEVEL: ExtraField = {
  path: 'FutureTopLevel',
  place: 'record',
  json: '{"Score":0.75,"Labels":["new","}{"]}',
};
const FUTURE_QUEUE: ExtraField = {
  path: 'Queue.FutureField',
  place: 'Queue',
  json: '{"Position":3,"Estimated":12345678901234567890}',
};
const FUTURE_AGENT: ExtraField = { path: 'Agent.FutureSkillLevel', place: 'Agent', json: '4.50' };
const FUTURE_STREAM: ExtraField = {
  path: 'MediaStreams[1].Codec',
  place: 'MediaStreams',
  json: '"VP8"',
};
const FUTURE_NULL: ExtraField = { path: 'FutureNull', place: 'record', json: 'null' };

const NAMELESS_ATTRIBUTE: ExtraField = {
  path: 'Attributes.顧客種別',
  place: 'Attributes',
  json: '"法人"',
};
const NUMBER_ATTRIBUTE: ExtraField = { path: 'Attributes.score', place: 'Attributes', json: '5' };

const TEXT_ATTEMPTS: ExtraField = {
  path: 'AgentConnectionAttempts',
  place: 'misfit',
  json: '"two"',
};
const TEXT_SCHEDULE: ExtraField = { path: 'ScheduledTimestamp', place: 'misfit', json: '"soon"' };
const FRACTION_PAUSES: ExtraField = { path: 'TotalPauseCount', place: 'misfit', json: '0.5' };
const NUMBER_FRAGMENT: ExtraField = {
  path: 'Recordings[0].FragmentStartNumber',
  place: 'Recordings',
  json: '91343852333181432392682062622220590765191907586',
};

const NONE: readonly ExtraField[] = [];

/** The extra fields of a contact's records; almost always none. */
export function extraFieldsOf(
  random: Random,
  contact: Contact,
  dayOfPeriod: number,
): readonly ExtraField[] {
  if (dayOfPeriod < FIRST_FUTURE_DAY && !random.chance(0.02)) return NONE;
  const fields: ExtraField[] = [];
  const add = (field: ExtraField, probability: number) => {
    if (random.chance(probability)) fields.push(field);
  };
  if (dayOfPeriod >= FIRST_FUTURE_DAY) {
    add(FUTURE_TOP_LEVEL, 0.01);
    if (hasQueue(contact)) add(FUTURE_QUEUE, 0.015);
    if (contact.agent !== null) add(FUTURE_AGENT, 0.01);
    if (contact.channel === 'VOICE') add(FUTURE_STREAM, 0.005);
    add(FUTURE_NULL, 0.004);
    if (random.chance(0.98)) return fields;
  }
  add(NAMELESS_ATTRIBUTE, 0.2);
  add(NUMBER_ATTRIBUTE, 0.2);
  add(TEXT_ATTEMPTS, 0.15);
  add(TEXT_SCHEDULE, 0.1);
  add(FRACTION_PAUSES, 0.1);
  if (isRecorded(contact)) add(NUMBER_FRAGMENT, 0.2);
  return fields;
}

/** Whether a contact's record has a Queue. */
export function hasQueue(contact: Contact): boolean {
  return contact.queue !== null || contact.agentQueueOf !== null;
}

/** Whether a contact's record has Recordings. */
export function isRecorded(contact: Contact): boolean {
  const { channel, method } = contact;
  if (contact.connectedToAgent === null || method === 'MONITOR') return false;
  return channel === 'VOICE' || channel === 'CHAT';
}
