import { SERVICE_LEVELS, type ServiceLevel } from '../../queries/metrics.ts';
import { dayIn, isDay } from '../../queries/reader/days.ts';
import { COMPARISONS, type Comparison } from '../comparison.ts';
import { daysBetween } from '../days.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { Queue } from '../page-types.ts';
import type { Selection } from '../sums.ts';

/** The reader's choices. The address holds them, so that a reload or a link shows the same page. */
export interface State {
  readonly view: ViewName;
  /** The day of the view Today, an index. */
  readonly day: number;
  readonly selection: Selection;
  readonly serviceLevel: ServiceLevel;
  /** Null for the usual comparison of a period of this length. */
  readonly compare: Comparison | null;
  /** Choices of single sections under names of their own: `heat` → `wait`. */
  readonly choices: Choices;
}

export type Choices = Readonly<Record<string, string>>;

const VIEW_NAMES = ['today', 'trends', 'people', 'staffing'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Before the kind of a queue without a name, or for a missing channel: no name begins with it. */
export const NONE = '\u0000';
const WEEK = 7;
/** With data that is older than this, a day is no longer today. */
const DAYS_OF_TODAY = 2;
/** Names in the address that are no choice of a section. */
const OWN = ['view', 'day', 'from', 'to', 'instance', 'queue', 'channel', 'level', 'compare'];

/**
 * The last full week, if there is a week before it to compare with; otherwise all days. An incomplete
 * day would make the week look worse than the one before.
 */
export function initialState(page: OpenPage): State {
  const end = lastFullDay(page);
  const weeks = end + 1 >= 2 * WEEK;
  return {
    view: isOfToday(page) ? 'today' : 'trends',
    day: Math.max(0, page.dayCount - 1),
    compare: null,
    choices: {},
    selection: {
      fromDay: weeks ? end - WEEK + 1 : 0,
      toDay: weeks ? end : Math.max(0, page.dayCount - 1),
      instances: null,
      queues: null,
      channels: null,
    },
    serviceLevel: 'service_level_connect',
  };
}

function isOfToday({ firstDay, dayCount, writtenAt, settings }: OpenPage): boolean {
  const written = dayIn(settings.timeZone, new Date(writtenAt));
  const newest = daysBetween(firstDay ?? written, written) - (dayCount - 1);
  return newest <= DAYS_OF_TODAY;
}

/** The day before the newest, which may not be over; the newest if it is the only one. */
export function lastFullDay({ dayCount }: OpenPage): number {
  return Math.max(0, dayCount - 2);
}

export function stateFromHash(hash: string, page: OpenPage): State {
  const chosen = new URLSearchParams(hash.replace(/^#/, ''));
  const start = initialState(page);
  const fromDay = dayIndexOf(chosen.get('from'), page) ?? start.selection.fromDay;
  const toDay = dayIndexOf(chosen.get('to'), page) ?? start.selection.toDay;
  return {
    view: VIEW_NAMES.find((view) => view === chosen.get('view')) ?? start.view,
    day: dayIndexOf(chosen.get('day'), page) ?? start.day,
    compare: COMPARISONS.find((comparison) => comparison === chosen.get('compare')) ?? null,
    choices: Object.fromEntries([...chosen].filter(([name]) => !OWN.includes(name))),
    selection: {
      fromDay: Math.min(fromDay, toDay),
      toDay: Math.max(fromDay, toDay),
      instances: namedIn(chosen.getAll('instance'), page.instances),
      queues: namedIn(chosen.getAll('queue'), page.queues.map(queueWord)),
      channels: namedIn(chosen.getAll('channel'), page.channels.map(channelWord)),
    },
    serviceLevel:
      SERVICE_LEVELS.find((variant) => variant === chosen.get('level')) ?? start.serviceLevel,
  };
}

export function hashOf(state: State, page: OpenPage): string {
  const { view, day, selection, serviceLevel, compare, choices } = state;
  const chosen = new URLSearchParams({
    view,
    ...(day !== page.dayCount - 1 && { day: dayAt(page, day) }),
    from: dayAt(page, selection.fromDay),
    to: dayAt(page, selection.toDay),
    level: serviceLevel,
    ...(compare && { compare }),
    ...choices,
  });
  for (const at of selection.instances ?? []) chosen.append('instance', page.instances[at]!);
  for (const at of selection.queues ?? []) chosen.append('queue', queueWord(page.queues[at]!));
  for (const at of selection.channels ?? [])
    chosen.append('channel', channelWord(page.channels[at]!));
  return `#${chosen}`;
}

/** The index of a day, or of the nearest day that the page has. */
export function dayIndexOf(day: string | null, page: OpenPage): number | null {
  if (!day || page.firstDay === null || !isDay(day)) return null;
  return Math.min(Math.max(daysBetween(page.firstDay, day), 0), page.dayCount - 1);
}

export function queueWord({ kind, name }: Queue): string {
  return name ?? `${NONE}${kind}`;
}

export function channelWord(channel: string | null): string {
  return channel ?? NONE;
}

export function namedIn(words: readonly string[], known: readonly string[]): number[] | null {
  const found = words.map((word) => known.indexOf(word)).filter((at) => at >= 0);
  return found.length > 0 ? found : null;
}
