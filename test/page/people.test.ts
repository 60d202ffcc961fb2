import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ContactRow } from '../queries/small-lake.ts';
import { missingBrowser } from './browser.ts';
import { runOn } from './lake.ts';
import { visit } from './page-file.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`People: ${missing}`);

const AGENTS = 500;
const QUEUES = 60;
const CONTACTS = 6_000;
const HOSTILE = '"><img src=x onerror=alert(1)>';

/** A large centre in a day: each contact with an agent in a queue; the first agent has many. */
function largeCentre(): ContactRow[] {
  const seconds = fc.sample(fc.integer({ min: 60, max: 600 }), { seed: 3, numRuns: CONTACTS });
  return seconds.map((talk, at) => ({
    contactid: `contact-${at}`,
    initiationmethod: 'INBOUND',
    channel: 'VOICE',
    initiationtimestamp: new Date(Date.UTC(2026, 9, 20, 8) + at * 5_000).toISOString().slice(0, 19),
    disconnecttimestamp: '2026-10-20 17:00:00',
    disconnectreason: at % 10 === 0 ? 'AGENT_DISCONNECT' : 'CUSTOMER_DISCONNECT',
    queue: {
      name: `Queue ${Math.floor(at / 7) % QUEUES}`,
      enqueuetimestamp: '2026-10-20 08:00:00',
      duration: at % 60,
    },
    agent: {
      username: at % 10 === 0 ? HOSTILE : `agent-${at % AGENTS}`,
      connectedtoagenttimestamp: '2026-10-20 08:01:00',
      // Half as long again as all others.
      agentinteractionduration: at % 10 === 0 ? Math.round(talk * 1.5) : talk,
    },
  }));
}

describe.skipIf(missing)('people', () => {
  const opened = withPage(largeCentre, { timeZone: 'Europe/London' });

  const rows = (page: Page) => page.locator('.people tbody tr:not(.spacer)');

  test('of a large centre are drawn in sight only, at most 8,000 elements', async () => {
    await visit(opened.browser, `${opened.url}#view=people`, async (page) => {
      await rows(page).first().waitFor();
      const agents = Number(await page.locator('.people table').getAttribute('aria-rowcount')) - 1;
      expect(agents).toBe(451);
      expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(8_000);
      await page.locator('.people').evaluate((box) => box.scrollTo(0, box.scrollHeight));
      await page.getByRole('button', { name: 'agent-99', exact: true }).waitFor();
    });
  });

  test('are all on paper, where nothing can be scrolled', async () => {
    await visit(opened.browser, `${opened.url}#view=people`, async (page) => {
      await rows(page).first().waitFor();
      await page.emulateMedia({ media: 'print' });
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await expect.poll(() => rows(page).count()).toBe(451);
      const box = page.locator('.people');
      expect(await box.evaluate((one) => one.scrollHeight - one.clientHeight)).toBeLessThan(2);
      await page.emulateMedia({ media: null });
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      await expect.poll(() => rows(page).count()).toBeLessThan(100);
    });
  });

  test('stand by name, and one whose contacts take half as long again is marked', async () => {
    await visit(opened.browser, `${opened.url}#view=people`, async (page) => {
      const names = await rows(page).locator('th').allTextContents();
      expect(names[0]).toBe(HOSTILE);
      const marked = rows(page).first().locator('td').nth(1);
      await expect
        .poll(() => marked.textContent())
        .toMatch(/^longer.*, longer than chance explains$/);
      await expect
        .poll(() => page.locator('[data-section=people] .lead').textContent())
        .toContain(
          '“longer” or “shorter”, “more often” or “less often” than was to be expected: look at those.',
        );
      await expect.poll(() => marked.locator('.spread-dot').count()).toBe(1);
      await expect
        .poll(() => rows(page).first().locator('td').last().textContent())
        .toMatch(/^more often100\.0\s%, .* expected, more often than chance explains$/);
      const few = rows(page).nth(1).locator('td').nth(1);
      await expect.poll(() => few.textContent()).toMatch(/only \d+ contacts$/);
    });
  });

  test.each([
    ['a desktop', { viewport: { width: 1120, height: 800 } }],
    ['a telephone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ])('no word beside a figure and no heading is cut off: %s', async (_, options) => {
    await visit(
      opened.browser,
      `${opened.url}#view=people`,
      async (page) => {
        await rows(page).first().waitFor();
        const cut = await page
          .locator('.long :is(td, .heading, .heading button)')
          .evaluateAll((all) =>
            all.flatMap((one) => {
              const isCut =
                one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2;
              return isCut && one.checkVisibility() ? [one.textContent] : [];
            }),
          );
        expect(cut).toEqual([]);
      },
      options,
    );
  });

  test('are found by name', async () => {
    await visit(opened.browser, `${opened.url}#view=people`, async (page) => {
      await page.getByLabel('Find an agent by name').fill('AGENT-33');
      await page.getByText('10 of 451 agents.').waitFor();
      await expect.poll(() => rows(page).count()).toBe(10);
    });
  });

  test('one of them is an entry of the address, with figures as SQL gives them', async () => {
    await visit(opened.browser, `${opened.url}#view=people`, async (page) => {
      await page.getByRole('button', { name: HOSTILE }).click();
      await page.getByRole('heading', { name: HOSTILE }).waitFor();
      const first = page.locator('.by-queue tbody tr').first().locator('td');
      const [row] = await runOn(opened.lake)(`
        SELECT count(*) AS handled, round(avg(handle_seconds)) AS seconds
        FROM contact_facts WHERE agent = '${HOSTILE}'`);
      await expect.poll(() => first.nth(0).textContent()).toBe(String(row!.handled));
      const seconds = Number(row!.seconds);
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      await expect.poll(() => first.nth(1).textContent()).toContain(clock);
      await page.goBack();
      await rows(page).first().waitFor();
    });
  });

  test('a figure opens the contacts of that agent', async () => {
    await visit(opened.browser, `${opened.url}#view=people`, async (page) => {
      await rows(page).first().locator('td').first().getByRole('button').click();
      await page
        .locator('dialog[open]')
        .getByRole('heading', { name: '600 contacts that an agent handled' })
        .waitFor();
    });
  });
});
