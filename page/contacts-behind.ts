/** The contacts behind a figure: which they are, in a form that the page's address can hold. */

import { DAY_SECONDS } from '../pipeline/units-of-time.ts';
import type { Grain } from '../queries/grains.ts';
import { CONTACT_RATES, SERVICE_LEVELS, type ServiceLevel } from '../queries/metrics.ts';
import type { Settings } from '../queries/settings.ts';
import type { Target } from '../queries/targets.ts';
import { daysBetween } from './days.ts';
import { isWithinDay, type Mark } from './grain.ts';
import { type Flag, has, type ListedContact } from './listed-contacts.ts';
import { record } from './packed-table.ts';
import type { PageData } from './page-types.ts';
import { targetsByPair } from './promises.ts';
import type { Selection } from './sums.ts';

type Test = (contact: ListedContact, target: Target | null, settings: Settings) => boolean;

const flag =
  (name: Flag): Test =>
  (contact) =>
    has(contact, name);
const within = ({ wait_seconds: wait }: ListedContact, seconds: number | undefined) =>
  wait !== null && seconds !== undefined && wait < seconds;
const both =
  (...tests: Test[]): Test =>
  (...contact) =>
    tests.every((test) => test(...contact));

const isQueued = flag('is_queued');
const isAbandoned = flag('is_abandoned');
const hasWait: Test = ({ wait_seconds: wait }) => wait !== null;
const isWithinTarget: Test = (contact, target) => within(contact, target?.seconds);
const not =
  (test: Test): Test =>
  (...contact) =>
    !test(...contact);
/**
 * True for a first contact whose repeat window has ended. The `_alone` flags end the window at the last contact of
 * the contact's own instance.
 */
const isWindowOver = (isFollowed: boolean, open: Flag): Test =>
  both(
    flag('is_first_contact'),
    not(flag(open)),
    (contact) => has(contact, 'is_followed') === isFollowed,
  );
const isPromised: Test = (_, target) => target !== null;

/** Whether a contact counts for a sum of `queries/page/`, by the sum's name. */
const OF_SUMS = {
  created: () => true,
  incoming: flag('is_incoming'),
  volume: flag('is_in_volume'),
  queued: isQueued,
  handled: flag('is_handled'),
  handled_incoming: flag('is_handled_incoming'),
  handled_outbound: flag('is_handled_outbound'),
  abandoned: isAbandoned,
  handled_from_queue: both(isQueued, flag('is_handled')),
  answered: flag('is_answered'),
  removed_within: both(isQueued, isWithinTarget),
  answered_within: both(flag('is_answered'), isWithinTarget),
  abandoned_within_short: (contact, _, { shortAbandonSeconds }) =>
    has(contact, 'is_abandoned') && within(contact, shortAbandonSeconds),
  abandoned_at_or_after: (contact, target) =>
    has(contact, 'is_abandoned') &&
    target !== null &&
    contact.wait_seconds !== null &&
    contact.wait_seconds >= target.seconds,
  abandoned_with_wait: both(isAbandoned, hasWait),
  with_wait: hasWait,
  handle_contacts: ({ handle_seconds: seconds }) => seconds !== null,
  after_contact_work_contacts: ({ after_contact_work_seconds: seconds }) => seconds !== null,
  hold_contacts: ({ hold_seconds: seconds }) => seconds !== null,
  held: flag('is_held'),
  hold_disconnects: flag('is_hold_disconnect'),
  transferred_out: flag('is_transferred_out'),
  transferred_out_by_agent: flag('is_transferred_out_by_agent'),
  transferred_out_from_queue: flag('is_transferred_out_from_queue'),
  transferred_in: flag('is_transferred_in'),
  agent_hung_up_first: flag('is_agent_hung_up_first'),
  left_otherwise: both(
    hasWait,
    (contact) => !has(contact, 'is_answered') && !has(contact, 'is_abandoned'),
  ),
  callbacks_requested: flag('is_callback'),
  callbacks_dialled: flag('is_callback_dialled'),
  callbacks_answered: flag('is_callback_answered'),
  callbacks_abandoned: flag('is_callback_abandoned'),
  callbacks_neither: both(
    flag('is_callback'),
    not(flag('is_callback_answered')),
    not(flag('is_callback_abandoned')),
  ),
  first_contacts: flag('is_first_contact'),
  repeated: isWindowOver(true, 'is_window_open'),
  resolved: isWindowOver(false, 'is_window_open'),
  unknown: both(flag('is_first_contact'), flag('is_window_open')),
  repeated_alone: isWindowOver(true, 'is_window_open_alone'),
  resolved_alone: isWindowOver(false, 'is_window_open_alone'),
  unknown_alone: both(flag('is_first_contact'), flag('is_window_open_alone')),
  contacts_analysed: both(flag('is_analysed'), flag('is_handled')),
  contacts_left: ({ exit }) => exit !== null,
} as const satisfies Readonly<Record<string, Test>>;

/** The denominator of a service level: the contacts with a target that it judges. */
function isJudgedBy(variant: ServiceLevel): Test {
  const rate = CONTACT_RATES[variant];
  const isOf =
    (names: readonly string[]): Test =>
    (...contact) =>
      names.some((name) => OF_SUMS[name as keyof typeof OF_SUMS](...contact));
  return both(isPromised, isOf(rate.denominator), not(isOf('less' in rate ? rate.less : [])));
}
/** Tests for the contacts among these that count against the level. */
const isMissedBy = (variant: ServiceLevel): Test =>
  both(isJudgedBy(variant), not(OF_SUMS[CONTACT_RATES[variant].numerator]));

/**
 * The lists of each meaning of the service level: the contacts that it is a share of, and those of them that count
 * against it, which are what a service level opens. Two meanings are shares of the same contacts on purpose.
 */
export const OF_LEVEL = {
  service_level_connect: { judged: 'promised_queued', missed: 'promised_missed' },
  service_level_answered: { judged: 'promised_queued', missed: 'promised_unanswered' },
  service_level_excl_short_abandons: {
    judged: 'promised_not_short',
    missed: 'promised_not_short_missed',
  },
  service_level_excl_abandons_in_x: {
    judged: 'promised_answered_or_late',
    missed: 'promised_late',
  },
} as const satisfies Record<ServiceLevel, { readonly judged: string; readonly missed: string }>;
type OfLevel = (typeof OF_LEVEL)[ServiceLevel]['judged' | 'missed'];

export type Counted = keyof typeof OF_SUMS | OfLevel;

/** Tests for every sum, and for the contacts behind each service level, by name. */
export const COUNTS: Readonly<Record<Counted, Test>> = { ...OF_SUMS, ...countsOfLevels() };

function countsOfLevels(): Record<OfLevel, Test> {
  const counts = SERVICE_LEVELS.flatMap((variant): [OfLevel, Test][] => [
    [OF_LEVEL[variant].judged, isJudgedBy(variant)],
    [OF_LEVEL[variant].missed, isMissedBy(variant)],
  ]);
  return Object.fromEntries(counts) as Record<OfLevel, Test>;
}

/**
 * How many of the contacts count for each of some sums.
 * @param target that of all these contacts; null if they have none
 */
export function countsOf<Name extends Counted>(
  contacts: readonly ListedContact[],
  target: Target | null,
  settings: Settings,
  names: readonly Name[],
): Record<Name, number> {
  return record(names, (name) => {
    const counts: Test = COUNTS[name];
    return contacts.filter((contact) => counts(contact, target, settings)).length;
  });
}

/** The moments by which figures count. */
export const TIMES = ['disconnect', 'enqueue', 'initiation', 'exit'] as const;

/** The contacts behind a figure. What is null does not matter. */
export interface Behind extends Selection {
  readonly counted: Counted;
  /** The moment whose local day counts. */
  readonly time: (typeof TIMES)[number];
  /** A username. */
  readonly agent: string | null;
  /** ISO: 1 is Monday, of the moment that counts. */
  readonly weekday: number | null;
  /** First and last local half-hour of the enqueue, 0 (00:00) to 47 (23:30). */
  readonly halfHours: readonly [number, number] | null;
  /** The offset of local time from UTC at the enqueue. It distinguishes the two equal hours when clocks go back. */
  readonly offsetMinutes: number | null;
  /** The block of a flow at which they left, of the page's blocks. */
  readonly block: number | null;
  /** Bounds of the wait, inclusive; null as the second means no upper bound. */
  readonly waitSeconds: readonly [number, number | null] | null;
}

/** All contacts that count for a sum, in a selection. */
export function behind(counted: Counted, selection: Selection, part: Partial<Behind> = {}): Behind {
  const { fromDay, toDay, instances, queues, channels } = selection;
  return {
    ...{ fromDay, toDay, instances, queues, channels },
    ...{ counted, time: 'disconnect', agent: null, weekday: null },
    ...{ halfHours: null, offsetMinutes: null, block: null, waitSeconds: null },
    ...part,
  };
}

/** The contacts that entered a queue in the given half-hours of one day. */
export function enqueuedIn(
  counted: Counted,
  selection: Selection,
  day: number,
  halfHours: readonly [number, number],
): Behind {
  const ofDay = { ...selection, fromDay: day, toDay: day };
  return behind(counted, ofDay, { time: 'enqueue', halfHours });
}

/** The contacts that left within the flows, which know neither queues nor channels. @param block of the page; null for any */
export function leftAt(block: number | null, selection: Selection): Behind {
  const everywhere = { ...selection, queues: null, channels: null };
  return behind('contacts_left', everywhere, { time: 'exit', block });
}

/** The contacts of one of the marks of `marksByEnqueue`. */
export function behindMark(
  counted: Counted,
  { day, lastDay, halfHour, utcOffsetMinutes }: Omit<Mark<unknown>, 'sums'>,
  selection: Selection,
  grain: Grain,
): Behind {
  const days = { ...selection, fromDay: day, toDay: lastDay };
  if (!isWithinDay(grain)) return behind(counted, days, { time: 'enqueue' });
  return behind(counted, days, {
    time: 'enqueue',
    halfHours: [halfHour, grain === 'hour' ? halfHour + 1 : halfHour],
    offsetMinutes: utcOffsetMinutes,
  });
}

type Names = Pick<PageData, 'settings' | 'firstDay' | 'queues' | 'channels'>;

/** Selects the contacts behind a figure from a list. */
export function contactsBehind(
  contacts: readonly ListedContact[],
  of: Behind,
  page: Names,
): ListedContact[] {
  const targets = targetsByPair(page);
  const firstDayNumber = daysBetween('1970-01-01', page.firstDay ?? '1970-01-01');
  const counts: Test = COUNTS[of.counted];
  const isIn = (chosen: readonly number[] | null, at: number) => chosen?.includes(at) ?? true;
  return contacts.filter((contact) => {
    const { queue, channel, instance, wait_seconds: wait } = contact;
    const day = dayOf(contact, of.time, firstDayNumber);
    return (
      day !== null &&
      day >= of.fromDay &&
      day <= of.toDay &&
      isIn(of.queues, queue) &&
      isIn(of.channels, channel) &&
      isIn(of.instances, instance) &&
      (of.agent === null || (of.agent === contact.agent && has(contact, 'is_handled'))) &&
      (of.weekday === null || of.weekday === weekdayOf(day + firstDayNumber)) &&
      isBetween(of.halfHours, halfHourOf(contact)) &&
      (of.offsetMinutes === null || of.offsetMinutes === contact.enqueued_offset_minutes) &&
      (of.block === null || of.block === contact.exit?.block) &&
      // A histogram has no place for a wait below 0.
      isBetween(of.waitSeconds, wait === null ? null : Math.max(0, wait)) &&
      counts(contact, targets[queue * page.channels.length + channel] ?? null, page.settings)
    );
  });
}

/** The contact's day of the page, by the moment that counts; null if it has no such moment. */
function dayOf(
  contact: ListedContact,
  time: Behind['time'],
  firstDayNumber: number,
): number | null {
  if (time === 'disconnect') return contact.day;
  if (time === 'exit') return contact.exit?.day ?? null;
  const local = time === 'enqueue' ? enqueuedLocal(contact) : begunLocal(contact);
  return local === null ? null : Math.floor(local / DAY_SECONDS) - firstDayNumber;
}

function halfHourOf(contact: ListedContact): number | null {
  const local = enqueuedLocal(contact);
  return local === null ? null : Math.floor((local % DAY_SECONDS) / 1800);
}

function enqueuedLocal({
  enqueued_second: second,
  enqueued_offset_minutes: offset,
}: ListedContact): number | null {
  return second === null ? null : second + offset! * 60;
}

function begunLocal({ begun_second: second, begun_offset_minutes: offset }: ListedContact): number {
  return second + offset! * 60;
}

/** ISO. 1 January 1970 was a Thursday. */
function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

function isBetween(range: readonly [number, number | null] | null, value: number | null): boolean {
  if (range === null) return true;
  const [first, last] = range;
  return value !== null && value >= first && (last === null || value <= last);
}
