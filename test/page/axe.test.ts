/** Every view against the rules of WCAG that a machine can check, in light, in dark and on a phone. */
import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { violations } from './axe.ts';
import { missingBrowser } from './browser.ts';
import { visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';
import { withPage } from './with-page.ts';

const DESKTOP = { viewport: { width: 1366, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const SCREENS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['light', DESKTOP],
  ['a small window', { viewport: { width: 1100, height: 900 } }],
  ['dark', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone', PHONE],
];
const VIEWS = ['today', 'trends', 'people', 'staffing'];

const missing = missingBrowser();

describe.skipIf(missing)('the page breaks no rule of WCAG 2.2 AA', () => {
  const opened = withPage(() => sampleOfContacts(200, 5), { timeZone: 'Europe/London' });

  test.each(
    SCREENS.flatMap(([screen, options]) => VIEWS.map((view) => [view, screen, options] as const)),
  )('%s, %s', async (view, _screen, options) => {
    await visit(
      opened.browser,
      `${opened.url}#view=${view}&from=2026-01-01&to=2026-12-31&day=2026-10-28`,
      async (page) => {
        const filters = page.getByText('Filters', { exact: true });
        if (await filters.isVisible()) await filters.click();
        for (const summary of await page.getByText('Show as a table').all()) await summary.click();
        // A row that is half behind the bar of filters would count as half as high.
        await page.evaluate(() => scrollTo(0, 0));
        expect(await violations(page)).toEqual([]);
      },
      options,
    );
  });
});
