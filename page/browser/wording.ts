import { CONTACT_RATES, type ServiceLevel } from '../../queries/metrics.ts';
import type { Settings } from '../../queries/settings.ts';
import type { Target } from '../../queries/targets.ts';
import { countOf } from '../../terminal/wording.ts';
import type { Reason } from '../figure.ts';

/** The values that stand in the texts about a selection's figures. */
export interface Terms extends Pick<Settings, 'shortAbandonSeconds' | 'windowDays'> {
  /** The distinct targets of the selected queues and channels. */
  readonly targets: readonly Target[];
}

/** A duration that people agree on: `20 s`, `5 min`, `4 h`. */
export function roundDuration(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} min` : `${seconds} s`;
}

/** `80 % in 20 s` */
export function targetText({ share, seconds }: Target): string {
  return `${Math.round(share * 100)}\u202f% in ${roundDuration(seconds)}`;
}

/** The X of the selection's service level: a duration if it has one, else words. */
function withinText({ targets }: Terms): string {
  const [only, ...others] = new Set(targets.map(({ seconds }) => seconds));
  return only === undefined || others.length > 0 ? 'the target time' : roundDuration(only);
}

/** The quotient behind each meaning of the service level, in words. */
export function serviceLevelName(variant: ServiceLevel, terms: Terms): string {
  return inNumbers(CONTACT_RATES[variant].title, terms);
}

/** Words with the seconds and days of the selection in place of X, S and N. */
export function inNumbers(words: string, terms: Terms): string {
  return words
    .replaceAll(/\bX s\b/g, withinText(terms))
    .replaceAll(/\bS s\b/g, `${terms.shortAbandonSeconds} s`)
    .replaceAll(/\bN days\b/g, countOf(terms.windowDays, 'day'));
}

/** A warning for readers who want to quote this meaning of the service level. */
export function serviceLevelNote(variant: ServiceLevel): string {
  return CONTACT_RATES[variant].meaning;
}

/** The reason why a figure is missing, as a sentence without a full stop. */
export function reasonText(reason: Reason, terms: Terms): string {
  const x = withinText(terms);
  switch (reason) {
    case 'no_contact':
      return 'No contact matches this selection';
    case 'none_queued':
      return 'No contact entered a queue';
    case 'nothing_promised':
      return 'No target is set for these contacts';
    case 'none_answered':
      return 'No queued contact was answered';
    case 'none_abandoned':
      return 'No queued contact was abandoned';
    case 'none_handled':
      return 'No contact was handled by an agent';
    case 'all_left_otherwise':
      return 'No queued contact was answered or abandoned: all left the queue in another way';
    case 'only_short_abandons':
      return `Every queued contact was abandoned within ${terms.shortAbandonSeconds} s`;
    case 'only_quick_abandons':
      return `No queued contact was answered, and none was abandoned after ${x} or more`;
    case 'waits_unknown':
      return 'Contacts entered a queue, but their waits were not recorded';
    case 'answer_waits_unknown':
      return 'Contacts were answered, but their waits were not recorded';
    case 'abandon_waits_unknown':
      return 'Contacts were abandoned, but their waits were not recorded';
    case 'outcome_waits_unknown':
      return 'Contacts were answered or abandoned, but their waits were not recorded';
    case 'late_abandons_unknown':
      return `No queued contact was answered, and of those abandoned no wait of ${x} or more was recorded`;
    case 'late_waits_unknown':
      return `The waits of the answered were not recorded, and no abandon after ${x} or more was`;
    case 'handle_times_unknown':
      return 'Contacts were handled, but how long was not recorded';
    case 'none_in_this_queue':
      return 'Handled none from this queue';
    case 'no_such_weekday':
      return 'No such weekday is among the selected days';
    case 'no_callback':
      return 'No callback was requested in this selection';
    case 'no_known_customer':
      return 'No inbound first contact with a known customer began in this selection';
    case 'windows_open':
      return `For none of these contacts have ${terms.windowDays} days passed yet`;
    case 'no_period_before':
      return 'The data does not reach back as many days again';
    case 'day_not_over':
      return 'The day is not over; the view Today compares it up to the same half-hour';
  }
}
