/** What a browser shows of other datasets, and how they fit windows, phones and paper. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFolder } from '../../local/lake/lake-folder.ts';
import { occupancyByAgent } from '../../page/agent-others.ts';
import { sqlOf } from '../../page/browser/section-sql.ts';
import type { OpenPage } from '../../page/open-page.ts';
import type { Selection } from '../../page/sums.ts';
import { writeDashboard } from '../../page/write-dashboard.ts';
import { dataset as evaluations } from '../../pipeline/datasets/contact-evaluations/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { readSavedQuery } from '../../queries/reader/saved-queries.ts';
import { removeFolder } from '../local/folder.ts';
import { ask } from '../local/lake.ts';
import {
  type EvaluationCase,
  readEvaluationCases,
} from '../queries/contact-evaluations/evaluation-cases.ts';
import { openSmallLake, QUERIES } from '../queries/small-lake.ts';
import { takeIn } from '../queries/taken-in.ts';
import { goTo, tableOf } from './any-selection/shown.ts';
import { violations } from './axe.ts';
import { brokenWords } from './broken-words.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { byAgent, LONDON, lakeOfAllKinds, type Row, sum } from './lake-of-all-kinds.ts';
import { pageFile, visit } from './page-file.ts';

let folder: string;
let lake: LakeFolder;
let page: OpenPage;

beforeAll(async () => {
  ({ folder, lake, page } = await lakeOfAllKinds());
});
afterAll(() => removeFolder(folder));

const missing = missingBrowser();
if (missing) console.warn(`Other datasets on the page: ${missing}`);

describe.skipIf(missing)('in the browser', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    browser = await startBrowser();
    const file = join(folder, 'page.html');
    await writeDashboard(lake, dataset, file, { timeZone: LONDON.timeZone });
    url = pathToFileURL(file).href;
  });
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
      },
      { viewport: { width, height: 900 } },
    );
  });

  /** Upright and lying, less their margins. */
  const PAPER_WIDTHS = [720, 1030];

  test.each(
    ['today', 'trends', 'people'].flatMap((view) =>
      PAPER_WIDTHS.map((width) => [view, width] as const),
    ),
  )(
    'each table of %s fits paper of %i pixels, and no heading is broken within a word',
    async (view, width) => {
      await visit(
        browser,
        `${url}#view=${view}&${DAYS}`,
        async (tab) => {
          await tab.locator('table tbody tr').first().waitFor();
          await tab.emulateMedia({ media: 'print' });
          const tables = tab.locator('table');
          await expect
            .poll(() =>
              tables.evaluateAll((all) =>
                Math.max(...all.map((one) => one.getBoundingClientRect().right)),
              ),
            )
            .toBeLessThanOrEqual(width);
          const headings = tab.locator('table:not(.heat) thead th');
          expect(await headings.evaluateAll(brokenWords)).toEqual([]);
        },
        { viewport: { width, height: 900 } },
      );
    },
  );

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

/** `+0.31`, `−0.31`, `0.00` */
function signed(value: number): string {
  const size = Math.abs(value).toFixed(2);
  return size === '0.00' ? size : `${value < 0 ? '−' : '+'}${size}`;
}

const WHOLE_PAGE = { instances: null, queues: null, channels: null };

const everyQueue = ({ selection }: { selection: Selection }) => ({
  selection: { ...selection, queues: null, channels: null },
});
