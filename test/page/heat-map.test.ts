import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ContactRow, openSmallLake } from '../queries/small-lake.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { pageFile, visit } from './page-file.ts';

const missing = missingBrowser();
if (missing) console.warn(`The heat map: ${missing}`);

/** What `page.css` gives a half-hour at most, and the column of weekdays, in rem of 16 pixels. */
const MOST_COLUMN = 3.5 * 16;
const WEEKDAY_COLUMN = 2.125 * 16;

/** Queued contacts of one day that enter their queue in these hours. */
function contactsAt(hours: readonly number[]): ContactRow[] {
  return hours.map((hour) => {
    const begun = `2026-10-20 ${String(hour).padStart(2, '0')}:00:00`;
    return {
      contactid: `contact-${hour}`,
      initiationmethod: 'INBOUND',
      channel: 'VOICE',
      initiationtimestamp: begun,
      disconnecttimestamp: `2026-10-20 ${String(hour).padStart(2, '0')}:05:00`,
      queue: { name: 'Claims', enqueuetimestamp: begun, duration: 10 },
    };
  });
}

describe.skipIf(missing)('the week by half-hour', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  /** Pixels of the table and of the box that it stands in. */
  async function widthsOf(hours: readonly number[]): Promise<{ table: number; box: number }> {
    const lake = await openSmallLake(contactsAt(hours));
    const file = await pageFile(lake, {}, null);
    let widths = { table: 0, box: 0 };
    await visit(browser, `${file.url}#view=trends`, async (page) => {
      widths = await page.locator('.heat.wide').evaluate((table) => ({
        table: table.getBoundingClientRect().width,
        box: table.parentElement!.getBoundingClientRect().width,
      }));
    });
    await file.remove();
    lake.close();
    return widths;
  }

  test('of few half-hours is narrow, and not stretched over the page', async () => {
    const { table, box } = await widthsOf([9]);
    expect(table).toBeLessThanOrEqual(WEEKDAY_COLUMN + 2 * MOST_COLUMN + 1);
    expect(table).toBeLessThan(box / 4);
  });

  test.each([
    ['with the contacts', null],
    ['without them', 0],
  ])('says the counts of a half-hour to a keyboard and to a finger: %s', async (_, days) => {
    const lake = await openSmallLake(contactsAt([9, 10]));
    const file = await pageFile(lake, {}, days);
    const told = '1 queued in 1 day, 0 answered, 1 abandoned';
    await visit(
      browser,
      `${file.url}#view=trends`,
      async (page) => {
        const line = page.locator('.cell-text');
        await expect.poll(() => line.textContent()).toContain('Tab and the arrow keys');
        const stops = page.locator('.heat').locator('[tabindex="0"]');
        await expect.poll(() => stops.count()).toBe(1);
        await stops.focus();
        await expect
          .poll(() => line.textContent())
          .toBe('Monday 09:00: No such weekday is among the selected days');
        await page.keyboard.press('ArrowDown');
        await expect.poll(() => line.textContent()).toBe(`Tuesday 09:00: ${told}`);
        const name = await page.evaluate(() => document.activeElement!.getAttribute('aria-label'));
        expect(name).toBe(`1; Tuesday 09:00: ${told}`);
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => line.textContent()).toContain('Tuesday 09:30');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => line.textContent()).toContain('Tuesday 10:30');
        await expect.poll(() => stops.count()).toBe(1);
        await page.locator('.heat td.cool-6').first().tap();
        await page.keyboard.press('Escape');
        await expect.poll(() => line.textContent()).toBe(`Tuesday 09:00: ${told}`);
      },
      { viewport: { width: 1366, height: 900 }, hasTouch: true },
    );
    await file.remove();
    lake.close();
  });

  test.each([
    ['contacts', 'Queued contacts a day:', '1', '1'],
    ['wait', 'Mean wait, min:s:', '0:10', '0:10'],
    ['service_level', 'Service level, %:', '0–55', '92–100'],
    ['abandonment', 'Abandonment rate, %:', '100', '100'],
  ])(
    'has a key with a unit, and the ends of each shade or its only value: %s',
    async (measure, unit, first, last) => {
      const lake = await openSmallLake(contactsAt([9, 10]));
      const file = await pageFile(lake, {}, null);
      await visit(browser, `${file.url}#view=trends&heat=${measure}`, async (page) => {
        const [of, ...shades] = await page.locator('.shades li').allTextContents();
        expect([of, shades[0], shades.at(-1)]).toEqual([unit, first, last]);
        const ends = shades.map((shade) => shade.split('–'));
        expect(ends.slice(1).map(([from]) => from)).toEqual(ends.slice(0, -1).map(([, to]) => to));
      });
      await file.remove();
      lake.close();
    },
  );

  test('of a whole day fills the page', async () => {
    const { table, box } = await widthsOf([0, 23]);
    expect(table).toBeCloseTo(box, 0);
  });
});
