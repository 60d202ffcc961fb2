/** A page of the size of an enterprise: 60 queues with names of 60 characters, 500 agents. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../page/columns.ts';
import { addDays } from '../../page/days.ts';
import { type PageRows, packPage } from '../../page/page-data.ts';
import * as SUMS from '../../page/sum-names.ts';
import { bundledPage } from '../../page/write-dashboard.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { visit } from './page-file.ts';

/** More than these, and a filter takes longer than a reader waits. */
const MOST_ELEMENTS = 8_000;
const QUEUES = 60;
const AGENTS = 500;
const DAYS = 14;

const missing = missingBrowser();

describe.skipIf(missing)('60 queues and 500 agents', () => {
  let browser: Browser;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(join(tmpdir(), 'contact-lake-page-'));
    const data = packPage(wideRows(), COVERED, DEFAULT_SETTINGS);
    await writeFile(join(folder, 'wide.html'), await bundledPage({ data, contacts: null }));
    url = pathToFileURL(join(folder, 'wide.html')).href;
  });
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test.each(['today', 'trends', 'people', 'staffing'])(
    '%s has at most 8,000 elements',
    async (view) => {
      await visit(browser, `${url}#view=${view}&from=2026-10-15&to=2026-10-28`, async (page) => {
        const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
        expect(await elements()).toBeLessThan(MOST_ELEMENTS);
        await page.getByText('Queues: all').click();
        expect(await elements()).toBeLessThan(MOST_ELEMENTS);
      });
    },
  );

  test('one queue is found by letters, taken alone, and the table keeps the others', async () => {
    await visit(browser, `${url}#view=trends`, async (page) => {
      await page.getByText('Queues: all').click();
      await page.getByRole('searchbox').fill('37');
      await page.getByRole('button', { name: /^only Queue 37/ }).click();
      expect(new URL(page.url()).hash).toContain('queue=Queue+37');
      await page.keyboard.press('Escape');
      const names = page.locator('.queues tbody th button');
      await expect.poll(() => names.count()).toBe(QUEUES);
      await names.filter({ hasText: 'Queue 12' }).click();
      expect(new URL(page.url()).hash).toContain('queue=Queue+12');
      await page.goBack();
      expect(new URL(page.url()).hash).toContain('queue=Queue+37');
    });
  });

  test.each([
    ['the others a frame later', false],
    ['all that is printed', true],
  ])('a filter draws the figures in sight at once, and %s', async (_, isPrinted) => {
    await visit(browser, `${url}#view=trends`, async (page) => {
      const [before, atOnce, atLast] = await page.evaluate(async (printed) => {
        const shown = () =>
          ['.tiles', '.queues tfoot'].map((part) => document.querySelector(part)!.textContent);
        const frame = () => new Promise(requestAnimationFrame);
        const seen = [shown()];
        const changed = new Promise((done) => {
          addEventListener('hashchange', done, { once: true });
        });
        location.hash = '#view=trends&from=2026-10-20&to=2026-10-20';
        await changed;
        if (printed) dispatchEvent(new Event('beforeprint'));
        seen.push(shown());
        while (document.querySelector('[aria-busy]')) await frame();
        return [...seen, shown()];
      }, isPrinted);
      const [tiles, table] = atLast!;
      expect(atOnce).toEqual([tiles, isPrinted ? table : before![1]]);
      expect(before).not.toContain(tiles);
      expect(before).not.toContain(table);
    });
  });

  test.each([390, 320])('the queues fit a phone of %i pixels', async (width) => {
    await visit(
      browser,
      `${url}#view=trends`,
      async (page) => {
        const box = page.locator('.scroll:has(> .queues)');
        const overflow = await box.evaluate((of) => of.scrollWidth - of.clientWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        await expect
          .poll(() => page.locator('.queues thead th:visible').allInnerTexts())
          .toEqual(['Queue', 'Service level', 'Queued', 'Abandonment']);
      },
      { viewport: { width, height: 800 }, isMobile: true, hasTouch: true },
    );
  });

  test('long names push no figure out of sight', async () => {
    await visit(browser, `${url}#view=trends`, async (page) => {
      const name = page.locator('.queues tbody th').first();
      expect((await name.boundingBox())!.width).toBeLessThan(300);
      await expect
        .poll(() => name.locator('[title]').last().getAttribute('title'))
        .toHaveLength(60);
    });
  });
});

const COVERED = {
  contacts: 1,
  contactsNotDisconnected: 0,
  contactsOnOtherDays: 0,
  quarantined: 0,
  firstDisconnectedLocal: '2026-10-15 00:00:00',
  lastDisconnectedLocal: '2026-10-28 18:10:00',
  lastUpdatedLocal: '2026-10-28 18:10:00',
  lastUpdatedUtc: '2026-10-28 18:10:00',
};

function wideRows(): PageRows {
  const places = Array.from({ length: DAYS * QUEUES }, (_, at) => ({
    day: addDays('2026-10-15', Math.floor(at / QUEUES)),
    instance_id: 'one',
    queue: `Queue ${at % QUEUES} `.padEnd(60, 'x'),
    queue_kind: 'standard',
    channel: 'VOICE',
  }));
  const firstDay = places.slice(0, QUEUES);
  const agent = (at: number) => `agent-${at}`;
  const agents = Array.from({ length: AGENTS }, (_, at) => ({
    day: '2026-10-15',
    instance_id: 'one',
    agent: agent(at),
  }));
  return {
    contacts: places.map((place, at) => ({ ...place, ...ones(SUMS.CONTACTS, 5 + (at % 7)) })),
    intervals: places.flatMap((place) =>
      Array.from({ length: 20 }, (_, at) => ({
        ...place,
        half_hour: 16 + at,
        utc_offset_minutes: 0,
        ...ones(SUMS.INTERVALS, 1 + (at % 3)),
      })),
    ),
    agents: firstDay.flatMap((place) =>
      Array.from({ length: AGENTS }, (_, at) => ({
        ...place,
        agent: agent(at),
        ...ones(SUMS.AGENTS, 1 + (at % 5)),
      })),
    ),
    waits: places.map((place, at) => ({
      ...place,
      outcome: 'answered',
      wait_seconds: at % 90,
      contacts: 5,
    })),
    callbacks: [],
    repeats: [],
    spreads: [],
    occupancy: agents.map((of) => ({ ...of, ...ones(SUMS.OCCUPANCY, 5) })),
    sentiments: agents.map((of) => ({ ...firstDay[0], ...of, ...ones(SUMS.SENTIMENTS, 5) })),
    evaluations: agents.map((of) => ({ ...of, form: 'one 1', ...ones(SUMS.EVALUATIONS, 5) })),
    exits: Array.from({ length: 200 }, (_, at) => ({
      day: '2026-10-15',
      instance_id: 'one',
      flow: 'Main',
      block_type: 'GetUserInput',
      block: `block ${at}`,
      days_before: 0,
      ...ones(SUMS.EXITS, 5),
    })),
  };
}

function ones(names: readonly string[], value: number): Row {
  return Object.fromEntries(names.map((name) => [name, value]));
}
