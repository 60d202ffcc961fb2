/** The labels of every chart, at the widths of phones, tablets, desktops and paper. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { missingBrowser } from './browser.ts';
import { visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`Axes of charts: ${missing}`);

/** Two whole weeks, a few days, and one day: the ticks of each fall on other places. */
const PERIODS = ['from=2026-10-19&to=2026-11-01', 'from=2026-10-26&to=2026-10-29'] as const;
const ADDRESSES = [
  'view=today&day=2026-10-27',
  ...PERIODS.flatMap((days) => [
    `view=trends&${days}`,
    `view=trends&${days}&by=day`,
    `view=people&${days}&agent=ben`,
  ]),
  'view=trends&from=2026-10-27&to=2026-10-27',
  'view=trends&from=2026-01-01&to=2026-12-31',
  'view=people&from=2026-01-01&to=2026-12-31&agent=ben',
  'view=staffing',
];
/** The labels of days are wider in the second. */
const LOCALES = ['en-GB', 'en-US'];
const WIDTHS = [320, 390, 844, 1100, 1366];

describe.skipIf(missing)('the labels of a chart', () => {
  const opened = withPage(() => sampleOfContacts(200, 5), { timeZone: 'Europe/London' });

  test.each(ADDRESSES.flatMap((address) => LOCALES.map((locale) => [address, locale] as const)))(
    'stand within the chart, and not on each other: %s, %s',
    async (address, locale) => {
      await visit(
        opened.browser,
        `${opened.url}#${address}`,
        async (page) => {
          await page.locator('.plot svg text').first().waitFor();
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            await drawnAnew(page);
            expect(await misplaced(page), `at ${width} px`).toEqual([]);
          }
          await page.emulateMedia({ media: 'print' });
          await drawnAnew(page);
          expect(await misplaced(page), 'on paper').toEqual([]);
        },
        { locale, viewport: { width: 1366, height: 900 } },
      );
    },
  );
});

/** Waits until each chart is as wide as its place. */
async function drawnAnew(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      !document.querySelector('[aria-busy]') &&
      [...document.querySelectorAll('.plot')].every((plot) => {
        const drawing = plot.querySelector('svg');
        return !drawing || Number(drawing.getAttribute('width')) === plot.clientWidth;
      }),
  );
}

/** The labels that stick out of their chart, and those on which another one of the same axis stands. */
function misplaced(page: Page): Promise<string[]> {
  return page.locator('.plot svg').evaluateAll((charts) => {
    const boxesOf = (axis: Element) =>
      [...axis.querySelectorAll('text')]
        .filter((text) => text.textContent?.trim())
        .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    return charts.flatMap((chart) => {
      const of = chart.closest('[data-section]')?.getAttribute('data-section');
      const frame = chart.getBoundingClientRect();
      const outside = boxesOf(chart)
        .filter(
          ({ box }) =>
            box.left < frame.left - 0.5 ||
            box.right > frame.right + 0.5 ||
            box.top < frame.top - 0.5 ||
            box.bottom > frame.bottom + 0.5,
        )
        .map(
          ({ text, box }) =>
            `${of}: “${text}” is outside by ${Math.round(Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom))} px`,
        );
      const axes = [...chart.querySelectorAll('[aria-label$="-axis tick label"]')];
      const covered = axes.flatMap((axis) => {
        const boxes = boxesOf(axis);
        return boxes.flatMap(({ text, box }, at) => {
          const other = boxes
            .slice(at + 1)
            .find(
              ({ box: next }) =>
                box.left < next.right &&
                next.left < box.right &&
                box.top < next.bottom &&
                next.top < box.bottom,
            );
          return other ? [`${of}: “${text}” and “${other.text}” overlap`] : [];
        });
      });
      return [...outside, ...covered];
    });
  });
}
