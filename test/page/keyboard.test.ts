/** Who uses a keyboard stays where they are: no choice takes the focus away. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { missingBrowser } from './browser.ts';
import { visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();

describe.skipIf(missing)('by keyboard', () => {
  const opened = withPage(
    () => sampleOfContacts(150, 9),
    { timeZone: 'Europe/London' },
    { days: 0 },
  );

  test.each(['today', 'trends', 'people', 'staffing'])(
    'each control of %s keeps the focus when it is used, twice',
    async (view) => {
      const url = `${opened.url}#view=${view}&from=2026-10-22&to=2026-10-28&day=2026-10-28`;
      await visit(opened.browser, url, async (page) => {
        const controls = page.locator('main, search').locator(USED);
        for (let at = 0; at < (await controls.count()); at++) {
          const control = controls.nth(at);
          if (!(await control.isVisible())) continue;
          for (const time of ['once', 'twice']) {
            const focused = await page.evaluate(useOne, { at, selector: USED });
            expect(focused, `${view}: ${focused} after control ${at}, ${time}`).not.toBe('BODY');
          }
          await page.evaluate((hash) => {
            location.hash = hash;
          }, new URL(url).hash);
        }
      });
    },
  );

  test('arrows go on through the meanings of the service level', async () => {
    await visit(opened.browser, `${opened.url}#view=trends`, async (page) => {
      await page.getByRole('radio').first().focus();
      for (const at of [1, 2, 3]) {
        await page.keyboard.press('ArrowDown');
        await expect.poll(() => page.getByRole('radio').nth(at).isChecked()).toBe(true);
        expect(await focusedValue(page)).toBe(
          await page.getByRole('radio').nth(at).getAttribute('value'),
        );
      }
    });
  });

  test('a day is typed freely: nothing is written into the field before Enter', async () => {
    await visit(
      opened.browser,
      `${opened.url}#view=trends&from=2026-10-22&to=2026-10-28`,
      async (page) => {
        const from = page.getByLabel('From', { exact: true });
        await from.fill('');
        await from.pressSequentially('26/10/2026');
        await expect.poll(() => from.inputValue()).toBe('26/10/2026');
        await page.keyboard.press('Enter');
        expect(new URL(page.url()).hash).toContain('from=2026-10-26');
        await from.fill('1 January 2020');
        await page.keyboard.press('Enter');
        await expect
          .poll(() => page.getByRole('alert').first().textContent())
          .toMatch(/^Found .*, expected a day of 2\d/);
        await expect.poll(() => from.inputValue()).toBe('1 January 2020');
        expect(new URL(page.url()).hash).toContain('from=2026-10-26');
        await page.keyboard.press('Escape');
        await expect.poll(() => from.inputValue()).toBe('26 Oct 2026');
      },
      { viewport: { width: 1366, height: 900 }, locale: 'en-GB' },
    );
  });

  test('keys: 1 to 4 for the views, / for the queues, [ and ] for the day; Back returns', async () => {
    await visit(opened.browser, `${opened.url}#view=trends`, async (page) => {
      const current = () => page.locator('.tabs [aria-current]').textContent();
      await page.keyboard.press('1');
      expect(await current()).toBe('Today');
      await page.keyboard.press('[');
      expect(new URL(page.url()).hash).toContain('day=');
      await page.keyboard.press('?');
      const keys = page.getByRole('dialog', { name: 'Keys' });
      await expect.poll(() => keys.locator('dt').allTextContents()).toEqual([...'1234[]/?']);
      await page.keyboard.press('Escape');
      await expect.poll(() => keys.isVisible()).toBe(false);
      await page.keyboard.press('/');
      await page.keyboard.press('Escape');
      await page.keyboard.press('2');
      expect(await current()).toBe('Trends');
      await page.goBack();
      expect(await current()).toBe('Today');
    });
  });
});

/** Controls that a choice may draw anew. */
const USED = 'button, select, input[type="checkbox"], input[type="radio"], summary';

/** Runs in the page: uses one control as the keyboard does, and tells where the focus is then. */
function useOne({ at, selector }: { at: number; selector: string }): string {
  const controls = [...document.querySelectorAll<HTMLElement>('main, search')].flatMap((part) => [
    ...part.querySelectorAll<HTMLElement>(selector),
  ]);
  const control = controls[at];
  if (!control) return 'gone';
  control.focus();
  // One in a part that is folded cannot be reached.
  if (document.activeElement !== control) return 'out of reach';
  if (control instanceof HTMLSelectElement) {
    control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
    control.dispatchEvent(new Event('change', { bubbles: true }));
  } else control.click();
  return document.activeElement?.tagName ?? 'BODY';
}

function focusedValue(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute('value') ?? null);
}
