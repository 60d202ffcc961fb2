/** What the filters say where they cannot do as they are asked, or do more than that. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../page/days.ts';
import { type ContactRow, openSmallLake } from '../queries/small-lake.ts';
import { missingBrowser } from './browser.ts';
import { pageFile, visit } from './page-file.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`The filters: ${missing}`);

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1366, height: 900 } };
const DAYS = 40;

/** A call a day to Claims and a chat a day to Sales, from 1 September 2026 on, with agent ann. */
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
        duration: 10,
      },
      agent: { username: 'ann', connectedtoagenttimestamp: moment },
    };
  });
}

describe.skipIf(missing)('the filters', () => {
  const opened = withPage(contacts, { timeZone: 'UTC' });

  const notice = (page: Page) => page.locator('.notice');

  test.each([
    ['queue=Nope', 'This page has no queue “Nope”: all queues are shown.'],
    ['queue=Nope&queue=Claims', 'This page has no queue “Nope”: the others are shown.'],
    ['queue=A&queue=B', 'This page has no queue “A” or “B”: all queues are shown.'],
    [
      'queue=A&queue=B&queue=C&queue=D&queue=E',
      'This page has no queue “A”, “B”, “C” or 2 more: all queues are shown.',
    ],
    ['channel=FAX', 'This page has no channel “FAX”: all channels are shown.'],
    ['instance=two', 'This page has no instance “two”: all instances are shown.'],
    ['from=soon&to=2026-09-20', '“soon” is no day, so it was passed over.'],
    ['from=2026-01-01&to=2026-01-07', 'The data has no day of 1–7 Jan 2026: 1 Sept 2026 is shown.'],
    ['view=today&day=2027-01-01', 'The data has no day of 1 Jan 2027: 10 Oct 2026 is shown.'],
    ['from=2026-01-01&to=2026-12-31&queue=Claims&channel=VOICE', ''],
  ])('say what an address asks for and the page does not have: %s', async (asked, words) => {
    await visit(opened.browser, `${opened.url}#${asked}`, async (page) => {
      const said = (await notice(page).textContent())!.replaceAll(/[\s\u2009]*–[\s\u2009]*/g, '–');
      expect(said).toBe(words);
    });
  });

  test('draw nothing where they have nothing to say', async () => {
    await visit(opened.browser, opened.url, async (page) => {
      const drawn = await page.locator('.problem:empty, .notice:empty').evaluateAll((silent) =>
        silent.map((one) => {
          const { borderWidth, padding, backgroundColor } = getComputedStyle(one);
          return [borderWidth, padding, backgroundColor];
        }),
      );
      expect(drawn.length).toBeGreaterThan(2);
      for (const styles of drawn) expect(styles).toEqual(['0px', '0px', 'rgba(0, 0, 0, 0)']);
    });
  });

  test('keep what was not found in the address until the reader chooses something', async () => {
    await visit(opened.browser, `${opened.url}#view=trends&queue=Nope`, async (page) => {
      await page.reload();
      await expect.poll(() => notice(page).textContent()).toContain('“Nope”');
      expect(page.url()).toContain('queue=Nope');
      await page.getByRole('link', { name: 'People' }).click();
      await expect.poll(() => page.url()).not.toContain('Nope');
      await expect.poll(() => notice(page).textContent()).toBe('');
      await page.goBack();
      // The page draws itself anew a moment after the address has changed.
      await expect.poll(() => notice(page).textContent()).toContain('“Nope”');
    });
  });

  test.each([
    'of=queued&from=2026-09-20&to=2026-09-10',
    'of=queued&halfHours=99-1',
    'of=queued&halfHours=0-48',
    'of=queued&halfHours=nine',
    'of=queued&wait=60-20',
    'of=nonsense',
  ])('a list of contacts that cannot be read is not shown: %s', async (list) => {
    const asked = new URLSearchParams({ view: 'trends', contacts: list });
    await visit(opened.browser, `${opened.url}#${asked}`, async (page) => {
      await expect
        .poll(() => notice(page).textContent())
        .toBe('The list of contacts that the address names cannot be read, so none is shown.');
      await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
    });
  });

  test('a notice names a view without anything to show, and another view is shown', async () => {
    const nobody = await openSmallLake(contacts().map((contact) => ({ ...contact, agent: null })));
    const without = await pageFile(nobody, { timeZone: 'UTC' }, 0);
    await visit(opened.browser, `${without.url}#view=people`, async (page) => {
      await expect
        .poll(() => notice(page).textContent())
        .toMatch(/^This page has nothing to show in People: \w+ is shown\.$/);
      await page.getByRole('checkbox', { name: 'Chat' }).uncheck();
      await expect.poll(() => notice(page).textContent()).toBe('');
      expect(page.url()).not.toContain('view=people');
    });
    await without.remove();
    nobody.close();
  });

  test('a list of contacts and an agent’s page say so, too', async () => {
    const list = new URLSearchParams({ of: 'queued', queue: 'Nope' });
    const asked = new URLSearchParams({ view: 'trends', contacts: String(list) });
    await visit(opened.browser, `${opened.url}#${asked}`, async (page) => {
      await page.locator('dialog[open]').getByText('This page has no queue “Nope”').waitFor();
    });
    await visit(opened.browser, `${opened.url}#view=people&agent=bob`, async (page) => {
      await page.getByText('This page has no agent of this name.').waitFor();
    });
  });

  test.each([
    ['To', '2 Sep 2026', 'From was after it, and is now 2 Sept 2026 as well.'],
    ['From', '20 Sep 2026', 'To was before it, and is now 20 Sept 2026 as well.'],
  ])('%s beyond the other takes it along, and says so there', async (name, day, words) => {
    const url = `${opened.url}#view=trends&from=2026-09-10&to=2026-09-12`;
    await visit(opened.browser, url, async (page) => {
      const field = page.getByLabel(name, { exact: true });
      await field.fill(day);
      await field.press('Enter');
      const said = page.locator('.date', { has: field }).getByRole('alert');
      await expect.poll(() => said.textContent()).toBe(words);
      await expect.poll(() => field.getAttribute('aria-invalid')).toBeNull();
      for (const other of ['From', 'To']) {
        const shown = await page.getByLabel(other, { exact: true }).inputValue();
        expect(Date.parse(shown.replace('Sept', 'Sep'))).toBe(Date.parse(day));
      }
      await page.getByRole('group', { name: 'Channels' }).getByLabel('Chat').uncheck();
      await expect.poll(() => said.textContent()).toBe('');
    });
  });

  test.each([
    ['trends', 'To', PHONE],
    ['trends', 'From', PHONE],
    ['trends', 'To', { ...PHONE, viewport: { width: 320, height: 640 } }],
    ['today', 'Day', PHONE],
    ['staffing', 'Day to plan', PHONE],
    ['staffing', 'Day to plan', { ...PHONE, viewport: { width: 844, height: 390 } }],
    ['staffing', 'Day to plan', DESKTOP],
  ])('a refused day is explained within the page: %s, %s', async (view, name, options) => {
    await visit(
      opened.browser,
      `${opened.url}#view=${view}`,
      async (page) => {
        const fold = page.getByText('Filters', { exact: true });
        if (await fold.isVisible()) await fold.click();
        const field = page.getByLabel(name, { exact: true });
        await field.fill('1 January 1999');
        await field.press('Enter');
        const said = page.locator('.date', { has: field }).getByRole('alert');
        await expect.poll(() => said.textContent()).toMatch(/^Found .*, expected a day of/);
        const { x, width } = (await said.boundingBox())!;
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(options.viewport.width);
        const isWide = await page.evaluate(
          () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
        );
        expect(isWide).toBe(false);
      },
      options,
    );
  });

  test.each([
    [36, 'half-hour', 'A chart by half-hour has room for 8 days, and 36 are chosen: drawn by day.'],
    [
      12,
      'half-hour',
      'A chart by half-hour has room for 8 days, and 12 are chosen: volume is drawn by hour, the others by day.',
    ],
    [20, 'hour', 'A chart by hour has room for 16 days, and 20 are chosen: drawn by day.'],
    [
      7,
      'month',
      'By month, 7 days would be a single mark: volume is drawn by half-hour, the others by day.',
    ],
    [8, 'half-hour', ''],
    [36, 'nonsense', ''],
  ])('%i days by %s are drawn as they have room, which is said', async (days, grain, words) => {
    const to = addDays('2026-09-01', days - 1);
    const url = `${opened.url}#view=trends&from=2026-09-01&to=${to}&grain=${grain}`;
    await visit(opened.browser, url, async (page) => {
      await expect.poll(() => page.locator('.grain p').textContent()).toBe(words);
    });
  });

  test('one day is drawn by half-hour, its service level too', async () => {
    const url = `${opened.url}#view=trends&from=2026-09-10&to=2026-09-10`;
    await visit(opened.browser, url, async (page) => {
      for (const section of ['service-level', 'volume']) {
        const part = page.locator(`[data-section=${section}]`);
        await expect.poll(() => part.locator('.lead').textContent()).toMatch(/by half-hour\./);
        await part.locator('details.values summary').click();
        // The table is filled when it has opened.
        await expect
          .poll(() => part.locator('tbody th').allTextContents())
          .toEqual(['Thu 10 Sept, 10:00']);
      }
    });
  });
});
