import { localDay, type TimeZone } from '../../../sample-data/generator/clock.ts';

/** What a reader of the dashboard has chosen, in the words of the answers. Times are epoch seconds. */
export interface Settings {
  readonly zone: TimeZone;
  /** The first and the last day of the period, as days since 1970-01-01. */
  readonly fromDay: number;
  readonly toDay: number;
  readonly now: number;
  readonly daysBack: number;
  /** X */
  readonly serviceLevelSeconds: number;
  /** S */
  readonly shortAbandonSeconds: number;
  readonly meaning: ServiceLevelMeaning;
  readonly repeatDays: number;
  /** Null for all. */
  readonly queue: string | null;
  readonly channel: string | null;
  /** On the sheets about agents. */
  readonly agent: string | null;
}

/** Of what, and which contacts are left out. */
export type ServiceLevelMeaning = 'connect' | 'answered' | 'less short abandons' | 'less abandons';

/** The local day of a moment; null without one. */
export function dayOf(settings: Settings, seconds: number | null): number | null {
  return seconds === null ? null : localDay(settings.zone, seconds);
}

export function isInPeriod({ fromDay, toDay }: Settings, day: number | null): boolean {
  return day !== null && day >= fromDay && day <= toDay;
}
