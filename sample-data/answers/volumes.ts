import { dayText, HALF_HOUR_SECONDS, sqlTimestamp, wallClock } from '../generator/clock.ts';
import type { Answer, ScopeParameters } from './answer.ts';
import type { Facts } from './facts.ts';
import { GroupedAnswer } from './grouped.ts';
import { tally } from './tally.ts';

const COUNTED_AS_VOLUME = new Set(['INBOUND', 'TRANSFER', 'QUEUE_TRANSFER', 'CALLBACK', 'API']);

export const created = () => 1;
export const queued = (facts: Facts) => facts.isQueued;
export const handled = (facts: Facts) => facts.isHandled;
export const abandoned = (facts: Facts) => facts.isAbandoned;
export const handledIncoming = (facts: Facts) => facts.isHandled && facts.isIncoming;
export const handledOutbound = (facts: Facts) =>
  facts.isHandled && facts.contact.method === 'OUTBOUND';

/** contacts-by-day-and-channel */
export function contactsByDayAndChannel(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'contacts-by-day-and-channel', parameters },
    tally(['day', 'channel'], (facts, day) => [dayText(day), facts.contact.channel], {
      contacts_created: created,
      contacts_incoming: (facts) => facts.isIncoming,
      contacts_queued: queued,
      contacts_handled: handled,
      contacts_handled_incoming: handledIncoming,
      contacts_handled_outbound: handledOutbound,
      contacts_abandoned: abandoned,
    }),
  );
}

/** contacts-by-initiation-method */
export function contactsByInitiationMethod(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'contacts-by-initiation-method', parameters },
    tally(
      ['initiation_method', 'channel'],
      (facts) => [facts.contact.method, facts.contact.channel],
      {
        contacts_created: created,
        contacts_queued: queued,
        contacts_handled: handled,
        contacts_abandoned: abandoned,
      },
    ),
  );
}

/** volume-by-interval: attributed to the time of entering the queue. */
export function volumeByInterval(parameters: ScopeParameters = {}): Answer {
  const zone = parameters.time_zone ?? 'UTC';
  const query = tally(
    ['interval_start', 'channel'],
    (facts) => [intervalStart(facts.contact.enqueued!), facts.contact.channel],
    {
      contact_volume: (facts) => COUNTED_AS_VOLUME.has(facts.contact.method),
      contacts_queued: queued,
      contacts_handled: handled,
      contacts_abandoned: abandoned,
    },
    (facts) => facts.contact.enqueued,
  );
  const answer = new GroupedAnswer({ query: 'volume-by-interval', parameters }, query);
  return {
    addContact: (facts) => answer.addContact(facts),
    finish: () => {
      const entry = answer.finish();
      return {
        ...entry,
        columns: ['interval_start_utc', 'channel', 'interval_start_local', ...query.valueColumns],
        rows: entry.rows.map(([start, channel, ...counts]) => [
          sqlTimestamp(start as number),
          channel!,
          sqlTimestamp(wallClock(zone, start as number)),
          ...counts,
        ]),
      };
    },
  };
}

/** The start of the half-hour (UTC) that a time lies in. */
export function intervalStart(seconds: number): number {
  return Math.floor(seconds / HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS;
}

/** transfers-by-queue */
export function transfersByQueue(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'transfers-by-queue', parameters },
    tally(['queue', 'queue_kind'], (facts) => [facts.queue, facts.queueKind], {
      contacts_created: created,
      transferred_out: (facts) => facts.isTransferredOut,
      transferred_out_by_agent: (facts) => facts.isTransferredOutByAgent,
      transferred_out_from_queue: (facts) => facts.isTransferredOutFromQueue,
      transferred_in: (facts) =>
        facts.contact.method === 'TRANSFER' || facts.contact.method === 'QUEUE_TRANSFER',
      transferred_in_by_agent: (facts) => facts.contact.method === 'TRANSFER',
    }),
  );
}

/** disconnect-reasons */
export function disconnectReasons(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'disconnect-reasons', parameters },
    tally(
      ['channel', 'disconnect_reason'],
      (facts) => [facts.contact.channel, facts.contact.disconnectReason],
      { contacts_created: created, contacts_handled: handled, contacts_abandoned: abandoned },
    ),
  );
}

/** who-hung-up-first */
export function whoHungUpFirst(parameters: ScopeParameters = {}): Answer {
  const byAgent = (facts: Facts) => facts.contact.disconnectReason === 'AGENT_DISCONNECT';
  const byCustomer = (facts: Facts) => facts.contact.disconnectReason === 'CUSTOMER_DISCONNECT';
  return new GroupedAnswer(
    { query: 'who-hung-up-first', parameters },
    tally(
      ['queue', 'queue_kind'],
      (facts) => (facts.isHandled ? [facts.queue, facts.queueKind] : null),
      {
        contacts_handled: created,
        agent_hung_up_first: byAgent,
        customer_hung_up_first: byCustomer,
        other: (facts) => !byAgent(facts) && !byCustomer(facts),
      },
    ),
  );
}
