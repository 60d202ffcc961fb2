/**
 * The metrics that dashboards show: their titles, units and meanings, and the sums of which each rate is
 * made. The page and QuickSight's dashboard take them from here, and the headers of `queries/page/` say the
 * same. What makes a contact count is a column of `contact_facts`; `docs/metrics.md` explains it.
 */

export type Unit = 'contacts' | 'chains' | 'holds' | 'seconds' | 'share 0..1';

/** A number that can be added up over days, queues and channels. */
export interface Sum {
  readonly title: string;
  readonly unit: Unit;
  readonly meaning: string;
}

/** A quotient of sums. It must be made of the sums of a selection: rates cannot be averaged. */
export interface Rate<Name extends string = string> extends Sum {
  readonly numerator: Name;
  /** The sums that are added up in the denominator. */
  readonly denominator: readonly Name[];
  /** The sums that are subtracted from it. */
  readonly less?: readonly Name[];
}

/** Sums of contacts. X is the seconds of the service level. */
export const CONTACT_SUMS = {
  created: { title: 'Contacts', unit: 'contacts', meaning: 'all' },
  incoming: { title: 'Incoming', unit: 'contacts', meaning: 'inbound and transferred in' },
  volume: {
    title: 'Contact volume',
    unit: 'contacts',
    meaning: 'contact volume, as in volume-by-interval',
  },
  queued: { title: 'Queued', unit: 'contacts', meaning: 'entered a queue' },
  handled: { title: 'Handled', unit: 'contacts', meaning: 'connected to an agent' },
  handled_incoming: {
    title: 'Handled, incoming',
    unit: 'contacts',
    meaning: 'of these, inbound and transferred in',
  },
  handled_outbound: {
    title: 'Handled, outbound',
    unit: 'contacts',
    meaning: 'of these, outbound',
  },
  abandoned: {
    title: 'Abandoned',
    unit: 'contacts',
    meaning: 'left the queue for good without an agent',
  },
  handled_from_queue: {
    title: 'Handled from a queue',
    unit: 'contacts',
    meaning: 'queued and connected to an agent, whether the wait is known or not',
  },
  answered: {
    title: 'Answered',
    unit: 'contacts',
    meaning: 'queued, connected to an agent, and the wait is known',
  },
  removed_within: {
    title: 'Left the queue within X',
    unit: 'contacts',
    meaning: 'left the queue within X, in any way',
  },
  answered_within: { title: 'Answered within X', unit: 'contacts', meaning: 'answered within X' },
  abandoned_within_short: {
    title: 'Short abandons',
    unit: 'contacts',
    meaning: 'abandoned within short_abandon_seconds',
  },
  abandoned_at_or_after: {
    title: 'Late abandons',
    unit: 'contacts',
    meaning: 'abandoned at or after X',
  },
  abandoned_with_wait: {
    title: 'Abandoned after a known wait',
    unit: 'contacts',
    meaning: 'abandoned whose wait is known',
  },
  answer_wait_seconds_sum: {
    title: 'Waits of the answered',
    unit: 'seconds',
    meaning: 'waits of the answered',
  },
  abandon_wait_seconds_sum: {
    title: 'Waits of the abandoned',
    unit: 'seconds',
    meaning: 'waits of the abandoned',
  },
  with_wait: { title: 'With a known wait', unit: 'contacts', meaning: 'whose wait is known' },
  wait_seconds_sum: { title: 'Waits', unit: 'seconds', meaning: 'their waits' },
  handle_contacts: {
    title: 'With a handle time',
    unit: 'contacts',
    meaning: 'with a handle time',
  },
  handle_seconds_sum: {
    title: 'Handle time',
    unit: 'seconds',
    meaning: 'their interaction, hold, after-contact work and pause',
  },
  after_contact_work_contacts: {
    title: 'With after-contact work',
    unit: 'contacts',
    meaning: 'with after-contact work',
  },
  after_contact_work_seconds_sum: {
    title: 'After-contact work',
    unit: 'seconds',
    meaning: 'their after-contact work',
  },
  hold_contacts: {
    title: 'With a hold time',
    unit: 'contacts',
    meaning: 'with a hold time, 0 included',
  },
  hold_seconds_sum: { title: 'Hold time', unit: 'seconds', meaning: 'their hold time' },
  held: {
    title: 'Put on hold',
    unit: 'contacts',
    meaning: 'handled and put on hold at least once',
  },
  holds: { title: 'Holds', unit: 'holds', meaning: 'of the handled' },
  hold_disconnects: { title: 'Ended on hold', unit: 'contacts', meaning: 'ended on hold' },
  transferred_out: {
    title: 'Transferred out',
    unit: 'contacts',
    meaning: 'transferred to somewhere else',
  },
  transferred_out_by_agent: {
    title: 'Transferred out by an agent',
    unit: 'contacts',
    meaning: 'of these, by an agent',
  },
  transferred_out_from_queue: {
    title: 'Transferred out of a queue',
    unit: 'contacts',
    meaning: 'of these, out of a queue',
  },
  transferred_in: {
    title: 'Transferred in',
    unit: 'contacts',
    meaning: 'begun by a transfer',
  },
  agent_hung_up_first: {
    title: 'Agent hung up first',
    unit: 'contacts',
    meaning: 'handled, and the agent disconnected',
  },
} as const satisfies Record<string, Sum>;
export type ContactSum = keyof typeof CONTACT_SUMS;

/**
 * Rates of contacts. The first four are the meanings of the service level; in their titles, X and S stand for
 * the seconds of the service level and of a short abandon.
 */
export const CONTACT_RATES = {
  service_level_connect: {
    title: 'Left the queue within X s, of queued',
    unit: 'share 0..1',
    meaning: 'Amazon Connect’s own. A quick abandon or callback request counts as a success.',
    numerator: 'removed_within',
    denominator: ['queued'],
  },
  service_level_answered: {
    title: 'Answered within X s, of queued',
    unit: 'share 0..1',
    meaning: 'The strictest: every abandon and callback request counts against it.',
    numerator: 'answered_within',
    denominator: ['queued'],
  },
  service_level_excl_short_abandons: {
    title: 'Answered within X s, of queued less abandons under S s',
    unit: 'share 0..1',
    meaning: 'Forgives callers who hang up almost at once.',
    numerator: 'answered_within',
    denominator: ['queued'],
    less: ['abandoned_within_short'],
  },
  service_level_excl_abandons_in_x: {
    title: 'Answered within X s, of answered and abandoned after X s or more',
    unit: 'share 0..1',
    meaning: 'Forgives everyone who left before they had to be answered.',
    numerator: 'answered_within',
    denominator: ['answered', 'abandoned_at_or_after'],
  },
  abandonment_rate: {
    title: 'Abandonment rate',
    unit: 'share 0..1',
    meaning: 'Abandoned of queued contacts',
    numerator: 'abandoned',
    denominator: ['queued'],
  },
  average_speed_of_answer_seconds: {
    title: 'Average speed of answer',
    unit: 'seconds',
    meaning: 'Mean time in the queue of the answered contacts',
    numerator: 'answer_wait_seconds_sum',
    denominator: ['answered'],
  },
  average_abandon_seconds: {
    title: 'Average time to abandon',
    unit: 'seconds',
    meaning: 'Mean time in the queue of the abandoned contacts',
    numerator: 'abandon_wait_seconds_sum',
    denominator: ['abandoned_with_wait'],
  },
  average_wait_seconds: {
    title: 'Average wait',
    unit: 'seconds',
    meaning: 'Mean time in the queue, whether answered, abandoned or neither',
    numerator: 'wait_seconds_sum',
    denominator: ['with_wait'],
  },
  average_handle_seconds: {
    title: 'Average handle time',
    unit: 'seconds',
    meaning: 'Mean of talk, hold, after-contact work and pause together',
    numerator: 'handle_seconds_sum',
    denominator: ['handle_contacts'],
  },
  average_after_contact_work_seconds: {
    title: 'Average after-contact work',
    unit: 'seconds',
    meaning: 'Mean of after-contact work; a contact without any counts 0',
    numerator: 'after_contact_work_seconds_sum',
    denominator: ['after_contact_work_contacts'],
  },
  average_hold_seconds: {
    title: 'Average hold time',
    unit: 'seconds',
    meaning: 'Mean time on hold; a contact without any counts 0',
    numerator: 'hold_seconds_sum',
    denominator: ['hold_contacts'],
  },
} as const satisfies Record<string, Rate<ContactSum>>;
export type ContactRate = keyof typeof CONTACT_RATES;

/** The meanings of the service level, as the saved query service-level-by-queue-and-day names them. */
export const SERVICE_LEVELS = [
  'service_level_connect',
  'service_level_answered',
  'service_level_excl_short_abandons',
  'service_level_excl_abandons_in_x',
] as const satisfies readonly ContactRate[];
export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

/** Sums of inbound first contacts from a known address. */
export const REPEAT_SUMS = {
  contacts: {
    title: 'First contacts',
    unit: 'contacts',
    meaning: 'inbound first segments from a known address',
  },
  repeated: {
    title: 'Repeated',
    unit: 'contacts',
    meaning: 'followed by another from the same address within window_days',
  },
  resolved: {
    title: 'Not repeated',
    unit: 'contacts',
    meaning: 'not followed by one, and the window is over',
  },
  unknown: { title: 'Unknown yet', unit: 'contacts', meaning: 'the window is not over yet' },
} as const satisfies Record<string, Sum>;
export type RepeatSum = keyof typeof REPEAT_SUMS;

export const REPEAT_RATES = {
  repeat_rate: {
    title: 'Repeat rate',
    unit: 'share 0..1',
    meaning: 'Repeated of those whose window is over; an estimate, as no customer was asked',
    numerator: 'repeated',
    denominator: ['repeated', 'resolved'],
  },
  no_repeat_rate: {
    title: 'First-contact resolution, estimated',
    unit: 'share 0..1',
    meaning: 'Not repeated of those whose window is over; an estimate, as no customer was asked',
    numerator: 'resolved',
    denominator: ['repeated', 'resolved'],
  },
} as const satisfies Record<string, Rate<RepeatSum>>;
export type RepeatRate = keyof typeof REPEAT_RATES;

/** Sums of requested callbacks. */
export const CALLBACK_SUMS = {
  requested: {
    title: 'Callbacks requested',
    unit: 'chains',
    meaning: 'with any callback record, as in callback-outcomes',
  },
  dialled: {
    title: 'Callbacks dialled',
    unit: 'chains',
    meaning: 'of these, in which the customer was called',
  },
  answered: {
    title: 'Callbacks reached',
    unit: 'chains',
    meaning: 'of these, in which agent and customer were connected',
  },
  abandoned: {
    title: 'Callbacks abandoned',
    unit: 'chains',
    meaning: 'of these, not answered, and a callback record was abandoned',
  },
} as const satisfies Record<string, Sum>;
export type CallbackSum = keyof typeof CALLBACK_SUMS;

export const CALLBACK_RATES = {
  callback_answer_rate: {
    title: 'Callbacks reached, of requested',
    unit: 'share 0..1',
    meaning: 'Callbacks in which agent and customer were connected, of those requested',
    numerator: 'answered',
    denominator: ['requested'],
  },
} as const satisfies Record<string, Rate<CallbackSum>>;
export type CallbackRate = keyof typeof CALLBACK_RATES;
