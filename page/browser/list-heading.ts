/**
 * The heading of a list of contacts. A figure may count holds, seconds, shares or contacts a day, but its list counts
 * contacts. So the heading names both, and a reader recognises the figure. A service level opens the contacts that
 * count against it, of which there may be none.
 */
import {
  CONTACT_RATES,
  type ContactSum,
  SERVICE_LEVELS,
  type ServiceLevel,
} from '../../queries/metrics.ts';
import type { Settings } from '../../queries/settings.ts';
import { countOf } from '../../terminal/wording.ts';
import {
  type Behind,
  type Counted,
  contactsBehind,
  countsOf,
  OF_LEVEL,
} from '../contacts-behind.ts';
import { isoWeekday, WEEKDAYS } from '../days.ts';
import { type Flag, has, type ListedContact } from '../listed-contacts.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { contactsShort } from '../today.ts';
import { noteOn } from './drawer-words.ts';
import { clock, count, decimal, percent } from './format.ts';

/** The words behind the number of contacts. For one contact, “were” becomes “was”. */
const CLAUSES: Readonly<Record<Counted, string>> = {
  created: '',
  incoming: 'that came in',
  volume: 'of the contact volume',
  queued: 'that entered a queue',
  handled: 'that an agent handled',
  handled_incoming: 'that came in and an agent handled',
  handled_outbound: 'that went out and an agent handled',
  abandoned: 'that were abandoned in a queue',
  handled_from_queue: 'that an agent handled from a queue',
  answered: 'that were answered',
  removed_within: 'that left the queue in time',
  answered_within: 'that were answered in time',
  abandoned_within_short: 'that were abandoned within S s',
  abandoned_at_or_after: 'that were abandoned after the target time',
  abandoned_with_wait: 'that were abandoned after a known wait',
  with_wait: 'whose wait is known',
  handle_contacts: 'whose handle time is known',
  after_contact_work_contacts: 'whose after-contact work is known',
  hold_contacts: 'whose hold time is known',
  held: 'that were put on hold',
  hold_disconnects: 'that ended on hold',
  transferred_out: 'that were transferred out',
  transferred_out_by_agent: 'that an agent transferred out',
  transferred_out_from_queue: 'that were transferred out of a queue',
  transferred_in: 'that began with a transfer',
  agent_hung_up_first: 'that the agent ended first',
  promised_queued: 'that entered a queue with a target',
  promised_not_short: 'that entered a queue with a target and were not abandoned within S s',
  promised_answered_or_late: 'with a target that were answered, or abandoned after the target time',
  promised_missed: 'that entered a queue with a target and were not served in time',
  promised_unanswered: 'that entered a queue with a target and were not answered in time',
  promised_not_short_missed:
    'that entered a queue with a target and were neither answered in time nor abandoned within S s',
  promised_late: 'with a target that were answered or abandoned after the target time',
  left_otherwise: 'that left the queue in another way',
  callbacks_requested: 'with a requested callback',
  callbacks_dialled: 'with a callback that was dialled',
  callbacks_answered: 'with a callback that reached an agent',
  callbacks_abandoned: 'with a callback that was abandoned',
  callbacks_neither: 'with a callback that neither reached an agent nor was abandoned',
  first_contacts: 'that a known customer began',
  repeated: 'that the customer repeated within N days',
  repeated_alone: 'that the customer repeated within N days',
  resolved: 'that the customer did not repeat within N days',
  resolved_alone: 'that the customer did not repeat within N days',
  unknown: 'that the customer may still repeat within N days',
  unknown_alone: 'that the customer may still repeat within N days',
  contacts_analysed: 'that Contact Lens analysed',
  contacts_left: 'that left within a flow',
};

type Measured = (found: readonly ListedContact[]) => string;

/** Figures in another unit about the same contacts. */
const MEASURES: Partial<Readonly<Record<Counted, Measured>>> = {
  queued: (found) =>
    `${count(flagged(found, 'is_answered'))} answered, ${count(flagged(found, 'is_abandoned'))} abandoned`,
  held: (found) => `${countOf(sum(valuesOf(found, 'holds')), 'time')} in all`,
  answered: (found) => `after ${mean(valuesOf(found, 'wait_seconds'))} on average`,
  with_wait(found) {
    const waits = valuesOf(found, 'wait_seconds');
    return `${mean(waits)} on average and ${clock(Math.max(...waits))} at most`;
  },
  handle_contacts: (found) => `${mean(valuesOf(found, 'handle_seconds'))} on average`,
  after_contact_work_contacts: (found) =>
    `${mean(valuesOf(found, 'after_contact_work_seconds'))} on average`,
  hold_contacts: (found) => `${mean(valuesOf(found, 'hold_seconds'))} on average`,
};

interface Whole {
  /** Each contact belongs to one of these kinds. */
  readonly kinds: readonly Counted[];
  readonly clause: string;
}
const HANDLED: Whole = { kinds: ['handled'], clause: CLAUSES.handled };
const REQUESTED: Whole = { kinds: ['callbacks_requested'], clause: 'requested' };
const KNOWN: Whole = { kinds: ['repeated', 'resolved'], clause: 'known so far' };
const KNOWN_ALONE: Whole = { ...KNOWN, kinds: ['repeated_alone', 'resolved_alone'] };
const FIRST: Whole = { kinds: ['first_contacts'], clause: CLAUSES.first_contacts };

/** The contacts of which these are shown as a share. */
const WHOLES: Partial<Readonly<Record<Counted, Whole>>> = {
  abandoned: { kinds: ['queued'], clause: CLAUSES.queued },
  transferred_out_by_agent: HANDLED,
  held: HANDLED,
  hold_disconnects: HANDLED,
  agent_hung_up_first: HANDLED,
  handled_outbound: HANDLED,
  callbacks_dialled: REQUESTED,
  callbacks_answered: REQUESTED,
  callbacks_abandoned: REQUESTED,
  callbacks_neither: REQUESTED,
  repeated: KNOWN,
  repeated_alone: KNOWN_ALONE,
  resolved: KNOWN,
  resolved_alone: KNOWN_ALONE,
  unknown: FIRST,
  unknown_alone: FIRST,
};

/** The contacts that each meaning of the service level counts as in time, and those that it leaves out. */
const IN_TIME: Readonly<Record<ServiceLevel, readonly [inTime: string, without?: string]>> = {
  service_level_connect: ['served in time'],
  service_level_answered: ['answered in time'],
  service_level_excl_short_abandons: ['answered in time', 'abandons within S s left out'],
  service_level_excl_abandons_in_x: [
    'answered in time',
    'those who left before the target time left out',
  ],
};

/** The contacts without their number, as they are not counted yet: `Contacts that were put on hold`. */
export function listName(of: Behind, { settings }: Pick<OpenPage, 'settings'>): string {
  return ['Contacts', said(of, settings)].filter(Boolean).join(' ');
}

/**
 * The contacts with their number, and what the figure may have said of them: `48 contacts that were put on hold,
 * 63 times in all, 8.0 % of 600 that an agent handled`; of a service level
 * `86.4 %: 38 of 44 served in time; 6 were not, no more than the targets allow`.
 * @param all the contacts among which those of the figure are
 */
export function listHeading(of: Behind, all: readonly ListedContact[], page: OpenPage): string {
  const variant = SERVICE_LEVELS.find((level) => OF_LEVEL[level].missed === of.counted);
  if (variant && of.waitSeconds === null) return levelHeading(variant, of, all, page);
  const found = contactsBehind(all, of, page);
  const clause = said(of, page.settings);
  const named = [
    countOf(found.length, 'contact'),
    found.length === 1 ? clause.replace(/\bwere\b/, 'was') : clause,
  ];
  return [
    named.filter(Boolean).join(' '),
    found.length > 0 && of.waitSeconds === null && MEASURES[of.counted]?.(found),
    found.length > 0 && eachDay(of, found.length, page),
    shareText(of, found.length, all, page),
  ]
    .filter(Boolean)
    .join(', ');
}

/** The service level, the number of contacts that it judges, and the ones not served in time, which are listed. */
function levelHeading(
  variant: ServiceLevel,
  of: Behind,
  all: readonly ListedContact[],
  page: OpenPage,
): string {
  const judged = contactsBehind(all, { ...of, counted: OF_LEVEL[variant].judged }, page);
  const missed = contactsBehind(all, of, page).length;
  const total = judged.length;
  if (total === 0) return '0 contacts that entered a queue with a target';
  const [inTime, without] = IN_TIME[variant];
  const share = shareOf(total - missed, total, of, missed, page);
  return [
    `${share ? `${share}: ` : ''}${inTimeText(total - missed, total, inTime)}`,
    without?.replace('S s', `${page.settings.shortAbandonSeconds} s`),
    missed > 0 && shortText(judged, page, variant),
  ]
    .filter(Boolean)
    .join(', ');
}

/** `38 of 44 served in time; 6 were not`, `all 11 were served in time`. */
function inTimeText(served: number, total: number, inTime: string): string {
  const missed = total - served;
  if (missed === 0)
    return total === 1 ? `the 1 was ${inTime}` : `all ${count(total)} were ${inTime}`;
  return `${count(served)} of ${count(total)} ${inTime}; ${count(missed)} ${missed === 1 ? 'was' : 'were'} not`;
}

/** `86.4 %`; null if contacts of the figure are not in the list, whose share would be another than the figure's. */
function shareOf(
  numerator: number,
  denominator: number,
  of: Behind,
  found: number,
  page: OpenPage,
): string | null {
  return denominator === 0 || noteOn(of, page, found)
    ? null
    : `${percent(numerator / denominator)}\u202f%`;
}

function said(of: Behind, { shortAbandonSeconds, windowDays }: Settings): string {
  const clause = CLAUSES[of.counted]
    .replace('S s', `${shortAbandonSeconds} s`)
    .replace('N days', countOf(windowDays, 'day'));
  return [clause, waitText(of)].filter(Boolean).join(' and ');
}

/** `waited 1:20 or longer`; null if any wait will do. */
function waitText({ waitSeconds }: Behind): string | null {
  if (waitSeconds === null) return null;
  const [from, to] = waitSeconds;
  if (to === null) return `waited ${clock(from)} or longer`;
  return from === 0 ? `waited ${clock(to)} at most` : `waited ${clock(from)} to ${clock(to)}`;
}

/** Half-hours of several days are often shown as a mean day. */
function eachDay(of: Behind, found: number, page: OpenPage): string | null {
  if (of.halfHours === null || of.fromDay === of.toDay) return null;
  const days = daysOf(of, page);
  const name = of.weekday === null ? 'day' : WEEKDAYS[of.weekday - 1]!;
  return `${decimal(found / days)} a day on ${countOf(days, name)}`;
}

function daysOf({ fromDay, toDay, weekday }: Behind, page: OpenPage): number {
  const days = Array.from({ length: toDay - fromDay + 1 }, (_, at) => dayAt(page, fromDay + at));
  return days.filter((day) => weekday === null || isoWeekday(day) === weekday).length;
}

/** `15.4 % of 312 that entered a queue`; null where no figure shows these contacts as a share. */
function shareText(
  of: Behind,
  found: number,
  all: readonly ListedContact[],
  page: OpenPage,
): string | null {
  const among = wholeOf(of);
  if (among === null) return null;
  const contacts = among.kinds.flatMap((counted) =>
    contactsBehind(all, { ...of, counted, waitSeconds: null }, page),
  );
  const share = shareOf(found, contacts.length, of, found, page);
  return [share, 'of', count(contacts.length), among.clause].filter(Boolean).join(' ');
}

function wholeOf({ counted, agent, waitSeconds }: Behind): Whole | null {
  if (waitSeconds !== null) return { kinds: [counted], clause: CLAUSES[counted] };
  // All contacts of an agent were handled; some of a queue's were transferred before an agent had them.
  if (counted === 'transferred_out' && agent !== null) return HANDLED;
  return WHOLES[counted] ?? null;
}

/**
 * The contacts short of the targets are fewer than those not served in time, because a target allows some.
 * @param judged the contacts that the service level is a share of
 */
function shortText(
  judged: readonly ListedContact[],
  page: OpenPage,
  variant: ServiceLevel,
): string {
  const rate = CONTACT_RATES[variant];
  const needed: readonly (ContactSum & Counted)[] = [...rate.denominator, rate.numerator];
  const short = page.promises.map(({ queue, channel, target }) => {
    const contacts = judged.filter((one) => one.queue === queue && one.channel === channel);
    const counts = countsOf(contacts, target, page.settings, needed);
    return contactsShort(counts, target.share, variant);
  });
  return `${sum(short) === 0 ? 'no' : count(sum(short))} more than the targets allow`;
}

function flagged(found: readonly ListedContact[], name: Flag): number {
  return found.filter((contact) => has(contact, name)).length;
}

function valuesOf(
  found: readonly ListedContact[],
  name: 'holds' | `${'wait' | 'handle' | 'hold' | 'after_contact_work'}_seconds`,
): number[] {
  return found.map((contact) => contact[name]).filter((value) => value !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

function mean(seconds: readonly number[]): string {
  return clock(sum(seconds) / seconds.length);
}
