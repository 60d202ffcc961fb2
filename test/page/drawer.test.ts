import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSmallLake, type SmallLake } from '../queries/small-lake.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { type PageFile, pageFile, visit } from './page-file.ts';
import { contactRows } from './random-contacts.ts';

const missing = missingBrowser();
if (missing) console.warn(`The contacts behind a figure: ${missing}`);

/** A spreadsheet would run this name as a formula. */
const HOSTILE = '=HYPERLINK("x")</script><b>';

describe.skipIf(missing)('the contacts behind a figure', { timeout: 30_000 }, () => {
  let browser: Browser;
  let lake: SmallLake;
  let file: PageFile;

  beforeAll(async () => {
    browser = await startBrowser();
    const [sample] = fc.sample(contactRows({ minLength: 400, maxLength: 400 }), {
      seed: 7,
      numRuns: 1,
    });
    const named = sample!.map((row) => {
      const queue = row.queue as { name: string | null } | null;
      return queue?.name === 'Sales' ? { ...row, queue: { ...queue, name: HOSTILE } } : row;
    });
    lake = await openSmallLake(named);
    file = await pageFile(lake, { timeZone: 'Europe/London' }, null);
  }, 30_000);
  afterAll(async () => {
    await browser?.close();
    await file?.remove();
    lake?.close();
  });

  const trends = () => `${file.url}#view=trends&from=2026-01-01&to=2026-12-31`;
  const dialog = (page: Page) => page.locator('dialog[open]');
  const cell = (page: Page, queue: string, column: number) =>
    page.getByRole('row', { name: queue }).locator('td').nth(column).getByRole('button');

  test('are as many as the figure says', async () => {
    await visit(browser, trends(), async (page) => {
      for (const column of [1, 2, 3, 4, 10]) {
        const figure = cell(page, 'Billing', column);
        const contacts = Number((await figure.textContent())!.replace(',', ''));
        await figure.click();
        const note = await dialog(page).getByRole('status').filter({ hasText: /\d/ }).textContent();
        expect(note).toMatch(new RegExp(`^${contacts} contacts?\\.$`));
        await page.keyboard.press('Escape');
        await dialog(page).waitFor({ state: 'detached' });
      }
    });
  });

  const DAY = 'view=trends&from=2026-10-24&to=2026-10-24';
  const TODAY = 'view=today&day=2026-10-24';
  const KINDS = [
    ['the number of contacts', DAY, '.tile:first-child .value'],
    ['what a tile is made of', DAY, '.tile .made-of'],
    ['a channel', DAY, '.channels td:nth-child(3)'],
    ['a half-hour of the week', DAY, '.heat td'],
    [
      'a half-hour of the week, in the table',
      DAY,
      '[data-section=the-week-by-half-hour] details td',
    ],
    ['a bar of the chart of volumes', DAY, '[data-section=volume] details td'],
    ['a bar of a longer span', 'view=trends', '[data-section=volume] details td'],
    ['a row of percentiles', DAY, '.percentiles td:nth-child(2)'],
    ['callbacks', 'view=trends&from=2026-01-01', '[data-section=callbacks] dd'],
    ['transfers and holds', DAY, '.facts tr:not(:nth-child(5)) td'],
    ['what a tile of today is made of', TODAY, '.tile .made-of'],
    ['a half-hour of today', TODAY, '[data-section=half-hours] details td'],
    ['a queue of today', TODAY, '.hurting td:nth-child(6)'],
    ['an agent in a queue', 'view=people', '.matrix td'],
  ] as const;

  test.each(KINDS)('are as many as a figure of %s says', async (_, address, cells) => {
    await visit(browser, `${file.url}#${address}`, async (page) => {
      for (const details of await page.locator('details.values summary').all()) {
        await details.click();
      }
      const figures = page.locator(cells).locator('.figure-link');
      const places = fc.sample(fc.nat((await figures.count()) - 1), { seed: 3, numRuns: 3 });
      for (const at of places) {
        const figure = figures.nth(at);
        const contacts = Number((await figure.innerText()).replace(',', ''));
        await figure.click();
        const note = dialog(page).getByRole('status').filter({ hasText: /\d/ });
        expect(await note.textContent()).toMatch(new RegExp(`^${contacts} contacts?\\.$`));
        await page.keyboard.press('Escape');
        await dialog(page).waitFor({ state: 'detached' });
      }
    });
  });

  test('of a percentile waited at least so long, which the heading says', async () => {
    await visit(browser, trends(), async (page) => {
      const row = page.locator('.percentiles tbody tr').first();
      const all = Number(await row.locator('td').first().innerText());
      const wait = await row.locator('td').nth(1).innerText();
      await row.locator('td').nth(1).getByRole('button').click();
      await dialog(page)
        .getByRole('heading', { name: `Answered, waited ${wait} or longer` })
        .waitFor();
      const note = dialog(page).getByRole('status').filter({ hasText: /\d/ });
      const longer = Number.parseInt((await note.textContent())!, 10);
      expect(longer).toBeGreaterThanOrEqual(all / 2);
      const link = page.url();
      await page.reload();
      await note.waitFor();
      expect(page.url()).toBe(link);
      expect(Number.parseInt((await note.textContent())!, 10)).toBe(longer);
    });
  });

  test('of the wait curve waited at most so long: in its table, and with a click on it', async () => {
    await visit(browser, trends(), async (page) => {
      const section = page.locator('[data-section=wait-in-queue]');
      const all = Number(await section.locator('.percentiles td').nth(1).innerText());
      await section.locator('details.values summary').click();
      const row = section.locator('details.values tbody tr').first();
      const share = Number.parseFloat(await row.locator('td').last().innerText());
      const wait = await row.locator('th').innerText();
      await row.getByRole('button').click();
      await dialog(page)
        .getByRole('heading', { name: `waited ${wait} at most` })
        .waitFor();
      const note = dialog(page).getByRole('status').filter({ hasText: /\d/ });
      const within = Number.parseInt((await note.textContent())!, 10);
      expect((100 * within) / all).toBeCloseTo(share, 0);
      await page.keyboard.press('Escape');
      const line = section.locator('.plot [aria-label=line] path').first();
      await line.scrollIntoViewIfNeeded();
      const end = await line.evaluate((path: SVGPathElement) => {
        const { x, y } = path
          .getPointAtLength(path.getTotalLength())
          .matrixTransform(path.getScreenCTM()!);
        return { x, y };
      });
      await page.mouse.move(end.x - 3, end.y + 3);
      await page.mouse.move(end.x - 1, end.y + 1);
      await page.mouse.down();
      await page.mouse.up();
      await dialog(page).getByRole('heading', { name: 'at most' }).waitFor();
    });
  });

  test('open with a click on a bar', async () => {
    await visit(browser, `${file.url}#${DAY}`, async (page) => {
      const bar = page.locator('[data-section=volume] .plot [aria-label=rect] rect').first();
      await bar.scrollIntoViewIfNeeded();
      await bar.hover();
      await bar.click({ force: true });
      await dialog(page).getByRole('heading', { name: 'Queued' }).waitFor();
    });
  });

  test('close with Escape and with Back, and the focus is where it was', async () => {
    await visit(browser, trends(), async (page) => {
      const figure = cell(page, 'Billing', 2);
      for (const close of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
        await figure.focus();
        await page.keyboard.press('Enter');
        await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
        expect(page.url()).toContain('&contacts=');
        expect(await dialog(page).getAttribute('aria-labelledby')).toBe('drawer-title');
        await close();
        await dialog(page).waitFor({ state: 'detached' });
        expect(page.url()).not.toContain('&contacts=');
        expect(await figure.evaluate((element) => element === document.activeElement)).toBe(true);
      }
    });
  });

  test('a link opens the same list again', async () => {
    let link = '';
    let title = '';
    await visit(browser, trends(), async (page) => {
      await cell(page, 'Billing', 4).click();
      await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
      link = page.url();
      title = (await dialog(page).getByRole('heading').textContent())!;
    });
    await visit(browser, link, async (page) => {
      await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
      expect(await dialog(page).getByRole('heading').textContent()).toBe(title);
    });
  });

  test('a row opens the journey, and Back leads to the list', async () => {
    await visit(browser, trends(), async (page) => {
      await cell(page, 'Billing', 2).click();
      await dialog(page).locator('tbody .link').first().click();
      await dialog(page).getByRole('heading', { name: 'Journey of a contact' }).waitFor();
      const segments = dialog(page).getByRole('region', { name: 'Segments' }).locator('tbody tr');
      expect(await segments.count()).toBeGreaterThan(0);
      expect(await dialog(page).locator('svg rect').count()).toBeGreaterThan(0);
      await page.goBack();
      await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
    });
  });

  test('are sorted by a click, and few of many are drawn', async () => {
    await visit(browser, trends(), async (page) => {
      await page
        .getByRole('row', { name: 'Total' })
        .locator('td')
        .nth(2)
        .getByRole('button')
        .click();
      const table = dialog(page).locator('table');
      await table.waitFor();
      const rows = Number(await table.getAttribute('aria-rowcount')) - 1;
      expect(rows).toBeGreaterThan(300);
      expect(await table.locator('tbody tr').count()).toBeLessThan(100);
      await table.getByRole('button', { name: 'Wait' }).click();
      const first = await table.locator('tbody tr').first().locator('td').nth(3).textContent();
      expect(first).toBe('1:01:40');
    });
  });

  test('can be saved as CSV that no spreadsheet runs', async () => {
    await visit(browser, trends(), async (page) => {
      await cell(page, 'HYPERLINK', 2).click();
      const saving = page.waitForEvent('download');
      await dialog(page).getByRole('button', { name: 'CSV' }).click();
      const text = await readFile((await (await saving).path())!, 'utf8');
      const [head, first] = text.split('\r\n');
      expect(head).toMatch(/^\ufeff"contact_id","time_local","queue",/);
      expect(first).toContain(`"'=HYPERLINK(""x"")</script><b>"`);
    });
  });

  test('on a page without contacts, figures are no buttons', async () => {
    const none = await pageFile(lake, { timeZone: 'Europe/London' }, 0);
    await visit(browser, `${none.url}#view=trends`, async (page) => {
      expect(await page.locator('.figure-link').count()).toBe(0);
    });
    await none.remove();
  });
});
