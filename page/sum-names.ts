/** Names of the sums that the page adds up: made of queries/page/*.sql by `npm run derive`. */

/** The sums of `queries/page/agents.sql`. */
export const AGENTS = [
  'handled',
  'handle_contacts',
  'handle_seconds_sum',
  'after_contact_work_contacts',
  'after_contact_work_seconds_sum',
  'hold_contacts',
  'hold_seconds_sum',
  'transferred_out',
  'agent_hung_up_first',
  'holds',
] as const;

/** The sums of `queries/page/callbacks.sql`. */
export const CALLBACKS = ['requested', 'dialled', 'answered', 'abandoned'] as const;

/** The sums of `queries/page/contacts.sql`. */
export const CONTACTS = [
  'created',
  'incoming',
  'queued',
  'handled',
  'handled_incoming',
  'handled_outbound',
  'abandoned',
  'handled_from_queue',
  'answered',
  'removed_within',
  'answered_within',
  'abandoned_within_short',
  'abandoned_at_or_after',
  'answer_wait_seconds_sum',
  'abandon_wait_seconds_sum',
  'abandoned_with_wait',
  'handle_contacts',
  'handle_seconds_sum',
  'after_contact_work_contacts',
  'after_contact_work_seconds_sum',
  'hold_contacts',
  'hold_seconds_sum',
  'held',
  'holds',
  'hold_disconnects',
  'transferred_out',
  'transferred_out_by_agent',
  'transferred_out_from_queue',
  'transferred_in',
  'agent_hung_up_first',
] as const;

/** The sums of `queries/page/evaluations.sql`. */
export const EVALUATIONS = [
  'evaluations_submitted',
  'evaluations_scored',
  'score_ten_thousandths_sum',
  'score_ten_thousandths_squares',
  'automatic_fails',
] as const;

/** The sums of `queries/page/exits.sql`. */
export const EXITS = ['contacts_passed', 'contacts_left'] as const;

/** The sums of `queries/page/intervals.sql`. */
export const INTERVALS = [
  'volume',
  'queued',
  'abandoned',
  'abandoned_with_wait',
  'handled_from_queue',
  'answered',
  'removed_within',
  'answered_within',
  'abandoned_within_short',
  'abandoned_at_or_after',
  'with_wait',
  'wait_seconds_sum',
  'handle_contacts',
  'handle_seconds_sum',
] as const;

/** The sums of `queries/page/occupancy.sql`. */
export const OCCUPANCY = [
  'online_milliseconds',
  'on_contact_milliseconds',
  'idle_milliseconds',
] as const;

/** The sums of `queries/page/repeats.sql`. */
export const REPEATS = [
  'contacts',
  'repeated',
  'resolved',
  'unknown',
  'repeated_alone',
  'resolved_alone',
  'unknown_alone',
] as const;

/** The sums of `queries/page/sentiments.sql`. */
export const SENTIMENTS = [
  'contacts_analysed',
  'contacts_with_sentiment',
  'sentiment_millionths_sum',
  'sentiment_millionths_squares',
] as const;

/** The sums of `queries/page/spreads.sql`. */
export const SPREADS = ['handle_squares', 'after_contact_work_squares', 'hold_squares'] as const;

/** The sums of `queries/page/waits.sql`. */
export const WAITS = ['contacts'] as const;
