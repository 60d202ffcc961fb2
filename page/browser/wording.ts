import { CONTACT_RATES, type ServiceLevel } from '../../queries/metrics.ts';
import type { Reason } from '../figure.ts';
import type { Settings } from '../page-types.ts';

/** The quotient behind each meaning of the service level, in words. */
export function serviceLevelName(variant: ServiceLevel, settings: Settings): string {
  return CONTACT_RATES[variant].title
    .replaceAll('X s', `${settings.serviceLevelSeconds} s`)
    .replaceAll('S s', `${settings.shortAbandonSeconds} s`);
}

/** A caution for readers who want to quote this meaning. */
export function serviceLevelNote(variant: ServiceLevel): string {
  return CONTACT_RATES[variant].meaning;
}

/** The reason why a figure is missing, as a sentence without a full stop. */
export function reasonText(reason: Reason, settings: Settings): string {
  const x = `${settings.serviceLevelSeconds} s`;
  switch (reason) {
    case 'no_contact':
      return 'No contact matches this selection';
    case 'none_queued':
      return 'No contact entered a queue';
    case 'none_answered':
      return 'No queued contact was answered';
    case 'none_abandoned':
      return 'No queued contact was abandoned';
    case 'none_handled':
      return 'No contact was handled by an agent';
    case 'all_left_otherwise':
      return 'No queued contact was answered or abandoned: all left the queue in another way';
    case 'only_short_abandons':
      return `Every queued contact was abandoned within ${settings.shortAbandonSeconds} s`;
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
      return `For none of these contacts have ${settings.windowDays} days passed yet`;
    case 'no_period_before':
      return 'The data does not reach back as many days again';
  }
}
