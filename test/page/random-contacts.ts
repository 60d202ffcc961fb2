import fc from 'fast-check';
import type { ContactRow } from '../queries/small-lake.ts';

/** Days around the night in which clocks go back in Europe/London. */
const START = Date.parse('2026-10-22T00:00:00Z');
const SPAN_SECONDS = 8 * 86_400;

const METHODS = [
  'INBOUND',
  'INBOUND',
  'OUTBOUND',
  'TRANSFER',
  'API',
  'CALLBACK',
  'CALLBACK_CUSTOMER_FIRST_QUEUED',
  'CALLBACK_CUSTOMER_FIRST_DIALED',
] as const;

const INSTANCES = ['one', 'two'].map(
  (id) => `arn:aws:connect:eu-west-2:111122223333:instance/${id}`,
);

const seconds = (max: number) => fc.nat({ max });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });

const contact = fc.record({
  method: fc.constantFrom(...METHODS),
  channel: fc.constantFrom('VOICE', 'VOICE', 'CHAT', 'TASK', null),
  start: seconds(SPAN_SECONDS),
  queue: fc.constantFrom('Billing', 'Billing', 'Sales', 'Kunden & Co', null),
  agentsQueue: fc.integer({ min: 0, max: 4 }).map((of) => of === 0),
  instance: fc.constantFrom(...INSTANCES),
  enqueued: fc.boolean(),
  // Few values, so that many waits are alike and some lie on both bounds.
  wait: maybe(fc.constantFrom(0, 4, 5, 6, 19, 20, 21, 95, 3700)),
  agent: maybe(fc.constantFrom('ada', 'ben', 'carla.o’neill')),
  talk: maybe(seconds(900)),
  hold: maybe(seconds(120)),
  work: maybe(seconds(60)),
  holds: maybe(seconds(2)),
  hasNext: fc.boolean(),
  transferred: fc.boolean(),
  leftInQueue: fc.boolean(),
  disconnected: fc.integer({ min: 0, max: 9 }).map((of) => of > 0),
  chain: maybe(seconds(5)),
  customer: fc.constantFrom('+441', '+442', '+443', 'anonymous', ' ', null),
});

/** Contacts with every mixture of fields, also ones that Connect would not send. */
function contactRows(size: { minLength?: number; maxLength: number }) {
  return fc.array(contact, size).map((contacts) => contacts.map(contactRow));
}

function contactRow(
  of: typeof contact extends fc.Arbitrary<infer Contact> ? Contact : never,
  at: number,
): ContactRow {
  const end = of.start + 10 + (of.wait ?? 0) + (of.talk ?? 0);
  const contactid = `contact-${at}`;
  return {
    contactid,
    initiationmethod: of.method,
    channel: of.channel,
    initiationtimestamp: moment(of.start),
    disconnecttimestamp: of.disconnected ? moment(end) : null,
    lastupdatetimestamp: moment(end),
    initialcontactid: of.chain === null ? null : `chain-${of.chain}`,
    nextcontactid: of.hasNext ? `contact-${at + 1}` : null,
    transfercompletedtimestamp: of.transferred ? moment(end) : null,
    instancearn: of.instance,
    queue: of.enqueued
      ? {
          name: of.agentsQueue ? null : of.queue,
          arn: of.agentsQueue ? `${of.instance}/queue/agent/a` : null,
          enqueuetimestamp: moment(of.start + 10),
          duration: of.wait,
        }
      : null,
    agent: of.agent && {
      username: of.agent,
      connectedtoagenttimestamp: moment(of.start + 10 + (of.wait ?? 0)),
      agentinteractionduration: of.talk,
      customerholdduration: of.hold,
      aftercontactworkduration: of.work,
      numberofholds: of.holds,
    },
    customerendpoint: { address: of.customer, type: 'TELEPHONE_NUMBER' },
    other_fields: of.leftInQueue ? { PreDisconnectState: '"IN_QUEUE"' } : {},
  };
}

function moment(second: number): string {
  return new Date(START + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** As many of these contacts, the same for the same seed. */
export function sampleOfContacts(count: number, seed: number): ContactRow[] {
  const [contacts] = fc.sample(contactRows({ minLength: count, maxLength: count }), {
    seed,
    numRuns: 1,
  });
  return contacts!;
}
