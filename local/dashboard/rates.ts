import type { ContactSums } from './page-types.ts';

/** The counts that every variant of the service level is made of. */
export type ServiceLevelSums = Pick<
  ContactSums,
  | 'queued'
  | 'answered'
  | 'removed_within'
  | 'answered_within'
  | 'abandoned_within_short'
  | 'abandoned_at_or_after'
>;

/** Variants of the service level, as the saved query service-level-by-queue-and-day names them. */
export const SERVICE_LEVELS = [
  'service_level_connect',
  'service_level_answered',
  'service_level_excl_short_abandons',
  'service_level_excl_abandons_in_x',
] as const;
export type ServiceLevel = (typeof SERVICE_LEVELS)[number];

/** 0..1, null where no contact counts. */
export function serviceLevel(sums: ServiceLevelSums, variant: ServiceLevel): number | null {
  const within = sums.answered_within;
  switch (variant) {
    case 'service_level_connect':
      return ratio(sums.removed_within, sums.queued);
    case 'service_level_answered':
      return ratio(within, sums.queued);
    case 'service_level_excl_short_abandons':
      return ratio(within, sums.queued - sums.abandoned_within_short);
    case 'service_level_excl_abandons_in_x':
      return ratio(within, sums.answered + sums.abandoned_at_or_after);
  }
}

/** Abandoned of queued, 0..1. */
export function abandonmentRate(sums: Pick<ContactSums, 'abandoned' | 'queued'>): number | null {
  return ratio(sums.abandoned, sums.queued);
}

/** Mean seconds in queue of the answered contacts. */
export function averageSpeedOfAnswer(
  sums: Pick<ContactSums, 'answer_wait_seconds_sum' | 'answered'>,
): number | null {
  return ratio(sums.answer_wait_seconds_sum, sums.answered);
}

/** Mean seconds of interaction, hold, after-contact work and pause together. */
export function averageHandleTime(
  sums: Pick<ContactSums, 'handle_seconds_sum' | 'handle_contacts'>,
): number | null {
  return ratio(sums.handle_seconds_sum, sums.handle_contacts);
}

/** Mean seconds of after-contact work. */
export function averageAfterContactWork(
  sums: Pick<ContactSums, 'after_contact_work_seconds_sum' | 'after_contact_work_contacts'>,
): number | null {
  return ratio(sums.after_contact_work_seconds_sum, sums.after_contact_work_contacts);
}

/** Null where there is nothing to divide by: no rate is not a rate of 0. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator > 0 ? numerator / denominator : null;
}
