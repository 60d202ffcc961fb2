/** The page at the widths of phones, tablets and large screens. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { brokenWords } from './broken-words.ts';
import { missingBrowser } from './browser.ts';
import { visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';
import { withPage } from './with-page.ts';

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

describe.skipIf(missing)('a narrow window', () => {
  const opened = withPage(() => sampleOfContacts(200, 5), { timeZone: 'Europe/London' });

  const at = (address: string, width: number, act: (page: Page) => Promise<void>) =>
    visit(opened.browser, `${opened.url}#${address}`, act, { viewport: { width, height: 800 } });

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

  test.each([
    [1, 320],
    [7, 320],
    [7, 390],
    [7, 844],
    [7, 1280],
  ])('the bars of the volume of %i days can be seen at %i pixels', async (days, width) => {
    const address = `view=trends&from=2026-10-23&to=2026-10-${22 + days}`;
    await at(address, width, async (page) => {
      const volume = page.locator('[data-section=volume]');
      const bars = volume.locator('.plot svg [aria-label=rect] rect');
      await bars.first().waitFor();
      await drawn(page);
      const widths = await bars.evaluateAll((all) =>
        all.map((bar) => bar.getBoundingClientRect().width),
      );
      expect(Math.min(...widths)).toBeGreaterThanOrEqual(1.4);
      const title = await volume.locator('.lead').innerText();
      const figures = volume.getByText('Show as a table');
      await figures.click();
      const caption = await volume.locator('caption').textContent();
      // The half-hours of a week take 504 pixels, the hours 252.
      const grain = days === 1 || width > 600 ? 'half-hour' : width === 390 ? 'hour' : 'day';
      expect(title).toContain(`by what became of them, by ${grain}.`);
      expect(title.includes('too thin')).toBe(grain !== 'half-hour');
      expect(caption).toBe(`Contacts by ${grain}`);
    });
  });

  const onPhone = (address: string, width: number, act: (page: Page) => Promise<void>) =>
    visit(opened.browser, `${opened.url}#${address}`, act, {
      viewport: { width, height: 800 },
      isMobile: true,
      hasTouch: true,
    });

  test.each([
    ['people', 320, `view=people&${YEAR}`, '.people', /^Agent,Handled,[^,]+,[^,]+$/],
    ['a list', 320, `view=trends&${HANDLED}`, 'dialog .long-box', /^Time,Queue,Wait,Outcome$/],
    ['channels', 320, `view=trends&${YEAR}`, '.scroll:has(.channels)', /^Channel,([^,]+,?){3}$/],
    ['percentiles', 390, `view=trends&${YEAR}`, '.scroll:has(.percentiles)', /./],
  ])('%s fit into %i pixels, with what matters there', async (_, width, address, box, heads) => {
    await onPhone(address, width, async (page) => {
      const table = page.locator(box).first();
      await table.waitFor();
      await drawn(page);
      const headings = await table.locator('thead th:visible').allInnerTexts();
      expect(String(headings.map(plain))).toMatch(heads);
      expect(await table.evaluate((of) => of.scrollWidth - of.clientWidth)).toBeLessThanOrEqual(0);
      expect(await table.locator('thead th').evaluateAll(brokenWords)).toEqual([]);
    });
  });

  test('all columns are a press away, and a shadow says that they go on', async () => {
    await onPhone(`view=people&${YEAR}`, 320, async (page) => {
      const people = page.locator('[data-section=people]');
      await people.getByRole('button', { name: 'All columns' }).click();
      await expect.poll(() => people.locator('thead th:visible').count()).toBe(7);
      const shades = await people
        .locator('.long-box')
        .evaluate((of) => getComputedStyle(of).backgroundAttachment);
      expect(shades).toBe('local, local, scroll, scroll');
    });
  });

  test('the drawer on a desktop breaks no word and cuts no cell', async () => {
    await at(`view=trends&${YEAR}&${HANDLED}`, 1280, async (page) => {
      await page.locator('dialog tbody tr').first().waitFor();
      const list = page.locator('dialog .long');
      expect(await list.locator('thead th').evaluateAll(brokenWords)).toEqual([]);
      const cut = await list
        .locator('tbody :is(th, td)')
        .evaluateAll((cells) =>
          cells.flatMap((cell) => (cell.scrollWidth > cell.clientWidth ? [cell.textContent] : [])),
        );
      expect(cut).toEqual([]);
    });
  });

  test('the letters of a journey are as large on a phone', async () => {
    await at(ADDRESSES.at(-1)![1], 320, async (page) => {
      const text = page.locator('.journey svg text').first();
      await text.waitFor();
      await page.waitForFunction(
        () => document.querySelector<SVGSVGElement>('.journey svg')!.viewBox.baseVal.width < 320,
      );
      const pixels = await text.evaluate(
        (of) =>
          Number.parseFloat(getComputedStyle(of).fontSize) *
          (of as unknown as SVGGraphicsElement).getScreenCTM()!.a,
      );
      expect(pixels).toBeGreaterThanOrEqual(11);
    });
  });
});

/** A heading without the arrow of the order. */
function plain(heading: string): string {
  return heading.replace(/\s*[↑↓]/, '').trim();
}

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
