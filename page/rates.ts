/** Every rate, mean, percentile and extreme of the page; each says why, if it has no value. */
import { type Figure, figureOf, quotient, type Reason } from './figure.ts';
import { type Histogram, percentile } from './histogram.ts';
import type {
  AgentSums,
  CallbackSums,
  ContactSums,
  IntervalSums,
  RepeatSums,
} from './page-types.ts';

/** Counts of all contacts, or only of the contacts that entered a queue in a half-hour. */
type QueueSums = ContactSums | IntervalSums;

/** Variants of the service level, as the saved query service-level-by-queue-and-day names them. */
export const SERVICE_LEVELS = [
  'service_level_connect',
  'service_level_answered',
  'service_level_excl_short_abandons',
  'service_level_excl_abandons_in_x',
] as const;
export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

/** 0..1 */
export function serviceLevel(sums: QueueSums, variant: ServiceLevel): Figure {
  const { queued, answered_within: within } = sums;
  const whyNone = () => whyNoneQueued(sums);
  switch (variant) {
    case 'service_level_connect':
      return quotient(sums.removed_within, queued, whyNone);
    case 'service_level_answered':
      return quotient(within, queued, whyNone);
    case 'service_level_excl_short_abandons':
      return quotient(within, queued - sums.abandoned_within_short, () =>
        queued === 0 ? whyNone() : 'only_short_abandons',
      );
    case 'service_level_excl_abandons_in_x':
      return quotient(within, sums.answered + sums.abandoned_at_or_after, () =>
        whyNoneAnsweredOrLate(sums),
      );
  }
}

/** Share of the queued contacts that were abandoned, 0..1. */
export function abandonmentRate(sums: QueueSums): Figure {
  return quotient(sums.abandoned, sums.queued, () => whyNoneQueued(sums));
}

/** Mean seconds in queue of the answered contacts. */
export function averageSpeedOfAnswer(sums: ContactSums): Figure {
  return quotient(sums.answer_wait_seconds_sum, sums.answered, () => whyNoAnswerWait(sums));
}

/** Mean seconds in queue of all contacts whose wait is known. */
export function averageWait(sums: IntervalSums): Figure {
  return quotient(sums.wait_seconds_sum, sums.with_wait, () => whyNoWait(sums));
}

/** The longest wait of all queued contacts, abandoned included. @param seconds null if no wait is known */
export function longestWait(sums: ContactSums, seconds: number | null): Figure {
  return figureOf(seconds, () => whyNoWait(sums));
}

/**
 * Seconds within which a share of the contacts with one outcome had left the queue.
 * @param percent whole, 1..100; 100 is the longest
 */
export function waitPercentile(
  wait: Histogram,
  outcome: 'answered' | 'abandoned',
  percent: number,
  sums: ContactSums,
): Figure {
  return figureOf(percentile(wait, percent), () =>
    outcome === 'answered' ? whyNoAnswerWait(sums) : whyNoAbandonWait(sums),
  );
}

/** Why no answered or abandoned contact has a wait. */
export function whyNoOutcomeWait(sums: ContactSums): Reason {
  if (sums.queued === 0) return whyNoneQueued(sums);
  return sums.handled_from_queue + sums.abandoned === 0
    ? 'all_left_otherwise'
    : 'outcome_waits_unknown';
}

/** Mean seconds of interaction, hold, after-contact work and pause together. */
export function averageHandleTime(sums: ContactSums | AgentSums): Figure {
  return quotient(sums.handle_seconds_sum, sums.handle_contacts, () => whyNoHandleTime(sums));
}

/** Mean seconds of after-contact work. */
export function averageAfterContactWork(sums: ContactSums | AgentSums): Figure {
  return quotient(sums.after_contact_work_seconds_sum, sums.after_contact_work_contacts, () =>
    whyNoHandleTime(sums),
  );
}

/** Share of the handled contacts, 0..1. */
export function shareOfHandled(part: number, sums: ContactSums): Figure {
  return quotient(part, sums.handled, () => whyNoneHandled(sums));
}

/** Share of the requested callbacks that reached an agent, 0..1. */
export function callbackAnswerRate(sums: CallbackSums): Figure {
  return quotient(sums.answered, sums.requested, () => 'no_callback');
}

/** Share of the contacts that the customer repeated, among those whose window is over, 0..1. */
export function repeatRate(sums: RepeatSums): Figure {
  return quotient(sums.repeated, sums.repeated + sums.resolved, () => whyNoneKnown(sums));
}

/** Share of the contacts that the customer did not repeat, among the same, 0..1. */
export function noRepeatRate(sums: RepeatSums): Figure {
  return quotient(sums.resolved, sums.repeated + sums.resolved, () => whyNoneKnown(sums));
}

function whyNoneQueued(sums: QueueSums): Reason {
  return 'created' in sums && sums.created === 0 ? 'no_contact' : 'none_queued';
}

function whyNoWait(sums: QueueSums): Reason {
  return sums.queued === 0 ? whyNoneQueued(sums) : 'waits_unknown';
}

function whyNoAnswerWait(sums: ContactSums): Reason {
  if (sums.queued === 0) return whyNoneQueued(sums);
  return sums.handled_from_queue === 0 ? 'none_answered' : 'answer_waits_unknown';
}

function whyNoAbandonWait(sums: ContactSums): Reason {
  if (sums.queued === 0) return whyNoneQueued(sums);
  return sums.abandoned === 0 ? 'none_abandoned' : 'abandon_waits_unknown';
}

/** Why no contact was answered after a known wait, and none abandoned after X seconds or more. */
function whyNoneAnsweredOrLate(sums: QueueSums): Reason {
  if (sums.queued === 0) return whyNoneQueued(sums);
  if (sums.handled_from_queue > 0) return 'late_waits_unknown';
  if (sums.abandoned === 0) return 'all_left_otherwise';
  return sums.abandoned_with_wait < sums.abandoned
    ? 'late_abandons_unknown'
    : 'only_quick_abandons';
}

function whyNoneHandled(sums: ContactSums | AgentSums): Reason {
  return 'created' in sums && sums.created === 0 ? 'no_contact' : 'none_handled';
}

function whyNoHandleTime(sums: ContactSums | AgentSums): Reason {
  return sums.handled === 0 ? whyNoneHandled(sums) : 'handle_times_unknown';
}

function whyNoneKnown({ contacts }: RepeatSums): Reason {
  return contacts === 0 ? 'no_known_customer' : 'windows_open';
}
