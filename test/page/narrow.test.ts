/** The page at the widths of phones, tablets and large screens. */
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSmallLake, type SmallLake } from '../queries/small-lake.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { type PageFile, pageFile, visit } from './page-file.ts';
import { contactRows } from './random-contacts.ts';

const missing = missingBrowser();
if (missing) console.warn(`Narrow windows: ${missing}`);

const YEAR = 'from=2026-01-01&to=2026-12-31';
const HANDLED = `contacts=${encodeURIComponent(`of=handled&${YEAR}`)}`;
const ADDRESSES = [
  ['today', 'view=today&day=2026-10-27'],
  ['trends', `view=trends&${YEAR}`],
  ['people', `view=people&${YEAR}`],
  ['an agent’s page', `view=people&${YEAR}&agent=ben`],
  ['staffing', 'view=staffing'],
  ['the drawer', `view=trends&${YEAR}&${HANDLED}`],
  ['a journey', `view=trends&${YEAR}&${HANDLED}&contact=contact-1`],
] as const;
const WIDTHS = [320, 360, 390, 844];

describe.skipIf(missing)('a narrow window', { timeout: 60_000 }, () => {
  let browser: Browser;
  let lake: SmallLake;
  let file: PageFile;

  beforeAll(async () => {
    browser = await startBrowser();
    const [rows] = fc.sample(contactRows({ minLength: 200, maxLength: 200 }), {
      seed: 5,
      numRuns: 1,
    });
    lake = await openSmallLake(rows!);
    file = await pageFile(lake, { timeZone: 'Europe/London' }, null);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await file?.remove();
    lake?.close();
  });

  const at = (address: string, width: number, act: (page: Page) => Promise<void>) =>
    visit(browser, `${file.url}#${address}`, act, { viewport: { width, height: 800 } });

  test.each(ADDRESSES)('%s does not scroll sideways', async (_, address) => {
    await at(address, WIDTHS[0]!, async (page) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await drawn(page);
        const { shown, drawer } = await page.evaluate(() => ({
          shown: document.documentElement.scrollWidth,
          drawer: document.querySelector('dialog[open]')?.scrollWidth ?? 0,
        }));
        expect([width, shown, Math.max(drawer, width)]).toEqual([width, width, width]);
      }
    });
  });

  test.each([
    ['today', 'view=today&day=2026-10-27'],
    ['today, three channels', 'view=today&day=2026-10-27&channel=VOICE&channel=CHAT&channel=TASK'],
    ['today, two channels', 'view=today&day=2026-10-27&channel=VOICE&channel=CHAT'],
    ['today, one channel', 'view=today&day=2026-10-27&channel=VOICE'],
    ['trends', `view=trends&${YEAR}`],
  ])('%s: the tiles of a row are equally wide', async (_, address) => {
    await at(address, 320, async (page) => {
      for (const width of [320, 390, 640, 700, 844, 900, 912, 1024, 1280, 1600, 2560]) {
        await page.setViewportSize({ width, height: 800 });
        await drawn(page);
        const rows = await tileRows(page);
        for (const row of rows) {
          const widths = row.map((tile) => tile.right - tile.left);
          expect(Math.max(...widths) - Math.min(...widths), `at ${width} px`).toBeLessThanOrEqual(
            1,
          );
        }
        expect(rows.flatMap(overlaps), `at ${width} px`).toEqual([]);
        expect(rows.length, `at ${width} px`).toBeLessThanOrEqual(3);
      }
    });
  });
});

async function drawn(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const note = document.querySelector('dialog[open] .note')?.textContent ?? '';
    return !document.querySelector('[aria-busy]') && !note.startsWith('Opening');
  });
}

interface Sides {
  readonly left: number;
  readonly right: number;
}

/** The tiles, by the line on which they begin. */
async function tileRows(page: Page): Promise<readonly (readonly Sides[])[]> {
  const tiles = await page.locator('.tile').evaluateAll((found) =>
    found.map((tile) => {
      const { top, left, right } = tile.getBoundingClientRect();
      return { top: Math.round(top), left, right };
    }),
  );
  const tops = [...new Set(tiles.map(({ top }) => top))];
  return tops.map((top) => tiles.filter((tile) => tile.top === top));
}

function overlaps(row: readonly Sides[]): string[] {
  return row.slice(1).flatMap((tile, at) => {
    const before = row[at]!;
    return tile.left < before.right - 1 ? [`${tile.left} is before ${before.right}`] : [];
  });
}
