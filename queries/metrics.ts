/**
 * The metrics that dashboards show: their titles, units and meanings, and the sums of which each rate is
 * made. The page and QuickSight's dashboard take them from here, and the headers of `queries/page/` say the
 * same. What makes a contact count is a column of `contact_facts`; `docs/metrics.md` explains it.
 */

export type Unit =
  | 'contacts'
  | 'chains'
  | 'holds'
  | 'evaluations'
  | 'seconds'
  | 'percent'
  | 'percent 0 to 100'
  | 'score -5..5'
  | 'points'
  | 'share 0..1';

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

/** Sums of an agent's time, as in agent-occupancy. */
export const AGENT_TIME_SUMS = {
  online_seconds: { title: 'Online', unit: 'seconds', meaning: 'in any status but Offline' },
  on_contact_seconds: {
    title: 'On contact',
    unit: 'seconds',
    meaning: 'Available, with a contact or its after-contact work; several at once count once',
  },
  idle_seconds: {
    title: 'Idle',
    unit: 'seconds',
    meaning: 'Available and not on contact, ringing included',
  },
} as const satisfies Record<string, Sum>;
export type AgentTimeSum = keyof typeof AGENT_TIME_SUMS;

export const AGENT_TIME_RATES = {
  occupancy: {
    title: 'Occupancy',
    unit: 'share 0..1',
    meaning: 'Time on contact, of the time on contact or idle',
    numerator: 'on_contact_seconds',
    denominator: ['on_contact_seconds', 'idle_seconds'],
  },
} as const satisfies Record<string, Rate<AgentTimeSum>>;

/** Sums of calls and chats that were connected to an agent, as in sentiment-by-agent. */
export const SENTIMENT_SUMS = {
  contacts_connected: {
    title: 'Calls and chats',
    unit: 'contacts',
    meaning: 'connected to an agent',
  },
  contacts_analysed: {
    title: 'Analysed',
    unit: 'contacts',
    meaning: 'of these, with an analysis of Contact Lens',
  },
  contacts_with_sentiment: {
    title: 'With a sentiment',
    unit: 'contacts',
    meaning: 'of the analysed, those whose sentiment is known',
  },
  sentiment_sum: {
    title: 'Sentiments',
    unit: 'score -5..5',
    meaning: 'their overall sentiments together',
  },
  contacts_negative: {
    title: 'Negative',
    unit: 'contacts',
    meaning: 'of these, with an overall sentiment below 0',
  },
  contacts_with_shift: {
    title: 'With a shift of sentiment',
    unit: 'contacts',
    meaning: 'of the analysed, those whose sentiment is known at their start and end',
  },
  sentiment_shift_sum: {
    title: 'Shifts of sentiment',
    unit: 'points',
    meaning: 'their sentiments at the end minus those at the start, together',
  },
} as const satisfies Record<string, Sum>;
export type SentimentSum = keyof typeof SENTIMENT_SUMS;

export const SENTIMENT_RATES = {
  coverage: {
    title: 'Share analysed',
    unit: 'share 0..1',
    meaning: 'Analysed, of the calls and chats that were connected to an agent',
    numerator: 'contacts_analysed',
    denominator: ['contacts_connected'],
  },
  average_sentiment: {
    title: 'Customer sentiment',
    unit: 'score -5..5',
    meaning: 'Mean of the overall sentiments of customers, from −5 to 5',
    numerator: 'sentiment_sum',
    denominator: ['contacts_with_sentiment'],
  },
  average_sentiment_shift: {
    title: 'Shift of sentiment',
    unit: 'points',
    meaning: 'Mean of the sentiment at the end minus that at the start',
    numerator: 'sentiment_shift_sum',
    denominator: ['contacts_with_shift'],
  },
} as const satisfies Record<string, Rate<SentimentSum>>;

/** Sums of evaluations, as in evaluation-scores-by-agent. */
export const EVALUATION_SUMS = {
  evaluations_submitted: {
    title: 'Evaluations',
    unit: 'evaluations',
    meaning: 'submitted, each as it was last submitted; deleted ones are left out',
  },
  evaluations_scored: {
    title: 'Scored',
    unit: 'evaluations',
    meaning: 'of these, with a score',
  },
  score_sum: { title: 'Scores', unit: 'percent', meaning: 'scores of these' },
  automatic_fails: {
    title: 'Automatic fails',
    unit: 'evaluations',
    meaning: 'failed by one answer, whose score is 0',
  },
} as const satisfies Record<string, Sum>;
export type EvaluationSum = keyof typeof EVALUATION_SUMS;

export const EVALUATION_RATES = {
  average_score: {
    title: 'Average score',
    unit: 'percent 0 to 100',
    meaning: 'Mean of the scores of evaluations, in percent',
    numerator: 'score_sum',
    denominator: ['evaluations_scored'],
  },
} as const satisfies Record<string, Rate<EvaluationSum>>;

/** Sums of contacts at blocks of flows, as in flow-exits. */
export const BLOCK_SUMS = {
  contacts_left: {
    title: 'Left here',
    unit: 'contacts',
    meaning: 'whose last block it is, without queue and agent',
  },
  contacts_passed: {
    title: 'Passed',
    unit: 'contacts',
    meaning: 'that entered the block, these included',
  },
} as const satisfies Record<string, Sum>;
export type BlockSum = keyof typeof BLOCK_SUMS;

export const BLOCK_RATES = {
  left_share: {
    title: 'Share that left here',
    unit: 'share 0..1',
    meaning: 'Contacts that left at the block, of those that entered it',
    numerator: 'contacts_left',
    denominator: ['contacts_passed'],
  },
} as const satisfies Record<string, Rate<BlockSum>>;
