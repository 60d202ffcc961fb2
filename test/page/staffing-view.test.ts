import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openSmallLake } from '../queries/small-lake.ts';
import { missingBrowser } from './browser.ts';
import { runOn } from './lake.ts';
import { pageFile, visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`Staffing: ${missing}`);

describe.skipIf(missing)('the view Staffing', () => {
  const opened = withPage(() => sampleOfContacts(500, 9), { timeZone: 'Europe/London' });

  // The clocks go back on 25 October 2026, a Sunday; Monday has no hour twice.
  const monday = () => `${opened.url}#view=staffing&weekday=1&weeks=1`;
  const region = (page: Page) => page.getByRole('region', { name: /^Staffing:/ });

  async function savedRows(page: Page): Promise<Record<string, string>[]> {
    const saving = page.waitForEvent('download');
    await region(page).getByRole('button', { name: 'CSV' }).click();
    const text = await readFile((await (await saving).path())!, 'utf8');
    const [head, ...rows] = text.trim().replace('\ufeff', '').split('\r\n');
    const names = head!.split(',').map((name) => JSON.parse(name) as string);
    return rows.map((row) =>
      Object.fromEntries(row.split(',').map((value, at) => [names[at], value])),
    );
  }

  test('expects the calls of the weekday, as SQL counts them', async () => {
    await visit(opened.browser, monday(), async (page) => {
      const saved = await savedRows(page);
      const local = `CAST(at_timezone(with_timezone(enqueued_at, 'UTC'), 'Europe/London') AS timestamp(6))`;
      const rows = await runOn(opened.lake)(`
        SELECT date_format(date_trunc('hour', ${local}), '%H') || CASE WHEN minute(${local}) < 30 THEN ':00' ELSE ':30' END AS half_hour,
          count(*) AS queued
        FROM contact_facts
        WHERE channel = 'VOICE' AND disconnected_at IS NOT NULL
          AND CAST(${local} AS date) = DATE '2026-10-26'
        GROUP BY 1 ORDER BY 1`);
      expect(rows.length).toBeGreaterThan(2);
      const expected = saved
        .filter(({ contacts }) => Number(contacts) > 0)
        .map(({ half_hour, contacts }) => ({
          half_hour: JSON.parse(half_hour!) as string,
          queued: Number(contacts),
        }));
      expect(expected).toEqual(rows);
    });
  });

  test('says how many hours are to be scheduled', async () => {
    await visit(opened.browser, monday(), async (page) => {
      const saved = await savedRows(page);
      const hours = saved.reduce((sum, { scheduled }) => sum + Number(scheduled) / 2, 0);
      await expect
        .poll(() => region(page).getByRole('status').textContent())
        .toContain(`${hours.toFixed(1)} hours`);
      for (const { agents, scheduled } of saved) {
        expect(Number(scheduled)).toBeCloseTo(Math.ceil(Number(agents) / 0.7 - 1e-9));
      }
    });
  });

  test('keeps its sliders in the address, and a link shows the same plan', async () => {
    let link = '';
    let words: string | null = '';
    await visit(opened.browser, monday(), async (page) => {
      await region(page).getByLabel('Growth').fill('50');
      await region(page).getByLabel('Shrinkage').fill('10');
      words = await region(page).getByRole('status').textContent();
      link = page.url();
      expect(link).toContain('growth=50');
    });
    await visit(opened.browser, link, async (page) => {
      await expect.poll(() => region(page).getByRole('status').textContent()).toBe(words);
      await expect.poll(() => region(page).getByLabel('Growth').inputValue()).toBe('50');
    });
  });

  test('plans a day that is typed, and Back returns to the day before', async () => {
    await visit(opened.browser, `${opened.url}#view=staffing&weeks=1`, async (page) => {
      const field = region(page).getByRole('textbox', { name: 'Day to plan' });
      const next = await field.inputValue();
      // A Monday to come: it is planned from the Monday of the data.
      await field.fill('2026-11-16');
      await field.press('Enter');
      expect(page.url()).toContain('planned=2026-11-16');
      await expect.poll(() => region(page).getByLabel('Next').inputValue()).toBe('1');
      await region(page)
        .getByText(/Monday,? 16 November 2026/)
        .waitFor();
      const typed = await savedRows(page);
      await region(page).getByLabel('Next').selectOption('Tuesday');
      expect(page.url()).not.toContain('planned');
      await page.goBack();
      await field.blur();
      expect(await savedRows(page)).toEqual(typed);
      await page.goBack();
      await region(page)
        .getByText(/Monday,? 16/)
        .waitFor({ state: 'detached' });
      await expect.poll(() => field.inputValue()).toBe(next);
    });
  });

  test.each([
    ['', 'Voice, all queues', true],
    ['&channel=CHAT', 'Chat, all queues', false],
    ['&channel=CHAT&channel=VOICE&queue=Billing', 'Voice, Billing', true],
    ['&channel=CHAT&channel=TASK', 'Chat, all queues', true],
  ])('says which channel and queues the plan is of: %s', async (filters, planned, isOneOfMany) => {
    await visit(opened.browser, `${monday()}${filters}`, async (page) => {
      const heading = page.getByRole('heading', { name: /^Staffing/ });
      await expect
        .poll(() => heading.textContent())
        .toBe(`Staffing: ${planned.replace(', ', ', all 2 instances together; ')}`);
      const bar = page.getByRole('search').getByRole('status');
      await expect.poll(() => bar.textContent()).toContain(`A plan for ${planned.split(',')[0]}, `);
      const lead = await region(page).locator('.lead').textContent();
      expect(lead!.includes('A plan is of one channel, here')).toBe(isOneOfMany);
    });
  });

  test('says which days can be planned', async () => {
    await visit(opened.browser, monday(), async (page) => {
      const field = region(page).getByRole('textbox', { name: 'Day to plan' });
      await field.fill('2030-01-01');
      await field.press('Enter');
      await region(page)
        .getByText(/^Found .*, expected a day of/)
        .waitFor();
      expect(page.url()).not.toContain('planned');
    });
  });

  test('names its limits, and has abandons only where customers give up', async () => {
    await visit(opened.browser, monday(), async (page) => {
      await region(page)
        .getByText(/Poisson/)
        .waitFor();
      await expect
        .poll(() => region(page).getByRole('button', { name: 'Abandoned' }).count())
        .toBe(0);
      await region(page).getByLabel('Model').selectOption('a');
      await region(page)
        .getByText(/Customers give up after \d/)
        .waitFor();
      await expect
        .poll(() => region(page).getByRole('button', { name: 'Abandoned' }).count())
        .toBe(1);
    });
  });

  test('has a slider that reaches a target of hours, and whole agents alone', async () => {
    const mails = await openSmallLake(
      ['2026-10-20', '2026-10-27', '2026-10-28'].map((day, at) => ({
        contactid: `mail-${at}`,
        channel: 'EMAIL',
        initiationmethod: 'INBOUND',
        initiationtimestamp: `${day} 09:00:00`,
        disconnecttimestamp: `${day} 09:10:00`,
        queue: { name: 'Letters', enqueuetimestamp: `${day} 09:00:00`, duration: 60 },
        agent: {
          username: 'ann',
          connectedtoagenttimestamp: `${day} 09:01:00`,
          agentinteractionduration: 120,
        },
      })),
    );
    const rule = { channel: 'EMAIL', queue: null, target: { share: 0.8, seconds: 14_400 } };
    const mailFile = await pageFile(mails, { timeZone: 'UTC', targets: [rule] }, null);
    await visit(
      opened.browser,
      `${mailFile.url}#view=staffing&weekday=2&shrinkage=0`,
      async (page) => {
        const within = region(page).getByLabel('within');
        const words = () => within.getAttribute('aria-valuetext');
        expect([await within.inputValue(), await words()]).toEqual(['14400', '4 h']);
        await within.focus();
        await page.keyboard.press('ArrowRight');
        await expect.poll(words).toBe('255 min');
        await page.keyboard.press('ArrowLeft');
        await expect.poll(words).toBe('4 h');
        await expect
          .poll(() => region(page).getByRole('status').textContent())
          .toContain('at most 1 agent on contacts at once');
        const ticks = await region(page)
          .locator('[aria-label="y-axis tick label"] text')
          .allTextContents();
        expect(ticks).toEqual(['0', '1']);
      },
    );
    await mailFile.remove();
    mails.close();
  });

  test('passes over what the address has no sense of', async () => {
    await visit(
      opened.browser,
      `${opened.url}#view=staffing&weekday=9&growth=x&share=999`,
      async (page) => {
        await expect.poll(() => region(page).getByLabel('Growth').inputValue()).toBe('0');
        await expect.poll(() => region(page).getByLabel('Target').inputValue()).toBe('99');
      },
    );
  });
});
