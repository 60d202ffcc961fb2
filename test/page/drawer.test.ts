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
