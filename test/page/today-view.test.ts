/** What the view Today says of a day that is worked out by hand. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContactRow, openSmallLake, type SmallLake } from '../queries/small-lake.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { pageFile, visit } from './page-file.ts';

const missing = missingBrowser();
if (missing) console.warn(`Today: ${missing}`);

/** A contact of a Thursday that waited so many seconds and was then answered. */
function contact(queue: string, channel: string, time: string, wait: number): ContactRow {
  const at = `2026-10-29 ${time}:00`;
  return {
    channel,
    initiationmethod: 'INBOUND',
    initiationtimestamp: at,
    disconnecttimestamp: at,
    queue: { name: queue, enqueuetimestamp: at, duration: wait },
    agent: { username: 'ann', connectedtoagenttimestamp: at },
  };
}
const calls = (queue: string, time: string, waits: readonly number[]) =>
  waits.map((wait) => contact(queue, 'VOICE', time, wait));

const CONTACTS = [
  // 3 of 4 within 20 seconds: 0.2 short of 80 %.
  ...calls('Claims', '09:00', [5, 5, 5, 60]),
  // None of 5: 4 short.
  ...calls('Sales', '09:30', [60, 60, 60, 60, 60]),
  ...calls('Support', '10:00', [1, 1, 1, 1, 1, 1]),
  // Nothing is promised to e-mails.
  ...[1800, 5400].map((wait) => contact('Letters', 'EMAIL', '10:00', wait)),
  // The data ends in the half-hour from 11:00, which is in no figure.
  ...calls('Claims', '11:10', [500]),
].map((row, at) => ({ contactid: `contact-${at}`, ...row }));

describe.skipIf(missing)('the view Today', () => {
  let browser: Browser;
  let lake: SmallLake;
  beforeAll(async () => {
    browser = await startBrowser();
    lake = await openSmallLake(CONTACTS);
  });
  afterAll(async () => {
    await browser?.close();
    lake?.close();
  });

  async function open(
    writtenAt: string,
    act: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
    of: SmallLake = lake,
  ) {
    const file = await pageFile(of, { timeZone: 'UTC' }, null, writtenAt);
    await visit(browser, file.url, act, { locale: 'en-GB', ...options });
    await file.remove();
  }
  const plain = (text: string | null) => text?.replaceAll(/\s+/g, ' ').trim();

  test.each([
    ['on a desk', {}],
    ['on a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ])('a figure that opens contacts has no gap around it %s', async (_, options) => {
    const act = async (page: Page) => {
      const delta = page.locator('.tiles.today .delta', { hasText: 'short by' }).first();
      expect(plain(await delta.textContent())).toMatch(/^▼ short by 5, target 80/);
      const gaps = await delta.evaluate((element) => {
        const edges = (node: Node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return range.getBoundingClientRect();
        };
        const link = element.querySelector('.figure-link')!;
        const [before, figure, after] = [
          link.previousSibling!,
          link.firstChild!,
          element.querySelector('.than')!,
        ].map(edges);
        return [figure!.left - before!.right, after!.left - figure!.right];
      });
      // A digit is narrower than a finger, by less than this on each side.
      expect(Math.max(...gaps)).toBeLessThan(1.5);
    };
    await open('2026-10-29T11:15:00Z', act, options);
  });

  test('says in a sentence how the day goes, and where it hurts', async () => {
    await open('2026-10-29T11:15:00Z', async (page) => {
      expect(plain(await page.locator('.in-words').textContent())).toBe(
        'Voice: 60 % within 20 s up to 11:00 on Thu 29 Oct, 80 % promised, was below target from 09:00 to 10:00. ' +
          'Queues short of target: Sales by 4 contacts, Claims by 1.',
      );
      const rows = page.locator('.hurting tbody tr');
      const first = await rows.first().locator('th, td').allTextContents();
      expect(first.slice(0, 2)).toEqual(['Sales', '4']);
      await expect.poll(() => rows.count()).toBe(4);
    });
  });

  test('has queues that are equally short in the order of service level, contacts and name', async () => {
    const ties = await openSmallLake(
      [
        ...calls('Early', '09:00', [1, 1, 1, 1, 1, 1]),
        ...calls('Delta', '09:00', [1, 1, 1, 1, 60]),
        ...calls('Bravo', '09:00', [60]),
        ...calls('Alpha', '09:00', [60]),
        ...calls('Charlie', '09:00', [1, 60]),
        ...calls('Many', '09:00', [1, 1, 1, 1, 1, 1, 1, 1, 60, 60]),
        // The data ends in a half-hour that is in no figure.
        ...calls('Alpha', '11:10', [1]),
      ].map((row, at) => ({ contactid: `contact-${at}`, ...row })),
    );
    await open(
      '2026-10-29T11:15:00Z',
      async (page) => {
        const rows = page.locator('.hurting tbody tr');
        const shown = await rows.evaluateAll((all) =>
          all.map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent)),
        );
        expect(shown).toEqual([
          ['Alpha', '1'],
          ['Bravo', '1'],
          ['Charlie', '1'],
          ['Many', '0'],
          ['Delta', '0'],
          ['Early', '0'],
        ]);
        const bars = await page
          .locator('.hurting .with-bar')
          .evaluateAll((all) => all.map((bar) => Math.round(bar.getBoundingClientRect().left)));
        expect(new Set(bars).size).toBe(1);
      },
      {},
      ties,
    );
    ties.close();
  });

  test('says of a queue without a target that none is set, not that it was never below it', async () => {
    await open('2026-10-29T11:15:00Z', async (page) => {
      const dashes = page.locator('.hurting tr', { hasText: 'Letters' }).locator('.missing');
      const said = await dashes.evaluateAll((all) => all.map((dash) => dash.getAttribute('title')));
      expect(said).toEqual([
        'No target is set for this queue',
        'No target is set for these contacts',
        'No target is set for this queue',
        'No target is set for this queue',
      ]);
      await page.locator('[data-section=half-hours] select').selectOption('Email');
      const chart = page.locator('[data-section=half-hours] .plot');
      await expect.poll(() => chart.getAttribute('aria-label')).toMatch(/No target is set\.$/);
    });
  });

  test.each([
    [390, 844],
    [320, 640],
  ])('fits a phone of %i pixels, where all columns stay a tap away', async (width, height) => {
    await open(
      '2026-10-29T11:15:00Z',
      async (page) => {
        // What takes most room in a row that anyone has.
        await page
          .locator('.hurting tbody tr')
          .first()
          .evaluate((row) => {
            row.querySelector('bdi')!.textContent = 'Agents’ own queues of the whole of Europe';
            row.children[1]!.querySelector('button')!.textContent = '1,234';
            row.children[3]!.firstElementChild!.textContent = 'from 11:30, over';
          });
        const box = page.locator('.scroll:has(> .hurting)');
        const overflow = () => box.evaluate((of) => of.scrollWidth - of.clientWidth);
        const seen = page.locator('.hurting thead th:visible');
        expect(await overflow()).toBeLessThanOrEqual(0);
        await expect
          .poll(() => seen.allInnerTexts())
          .toEqual(['Queue', 'Short of target', 'Service level', 'Since when']);
        const heads = page.locator('.hurting thead button:visible');
        for (const head of await heads.all()) {
          expect((await head.boundingBox())!.height).toBeLessThan(2.5 * 18);
        }
        await page.getByRole('button', { name: 'All columns' }).tap();
        await expect.poll(() => seen.count()).toBe(8);
        await page.getByRole('button', { name: 'All columns' }).tap();
        expect(await overflow()).toBeLessThanOrEqual(0);
      },
      { viewport: { width, height }, isMobile: true, hasTouch: true },
    );
  });

  test('has a tile for each channel, against its own target', async () => {
    await open('2026-10-29T11:15:00Z', async (page) => {
      const tiles = page.locator('.tile');
      const parts = (at: number) =>
        Promise.all(
          ['h3', '.value', '.delta >> nth=0', '.made-of'].map(async (part) =>
            plain(await tiles.nth(at).locator(part).textContent()),
          ),
        );
      await expect.poll(() => tiles.count()).toBe(2);
      expect(await parts(0)).toEqual([
        'Voice',
        '60.0 %',
        '▼ short by 5, target 80 % in 20 swas below target from 09:00 to 10:00',
        '15 queued, 0 abandoned (0.0 %)',
      ]);
      expect(await parts(1)).toEqual([
        'Email',
        '1:00:00 h:min:s',
        'Mean wait; no target is set',
        '2 queued, 0 abandoned (0.0 %)',
      ]);
    });
  });

  test.each([
    ['on the day', '2026-10-29T11:15:00Z', 'Today'],
    ['two days later', '2026-10-31T11:15:00Z', 'Today'],
    ['three days later', '2026-11-01T11:15:00Z', 'Trends'],
  ])('opens first while the data is fresh: %s', async (_, writtenAt, view) => {
    await open(writtenAt, async (page) => {
      await expect.poll(() => page.locator('.tabs [aria-current]').textContent()).toBe(view);
    });
  });
});
