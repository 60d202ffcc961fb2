/** Back undoes each choice, and not each letter or step of a slider. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../page/days.ts';
import type { ContactRow } from '../queries/small-lake.ts';
import { missingBrowser } from './browser.ts';
import { visit } from './page-file.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`Back: ${missing}`);

const DAYS = 40;
const WEEK = 'from=2026-09-20&to=2026-09-26';

/** A call a day to Claims and a chat a day to Sales, from 1 September 2026 on. */
function contacts(): ContactRow[] {
  return Array.from({ length: DAYS * 2 }, (_, at) => {
    const moment = `${addDays('2026-09-01', Math.floor(at / 2))} 10:00:00`;
    return {
      contactid: `contact-${at}`,
      initiationmethod: 'INBOUND',
      channel: at % 2 === 0 ? 'VOICE' : 'CHAT',
      initiationtimestamp: moment,
      disconnecttimestamp: moment,
      queue: {
        name: at % 2 === 0 ? 'Claims' : 'Sales',
        enqueuetimestamp: moment,
        duration: 10 + at,
      },
      agent: { username: 'ann', connectedtoagenttimestamp: moment },
    };
  });
}

describe.skipIf(missing)('Back', () => {
  const opened = withPage(contacts, { timeZone: 'UTC' });

  const CHOICES: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
    ['a period', 'trends', (page) => button(page, '28 full days').click()],
    ['a date', 'trends', (page) => typed(page, 'From', '22 Sep 2026')],
    ['what is compared', 'trends', (page) => page.getByLabel('Compare').selectOption('year')],
    ['a channel', 'trends', (page) => page.getByLabel('Chat').uncheck()],
    ['a queue', 'trends', onlySales],
    ['the grain', 'trends', (page) => page.getByLabel('Grain').selectOption('day')],
    ['a meaning', 'trends', (page) => page.getByRole('radio').nth(1).check()],
    ['an order', 'trends', (page) => page.locator('.queues thead button').nth(0).click()],
    [
      'a measure',
      'trends',
      (page) => page.locator('.choice select').last().selectOption({ index: 1 }),
    ],
    ['the day before', 'today', (page) => button(page, '‹ Day before').click()],
    ['a key for the day', 'today', (page) => page.keyboard.press('[')],
    ['a key for the period', 'trends', (page) => page.keyboard.press('[')],
    ['a reset', 'trends', (page) => button(page, 'Reset').click()],
  ];
  test.each(CHOICES)('undoes %s', async (_, view, choose) => {
    await visit(
      opened.browser,
      `${opened.url}#view=${view}&${WEEK}&day=2026-09-26`,
      async (page) => {
        const before = await shown(page);
        const { hash } = new URL(page.url());
        await choose(page);
        expect(new URL(page.url()).hash).not.toBe(hash);
        expect(await entries(page)).toBe(2);
        await page.goBack();
        expect(new URL(page.url()).hash).toBe(hash);
        expect(await shown(page)).toEqual(before);
        await page.goForward();
        expect(new URL(page.url()).hash).not.toBe(hash);
      },
    );
  });

  test('undoes what a slider was moved by, and a choice that changes nothing is no step', async () => {
    await visit(opened.browser, `${opened.url}#view=staffing&${WEEK}`, async (page) => {
      const slider = page.getByRole('slider').first();
      await slider.focus();
      for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
      expect(await entries(page)).toBe(1);
      await page.getByRole('link', { name: 'Trends' }).click();
      for (let time = 0; time < 3; time++) await button(page, 'Last day').click();
      expect(await entries(page)).toBe(3);
    });
  });

  test('undoes each of twenty quick clicks', async () => {
    await visit(opened.browser, `${opened.url}#view=today&day=2026-09-26`, async (page) => {
      const before = await shown(page);
      await page.evaluate(() => {
        const [earlier] = [...document.querySelectorAll('button')].filter(({ textContent }) =>
          textContent.includes('Day before'),
        );
        for (let click = 0; click < 20; click++) earlier!.click();
      });
      expect(new URL(page.url()).hash).toContain('day=2026-09-06');
      expect(await entries(page)).toBe(21);
      await page.evaluate(
        () =>
          new Promise((done) => {
            addEventListener('hashchange', done, { once: true });
            history.go(-20);
          }),
      );
      expect(await shown(page)).toEqual(before);
    });
  });

  test.each(['trends', 'people'])(
    'the keys [ and ] move the period of %s, as far as there are days',
    async (view) => {
      await visit(opened.browser, `${opened.url}#view=${view}&${WEEK}`, async (page) => {
        const days = () => {
          const asked = new URLSearchParams(new URL(page.url()).hash.slice(1));
          return ['from', 'to', 'day'].map((name) => asked.get(name));
        };
        await page.keyboard.press('[');
        expect(days()).toEqual(['2026-09-13', '2026-09-19', null]);
        await page.keyboard.press('[');
        await page.keyboard.press('[');
        expect(days()).toEqual(['2026-09-06', '2026-09-12', null]);
        await page.keyboard.press(']');
        expect(days()).toEqual(['2026-09-13', '2026-09-19', null]);
      });
    },
  );
});

function button(page: Page, name: string) {
  return page.getByRole('button', { name, exact: true });
}

async function typed(page: Page, label: string, day: string): Promise<void> {
  const field = page.getByRole('textbox', { name: label });
  await field.fill(day);
  await field.press('Enter');
  await field.blur();
}

async function onlySales(page: Page): Promise<void> {
  await page.getByText('Queues: all').click();
  await button(page, 'only Sales').click();
  await page.keyboard.press('Escape');
}

/** What the reader sees, once all of it is drawn. */
async function shown(page: Page): Promise<string[]> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy]'));
  return page.locator('.status, main h2, .tile, table.sortable, [aria-pressed]').allTextContents();
}

/** The addresses of the page that the opened.browser remembers; an empty one came before them. */
function entries(page: Page): Promise<number> {
  return page.evaluate(() => history.length - 1);
}
