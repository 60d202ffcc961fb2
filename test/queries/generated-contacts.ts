/** Small tables of contacts, as varied as Connect's and more so: any part may be missing. */
import fc from 'fast-check';
import type { ContactRow } from './small-lake.ts';

const FIRST_SECOND = Date.UTC(2026, 2, 27) / 1000; // two days before London's clocks go forward
const METHODS = [
  'INBOUND',
  'OUTBOUND',
  'TRANSFER',
  'QUEUE_TRANSFER',
  'CALLBACK',
  'CALLBACK_CUSTOMER_FIRST_QUEUED',
  'CALLBACK_CUSTOMER_FIRST_DIALED',
  'API',
  'MONITOR',
  'TELEPATHY',
];

const QUEUE_ARNS = [
  'arn:aws:connect:eu-west-2:111122223333:instance/one/queue/q-1',
  'arn:aws:connect:eu-west-2:111122223333:instance/one/queue/agent/a-1',
];

const seconds = (most: number) => fc.integer({ min: 0, max: most });
const often = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const oneOf = (...values: string[]) => often(fc.constantFrom(...values));

const contact = fc.record({
  instance: fc.constantFrom('one', 'two'),
  chain: often(fc.integer({ min: 0, max: 5 })),
  hasNext: fc.boolean(),
  channel: oneOf('VOICE', 'CHAT', 'TASK'),
  method: oneOf(...METHODS),
  reason: oneOf('CUSTOMER_DISCONNECT', 'AGENT_DISCONNECT', 'TELECOM_PROBLEM'),
  state: oneOf('IN_QUEUE', 'CONNECTED_ONHOLD', 'CONNECTED'),
  address: oneOf('+441', '+442', 'Anonymous', ' '),
  language: oneOf('de', 'en', ''),
  initiatedAfter: seconds(4 * 86_400),
  lasts: often(fc.oneof(seconds(3), seconds(7_200))),
  enqueuedAfter: often(seconds(60)),
  waits: often(seconds(25)),
  transferredAfter: fc.option(seconds(600)),
  agent: fc.option(
    fc.record({
      username: oneOf('ann', 'bob'),
      connectedAfter: often(seconds(100)),
      agentinteractionduration: often(seconds(300)),
      customerholdduration: fc.option(seconds(60)),
      aftercontactworkduration: often(seconds(60)),
      agentpauseduration: fc.option(seconds(60)),
      numberofholds: often(seconds(2)),
    }),
  ),
  queue: oneOf('Sales', 'Support'),
  queueArn: oneOf(...QUEUE_ARNS),
});

/** Up to 40 contacts of two instances, over four days; a few chains; contacts' names are unique. */
export const contactTables: fc.Arbitrary<ContactRow[]> = fc
  .array(contact, { maxLength: 40, size: 'max' })
  .map((contacts) =>
    contacts.map((generated, place) => {
      const after = (span: number | null) =>
        span === null ? null : timestamp(generated.initiatedAfter + span);
      const { connectedAfter = null, ...agent } = generated.agent ?? {};
      return {
        contactid: `contact-${place}`,
        instancearn: `arn:aws:connect:eu-west-2:111122223333:instance/${generated.instance}`,
        initialcontactid: generated.chain === null ? null : `chain-${generated.chain}`,
        nextcontactid: generated.hasNext ? 'another' : null,
        channel: generated.channel,
        initiationmethod: generated.method,
        disconnectreason: generated.reason,
        other_fields: generated.state && { PreDisconnectState: `"${generated.state}"` },
        customerendpoint: { address: generated.address },
        attributes: { language: generated.language },
        initiationtimestamp: after(0),
        connectedtosystemtimestamp: after(0),
        disconnecttimestamp: after(generated.lasts),
        lastupdatetimestamp: after(8_000),
        transfercompletedtimestamp: after(generated.transferredAfter),
        queue: {
          name: generated.queue,
          arn: generated.queueArn,
          enqueuetimestamp: after(generated.enqueuedAfter),
          duration: generated.waits,
        },
        agent: { ...agent, connectedtoagenttimestamp: after(connectedAfter) },
      };
    }),
  );

function timestamp(secondsAfter: number): string {
  return new Date((FIRST_SECOND + secondsAfter) * 1000).toISOString().slice(0, 19);
}
