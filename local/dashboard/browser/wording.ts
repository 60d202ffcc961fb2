import type { Settings } from '../page-types.ts';
import type { ServiceLevel } from '../rates.ts';

/** What each variant of the service level divides by what. */
export function serviceLevelName(variant: ServiceLevel, settings: Settings): string {
  const within = `${settings.serviceLevelSeconds} s`;
  switch (variant) {
    case 'service_level_connect':
      return `Left the queue within ${within}, of queued`;
    case 'service_level_answered':
      return `Answered within ${within}, of queued`;
    case 'service_level_excl_short_abandons':
      return `Answered within ${within}, of queued less abandons under ${settings.shortAbandonSeconds} s`;
    case 'service_level_excl_abandons_in_x':
      return `Answered within ${within}, of answered and abandoned after ${within} or more`;
  }
}

/** What a reader should know before quoting the variant. */
export function serviceLevelNote(variant: ServiceLevel): string {
  switch (variant) {
    case 'service_level_connect':
      return 'Amazon Connect’s own. A quick abandon or callback request counts as a success.';
    case 'service_level_answered':
      return 'The strictest: every abandon and callback request counts against it.';
    case 'service_level_excl_short_abandons':
      return 'Forgives callers who hang up almost at once.';
    case 'service_level_excl_abandons_in_x':
      return 'Forgives everyone who left before they had to be answered.';
  }
}

export const NO_QUEUED = 'No contact entered a queue, so there is nothing to divide by';
export const NO_ANSWERED = 'No queued contact was answered, so there is no average';
export const NO_HANDLED = 'No contact has a handle time, so there is no average';
export const NO_WORK = 'No contact has after-contact work, so there is no average';
export const NO_WAIT = 'No wait in queue was recorded';
