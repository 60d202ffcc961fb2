/** The answer to each visual of the dashboard: which figures of which contacts, grouped by what. */

import { CALLBACK_FIGURES, CALLBACK_KEYS, requestedCallbacks } from './callbacks.ts';
import type { Cell } from './cell.ts';
import { contactFigures, contactKeys, contactScopes } from './contacts.ts';
import { type AskedCentre, MENU_ANSWERS, WORK_ANSWERS } from './other-datasets.ts';
import { FIRST_CONTACT_FIGURES, firstContactKeys, firstContacts } from './returns.ts';
import type { Settings } from './settings.ts';
import { tabulate } from './tabulate.ts';

type Table = readonly (readonly Cell[])[];
type Scope = Exclude<keyof ReturnType<typeof contactScopes>, 'newest'>;
type Key = keyof ReturnType<typeof contactKeys>;
type Figure = keyof ReturnType<typeof contactFigures>;
type Ask = (centre: AskedCentre, settings: Settings) => Table;

export interface VisualAnswer {
  readonly rows: (centre: AskedCentre, settings: Settings) => Table | Promise<Table>;
  /** How many of the first column's values are shown: those with the greatest figure in a column. */
  readonly most?: { readonly by: number; readonly limit: number };
}

const MOST_BARS = 25;

function contacts(scope: Scope, by: readonly Key[], figures: readonly Figure[]): Ask {
  return (centre, settings) => {
    const { newest, ...scopes } = contactScopes(centre.contacts, settings);
    const [keys, all] = [contactKeys(settings, newest), contactFigures(settings)];
    return tabulate(
      scopes[scope],
      by.map((key) => keys[key]),
      figures.map((figure) => all[figure]),
    );
  };
}

const table = (scope: Scope, by: readonly Key[], ...figures: readonly Figure[]): VisualAnswer => ({
  rows: contacts(scope, by, figures),
});
const bars = (scope: Scope, by: Key, ...figures: readonly Figure[]): VisualAnswer => ({
  rows: contacts(scope, [by], figures),
  most: { by: 1, limit: MOST_BARS },
});

/** A figure of this day, and the same figure of the same weekday a week before. */
const compared = (figure: Figure): VisualAnswer => ({
  rows: (centre, settings) => {
    const [thisDay, before] = (['thisDay', 'aWeekBefore'] as const).map(
      (scope) => contacts(scope, [], [figure])(centre, settings)[0]![0]!,
    );
    return [[thisDay!, before!]];
  },
});

function returns(
  by: readonly (keyof ReturnType<typeof firstContactKeys>)[],
  ...figures: readonly (keyof typeof FIRST_CONTACT_FIGURES)[]
): VisualAnswer {
  return {
    rows: (centre, settings) =>
      tabulate(
        firstContacts(centre.contacts, settings),
        by.map((key) => firstContactKeys(settings)[key]),
        figures.map((figure) => FIRST_CONTACT_FIGURES[figure]),
      ),
  };
}

function callbacks(
  by: readonly (keyof typeof CALLBACK_KEYS)[],
  ...figures: readonly (keyof typeof CALLBACK_FIGURES)[]
): VisualAnswer {
  return {
    rows: (centre, settings) =>
      tabulate(
        requestedCallbacks(centre.chains, settings),
        by.map((key) => CALLBACK_KEYS[key]),
        figures.map((figure) => CALLBACK_FIGURES[figure]),
      ),
  };
}

/** What was set aside. The simulation knows how many records are malformed, and not the words for why. */
const findings: VisualAnswer = {
  rows: ({ contacts: all, sheet }) => {
    const paths = all.flatMap(({ latest }) => [
      'PreDisconnectState',
      ...latest.extraFields.map(({ path }) => path),
    ]);
    return [
      ...tabulate(
        paths,
        [
          () => 'field outside the model',
          (path) => path.replace(/^Attributes\..*/, 'Attributes.…'),
        ],
        [({ length }) => length],
      ),
      ['quarantined record', null, sheet.malformed_records],
    ];
  },
};

export const VISUAL_ANSWERS: Readonly<Record<string, VisualAnswer>> = {
  'today-how-many-were-queued': compared('queued'),
  'today-what-share-gave-up': compared('abandonmentRate'),
  'today-do-we-keep-our-promise': compared('serviceLevel'),
  'today-how-long-do-most-wait': compared('wait95'),
  'today-how-long-do-they-take-us': compared('handleTime'),
  'today-when-do-they-come-beside-a-week-before': table(
    'twoDays',
    ['halfHour', 'compared'],
    'queued',
  ),
  'today-when-do-they-wait-beside-a-week-before': table(
    'twoDays',
    ['halfHour', 'compared'],
    'wait80',
  ),
  'today-which-queues-lose-contacts-on-this-day': table(
    'thisDay',
    ['queue', 'channel'],
    'queued',
    'handled',
    'abandoned',
    'abandonmentRate',
    'serviceLevel',
    'speedOfAnswer',
    'wait95',
    'handleTime',
  ),

  'service-what-is-our-service-level': table('period', [], 'serviceLevel'),
  'service-how-fast-do-we-answer': table('period', [], 'speedOfAnswer'),
  'service-how-soon-do-they-give-up': table('period', [], 'abandonTime'),
  'service-since-when-is-it-better-or-worse': table(
    'period',
    ['day'],
    'queued',
    'serviceLevel',
    'abandonmentRate',
  ),
  'service-how-long-do-they-wait-day-by-day': table(
    'period',
    ['day'],
    'wait50',
    'wait80',
    'wait90',
    'wait95',
  ),
  'service-how-are-the-waits-spread': table('withWait', ['waitBand', 'outcome'], 'queued'),
  'service-what-is-the-service-level-of-each-queue-in-every-meaning': table(
    'period',
    ['queue'],
    'queued',
    'serviceLevelConnect',
    'serviceLevelAnswered',
    'serviceLevelLessShortAbandons',
    'serviceLevelLessAbandons',
  ),

  'volume-how-many-contacts-are-there': table('period', [], 'contacts'),
  'volume-how-much-comes-in': table('queuePeriod', [], 'volume'),
  'volume-how-long-do-they-wait': table('period', [], 'averageWait'),
  'volume-at-which-hours-of-the-week-do-they-come': table(
    'queuePeriod',
    ['weekday', 'halfHour'],
    'queued',
  ),
  'volume-which-channels-grow': table('period', ['day', 'channel'], 'contacts'),
  'volume-how-do-contacts-begin': bars('period', 'method', 'contacts'),
  'volume-which-half-hours-were-the-fullest': table(
    'queuePeriod',
    ['queueDay', 'halfHour'],
    'volume',
    'queued',
    'answered',
    'abandoned',
    'averageWait',
  ),

  'queues-which-queues-lose-how-much-of-what': bars('period', 'queue', 'queued', 'abandonmentRate'),
  'queues-where-is-the-longest-wait': bars('period', 'queue', 'longestWait'),
  'queues-which-queues-pass-contacts-on': bars(
    'period',
    'queue',
    'transferredOut',
    'transferredIn',
  ),
  'queues-which-queues-keep-customers-on-hold': bars('period', 'queue', 'averageHold'),
  'queues-how-does-each-queue-do': table(
    'period',
    ['queue'],
    'queued',
    'handled',
    'serviceLevel',
    'abandonmentRate',
    'wait95',
    'handleTime',
    'transferredOut',
  ),

  'agents-how-many-agents-handled-contacts': table('period', [], 'agents'),
  'agents-how-many-contacts-did-they-handle': table('period', [], 'handled'),
  'agents-how-long-did-a-contact-take-them': table('period', [], 'handleTime'),
  'agents-how-many-contacts-did-each-agent-handle': bars('withAgent', 'agent', 'handled'),
  'agents-what-do-agents-spend-their-time-on': bars(
    'withAgent',
    'agent',
    'talkSeconds',
    'holdSeconds',
    'afterContactWorkSeconds',
  ),
  'agents-who-hangs-up-first-or-loses-customers-on-hold': table(
    'withAgent',
    ['agent'],
    'handled',
    'agentHungUpFirst',
    'holdDisconnects',
    'transferredOut',
    'handleTime',
    'averageAfterContactWork',
  ),
  'agents-who-handles-which-queue-and-how-long': table(
    'withAgent',
    ['agent', 'queue'],
    'handled',
    'handleTime',
  ),

  ...WORK_ANSWERS,

  'customers-what-share-comes-back-soon': returns([], 'repeatRate'),
  'customers-how-many-segments-a-journey': table('period', [], 'segmentsPerJourney'),
  'customers-how-many-asked-to-be-called-back': callbacks([], 'requested'),
  'customers-do-our-callbacks-reach-them': callbacks([], 'reachedOfRequested'),
  'customers-do-more-or-fewer-come-back-week-by-week': returns(['week'], 'repeatRate'),
  'customers-what-becomes-of-callbacks': {
    ...callbacks(['queue'], 'requested', 'dialled', 'reached', 'callbacksAbandoned'),
    most: { by: 1, limit: MOST_BARS },
  },
  'customers-which-queues-do-customers-come-back-to': returns(
    ['queue'],
    'firstContacts',
    'repeated',
    'resolved',
    'unknown',
    'repeatRate',
  ),
  'customers-which-channels-do-journeys-use': table(
    'period',
    ['channel'],
    'journeys',
    'contacts',
    'segmentsPerJourney',
  ),

  ...MENU_ANSWERS,

  'contacts-which-contacts-are-these': table('period', [
    'endedAt',
    'contact',
    'channel',
    'queue',
    'agentOrNone',
    'method',
    'outcome',
    'wait',
    'handleTime',
    'reason',
  ]),

  'data-when-was-the-newest-record-written': table('all', [], 'newestUpdate'),
  'data-how-old-is-it': table('all', [], 'minutesSinceNewestUpdate'),
  'data-how-many-waits-are-not-recorded': table('period', [], 'waitNotRecorded'),
  'data-how-many-records-came-again-or-were-corrected-late': table(
    'period',
    ['day'],
    'severalVersions',
    'correctedLate',
  ),
  'data-why-do-contacts-end': bars('period', 'reason', 'contacts'),
  'data-what-was-set-aside': findings,
};
