/** Every figure of the page, and the true reason for each way in which it can be missing. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reasonText } from '../../page/browser/wording.ts';
import { type Figure, figureOf, REASONS, type Reason } from '../../page/figure.ts';
import { openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import * as rates from '../../page/rates.ts';
import { type Figures, recompute } from '../../page/recompute.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../queries/settings.ts';
import { type ContactRow, openSmallLake, QUERIES } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';

const CALL: ContactRow = {
  channel: 'VOICE',
  initiationmethod: 'INBOUND',
  initiationtimestamp: '2026-03-10 10:00:00',
  disconnecttimestamp: '2026-03-10 10:05:00',
};
/** Of another channel, so in no figure that the tests look at; the lake has it, the selection not. */
const OTHER: ContactRow = { ...CALL, contactid: 'other', channel: 'CHAT' };
const CONNECTED = { username: 'ann', connectedtoagenttimestamp: '2026-03-10 10:01:00' };
const TALKED = { ...CONNECTED, agentinteractionduration: 60 };
const queued = (wait: number | null, more: ContactRow = {}): ContactRow => ({
  ...CALL,
  ...more,
  queue: { name: 'Billing', enqueuetimestamp: '2026-03-10 10:00:30', duration: wait },
});

/** All figures that the page makes of a selection. */
const FIGURES = {
  connect: ({ totals }) => rates.serviceLevel(totals, 'service_level_connect'),
  answered: ({ totals }) => rates.serviceLevel(totals, 'service_level_answered'),
  excl_short: ({ totals }) => rates.serviceLevel(totals, 'service_level_excl_short_abandons'),
  excl_in_x: ({ totals }) => rates.serviceLevel(totals, 'service_level_excl_abandons_in_x'),
  abandonment: ({ totals }) => rates.abandonmentRate(totals),
  speed: ({ totals }) => rates.averageSpeedOfAnswer(totals),
  longest: ({ totals, byQueue }) =>
    rates.longestWait(totals, byQueue[0]?.longestWaitSeconds ?? null),
  p90_answered: ({ totals, waits }) => rates.waitPercentile(waits.answered, 'answered', 90, totals),
  p90_abandoned: ({ totals, waits }) =>
    rates.waitPercentile(waits.abandoned, 'abandoned', 90, totals),
  handle: ({ totals }) => rates.averageHandleTime(totals),
  work: ({ totals }) => rates.averageAfterContactWork(totals),
  of_handled: ({ totals }) => rates.shareOfHandled(totals.held, totals),
  heat_in_x: (figures) => rates.serviceLevel(halfHour(figures), 'service_level_excl_abandons_in_x'),
  heat_short: (figures) =>
    rates.serviceLevel(halfHour(figures), 'service_level_excl_short_abandons'),
  heat_abandonment: (figures) => rates.abandonmentRate(halfHour(figures)),
  heat_wait: (figures) => rates.averageWait(halfHour(figures)),
  waits: ({ totals, waits }) =>
    figureOf(waits.answered.total + waits.abandoned.total || null, () =>
      rates.whyNoOutcomeWait(totals),
    ),
  callbacks: ({ callbacks }) => rates.callbackAnswerRate(callbacks),
  repeats: ({ repeats }) => rates.repeatRate(repeats),
  no_repeats: ({ repeats }) => rates.noRepeatRate(repeats),
} satisfies Record<string, (figures: Figures) => Figure>;
type Name = keyof typeof FIGURES;

/** A value, or the reason why it is missing; figures that are left out are not compared. */
type Expected = Partial<Record<Name, number | Reason>>;

/** Nobody called back, and no window over, in most cases. */
const NO_MORE = { callbacks: 'no_callback', no_repeats: 'no_known_customer' } as const;
const NONE_QUEUED = {
  connect: 'none_queued',
  answered: 'none_queued',
  excl_short: 'none_queued',
  excl_in_x: 'none_queued',
  abandonment: 'none_queued',
  speed: 'none_queued',
  longest: 'none_queued',
  p90_answered: 'none_queued',
  p90_abandoned: 'none_queued',
  heat_in_x: 'none_queued',
  heat_short: 'none_queued',
  heat_abandonment: 'none_queued',
  heat_wait: 'none_queued',
  waits: 'none_queued',
} as const;

const CASES: readonly (readonly [string, readonly ContactRow[], Expected])[] = [
  [
    'no contact at all',
    [],
    {
      connect: 'no_contact',
      answered: 'no_contact',
      excl_short: 'no_contact',
      excl_in_x: 'no_contact',
      abandonment: 'no_contact',
      speed: 'no_contact',
      longest: 'no_contact',
      p90_answered: 'no_contact',
      p90_abandoned: 'no_contact',
      handle: 'no_contact',
      work: 'no_contact',
      of_handled: 'no_contact',
      heat_in_x: 'none_queued',
      heat_wait: 'none_queued',
      waits: 'no_contact',
      repeats: 'no_known_customer',
      ...NO_MORE,
    },
  ],
  [
    'one hung up before a queue',
    [CALL],
    { ...NONE_QUEUED, handle: 'none_handled', work: 'none_handled', of_handled: 'none_handled' },
  ],
  [
    'one handled without a queue',
    [{ ...CALL, initiationmethod: 'OUTBOUND', agent: TALKED }],
    { ...NONE_QUEUED, handle: 60, work: 0, of_handled: 0 },
  ],
  [
    'one handled, and not recorded how long',
    [{ ...CALL, agent: CONNECTED }],
    { ...NONE_QUEUED, handle: 'handle_times_unknown', work: 0, of_handled: 0 },
  ],
  [
    'two abandoned at once',
    [queued(3), queued(4)],
    {
      connect: 1,
      answered: 0,
      excl_short: 'only_short_abandons',
      excl_in_x: 'only_quick_abandons',
      abandonment: 1,
      speed: 'none_answered',
      longest: 4,
      p90_answered: 'none_answered',
      p90_abandoned: 4,
      handle: 'none_handled',
      heat_short: 'only_short_abandons',
      heat_in_x: 'only_quick_abandons',
      heat_abandonment: 1,
      heat_wait: 3.5,
    },
  ],
  [
    'two abandoned before they had to be answered',
    [queued(10), queued(3)],
    {
      connect: 1,
      answered: 0,
      excl_short: 0,
      excl_in_x: 'only_quick_abandons',
      abandonment: 1,
      speed: 'none_answered',
      longest: 10,
      p90_answered: 'none_answered',
      p90_abandoned: 10,
      heat_short: 0,
      heat_in_x: 'only_quick_abandons',
    },
  ],
  [
    'one abandoned after an unknown wait',
    [queued(null)],
    {
      connect: 0,
      excl_short: 0,
      excl_in_x: 'late_abandons_unknown',
      abandonment: 1,
      speed: 'none_answered',
      longest: 'waits_unknown',
      p90_answered: 'none_answered',
      p90_abandoned: 'abandon_waits_unknown',
      heat_in_x: 'late_abandons_unknown',
      heat_wait: 'waits_unknown',
      waits: 'outcome_waits_unknown',
    },
  ],
  [
    'one answered after an unknown wait',
    [queued(null, { agent: TALKED })],
    {
      connect: 0,
      answered: 0,
      excl_in_x: 'late_waits_unknown',
      abandonment: 0,
      speed: 'answer_waits_unknown',
      longest: 'waits_unknown',
      p90_answered: 'answer_waits_unknown',
      p90_abandoned: 'none_abandoned',
      handle: 60,
      heat_in_x: 'late_waits_unknown',
      heat_wait: 'waits_unknown',
      waits: 'outcome_waits_unknown',
    },
  ],
  [
    'one that asked to be called back',
    [
      queued(12, { contactid: 'call', nextcontactid: 'callback' }),
      {
        ...CALL,
        contactid: 'callback',
        initialcontactid: 'call',
        previouscontactid: 'call',
        initiationmethod: 'CALLBACK',
        agent: TALKED,
      },
    ],
    {
      connect: 1,
      excl_in_x: 'all_left_otherwise',
      abandonment: 0,
      speed: 'none_answered',
      longest: 12,
      p90_answered: 'none_answered',
      p90_abandoned: 'none_abandoned',
      heat_in_x: 'all_left_otherwise',
      heat_wait: 12,
      callbacks: 1,
      waits: 'all_left_otherwise',
    },
  ],
  [
    'one answered in time, whose customer may come again',
    [queued(7, { agent: TALKED, customerendpoint: { address: '+441632960961' } })],
    {
      connect: 1,
      answered: 1,
      excl_short: 1,
      excl_in_x: 1,
      abandonment: 0,
      speed: 7,
      longest: 7,
      p90_answered: 7,
      p90_abandoned: 'none_abandoned',
      handle: 60,
      work: 0,
      of_handled: 0,
      heat_in_x: 1,
      heat_wait: 7,
      repeats: 'windows_open',
      no_repeats: 'windows_open',
    },
  ],
];

test.each(CASES)('%s', async (_, contacts, expected) => {
  const figures = await figuresOf(contacts);
  const made = Object.fromEntries(
    Object.keys(expected).map((name) => [name, short(FIGURES[name as Name](figures))]),
  );
  expect(made).toEqual(expected);
});

test('each figure has a case without a value, and each reason a case or a place on the page', () => {
  const reasons = CASES.flatMap(([, , expected]) => Object.entries(expected)).filter(
    ([, value]) => typeof value === 'string',
  );
  const missing = new Set(reasons.map(([name]) => name));
  expect(Object.keys(FIGURES).filter((name) => !missing.has(name))).toEqual([]);
  // The page itself makes these: of its calendar, its table of agents and its tiles.
  const ofThePage = [
    'nothing_promised',
    'none_in_this_queue',
    'no_such_weekday',
    'no_period_before',
    'day_not_over',
  ];
  expect(new Set([...reasons.map(([, reason]) => reason), ...ofThePage])).toEqual(new Set(REASONS));
});

test('no two reasons read alike, and the seconds are those of the page', () => {
  const targets = [{ share: 0.8, seconds: 30 }];
  const settings = { ...DEFAULT_SETTINGS, targets, shortAbandonSeconds: 8 };
  const texts = REASONS.map((reason) => reasonText(reason, settings));
  expect(new Set(texts).size).toBe(REASONS.length);
  expect(reasonText('only_quick_abandons', settings)).toBe(
    'No queued contact was answered, and none was abandoned after 30 s or more',
  );
  const several = { ...settings, targets: [...targets, { share: 0.8, seconds: 300 }] };
  expect(reasonText('only_quick_abandons', several)).toContain('after the target time or more');
  expect(reasonText('only_short_abandons', settings)).toContain('within 8 s');
});

test('a service level is a share of contacts with a target, each judged by its own', async () => {
  const mail = { channel: 'EMAIL' };
  const onlyMail = await figuresOf([queued(10, mail), queued(9000, mail)], null);
  expect(short(rates.serviceLevel(onlyMail.totals, 'service_level_connect'))).toBe(
    'nothing_promised',
  );
  expect(rates.targetShare(onlyMail.totals)).toBeNull();

  const chat = { channel: 'CHAT' };
  // 25 seconds are within the 30 of a chat, and not within the 20 of a call.
  const mixed = await figuresOf(
    [queued(25), queued(19), queued(25, chat), queued(9000, mail), queued(1, mail)],
    null,
    [{ queue: null, channel: 'CHAT', target: { share: 0.5, seconds: 30 } }],
  );
  expect(short(rates.serviceLevel(mixed.totals, 'service_level_connect'))).toBeCloseTo(2 / 3);
  expect(rates.targetShare(mixed.totals)).toBeCloseTo((0.8 + 0.8 + 0.5) / 3);
});

/** The figures of one channel, or of all. */
async function figuresOf(
  contacts: readonly ContactRow[],
  channel: string | null = 'VOICE',
  targets: Settings['targets'] = [],
): Promise<Figures> {
  const named = contacts.map((contact, at) => ({ contactid: `contact-${at}`, ...contact }));
  const lake = await openSmallLake([...named, OTHER]);
  try {
    const page = openPage(await pageData(runOn(lake), join(QUERIES, 'page'), { targets }));
    const place = page.channels.indexOf(channel);
    // A channel that the page does not have: nothing is selected.
    const channels = channel === null ? null : [place < 0 ? page.channels.length : place];
    return recompute(page, {
      fromDay: 0,
      toDay: page.dayCount - 1,
      instances: null,
      queues: null,
      channels,
    });
  } finally {
    lake.close();
  }
}

/** Tuesday, 10:00, in which all are that entered a queue. */
function halfHour({ heat }: Figures) {
  return heat[1]![20]!;
}

function short(figure: Figure): number | Reason {
  return figure.value === null ? figure.reason : figure.value;
}
