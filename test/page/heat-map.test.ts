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

describe.skipIf(missing)('the week by half-hour', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, 60_000);
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

  test('of a whole day fills the page', async () => {
    const { table, box } = await widthsOf([0, 23]);
    expect(table).toBeCloseTo(box, 0);
  });
});
