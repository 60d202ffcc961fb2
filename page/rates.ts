/** Every rate, mean, percentile and extreme of the page; each says why, if it has no value. */
import {
  CALLBACK_RATES,
  CONTACT_RATES,
  type Rate,
  REPEAT_RATES,
  type ServiceLevel,
} from '../queries/metrics.ts';
import { type Figure, figureOf, quotient, type Reason } from './figure.ts';
import { type Histogram, percentile } from './histogram.ts';
import type {
  AgentSums,
  CallbackSums,
  ContactSums,
  IntervalSums,
  RepeatSums,
} from './page-types.ts';
import { promisedPart } from './promises.ts';

/** The sums that both have. */
type QueueSum = keyof ContactSums & keyof IntervalSums;

/** Counts of all contacts, or only of the contacts that entered a queue in a half-hour. */
type QueueSums = ContactSums | IntervalSums;

/** A rate of the sums of a selection. */
function rateOf<Name extends string>(
  { less = [], numerator, denominator }: Rate<Name>,
  sums: Readonly<Record<Name, number>>,
  why: () => Reason,
): Figure {
  const together = (names: readonly Name[]) => names.reduce((sum, name) => sum + sums[name], 0);
  return quotient(sums[numerator], together(denominator) - together(less), why);
}

/** The share of the contacts with a target that were served within the time of theirs, 0..1. */
export function serviceLevel(sums: QueueSums, variant: ServiceLevel): Figure {
  const promised = promisedPart(sums);
  return rateOf<QueueSum>(CONTACT_RATES[variant], promised, () =>
    sums.queued > 0 && promised.queued === 0
      ? 'nothing_promised'
      : whyNoServiceLevel(promised, variant),
  );
}

/** The share that would reach every target exactly, 0..1: the mean of the targets, by contacts. */
export function targetShare({ wanted, promised_queued: queued }: QueueSums): number | null {
  // Rounded, because the sum's rounding error could put a level of exactly the target below it.
  return queued > 0 ? Math.round((wanted / queued) * 1e12) / 1e12 : null;
}

/** Share of the queued contacts that were abandoned, 0..1. */
export function abandonmentRate(sums: QueueSums): Figure {
  return rateOf<QueueSum>(CONTACT_RATES.abandonment_rate, sums, () => whyNoneQueued(sums));
}

/** Mean seconds in queue of the answered contacts. */
export function averageSpeedOfAnswer(sums: ContactSums): Figure {
  const rate = CONTACT_RATES.average_speed_of_answer_seconds;
  return rateOf(rate, sums, () => whyNoAnswerWait(sums));
}

/** Mean seconds in queue of all contacts whose wait is known. */
export function averageWait(sums: IntervalSums): Figure {
  return rateOf(CONTACT_RATES.average_wait_seconds, sums, () => whyNoWait(sums));
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
export function averageHandleTime(sums: ContactSums | IntervalSums | AgentSums): Figure {
  return rateOf(CONTACT_RATES.average_handle_seconds, sums, () => whyNoHandleTime(sums));
}

/** Mean seconds of after-contact work. */
export function averageAfterContactWork(sums: ContactSums | AgentSums): Figure {
  const rate = CONTACT_RATES.average_after_contact_work_seconds;
  return rateOf(rate, sums, () => whyNoHandleTime(sums));
}

/** Share of the handled contacts, 0..1. */
export function shareOfHandled(part: number, sums: ContactSums): Figure {
  return quotient(part, sums.handled, () => whyNoneHandled(sums));
}

/** Share of the requested callbacks that reached an agent, 0..1. */
export function callbackAnswerRate(sums: CallbackSums): Figure {
  return rateOf(CALLBACK_RATES.callback_answer_rate, sums, () => 'no_callback');
}

/** Share of the contacts that the customer repeated, among those whose window is over, 0..1. */
export function repeatRate(sums: RepeatSums): Figure {
  return rateOf(REPEAT_RATES.repeat_rate, sums, () => whyNoneKnown(sums));
}

/** Share of the contacts that the customer did not repeat, among the same, 0..1. */
export function noRepeatRate(sums: RepeatSums): Figure {
  return rateOf(REPEAT_RATES.no_repeat_rate, sums, () => whyNoneKnown(sums));
}

function whyNoServiceLevel(sums: QueueSums, variant: ServiceLevel): Reason {
  if (variant === 'service_level_excl_abandons_in_x') return whyNoneAnsweredOrLate(sums);
  return sums.queued === 0 ? whyNoneQueued(sums) : 'only_short_abandons';
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

function whyNoHandleTime(sums: ContactSums | IntervalSums | AgentSums): Reason {
  if (!('handled' in sums)) {
    return sums.handled_from_queue === 0 ? 'none_handled' : 'handle_times_unknown';
  }
  return sums.handled === 0 ? whyNoneHandled(sums) : 'handle_times_unknown';
}

function whyNoneKnown({ contacts }: RepeatSums): Reason {
  return contacts === 0 ? 'no_known_customer' : 'windows_open';
}
