/** What the page shows of other datasets is what their saved queries and the simulation's own sheet say. */
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetOfKind } from '../../cli/shared/generate-files.ts';
import { lakeEraser } from '../../local/erase/erase-lake.ts';
import { fileOf, type LakeFolder, listObjects } from '../../local/lake/lake-folder.ts';
import {
  averageScore,
  averageSentiment,
  evaluationsByAgent,
  occupancyByAgent,
  occupancyOf,
  scoresCompared,
  sentimentByAgent,
  sentimentsCompared,
} from '../../page/agent-others.ts';
import { behind, contactsBehind, leftAt } from '../../page/behind.ts';
import { sqlOf } from '../../page/browser/section-sql.ts';
import { exitsOf } from '../../page/exits.ts';
import { lakeContacts, lakePage, wholePage } from '../../page/lake-page.ts';
import { openContacts } from '../../page/listed-contacts.ts';
import { dayAt, type OpenPage, openPage } from '../../page/open-page.ts';
import { record } from '../../page/packed-table.ts';
import { packPage, pageData, TABLES } from '../../page/page-data.ts';
import type { PageData } from '../../page/page-types.ts';
import type { Selection } from '../../page/sums.ts';
import { writeDashboard } from '../../page/write-dashboard.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { dataset as contactEvents } from '../../pipeline/datasets/contact-events/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tableNotePrefix } from '../../pipeline/lake-keys.ts';
import { readSavedQuery, withParameters } from '../../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { ask, dayFiles, makeLake } from '../local/lake.ts';
import {
  type EvaluationCase,
  readEvaluationCases,
} from '../queries/contact-evaluations/evaluation-cases.ts';
import { readEventCases } from '../queries/contact-events/event-cases.ts';
import { openSmallLake, QUERIES } from '../queries/small-lake.ts';
import { takeIn, takeInGenerated } from '../queries/taken-in.ts';
import { generated } from '../sample-data/stream.ts';
import { goTo, tableOf } from './any-selection/shown.ts';
import { violations } from './axe.ts';
import { brokenWords } from './broken-words.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { undated } from './customers.ts';
import { runOn } from './lake.ts';
import { pageFile, visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';

type Row = Readonly<Record<string, unknown>>;

const LONDON = { ...DEFAULT_SETTINGS, timeZone: 'Europe/London' };
const KINDS = [
  'contact-records',
  'agent-events',
  'contact-evaluations',
  'contact-lens-voice',
  'contact-lens-chat',
  'flow-logs',
];

/** Over the end of summer time, 25 October. */
const world = generated(900, 43, {
  days: 4,
  lastDay: '2026-10-27',
  untilHour: 14,
  otherDays: 'all',
  otherKinds: KINDS,
});
let folder: string;
let lake: LakeFolder;
let data: PageData;
let page: OpenPage;

beforeAll(async () => {
  folder = await newFolder();
  lake = await makeLake(folder);
  await takeInGenerated(lake, world.objects);
  ({ data } = await lakePage(lake, dataset, LONDON, 0));
  page = openPage(data);
}, 240_000);
afterAll(() => removeFolder(folder));

/** Days of the page, all or some instances, and no filter of queues and channels. */
const selections = fc
  .record({
    days: fc.tuple(fc.nat(3), fc.nat(3)),
    isAlone: fc.boolean(),
    // What knows neither queues nor channels must not depend on these.
    channel: fc.option(fc.nat(1), { nil: null }),
  })
  .map(
    ({ days, isAlone, channel }): Selection => ({
      fromDay: Math.min(...days),
      toDay: Math.max(...days),
      instances: isAlone ? [0] : null,
      queues: null,
      channels: channel === null ? null : [channel],
    }),
  );

function saved(name: string, { fromDay, toDay, instances }: Selection): Promise<Row[]> {
  return ask(
    lake,
    withParameters(readSavedQuery(QUERIES, name), {
      time_zone: LONDON.timeZone,
      from_day: dayAt(page, fromDay),
      to_day: dayAt(page, toDay),
      instance: instances ? page.instances[instances[0]!]! : 'all',
    }),
  );
}

const sum = (rows: readonly Row[], name: string) =>
  rows.reduce((total, row) => total + Number(row[name]), 0);

/** Rows of a saved query by agent; those of no agent that a record names are left out. */
function byAgent(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.agent !== null)
      groups.set(String(row.agent), [...(groups.get(String(row.agent)) ?? []), row]);
  }
  return groups;
}

async function hold(name: string, holds: (rows: Row[], selection: Selection) => void) {
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      holds(await saved(name, selection), selection);
    }),
    { numRuns: 8 },
  );
}

describe('for the same selection, in London over the end of summer time', {
  timeout: 240_000,
}, () => {
  test('occupancy is that of agent-occupancy', () =>
    hold('agent-occupancy', (rows, selection) => {
      const found = occupancyByAgent(page, selection);
      const expected = byAgent(rows);
      expect([...found.keys()].map((at) => page.agents[at]).sort()).toEqual(
        [...expected.keys()].sort(),
      );
      for (const [at, sums] of found) {
        const own = expected.get(page.agents[at]!)!;
        const [busy, idle] = [sum(own, 'on_contact_seconds'), sum(own, 'idle_seconds')];
        expect(sums.online_milliseconds / 1000).toBeCloseTo(sum(own, 'online_seconds'), 6);
        expect(sums.idle_milliseconds / 1000).toBeCloseTo(idle, 6);
        expect(occupancyOf(sums)).toEqual(
          busy + idle > 0 ? expect.closeTo(busy / (busy + idle), 9) : null,
        );
      }
    }));

  test('sentiment is that of sentiment-by-agent', () =>
    hold('sentiment-by-agent', (rows, selection) => {
      const channel = selection.channels && page.channels[selection.channels[0]!];
      const expected = byAgent(
        rows.filter(
          (row) => row.contacts_analysed !== 0 && (channel === null || row.channel === channel),
        ),
      );
      const found = sentimentByAgent(page, selection);
      const compared = sentimentsCompared(page, selection);
      expect([...found.keys()].map((at) => page.agents[at]).sort()).toEqual(
        [...expected.keys()].sort(),
      );
      for (const [at, sums] of found) {
        const own = expected.get(page.agents[at]!)!;
        const known = sum(own, 'contacts_with_sentiment');
        expect(sums.contacts_analysed).toBe(sum(own, 'contacts_analysed'));
        expect(sums.contacts_with_sentiment).toBe(known);
        const average = known > 0 ? expect.closeTo(sum(own, 'sentiment_sum') / known, 9) : null;
        expect(averageSentiment(sums)).toEqual(average);
        expect(compared.get(at)!.actual).toEqual(average);
      }
    }));

  test('scores are those of evaluation-scores-by-agent', () =>
    hold('evaluation-scores-by-agent', (rows, selection) => {
      const expected = byAgent(rows);
      const found = evaluationsByAgent(page, selection);
      const compared = scoresCompared(page, selection);
      for (const [agent, own] of expected) {
        const at = page.agents.indexOf(agent);
        const sums = found.get(at);
        const scored = sum(own, 'evaluations_scored');
        expect(sums?.evaluations_submitted).toBe(sum(own, 'evaluations_submitted'));
        expect(sums?.automatic_fails).toBe(sum(own, 'automatic_fails'));
        const average = scored > 0 ? expect.closeTo(sum(own, 'score_sum') / scored / 100, 9) : null;
        expect(averageScore(sums)).toEqual(average);
        expect(compared.get(at)!.actual).toEqual(average);
      }
      expect(found.size).toBeGreaterThanOrEqual(expected.size);
    }));

  test('those who leave in a flow are those of flow-exits', () =>
    hold('flow-exits', (rows, selection) => {
      const found = exitsOf(page, selection).map(({ block, left, passed }) => ({
        ...page.blocks[block]!,
        left,
        passed,
      }));
      const expected = rows.map((row) => ({
        flow: row.flow,
        type: row.block_type,
        name: row.block,
        left: Number(row.contacts_left),
        passed: Number(row.contacts_passed),
      }));
      const inOrder = (all: readonly object[]) => all.map((one) => JSON.stringify(one)).sort();
      expect(inOrder(found)).toEqual(inOrder(expected));
      const lefts = found.map(({ left }) => left);
      expect(lefts).toEqual(lefts.toSorted((one, other) => other - one));
    }));
});

describe('the simulation’s own sheet says the same of', () => {
  const whole = (): Selection => ({
    fromDay: 0,
    toDay: page.dayCount - 1,
    instances: null,
    queues: null,
    channels: null,
  });

  test('each agent’s time on each day of London', () => {
    const table = world.sheet.agents!.tables.find(
      (one) => one.table === 'time-by-agent-and-day' && one.time_zone === LONDON.timeZone,
    )!;
    const cell = (row: readonly unknown[], name: string) => row[table.columns.indexOf(name)];
    let compared = 0;
    for (const row of table.rows) {
      const day = Array.from({ length: page.dayCount }, (_, at) => dayAt(page, at)).indexOf(
        String(cell(row, 'day')),
      );
      if (day < 0 || cell(row, 'online_seconds') === 0) continue;
      const at = page.agents.indexOf(String(cell(row, 'agent')));
      const occupancy = cell(row, 'occupancy_with_ring_as_idle');
      const sums = occupancyByAgent(page, { ...whole(), fromDay: day, toDay: day }).get(at);
      expect(occupancyOf(sums)).toEqual(
        occupancy === null ? null : expect.closeTo(Number(occupancy), 9),
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  });

  test('the blocks where contacts leave', () => {
    const { rows, columns } = world.sheet.flows!.queries.find(
      ({ query, parameters }) =>
        query === 'flow-exits' && Object.keys(parameters).every((name) => name === 'time_zone'),
    )!;
    const left = rows.reduce(
      (total, row) => total + Number(row[columns.indexOf('contacts_left')]),
      0,
    );
    expect(exitsOf(page, whole()).reduce((total, one) => total + one.left, 0)).toBe(left);
    expect(left).toBeGreaterThan(10);
  });
});

test('the list behind a sentiment has the contacts that were analysed', async () => {
  const span = { first: dayAt(page, 0), last: dayAt(page, page.dayCount - 1) };
  const listed = openContacts(await lakeContacts(lake, dataset, data, span));
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      const analysed = sentimentByAgent(page, selection);
      for (const [at, agent] of page.agents.entries()) {
        const found = contactsBehind(
          listed,
          behind('contacts_analysed', selection, { agent }),
          page,
        );
        expect(found).toHaveLength(analysed.get(at)?.contacts_analysed ?? 0);
      }
    }),
    { numRuns: 10 },
  );
});

test('the list behind those who left in a flow has them, by block and of all blocks', async () => {
  const span = { first: dayAt(page, 0), last: dayAt(page, page.dayCount - 1) };
  const listed = openContacts(await lakeContacts(lake, dataset, data, span));
  await fc.assert(
    fc.asyncProperty(selections, async (selection) => {
      const exits = new Map(exitsOf(page, selection).map(({ block, left }) => [block, left]));
      for (const at of page.blocks.keys()) {
        const found = contactsBehind(listed, leftAt(at, selection), page);
        expect(found).toHaveLength(exits.get(at) ?? 0);
      }
      const all = [...exits.values()].reduce((total, left) => total + left, 0);
      expect(contactsBehind(listed, leftAt(null, selection), page)).toHaveLength(all);
    }),
    { numRuns: 10 },
  );
});

const missing = missingBrowser();
if (missing) console.warn(`Other datasets on the page: ${missing}`);

describe.skipIf(missing)('in the browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    const file = join(folder, 'page.html');
    await writeDashboard(lake, dataset, file, { timeZone: LONDON.timeZone });
    url = pathToFileURL(file).href;
  }, 60_000);
  afterAll(() => browser?.close());

  const DAYS = 'from=2026-10-24&to=2026-10-26';
  const WHOLE = { first: '2026-10-24', last: '2026-10-26' };
  const inDays = (name: string) =>
    ask(
      lake,
      withParameters(readSavedQuery(QUERIES, name), {
        time_zone: LONDON.timeZone,
        from_day: WHOLE.first,
        to_day: WHOLE.last,
      }),
    );

  test('People has the figures of the saved queries, and a dash where there is none', async () => {
    const [times, moods, scores] = [
      byAgent(await inDays('agent-occupancy')),
      byAgent(await inDays('sentiment-by-agent')),
      byAgent(await inDays('evaluation-scores-by-agent')),
    ];
    await visit(browser, `${url}#view=people&${DAYS}`, async (tab) => {
      await goTo(tab, `view=people&${DAYS}`);
      const rows = await tableOf(tab, '.people table');
      const dashes = { Occupancy: 0, 'Customer sentiment': 0, 'Evaluation score': 0 };
      expect(Object.keys(rows).length).toBeGreaterThan(5);
      for (const [agent, row] of Object.entries(rows)) {
        const own = (of: Map<string, Row[]>) => of.get(agent) ?? [];
        const busy = sum(own(times), 'on_contact_seconds');
        const known = sum(own(moods), 'contacts_with_sentiment');
        const scored = sum(own(scores), 'evaluations_scored');
        const available = busy + sum(own(times), 'idle_seconds');
        const expected = {
          Occupancy: available > 0 ? `${((100 * busy) / available).toFixed(1)} %` : '–',
          'Customer sentiment': known > 0 ? signed(sum(own(moods), 'sentiment_sum') / known) : '–',
          'Evaluation score':
            scored > 0 ? `${(sum(own(scores), 'score_sum') / scored).toFixed(1)} %` : '–',
        };
        expect([agent, row]).toMatchObject([agent, expected]);
        for (const name of Object.keys(dashes) as (keyof typeof dashes)[])
          if (expected[name] === '–') dashes[name]++;
      }
      // Supervisors take calls, and are in none of the other datasets.
      expect(dashes.Occupancy).toBeGreaterThan(0);
    });
  });

  test('Lost in the menu has the figures of flow-exits, most first', async () => {
    const exits = await inDays('flow-exits');
    await visit(browser, `${url}#view=trends&${DAYS}`, async (tab) => {
      await goTo(tab, `view=trends&${DAYS}`);
      const cells = await tab
        .locator('[data-section=lost-in-flows] tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim())),
        );
      expect(cells.map(([block, flow, ...figures]) => [block, flow, ...figures]).sort()).toEqual(
        exits
          .map(({ flow, block_type, block, contacts_left, contacts_passed, left_share }) => [
            `${block} ${block_type}`,
            flow,
            String(contacts_left),
            String(contacts_passed),
            `${(100 * Number(left_share)).toFixed(1)}\u202f%`,
          ])
          .sort(),
      );
      const lefts = cells.map((row) => Number(row[2]));
      expect(lefts).toEqual(lefts.toSorted((one, other) => other - one));
    });
  });

  test('a figure of Lost in the menu opens its contacts, and the address leads to them again', async () => {
    // A queue is chosen, which flow logs do not know.
    const address = `view=trends&${DAYS}&queue=Billing`;
    const heading = /^\d+ contacts that left within a flow$/;
    await visit(browser, `${url}#${address}`, async (tab) => {
      await goTo(tab, address);
      const first = tab.locator('[data-section=lost-in-flows] tbody tr').first();
      const [block] = (await first.locator('th').innerText()).split(' ');
      const left = await first.locator('td').nth(1).innerText();
      await first.locator('td').nth(1).getByRole('button').click();
      const drawer = tab.getByRole('dialog');
      await drawer.getByRole('heading', { name: heading }).waitFor();
      const words = await drawer.innerText();
      expect(words).toContain(`${left} contacts that left within a flow`);
      expect(words).toContain(`${block} of `);
      expect(words).not.toContain('Billing');
      await tab.reload();
      await drawer.getByRole('heading', { name: heading }).waitFor();
      expect(await drawer.innerText()).toContain(`${left} contacts that left within a flow`);
    });
  });

  test('says which figures follow no filter of queues and channels', async () => {
    const chosen = `${DAYS}&queue=Billing`;
    await visit(browser, `${url}#view=people&${chosen}`, async (tab) => {
      const lead = (section: string) =>
        tab.locator(`[data-section=${section}] .lead`).textContent();
      const words = 'Times of agents and evaluations are of all queues and channels';
      await tab.locator('.people tbody tr').first().waitFor();
      expect(await lead('people')).toContain(words);
      await goTo(tab, `view=people&${DAYS}`);
      expect(await lead('people')).not.toContain(words);
      await goTo(tab, `view=trends&${chosen}`);
      expect(await lead('lost-in-flows')).toContain('flow logs name none');
    });
  });

  test('the menu has the SQL of each, which the lake answers with the same figures', async () => {
    const selection = { ...WHOLE_PAGE, fromDay: 1, toDay: 2, queues: [0], channels: [0] };
    const time = await ask(lake, sqlOf(page, 'occupancy', everyQueue({ selection })));
    const found = [...occupancyByAgent(page, selection).values()];
    expect(sum(time, 'online_milliseconds')).toBe(sum(found, 'online_milliseconds'));
    await visit(browser, `${url}#view=people&${DAYS}`, async (tab) => {
      await tab.locator('[data-section=people] .more summary').click();
      for (const name of ['occupancy', 'sentiment', 'evaluations'])
        await tab.getByRole('button', { name: `Copy the SQL of ${name}` }).waitFor();
    });
  });

  test('People has an agent whose evaluation is of a day without a contact, unless a channel is chosen', async () => {
    // Of amy, a contact of 2 March was evaluated on the 9th, on which cat alone handled one.
    const [{ contacts, objects }] = readEvaluationCases().filter(
      ({ name }) => name === 'coverage',
    ) as [EvaluationCase];
    const ofCat = {
      ...contacts[0]!,
      contactid: 'c-6',
      initiationtimestamp: '2026-03-09T08:00:00Z',
      lastupdatetimestamp: '2026-03-09T08:10:00Z',
      disconnecttimestamp: '2026-03-09T08:10:00Z',
      agent: { username: 'cat', connectedtoagenttimestamp: '2026-03-09T08:01:00Z' },
    };
    const small = await openSmallLake([...contacts, ofCat]);
    await small.load(evaluations, await takeIn(join(folder, 'taken-in'), evaluations, objects));
    const file = await pageFile(small, LONDON, null);
    small.close();
    const address = 'view=people&from=2026-03-09&to=2026-03-09';
    await visit(browser, `${file.url}#${address}`, async (tab) => {
      await goTo(tab, address);
      expect(await tableOf(tab, '.people table')).toMatchObject({
        amy: { Handled: '0', 'Evaluation score': '60.0 %' },
        cat: { Handled: '1', 'Evaluation score': '–' },
      });
      await goTo(tab, `${address}&channel=VOICE`);
      expect(Object.keys(await tableOf(tab, '.people table'))).toEqual(['cat']);
    });
    await file.remove();
  });

  const agent = () => page.agents.find((name) => name.startsWith('agent'))!;
  const SECTIONS = ':is([data-section=people], [data-section=agent], [data-section=lost-in-flows])';
  const addresses = () => [
    `view=people&${DAYS}`,
    `view=people&${DAYS}&queue=Billing`,
    `view=people&${DAYS}&agent=${agent()}`,
    `view=trends&${DAYS}`,
  ];

  test.each([
    ['light', { viewport: { width: 1366, height: 900 } }],
    ['dark', { viewport: { width: 1366, height: 900 }, colorScheme: 'dark' as const }],
    ['phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ])('breaks no rule of WCAG 2.2 AA, %s', async (_, options) => {
    for (const address of addresses()) {
      await visit(
        browser,
        `${url}#${address}`,
        async (tab) => {
          await goTo(tab, address);
          await tab.evaluate(() => scrollTo(0, 0));
          expect(await violations(tab, SECTIONS)).toEqual([]);
        },
        options,
      );
    }
  });

  test('does not scroll sideways on a phone, and has all columns a press away', async () => {
    for (const address of addresses()) {
      await visit(
        browser,
        `${url}#${address}`,
        async (tab) => {
          await goTo(tab, address);
          const width = await tab.evaluate(() => document.documentElement.scrollWidth);
          expect([address, width]).toEqual([address, 320]);
        },
        { viewport: { width: 320, height: 800 }, isMobile: true, hasTouch: true },
      );
    }
    await visit(
      browser,
      `${url}#view=people&${DAYS}`,
      async (tab) => {
        const people = tab.locator('[data-section=people]');
        await people.getByRole('button', { name: 'All columns' }).click();
        await expect.poll(() => people.locator('thead th:visible').count()).toBe(10);
      },
      { viewport: { width: 320, height: 800 }, isMobile: true, hasTouch: true },
    );
  });

  test('the axis of an agent’s handle time names each day once', async () => {
    await visit(browser, `${url}#view=people&${DAYS}&agent=${agent()}`, async (tab) => {
      const labels = tab.locator('[data-section=agent] svg [aria-label="x-axis tick label"] text');
      await labels.first().waitFor();
      const named = await labels.allTextContents();
      expect(named.length).toBeGreaterThan(1);
      expect(named).toEqual([...new Set(named)]);
    });
  });

  test('People fits into 1,100 pixels and a scroll bar, and no figure is cut', async () => {
    await visit(
      browser,
      `${url}#view=people&${DAYS}`,
      async (tab) => {
        const box = tab.locator('.people');
        await box.locator('tbody tr').first().waitFor();
        await expect.poll(() => box.locator('thead th:visible').count()).toBe(10);
        expect(await box.locator('thead th').evaluateAll(brokenWords)).toEqual([]);
        // The words and figures that take most room, in each measure.
        const fitted = await box.evaluate((table) => {
          for (const cell of table.querySelectorAll('.compared')) {
            const [figure, dot] = [document.createElement('span'), cell.querySelector('.spread')!];
            const word = document.createElement('small');
            word.textContent = 'more often';
            figure.textContent = '100.0\u202f%';
            cell.className = 'compared look_at';
            cell.replaceChildren(word, figure, dot);
          }
          const cells = [...table.querySelectorAll('td')];
          return {
            scrolled: table.scrollWidth - table.clientWidth,
            cut: cells.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length,
            rows: [...table.querySelectorAll('tbody tr:not(.spacer)')].filter(
              (row) => row.getBoundingClientRect().height > 35,
            ).length,
          };
        });
        expect(fitted).toEqual({ scrolled: 0, cut: 0, rows: 0 });
      },
      { viewport: { width: 1085, height: 900 } },
    );
  });

  test.each([
    [390, 'screen'],
    [390, 'print'],
    [720, 'print'],
    [1030, 'print'],
  ] as const)('People is as wide as %i pixels of %s', async (width, media) => {
    await visit(
      browser,
      `${url}#view=people&${DAYS}`,
      async (tab) => {
        const box = tab.locator('.people');
        await box.locator('tbody tr').first().waitFor();
        await tab.emulateMedia({ media });
        await expect
          .poll(() => box.evaluate((table) => table.scrollWidth - table.clientWidth))
          .toBe(0);
        // Paper is wider than a phone.
        if (media === 'print' && width > 390) {
          for (const table of ['.people', '.matrix']) {
            const headings = tab.locator(`${table} thead th`);
            expect(await headings.evaluateAll(brokenWords)).toEqual([]);
          }
          const [most] = await tab
            .locator('table')
            .evaluateAll((tables) => [
              Math.max(...tables.map((one) => one.getBoundingClientRect().right)),
            ]);
          expect(most).toBeLessThanOrEqual(width);
        }
      },
      { viewport: { width, height: 900 } },
    );
  });

  test('an agent’s days are sorted with the keyboard', async () => {
    await visit(browser, `${url}#view=people&${DAYS}&agent=${agent()}`, async (tab) => {
      const heading = tab.getByRole('button', { name: 'Idle', exact: true });
      await heading.focus();
      await tab.keyboard.press('Enter');
      await expect
        .poll(() => tab.locator('th[aria-sort=descending]').last().textContent())
        .toContain('Idle');
      expect(await tab.evaluate(() => document.activeElement?.textContent)).toBe('Idle');
    });
  });
});

test('a page of a lake with contact records alone has none of it', async () => {
  const small = await openSmallLake(sampleOfContacts(60, 5));
  try {
    const { occupancy, sentiments, evaluations, exits } = openPage(
      await pageData(runOn(small), join(QUERIES, 'page'), LONDON),
    );
    expect([occupancy, sentiments, evaluations, exits].map(({ length }) => length)).toEqual([
      0, 0, 0, 0,
    ]);
    if (missing) return;
    const browser = await startBrowser();
    const file = await pageFile(small, LONDON, null);
    await visit(browser, `${file.url}#view=trends`, async (tab) => {
      await expect.poll(() => tab.locator('[data-section=lost-in-flows]').count()).toBe(0);
      await goTo(tab, 'view=people&from=2026-01-01&to=2026-12-31');
      await expect.poll(() => tab.locator('.people thead th').count()).toBe(7);
      await goTo(tab, 'view=people&from=2026-01-01&to=2026-12-31&agent=ben');
      await expect.poll(() => tab.getByText('Time, sentiment and evaluations').count()).toBe(0);
    });
    await browser.close();
    await file.remove();
  } finally {
    small.close();
  }
}, 60_000);

/** Of four days of contacts, the last two have records of the other datasets: those from 26 October on. */
describe('a lake in which the other datasets begin later than the contacts', {
  timeout: 240_000,
}, () => {
  let later: LakeFolder;
  beforeAll(async () => {
    const { objects } = generated(400, 43, {
      days: 4,
      lastDay: '2026-10-27',
      untilHour: 14,
      otherDays: 2,
      otherKinds: [...KINDS, 'contact-events'],
    });
    later = await makeLake(folder, 'later');
    await takeInGenerated(later, objects);
  }, 240_000);

  test('has the days of each', async () => {
    const { datasetDays } = (await lakePage(later, dataset, LONDON, 0)).data;
    const days = { first: '2026-10-26', last: '2026-10-27', firstLocal: null };
    expect(datasetDays).toEqual({
      agent_events: days,
      contact_analyses: days,
      evaluations: days,
      flow_logs: days,
      contact_events: days,
    });
  });

  test.skipIf(missing)('says so, and beside the figures of days before', async () => {
    const browser = await startBrowser();
    const file = join(folder, 'later.html');
    await writeDashboard(later, dataset, file, { timeZone: LONDON.timeZone });
    const view = (name: string, from: string) => `view=${name}&from=${from}&to=2026-10-27`;
    const first = view('people', '2026-10-25');
    await visit(browser, `${pathToFileURL(file).href}#${first}`, async (tab) => {
      const leadAt = async (address: string, section: string) => {
        await goTo(tab, address);
        return tab.locator(`[data-section=${section}] .lead`).textContent();
      };
      const coverage = await tab.locator('[data-section=coverage] dl').innerText();
      for (const title of ['Agent events', 'Contact Lens analyses', 'Evaluations', 'Flow logs'])
        expect(coverage).toMatch(new RegExp(`${title}\\s+26\\s*–\\s*27 Oct 2026`));
      expect(coverage).toMatch(/Contact events\s+26\s*–\s*27 Oct 2026/);
      const words =
        'Occupancy, customer sentiment and evaluation score since 26 Oct: records from before are missing.';
      expect(await leadAt(first, 'people')).toContain(words);
      expect(await leadAt(`${first}&agent=agent-001`, 'agent')).toContain(words);
      expect(await leadAt(view('people', '2026-10-26'), 'people')).not.toContain('since 26 Oct');
      const flows = 'Flow logs since 26 Oct';
      expect(await leadAt(view('trends', '2026-10-24'), 'lost-in-flows')).toContain(flows);
      expect(await leadAt(view('trends', '2026-10-26'), 'lost-in-flows')).not.toContain(flows);
    });
    await browser.close();
  });
});

test('the days of a dataset are those of the centre’s zone', async () => {
  const small = await openSmallLake([]);
  const { events } = readEventCases().find(({ name }) => name === 'backlog')!;
  await small.refillOther(contactEvents, events);
  const daysIn = async (timeZone: string) => {
    const { datasetDays } = await pageData(runOn(small), join(QUERIES, 'page'), {
      ...LONDON,
      timeZone,
    });
    return datasetDays;
  };
  // The events are of 2 March, 21:10 to 23:15 UTC.
  const inLondon = await daysIn('Europe/London');
  const inBerlin = await daysIn('Europe/Berlin');
  small.close();
  expect(inLondon.contact_events).toEqual({
    first: '2026-03-02',
    last: '2026-03-02',
    firstLocal: null,
  });
  expect(inBerlin).toEqual({
    agent_events: null,
    contact_analyses: null,
    evaluations: null,
    flow_logs: null,
    contact_events: { first: '2026-03-02', last: '2026-03-03', firstLocal: null },
  });
});

/** `+0.31`, `−0.31`, `0.00` */
function signed(value: number): string {
  const size = Math.abs(value).toFixed(2);
  return size === '0.00' ? size : `${value < 0 ? '−' : '+'}${size}`;
}

const WHOLE_PAGE = { instances: null, queues: null, channels: null };

const everyQueue = ({ selection }: { selection: Selection }) => ({
  selection: { ...selection, queues: null, channels: null },
});

describe('what is kept of the page', { timeout: 240_000 }, () => {
  const OTHERS = KINDS.slice(1);

  test.each(OTHERS)('is not believed once the table of %s has changed', async (kind) => {
    const one = datasetOfKind(kind);
    const before = undated(await lakePage(lake, dataset, LONDON, 0));
    const [newest] = (await dayFiles(lake, one)).slice(-1);
    const [note] = (await listObjects(lake, tableNotePrefix(one))).slice(-1);
    const away = join(folder, kind);
    await mkdir(away);
    // Without its newest day, the table is as it was before that day was written.
    await rename(newest!, join(away, 'day'));
    await rename(fileOf(lake, note!.key), join(away, 'note'));
    const without = undated(await lakePage(lake, dataset, LONDON, 0));
    expect(without).toEqual(undated(await wholePage(lake, dataset, LONDON, 0)));
    expect(without).not.toEqual(before);
    await rename(join(away, 'day'), newest!);
    await rename(join(away, 'note'), fileOf(lake, note!.key));
    expect(undated(await lakePage(lake, dataset, LONDON, 0))).toEqual(before);
  });

  test('is dropped with an erasure in another dataset', async () => {
    const evaluations = datasetOfKind('contact-evaluations');
    const [row] = await ask(lake, 'SELECT contactid FROM evaluations LIMIT 1');
    const kept = join(lake.path, 'work', 'kept');
    expect(await readdir(join(kept, dataset.name))).toContain('data');
    const eraser = lakeEraser(lake, evaluations);
    const target = { asked_by: 'contact', value: String(row!.contactid) } as const;
    const plan = await eraser.plan(target, new Date(), () => {});
    await eraser.erase(plan!, () => {});
    expect(await readdir(kept).catch(() => [])).toEqual([]);
    const after = undated(await lakePage(lake, dataset, LONDON, 0));
    expect(after).toEqual(undated(await wholePage(lake, dataset, LONDON, 0)));
  });
});

test('a contact that is at a block on several days has passed it once in a span of them', () => {
  // Two contacts come on the 1st. One of them comes again on the 2nd, and on the 4th, where it leaves.
  const at = (
    day: number,
    days_before: number,
    contacts_passed: number,
    contacts_left: number,
  ) => ({
    ...{
      day: `2026-10-0${day}`,
      instance_id: 'one',
      flow: 'Main',
      block_type: 'Wait',
      block: null,
    },
    ...{ days_before, contacts_passed, contacts_left },
  });
  const rows = {
    ...record(TABLES, () => [] as Row[]),
    callbacks: [1, 4].map((day) => ({
      ...{ day: `2026-10-0${day}`, instance_id: 'one', queue: null, queue_kind: null },
      ...{ channel: 'VOICE', requested: 1, dialled: 0, answered: 0, abandoned: 0 },
    })),
    exits: [at(1, 0, 2, 0), at(2, 1, 1, 0), at(4, 2, 1, 1)],
  };
  const of = openPage(packPage(rows, NOTHING_COVERED, DEFAULT_SETTINGS));
  const passed = (fromDay: number, toDay: number) =>
    exitsOf(of, { fromDay, toDay, instances: null, queues: null, channels: null }).map(
      ({ passed, left }) => [passed, left],
    );
  expect(passed(0, 3)).toEqual([[2, 1]]);
  expect(passed(1, 3)).toEqual([[1, 1]]);
  expect(passed(3, 3)).toEqual([[1, 1]]);
  expect(passed(0, 1)).toEqual([]);
});

const NOTHING_COVERED = {
  contacts: 0,
  contactsNotDisconnected: 0,
  contactsOnOtherDays: 0,
  quarantined: 0,
  firstDisconnectedLocal: null,
  lastDisconnectedLocal: null,
  lastUpdatedLocal: null,
  lastUpdatedUtc: null,
};
