/** Hand-made contact records: only what a test is about is named, the rest is as it always is. */

export const INSTANCE = 'arn:aws:connect:eu-west-2:111122223333:instance/one';

export type ContactRecord = Record<string, unknown>;

/** The record of a contact that began on 23 November 2026 and was last updated a little later. */
export function record(fields: ContactRecord): ContactRecord {
  return {
    InstanceARN: INSTANCE,
    ContactId: 'contact-1',
    InitiationTimestamp: '2026-11-23T09:00:00Z',
    LastUpdateTimestamp: '2026-11-23T09:10:00Z',
    Channel: 'VOICE',
    ...fields,
  };
}

/** A raw object's bytes: the records one after another, as the stream concatenates them. */
export function concatenated(records: readonly (object | string)[]): string {
  return records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('');
}

/** `count` attributes whose keys sort as their numbers: `{ key0000: 'value 0', … }`. */
export function numberedAttributes(from: number, count: number): Record<string, string> {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  return Object.fromEntries(
    numbers.map((number) => [`key${String(number).padStart(4, '0')}`, `value ${number}`]),
  );
}
