/** Every figure of every view is what SQL gives over the same lake, whatever the reader selects. */
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../page/columns.ts';
import { addDays, daysBetween } from '../../../page/days.ts';
import { type ContactRow, openSmallLake, type SmallLake } from '../../queries/small-lake.ts';
import { missingBrowser, startBrowser } from '../browser.ts';
import { runOn } from '../lake.ts';
import { openVisit, type PageFile, pageFile, type Visit } from '../page-file.ts';
import { sampleOfContacts } from '../random-contacts.ts';
import { type Change, changeExpected, changeShown, changesUntil } from './change.ts';
import {
  type Ask,
  enqueuedOn,
  FACTS,
  headlineColumns,
  keepFacts,
  kept,
  levelOf,
  levelParts,
  NEWEST,
  ofDays,
  ofView,
  queueColumns,
  spanOf,
} from './facts.ts';
import { anyPlan, planExpected } from './plan.ts';
import { addressOf, anySelection, filterOf, SETTINGS, type Selected } from './selection.ts';
import { chartTable, goTo, partsOf, rowsOf, type Table, tableOf, textsOf } from './shown.ts';
import { clock, count, headlineOf, percent, timeName } from './spelling.ts';

/** Selections that are tried; `SELECTIONS=1000` tries more. */
const SELECTIONS = Number(process.env.SELECTIONS ?? 15);
const READER = { viewport: { width: 1366, height: 900 }, locale: 'en-GB' };

const missing = missingBrowser();
if (missing) console.warn(`Any selection of the page: ${missing}`);

describe.skipIf(missing)('whatever is selected', () => {
  let browser: Browser;
  let lake: SmallLake;
  let file: PageFile;
  let opened: Visit;
  let ask: Ask;

  beforeAll(async () => {
    browser = await startBrowser();
    const contacts = sampleOfContacts(500, 11);
    lake = await openSmallLake(contacts.map(overThreeWeeks));
    ask = runOn(lake);
    file = await pageFile(lake, SETTINGS, null);
    await keepFacts(ask);
    opened = await openVisit(browser, file.url, READER);
  });
  afterAll(async () => {
    await opened?.leave();
    await browser?.close();
    await file?.remove();
    lake?.close();
  });

  /** Holds what the page shows to what SQL gives, for selections drawn at random. */
  function hold(
    view: string,
    shown: (page: Page) => Promise<unknown>,
    expected: (selected: Selected, ask: Ask) => Promise<unknown>,
    choices: Readonly<Record<string, string>> = {},
    narrowed: (selected: Selected) => Selected = (selected) => selected,
  ): Promise<void> {
    const drawn = anySelection.map((selected) => ({ selected: narrowed(selected), choices }));
    return holdAll(view, drawn, shown, ({ selected }) => expected(selected, ask));
  }

  /** The same, where more is drawn than a selection. */
  async function holdAll<Drawn extends Choice>(
    view: string,
    drawn: fc.Arbitrary<Drawn>,
    shown: (page: Page) => Promise<unknown>,
    expected: (of: Drawn) => Promise<unknown>,
  ): Promise<void> {
    const { page } = opened;
    const shownAt = async (address: string) => {
      await goTo(page, address);
      return shown(page);
    };
    await fc.assert(
      fc.asyncProperty(drawn, async (of) => {
        const [seen, asked] = await Promise.all([
          shownAt(addressOf(view, of.selected, of.choices)),
          expected(of),
        ]);
        expect(seen).toEqual(asked);
      }),
      { numRuns: SELECTIONS },
    );
    expect(await page.locator('#page').textContent()).not.toMatch(/NaN|undefined|Infinity|null/);
  }

  test('Trends: each channel, of which one leads', () =>
    hold(
      'trends',
      async (page) => {
        const leading = await page.locator('#headline.leading').allTextContents();
        const tiles = await textsOf(page, '.tile', 'h3', '.value');
        const channels = await tableOf(page, 'table.channels');
        const figures = Object.fromEntries(
          Object.entries(channels).map(([name, { Target: _, ...row }]) => [name, row]),
        );
        if (leading[0]) expect(withoutUnits(tiles)).toEqual(figures[leading[0]]);
        return { channels: figures, tiles: leading[0] ? null : withoutUnits(tiles) };
      },
      async (selected, ask) => {
        const figures = headlineColumns(selected.level);
        const rows = await ask(`
          SELECT coalesce(channel, 'NONE') AS name, ${figures}
          FROM ${FACTS} WHERE ${ofDays(selected)} GROUP BY name`);
        const [all] = await ask(`SELECT ${figures} FROM ${FACTS} WHERE ${ofDays(selected)}`);
        if (rows.length < 2) return { channels: {}, tiles: headlineOf(all!) };
        return {
          channels: Object.fromEntries(
            rows.map((row) => [CHANNEL_NAMES[String(row.name)], headlineOf(row)]),
          ),
          tiles: null,
        };
      },
    ));

  test('Trends: each queue, and all of them', () =>
    hold(
      'trends',
      (page) => tableOf(page, 'table.queues'),
      async (selected, ask) => {
        const everyQueue = { ...selected, queues: null };
        const columns = queueColumns(selected.level);
        const rows = await ask(`
          SELECT queue_shown AS name, ${columns} FROM ${FACTS}
          WHERE ${ofDays(everyQueue)} GROUP BY queue_shown
          UNION ALL
          SELECT '${selected.queues ? 'Chosen' : 'Total'}', ${columns} FROM ${FACTS}
          WHERE ${ofDays(selected)}`);
        return rows.length === 1 ? {} : Object.fromEntries(rows.map(queueLine));
      },
    ));

  test('Trends: waits in the queue', () =>
    hold(
      'trends',
      (page) => tableOf(page, 'table.percentiles'),
      async (selected, ask) => {
        const percentiles = [50, 80, 90, 95, 100].map(
          (percent) => `quantile_disc(wait_seconds, ${percent / 100}) AS p${percent}`,
        );
        const rows = await ask(`
          SELECT CASE WHEN is_answered THEN 'Answered' ELSE 'Abandoned' END AS name,
            count(*) AS contacts, ${percentiles.join(', ')}
          FROM ${FACTS}
          WHERE ${ofDays(selected)} AND (is_answered OR is_abandoned) AND wait_seconds IS NOT NULL
          GROUP BY name`);
        if (rows.length === 0) return {};
        const none = { contacts: 0 };
        return Object.fromEntries(
          ['Answered', 'Abandoned'].map((name) => {
            const row: Row = rows.find((found) => found.name === name) ?? none;
            const { contacts, p50, p80, p90, p95, p100 } = row;
            return [
              name,
              {
                Contacts: count(contacts),
                p50: clock(p50),
                p80: clock(p80),
                p90: clock(p90),
                p95: clock(p95),
                Longest: clock(p100),
              },
            ];
          }),
        );
      },
    ));

  test('Trends: transfers and holds', () =>
    hold(
      'trends',
      (page) => rowsOf(page, 'table.facts'),
      async (selected, ask) => {
        const [row] = await ask(`
          SELECT
            count(*) AS contacts,
            count(*) FILTER (WHERE is_handled) AS handled,
            count(*) FILTER (WHERE is_transferred_out_by_agent) AS "Transferred out by an agent",
            count(*) FILTER (WHERE is_transferred_out_from_queue) AS "Transferred out from a queue",
            count(*) FILTER (WHERE initiation_method IN ('TRANSFER', 'QUEUE_TRANSFER')) AS "Transferred in",
            count(*) FILTER (WHERE is_handled AND is_held) AS "Put on hold",
            coalesce(sum(holds) FILTER (WHERE is_handled), 0) AS "Holds in all",
            count(*) FILTER (WHERE is_hold_disconnect) AS "Hung up on hold",
            count(*) FILTER (WHERE is_agent_hung_up_first) AS "Agent hung up first",
            count(*) FILTER (WHERE is_handled_outbound) AS "Outbound, handled"
          FROM ${FACTS} WHERE ${ofDays(selected)}`);
        const { contacts, handled, ...facts } = row!;
        if (contacts === 0) return {};
        const counted = ['Transferred out from a queue', 'Transferred in', 'Holds in all'];
        return Object.fromEntries(
          Object.entries(facts).map(([name, amount]) => {
            const share = handled === 0 ? null : Number(amount) / Number(handled);
            return [name, [count(amount), counted.includes(name) ? '' : percent(share)]];
          }),
        );
      },
    ));

  test('Trends: callbacks', () =>
    hold(
      'trends',
      (page) => partsOf(page, 'Callbacks', '.headline strong, .empty', '.aside'),
      async (selected, ask) => {
        const [row] = await ask(`
          SELECT
            count(*) AS requested,
            count(*) FILTER (WHERE is_answered) AS answered,
            count(*) FILTER (WHERE is_dialled) AS dialled
          FROM ${ofView('requested_callbacks', 'requested_at', selected)}`);
        const { requested, answered, dialled } = row as Record<string, number>;
        return requested === 0
          ? ['No callback was requested in this selection.', '']
          : [largely(answered!, requested!), `${count(dialled)} dialled.`];
      },
    ));

  test('Trends: customers who came back', () =>
    hold(
      'trends',
      (page) => partsOf(page, 'Repeat contacts', '.headline strong, .empty', '.parts dd'),
      async (selected, ask) => {
        const ofInstance = selected.instance ? `WHERE instance_id = '${selected.instance}'` : '';
        const [row] = await ask(`
          WITH ends AS (
            SELECT max(least(initiated_at, last_updated_at)) AS moment FROM ${kept('contact_facts')} ${ofInstance}
          ),
          judged AS (
            SELECT
              initiated_at + INTERVAL 7 DAY <= (SELECT moment FROM ends) AS is_over,
              coalesce(next_initiated_at <= initiated_at + INTERVAL 7 DAY, false) AS is_repeated
            FROM ${ofView('customer_returns', 'initiated_at', await lastOver(selected, ask))}
          )
          SELECT count(*) AS contacts,
            count(*) FILTER (WHERE is_over AND NOT is_repeated) AS resolved,
            count(*) FILTER (WHERE is_over AND is_repeated) AS repeated,
            count(*) FILTER (WHERE NOT is_over) AS unknown
          FROM judged`);
        const { contacts, resolved, repeated, unknown } = row as Record<string, number>;
        if (contacts === 0) {
          return ['No inbound first contact with a known customer began in this selection.', ''];
        }
        const known = resolved! + repeated!;
        return [
          known === 0
            ? '–For none of these contacts have 7 days passed yet'
            : largely(resolved!, known),
          [resolved, repeated, unknown]
            .map((part) => `${count(part)} ${percent(part! / contacts!)}`)
            .join(' '),
        ];
      },
    ));

  test('Trends: the service level of each day', () =>
    hold(
      'trends',
      async (page) => only(await chartTable(page, 'Service level'), 'Queued', 'Service level'),
      async (selected, ask) => {
        const rows = await ask(`
          SELECT CAST(disconnect_day AS varchar) AS day, count(*) FILTER (WHERE is_queued) AS queued,
            ${levelOf(selected.level)} AS service_level
          FROM ${FACTS} WHERE ${ofDays(selected)} GROUP BY disconnect_day`);
        if (rows.every(({ service_level }) => service_level === null)) return {};
        return Object.fromEntries(
          daysOf(selected).map((day) => {
            const row = rows.find((found) => found.day === day);
            return [
              dayName(day),
              { Queued: count(row?.queued ?? 0), 'Service level': percent(row?.service_level) },
            ];
          }),
        );
      },
      { grain: 'day' },
      severalDays,
    ));

  test('Trends: the volume of each day', () =>
    hold(
      'trends',
      (page) => chartTable(page, 'Volume'),
      async (selected, ask) => {
        const rows = await ask(`
          SELECT CAST(enqueue_day AS varchar) AS day,
            count(*) FILTER (WHERE is_in_volume) AS volume,
            count(*) AS queued,
            count(*) FILTER (WHERE is_answered) AS answered,
            count(*) FILTER (WHERE is_abandoned) AS abandoned
          FROM ${FACTS} WHERE ${enqueuedOn(selected)} GROUP BY enqueue_day`);
        return Object.fromEntries(
          rows.map(({ day, volume, queued, answered, abandoned }) => [
            dayName(String(day)),
            {
              'Contact volume': count(volume),
              Queued: count(queued),
              Answered: count(answered),
              Abandoned: count(abandoned),
            },
          ]),
        );
      },
      { grain: 'day' },
      severalDays,
    ));

  test('Trends: the week by half-hour', () =>
    hold(
      'trends',
      async (page) =>
        only(await chartTable(page, 'The week by half-hour'), 'Queued', 'Answered', 'Abandoned'),
      async (selected, ask) => {
        const rows = await ask(`
          SELECT dayname(enqueue_day) AS weekday, enqueue_half_hour AS half_hour,
            count(*) AS queued,
            count(*) FILTER (WHERE is_answered) AS answered,
            count(*) FILTER (WHERE is_abandoned) AS abandoned
          FROM ${FACTS} WHERE ${enqueuedOn(selected)} GROUP BY weekday, half_hour`);
        return Object.fromEntries(
          rows.map(({ weekday, half_hour, queued, answered, abandoned }) => [
            `${weekday} ${timeName(Number(half_hour))}`,
            { Queued: count(queued), Answered: count(answered), Abandoned: count(abandoned) },
          ]),
        );
      },
    ));

  test('Today: each half-hour', () =>
    hold(
      'today',
      async (page) => {
        const rows = only(
          await chartTable(page, 'Half-hours'),
          'Queued',
          'Service level',
          'Mean wait (min:s or h:min:s)',
        );
        return Object.fromEntries(Object.entries(rows).filter(([, row]) => row.Queued !== '0'));
      },
      async (selected, ask) => {
        const rows = await ask(`
          SELECT enqueue_half_hour AS half_hour, count(*) AS queued,
            ${levelOf(selected.level)} AS service_level, avg(wait_seconds) AS wait
          FROM ${FACTS}
          WHERE ${filterOf(selected)} AND enqueue_day = DATE '${selected.to}' GROUP BY half_hour`);
        return Object.fromEntries(
          rows.map(({ half_hour, queued, service_level, wait }) => [
            timeName(Number(half_hour)),
            {
              Queued: count(queued),
              'Service level': percent(service_level),
              'Mean wait (min:s or h:min:s)': clock(wait),
            },
          ]),
        );
      },
      {},
      (selected) => ({ ...selected, channels: ['VOICE'] }),
    ));

  test('Today: each channel against its target', () =>
    hold(
      'today',
      async (page) => withoutUnits(await textsOf(page, '.tile', 'h3', '.value')),
      async (selected, ask) => {
        const { to, level } = selected;
        const rows = await ask(`
          SELECT coalesce(channel, 'NONE') AS name, ${levelOf(level)} AS service_level,
            avg(wait_seconds) AS wait
          FROM ${FACTS}
          WHERE ${filterOf(selected)} AND enqueue_day = DATE '${to}'
            AND (enqueue_day, enqueue_half_hour) < (${NEWEST})
          GROUP BY name`);
        // Whether a channel has a target does not depend on who called on that day.
        const promised = await ask(`
          SELECT DISTINCT coalesce(channel, 'NONE') AS name FROM ${FACTS}
          WHERE ${filterOf({ ...selected, instance: null })} AND promised_seconds IS NOT NULL`);
        // A channel that had contacts on a same weekday before is there, too.
        const before = await ask(`
          SELECT DISTINCT coalesce(channel, 'NONE') AS name FROM ${FACTS}
          WHERE ${filterOf(selected)}
            AND date_diff('day', enqueue_day, DATE '${to}') IN (0, 7, 14, 21, 28)`);
        return Object.fromEntries(
          [...before, ...rows].map(({ name, service_level, wait }) => [
            CHANNEL_NAMES[String(name)],
            promised.some((of) => of.name === name) ? percent(service_level) : clock(wait),
          ]),
        );
      },
    ));

  test('Today: each queue', () =>
    hold(
      'today',
      async (page) => {
        const rows = await tableOf(page, 'table.hurting');
        return Object.fromEntries(
          Object.entries(rows).map(([name, row]) => {
            const { 'Since when': _, 'Against a week before': __, ...figures } = row;
            return [name, figures];
          }),
        );
      },
      async (selected, ask) => {
        const { part, whole } = levelParts(selected.level);
        const rows = await ask(`
          WITH contacts AS (
            SELECT *, coalesce(channel, 'none') AS channel_shown FROM ${FACTS}
            WHERE ${filterOf({ ...selected, queues: null })} AND enqueue_day = DATE '${selected.to}'
              AND (enqueue_day, enqueue_half_hour) < (${NEWEST})
          ),
          short AS (
            SELECT queue_shown, sum(ceil(greatest(0, wanted - served) - 1e-9)) AS short
            FROM (
              SELECT queue_shown, channel_shown,
                any_value(promised_share) * ${whole} AS wanted, ${part} AS served
              FROM contacts GROUP BY queue_shown, channel_shown
            )
            GROUP BY queue_shown
          )
          SELECT queue_shown AS name, any_value(short) AS short,
            ${levelOf(selected.level)} AS service_level,
            count(*) AS queued,
            count(*) FILTER (WHERE is_abandoned) AS abandoned,
            avg(wait_seconds) AS wait,
            count(promised_seconds) AS promised
          FROM contacts JOIN short USING (queue_shown)
          GROUP BY queue_shown`);
        return Object.fromEntries(
          rows.map(({ name, short, service_level, queued, abandoned, wait, promised }) => [
            name,
            {
              'Short of target': promised === 0 ? '–' : count(short),
              'Service level': percent(service_level),
              Queued: count(queued),
              Abandoned: percent(Number(abandoned) / Number(queued)),
              'Mean wait': clock(wait),
            },
          ]),
        );
      },
    ));

  test('People: each agent', () =>
    hold(
      'people',
      (page) => tableOf(page, '.people table'),
      async (selected, ask) => {
        const rows = await ask(`
          SELECT agent AS name,
            count(*) AS handled,
            avg(handle_seconds) AS handle_time,
            avg(after_contact_work_seconds) AS work,
            avg(hold_seconds) AS hold,
            CAST(count(*) FILTER (WHERE is_transferred_out) AS double) / count(*) AS transferred,
            CAST(count(*) FILTER (WHERE is_agent_hung_up_first) AS double) / count(*) AS hung_up
          FROM ${FACTS} WHERE ${ofDays(selected)} AND is_handled AND agent IS NOT NULL
          GROUP BY agent`);
        return Object.fromEntries(
          rows.map(({ name, handled, handle_time, work, hold, transferred, hung_up }) => [
            name,
            {
              Handled: count(handled),
              'Handle time': clock(handle_time),
              'After-contact work': clock(work),
              Hold: clock(hold),
              'Transferred out': percent(transferred),
              'Hung up first': percent(hung_up),
            },
          ]),
        );
      },
    ));

  test('Trends: the change since the period before', async () => {
    const { newest } = await spanOf(ask);
    const expected = (change: Change) => changeExpected(change, ask);
    await holdAll('trends', changesUntil(newest), changeShown, expected);
  });

  test.each(Object.entries(MATRIX))('People: each agent in each queue, %s', (measure, sql) =>
    hold(
      'people',
      async (page) => {
        await page.locator(`${MATRIX_SECTION} select`).selectOption(measure);
        return tableOf(page, `${MATRIX_SECTION} table`);
      },
      async (selected) => {
        const rows = await ask(`
          SELECT agent, coalesce(queue_shown, 'All queues') AS queue, ${sql.of} AS value
          FROM ${FACTS} WHERE ${ofDays(selected)} AND is_handled AND agent IS NOT NULL
          GROUP BY GROUPING SETS ((agent), (agent, queue_shown))`);
        const queues = [...new Set(rows.map(({ queue }) => String(queue)))];
        const agents = [...new Set(rows.map(({ agent }) => String(agent)))];
        const cell = (agent: string, queue: string) =>
          rows.find((row) => row.agent === agent && row.queue === queue)?.value;
        return Object.fromEntries(
          agents.map((agent) => [
            agent,
            Object.fromEntries(queues.map((queue) => [queue, sql.spell(cell(agent, queue))])),
          ]),
        );
      },
    ),
  );

  test('Staffing: each half-hour of a day', () =>
    holdAll(
      'staffing',
      anyPlan,
      async (page) => {
        const rows = await tableOf(page, '[data-section="staffing"] table');
        return Object.fromEntries(Object.entries(rows).filter(([, row]) => row.Contacts !== '0.0'));
      },
      (plan) => planExpected(plan, ask),
    ));
});

interface Choice {
  readonly selected: Selected;
  readonly choices: Readonly<Record<string, string>>;
}

/** What the matrix of agents and queues can show. */
const MATRIX = {
  handled: { of: 'count(*)', spell: count },
  handle_time: { of: 'avg(handle_seconds)', spell: clock },
  after_contact_work: { of: 'avg(after_contact_work_seconds)', spell: clock },
  transferred_out: { of: 'count(*) FILTER (WHERE is_transferred_out)', spell: count },
  holds: { of: 'coalesce(sum(holds), 0)', spell: count },
};
const MATRIX_SECTION = '[data-section="agents-by-queue"]';

/** The drawn contacts are of eight days; a third each stays, or moves a week or two back. */
function overThreeWeeks(contact: ContactRow, at: number): ContactRow {
  const days = -7 * (at % 3);
  return JSON.parse(JSON.stringify(contact), (_, value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T]/.test(value)
      ? addDays(value.slice(0, 10), days) + value.slice(10)
      : value,
  );
}

function only(table: Table, ...columns: readonly string[]) {
  return Object.fromEntries(
    Object.entries(table).map(([name, row]) => [
      name,
      Object.fromEntries(columns.map((column) => [column, row[column]])),
    ]),
  );
}

/** In place of a single day, which is always shown by half-hour, some days. */
function severalDays(selected: Selected): Selected {
  return selected.from === selected.to
    ? { ...selected, from: '2026-10-22', to: '2026-10-24' }
    : selected;
}

function daysOf({ from, to }: Selected): string[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, at) => addDays(from, at));
}

/** `Thu 22 Oct` */
function dayName(day: string): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(Date.parse(day)).replace(',', '');
}

/** A share in large type; of fewer than 30 it would be chance, and the count stands there. */
function largely(part: number, whole: number): string {
  return whole < 30 ? count(part) : percent(part / whole);
}

/** The last period of as many days whose windows of 7 days end before the newest day, if the lake reaches back so far. */
async function lastOver(selected: Selected, ask: Ask): Promise<Selected> {
  const { first, newest } = await spanOf(ask);
  const back = daysBetween(addDays(newest, -8), selected.to);
  const from = addDays(selected.from, -back);
  return back <= 0 || from < first
    ? selected
    : { ...selected, from, to: addDays(selected.to, -back) };
}

const CHANNEL_NAMES: Readonly<Record<string, string>> = {
  VOICE: 'Voice',
  CHAT: 'Chat',
  TASK: 'Task',
  NONE: 'No channel',
};

function withoutUnits(figures: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, figure.replace(/ (h:)?min:s$/, '')]),
  );
}

function queueLine(row: Record<string, unknown>) {
  return [
    row.name,
    {
      'Service level': percent(row.service_level),
      Queued: count(row.queued),
      Contacts: count(row.contacts),
      Answered: count(row.answered),
      Abandoned: count(row.abandoned),
      Abandonment: percent(row.abandonment),
      'Speed of answer': clock(row.speed_of_answer),
      'Longest wait': clock(row.longest_wait),
      'Handle time': clock(row.handle_time),
      'After work': clock(row.after_work),
      Transferred: count(row.transferred),
      Holds: count(row.holds),
    },
  ] as const;
}
