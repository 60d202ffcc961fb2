/** The figures of contacts, from what happened to them: by the definitions of docs/metrics.md, without SQL. */
import type { Facts } from '../../../sample-data/answers/facts.ts';
import {
  DAY_SECONDS,
  HALF_HOUR_SECONDS,
  isoWeekday,
  timeOfDayText,
  wallClock,
} from '../../../sample-data/generator/clock.ts';
import { type Cell, dayCell, momentCell } from './cell.ts';
import { dayOf, isInPeriod, type Settings } from './settings.ts';
import { count, mean, nearestRank, share, total } from './tabulate.ts';

type Contacts = readonly Facts[];
type Figure = (contacts: Contacts) => Cell;

const OUTBOUND = ['OUTBOUND', 'EXTERNAL_OUTBOUND', 'AGENT_REPLY'];
const VOLUME = ['INBOUND', 'TRANSFER', 'QUEUE_TRANSFER', 'CALLBACK', 'API'];
const WEEKDAYS = ['1 Mon', '2 Tue', '3 Wed', '4 Thu', '5 Fri', '6 Sat', '7 Sun'];
const WAIT_BANDS: readonly (readonly [below: number, name: string])[] = [
  [10, '1: 0 to 10 s'],
  [20, '2: 10 to 20 s'],
  [30, '3: 20 to 30 s'],
  [60, '4: 30 to 60 s'],
  [120, '5: 60 to 120 s'],
  [300, '6: 120 to 300 s'],
  [600, '7: 300 to 600 s'],
  [Number.POSITIVE_INFINITY, '8: 600 s or more'],
];

export function queueLabel({ contact, queue, queueKind }: Facts): string {
  if (queueKind === 'agent') return 'Agents’ own queues';
  if (queue !== null) return queue;
  return OUTBOUND.includes(contact.method) ? 'Outbound, no queue' : 'Never queued';
}

export function outcomeOf({ isHandled, isAbandoned, isQueued }: Facts): string {
  if (isHandled) return 'Handled';
  if (isAbandoned) return 'Abandoned';
  return isQueued ? 'Left the queue otherwise' : 'Never queued';
}

/** The newest local time at which a contact ended, which no date in the future is. */
function newestMoment(all: Contacts, settings: Settings): number {
  return Math.max(
    ...all.flatMap(({ contact: { disconnected } }) =>
      disconnected !== null && disconnected <= settings.now
        ? wallClock(settings.zone, disconnected)
        : [],
    ),
  );
}

/** The contacts that a visual is about. */
export function contactScopes(all: Contacts, settings: Settings) {
  const endedOn = ({ contact }: Facts) => dayOf(settings, contact.disconnected);
  const queuedOn = ({ contact }: Facts) => dayOf(settings, contact.enqueued);
  const newestEnd = newestMoment(all, settings);
  const newest = Math.floor(newestEnd / DAY_SECONDS);
  const chosen = all.filter(
    (facts) =>
      (settings.queue === null || queueLabel(facts) === settings.queue) &&
      (settings.channel === null || facts.contact.channel === settings.channel) &&
      (settings.agent === null || facts.agent === settings.agent),
  );
  const day = newest - settings.daysBack;
  return {
    all: chosen,
    period: chosen.filter((facts) => isInPeriod(settings, endedOn(facts))),
    queuePeriod: chosen.filter(
      (facts) => facts.contact.disconnected !== null && isInPeriod(settings, queuedOn(facts)),
    ),
    withAgent: chosen.filter(
      (facts) => isInPeriod(settings, endedOn(facts)) && facts.agent !== null,
    ),
    withWait: chosen.filter((facts) => isInPeriod(settings, endedOn(facts)) && facts.wait !== null),
    thisDay: chosen.filter((facts) => endedOn(facts) === day),
    // The newest day has only begun, and is compared with as much of the day a week before.
    aWeekBefore: chosen.filter(
      (facts) =>
        endedOn(facts) === day - 7 &&
        (settings.daysBack > 0 ||
          wallClock(settings.zone, facts.contact.disconnected!) <= newestEnd - 7 * DAY_SECONDS),
    ),
    twoDays: chosen.filter(
      (facts) =>
        facts.contact.disconnected !== null && [day, day - 7].includes(queuedOn(facts) ?? -1),
    ),
    newest,
  };
}

/** What visuals group contacts by. */
export function contactKeys(settings: Settings, newest: number) {
  const local = (seconds: number | null) =>
    seconds === null ? null : wallClock(settings.zone, seconds);
  const halfHour = ({ contact }: Facts) => {
    const entered = local(contact.enqueued);
    if (entered === null) return null;
    return timeOfDayText(Math.floor(entered / HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS).slice(0, 5);
  };
  return {
    day: ({ contact }) => dayCell(dayOf(settings, contact.disconnected)),
    queueDay: ({ contact }) => dayCell(dayOf(settings, contact.enqueued)),
    halfHour,
    weekday: ({ contact }) => {
      const entered = local(contact.enqueued);
      return entered === null ? null : WEEKDAYS[isoWeekday(Math.floor(entered / DAY_SECONDS)) - 1]!;
    },
    compared: ({ contact }) =>
      dayOf(settings, contact.enqueued) === newest - settings.daysBack ? 'This day' : 'Week before',
    queue: queueLabel,
    agent: ({ agent }) => agent,
    agentOrNone: ({ agent }) => agent ?? 'No agent',
    channel: ({ contact }) => contact.channel,
    method: ({ contact }) => contact.method,
    reason: ({ contact }) => contact.disconnectReason,
    outcome: outcomeOf,
    waitBand: ({ wait }) => (wait === null ? null : WAIT_BANDS.find(([below]) => wait < below)![1]),
    endedAt: ({ contact }) => momentCell(local(contact.disconnected)),
    contact: ({ contact }) => contact.id,
    wait: ({ wait }) => wait,
    handleTime: ({ handleSeconds }) => handleSeconds,
  } satisfies Record<string, (facts: Facts) => Cell>;
}

/** The figures of contacts that visuals show. */
export function contactFigures(settings: Settings) {
  const { serviceLevelSeconds: x, shortAbandonSeconds: s } = settings;
  const waits = (contacts: Contacts) =>
    contacts.flatMap(({ wait }) => (wait === null ? [] : [wait]));
  const waitOf = (percent: number) => (contacts: Contacts) => nearestRank(waits(contacts), percent);
  const queued: Figure = (contacts) => count(contacts, ({ isQueued }) => isQueued);
  const within = (contacts: Contacts, is: (facts: Facts) => boolean, seconds: number) =>
    count(contacts, (facts) => is(facts) && facts.wait !== null && facts.wait < seconds);
  const answered = (contacts: Contacts) => contacts.filter(({ isAnswered }) => isAnswered);
  const answeredWithin = (contacts: Contacts) =>
    within(contacts, ({ isAnswered }) => isAnswered, x);
  const serviceLevels = {
    connect: (contacts) =>
      share(
        within(contacts, () => true, x),
        count(contacts, ({ isQueued }) => isQueued),
      ),
    answered: (contacts) =>
      share(
        answeredWithin(contacts),
        count(contacts, ({ isQueued }) => isQueued),
      ),
    'less short abandons': (contacts) =>
      share(
        answeredWithin(contacts),
        count(contacts, ({ isQueued }) => isQueued) -
          within(contacts, ({ isAbandoned }) => isAbandoned, s),
      ),
    'less abandons': (contacts) =>
      share(
        answeredWithin(contacts),
        answered(contacts).length +
          count(contacts, ({ isAbandoned, wait }) => isAbandoned && wait !== null && wait >= x),
      ),
  } satisfies Record<Settings['meaning'], Figure>;
  const journeys = (contacts: Contacts) =>
    new Set(contacts.map(({ contact }) => contact.initialId ?? contact.id)).size;
  const newestUpdate = (contacts: Contacts) =>
    Math.max(...contacts.map(({ latest }) => latest.lastUpdate));
  return {
    contacts: (contacts) => contacts.length,
    volume: (contacts) =>
      count(contacts, ({ isQueued, contact }) => isQueued && VOLUME.includes(contact.method)),
    queued,
    handled: (contacts) => count(contacts, ({ isHandled }) => isHandled),
    answered: (contacts) => answered(contacts).length,
    abandoned: (contacts) => count(contacts, ({ isAbandoned }) => isAbandoned),
    abandonmentRate: (contacts) =>
      share(
        count(contacts, ({ isAbandoned }) => isAbandoned),
        count(contacts, ({ isQueued }) => isQueued),
      ),
    serviceLevel: serviceLevels[settings.meaning],
    serviceLevelConnect: serviceLevels.connect,
    serviceLevelAnswered: serviceLevels.answered,
    serviceLevelLessShortAbandons: serviceLevels['less short abandons'],
    serviceLevelLessAbandons: serviceLevels['less abandons'],
    speedOfAnswer: (contacts) => mean(answered(contacts), ({ wait }) => wait),
    abandonTime: (contacts) =>
      mean(
        contacts.filter(({ isAbandoned }) => isAbandoned),
        ({ wait }) => wait,
      ),
    averageWait: (contacts) => mean(contacts, ({ wait }) => wait),
    wait50: waitOf(50),
    wait80: waitOf(80),
    wait90: waitOf(90),
    wait95: waitOf(95),
    longestWait: waitOf(100),
    handleTime: (contacts) => mean(contacts, ({ handleSeconds }) => handleSeconds),
    averageHold: (contacts) => mean(contacts, ({ hold }) => hold),
    averageAfterContactWork: (contacts) =>
      mean(contacts, ({ afterContactWork }) => afterContactWork),
    talkSeconds: (contacts) => total(contacts, ({ interaction }) => interaction),
    holdSeconds: (contacts) => total(contacts, ({ hold }) => hold),
    afterContactWorkSeconds: (contacts) =>
      total(contacts, ({ afterContactWork }) => afterContactWork),
    agentHungUpFirst: (contacts) =>
      count(
        contacts,
        ({ isHandled, contact }) => isHandled && contact.disconnectReason === 'AGENT_DISCONNECT',
      ),
    holdDisconnects: (contacts) => count(contacts, ({ isHoldDisconnect }) => isHoldDisconnect),
    transferredOut: (contacts) => count(contacts, ({ isTransferredOut }) => isTransferredOut),
    transferredIn: (contacts) =>
      count(contacts, ({ contact }) => ['TRANSFER', 'QUEUE_TRANSFER'].includes(contact.method)),
    agents: (contacts) =>
      new Set(contacts.flatMap(({ agent }) => (agent === null ? [] : [agent]))).size,
    journeys,
    segmentsPerJourney: (contacts) => share(contacts.length, journeys(contacts)),
    waitNotRecorded: (contacts) =>
      count(contacts, ({ isQueued, wait }) => isQueued && wait === null),
    severalVersions: (contacts) => count(contacts, ({ versions }) => versions.length > 1),
    correctedLate: (contacts) =>
      count(
        contacts,
        ({ contact, latest }) =>
          contact.disconnected !== null && latest.lastUpdate > contact.disconnected + DAY_SECONDS,
      ),
    newestUpdate: (contacts) => momentCell(newestUpdate(contacts)),
    minutesSinceNewestUpdate: (contacts) =>
      Math.floor(settings.now / 60) - Math.floor(newestUpdate(contacts) / 60),
  } satisfies Record<string, Figure>;
}
