import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvOf, fileName, htmlOf, tsvOf } from '../../page/browser/csv.ts';
import { sqlOf } from '../../page/browser/section-sql.ts';
import type { Row } from '../../page/columns.ts';
import { openPage } from '../../page/open-page.ts';
import { pageData } from '../../page/page-data.ts';
import { recompute } from '../../page/recompute.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { runOn } from './lake.ts';
import { type PageFile, pageFile, visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';

const missing = missingBrowser();
if (missing) console.warn(`The menus of the sections: ${missing}`);

let lake: SmallLake;
beforeAll(async () => {
  const sample = sampleOfContacts(300, 4);
  lake = await openSmallLake(sample);
});
afterAll(() => lake.close());

test('the SQL of a section gives the figures that the filters show', async () => {
  const page = openPage(
    await pageData(runOn(lake), join(QUERIES, 'page'), { timeZone: 'Europe/London' }),
  );
  const places = (count: number) =>
    fc.option(fc.subarray([...Array(count).keys()], { minLength: 1 }));
  const choices = fc.record({
    days: fc.tuple(fc.nat(page.dayCount - 1), fc.nat(page.dayCount - 1)),
    instances: places(page.instances.length),
    queues: places(page.queues.length),
    channels: places(page.channels.length),
  });
  await fc.assert(
    fc.asyncProperty(choices, async ({ days, ...others }) => {
      const selection = { fromDay: Math.min(...days), toDay: Math.max(...days), ...others };
      const rows = await runOn(lake)(sqlOf(page, 'contacts', { selection }));
      const { totals } = recompute(page, selection);
      for (const name of ['created', 'abandoned', 'handle_seconds_sum'] as const) {
        expect(rows.reduce((sum, row) => sum + Number(row[name]), 0)).toBe(totals[name]);
      }
    }),
    { numRuns: 25 },
  );
});

describe('a table as text', () => {
  const table = {
    head: ['Queue', 'n'],
    rows: [
      ['=1+1 "x"\n<b>', 2.5],
      ['Fine', null],
    ],
  };

  test('is CSV by RFC 4180 that no spreadsheet runs', () => {
    expect(csvOf(table)).toBe('\ufeff"Queue","n"\r\n"\'=1+1 ""x""\n<b>",2.5\r\n"Fine",\r\n');
  });

  test('is lines with tabs, and a table of HTML', () => {
    expect(tsvOf(table)).toBe(`Queue\tn\n'=1+1 "x" <b>\t2.5\nFine\t`);
    expect(htmlOf(table)).toContain('&lt;b>');
  });

  test('has a name for its file', () => {
    expect(fileName('Wait in queue: p90')).toBe('wait-in-queue-p90.csv');
    expect(fileName('../..')).toBe('table.csv');
    expect(fileName('Queues', '2026-10-29')).toBe('queues-2026-10-29.csv');
    expect(fileName('a'.repeat(90), '2026-10-29')).toMatch(/a-2026-10-29\.csv$/);
  });
});

describe.skipIf(missing)('the menu of a section', () => {
  let browser: Browser;
  let file: PageFile;
  beforeAll(async () => {
    browser = await startBrowser();
    file = await pageFile(lake, { timeZone: 'Europe/London' }, null);
  });
  afterAll(async () => {
    await browser?.close();
    await file?.remove();
  });

  const section = (page: Page, name: string) =>
    page.getByRole('region', { name, exact: true }).and(page.locator('section'));

  test('saves its table with the exact figures', async () => {
    await visit(browser, `${file.url}#view=trends`, async (page) => {
      const queues = section(page, 'Queues');
      await queues.locator('.more summary').click();
      const saving = page.waitForEvent('download');
      await queues.getByRole('button', { name: 'CSV' }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toMatch(/^queues-\d{4}-\d\d-\d\d-to-\d{4}-\d\d-\d\d\.csv$/);
      const text = await readFile((await saved.path())!, 'utf8');
      expect(text).toMatch(/^\ufeff"Queue","Service level \(%\)",/);
      expect(text.trim().split('\r\n')).toHaveLength(
        1 + (await queues.locator('tbody tr').count()),
      );
    });
  });

  test('is on every section with a heading, says what its metrics mean, and closes with Escape', async () => {
    await visit(browser, `${file.url}#view=trends`, async (page) => {
      const week = section(page, 'The week by half-hour');
      await week.locator('.more summary').click();
      await week.getByText('Abandoned of queued contacts').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => week.locator('.more details').getAttribute('open')).toBeNull();
      for (const name of ['Service level', 'Volume', 'Wait in queue', 'Callbacks']) {
        await expect.poll(() => section(page, name).locator('.more').count()).toBe(1);
      }
    });
  });

  test('closes when the focus goes on', async () => {
    await visit(browser, `${file.url}#view=trends`, async (page) => {
      const menu = section(page, 'Queues').locator('.more details');
      await menu.locator('summary').click();
      const last = menu.locator('.menu-item').last();
      await last.focus();
      await expect.poll(() => menu.getAttribute('open')).not.toBeNull();
      await page.keyboard.press('Tab');
      await expect.poll(() => menu.getAttribute('open')).toBeNull();
    });
  });

  test('defines each column, in the seconds of the page', async () => {
    await visit(browser, `${file.url}#view=trends&channel=VOICE`, async (page) => {
      const defined = async (name: string) => {
        await section(page, name).locator('.more summary').click();
        return section(page, name).locator('.meanings').innerText();
      };
      const queues = await defined('Queues');
      for (const title of [
        ...['Left the queue within 20 s, of queued', 'less abandons under 5 s', 'Queued'],
        ...['Contacts', 'Answered', 'Abandoned', 'Abandonment rate', 'Average speed of answer'],
        ...['Longest wait', 'Average handle time', 'Average after-contact work'],
        ...['Transferred out', 'Holds'],
      ]) {
        expect(queues).toContain(title);
      }
      const week = await defined('The week by half-hour');
      for (const title of ['Queued', 'within 20 s', 'Abandonment rate', 'Average wait']) {
        expect(week).toContain(title);
      }
      expect(queues + week).not.toMatch(/\b[XS] s\b/);
    });
  });

  test.each(['today', 'trends', 'people', 'staffing'])(
    'is on every section of %s, with its SQL and what its metrics mean',
    async (view) => {
      await visit(browser, `${file.url}#view=${view}`, async (page) => {
        for (const of of await page.locator('.view section').all()) {
          if (!(await of.isVisible())) continue;
          await of.locator('.more summary').click();
          await of.getByRole('button', { name: 'Copy the SQL behind it' }).waitFor();
          await expect.poll(() => of.locator('.more .meaning').count()).toBeGreaterThan(0);
          await page.keyboard.press('Escape');
        }
      });
    },
  );

  const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

  /** The rows that the copied SQL of a section gives. */
  async function rowsBehind(page: Page, of: Locator) {
    await of.locator('.more summary').click();
    await of.getByRole('button', { name: 'Copy the SQL behind it' }).click();
    await of.getByRole('button', { name: 'Copied' }).first().waitFor();
    return runOn(lake)(await page.evaluate(() => navigator.clipboard.readText()));
  }
  const sum = (rows: readonly Row[], name: string) =>
    rows.reduce((all, row) => all + Number(row[name]), 0);
  const numbers = async (cells: Locator) =>
    (await cells.allTextContents()).map((text) => Number(text.replaceAll(/[^\d.]/g, '')));
  const daysIn = (rows: readonly Row[]) => new Set(rows.map(({ day }) => String(day)));

  test.each(['', '&queue=Claims'])(
    'of Today copies the SQL of the day in sight and of the weekdays before, of all queues: %s',
    async (filter) => {
      const address = `${file.url}#view=today&day=2026-10-24${filter}`;
      await visit(
        browser,
        address,
        async (page) => {
          const hurting = section(page, 'Where it hurts');
          const rows = await rowsBehind(page, hurting);
          const queued = await numbers(hurting.locator('.hurting tbody td:nth-child(6)'));
          expect(
            sum(
              rows.filter(({ day }) => day === '2026-10-24'),
              'queued',
            ),
          ).toBe(queued.reduce((all, count) => all + count, 0));
          for (const day of daysIn(rows)) expect(['2026-10-24', '2026-10-17']).toContain(day);
        },
        CLIPBOARD,
      );
    },
  );

  test('of Staffing copies the SQL of the days that the plan is a mean of, in its channel', async () => {
    await visit(
      browser,
      `${file.url}#view=staffing&weekday=6`,
      async (page) => {
        const of = page.locator('.view section').first();
        const rows = await rowsBehind(page, of);
        expect(rows.length).toBeGreaterThan(0);
        expect(new Set(rows.map(({ channel }) => channel))).toEqual(new Set(['VOICE']));
        for (const day of daysIn(rows)) expect(new Date(day).getUTCDay()).toBe(6);
      },
      CLIPBOARD,
    );
  });

  test('of an agent copies the SQL of the agent alone', async () => {
    const agent = openPage(
      await pageData(runOn(lake), join(QUERIES, 'page'), { timeZone: 'Europe/London' }),
    ).agents[0]!;
    await visit(
      browser,
      `${file.url}#view=people&agent=${encodeURIComponent(agent)}`,
      async (page) => {
        const rows = await rowsBehind(page, page.locator('[data-section=agent]'));
        expect(new Set(rows.map((row) => row.agent))).toEqual(new Set([agent]));
      },
      CLIPBOARD,
    );
  });

  test('of repeat contacts copies the SQL of the days that the section names', async () => {
    await visit(
      browser,
      `${file.url}#view=trends`,
      async (page) => {
        const of = section(page, 'Repeat contacts');
        const rows = await rowsBehind(page, of);
        const parts = await numbers(of.locator('.parts dd > :first-child'));
        expect(['repeated', 'resolved', 'unknown'].map((name) => sum(rows, name)).sort()).toEqual(
          parts.sort(),
        );
      },
      CLIPBOARD,
    );
  });

  describe('saves tables', () => {
    const ADDRESSES = [
      'view=today',
      'view=trends',
      'view=trends&trend=abandonment&heat=abandonment&grain=half-hour',
      'view=trends&trend=wait&heat=wait&grain=week',
      'view=trends&trend=handle_time&heat=service_level&volume=typical',
      'view=people',
      'view=staffing',
    ];
    const DURATION_OR_SHARE =
      /wait|handle time|speed of answer|after|service level|abandonment|share|occupancy|^p\d\d|longest|period before|over seven days|against a week/i;

    test.each(ADDRESSES)(
      'of %s with units in headings of which no two are equal',
      async (address) => {
        await visit(browser, `${file.url}#${address}`, async (page) => {
          let tables = 0;
          for (const saved of await savedTables(page)) {
            tables++;
            expect(saved.name).toMatch(/-\d{4}-\d\d-\d\d(-to-\d{4}-\d\d-\d\d)?\.csv$/);
            expect(new Set(saved.head).size, saved.name).toBe(saved.head.length);
            for (const head of saved.head.filter((title) => DURATION_OR_SHARE.test(title))) {
              expect(head, saved.name).toMatch(/ \((s|%|points)\)( \d+)?$/);
            }
            for (const [at, head] of saved.head.entries()) {
              const values = saved.rows.map((row) => row[at]!);
              expect(values, head).not.toContain('"–"');
              if (/ \((s|%|points)\)/.test(head)) {
                // A number with two digits after the point at most, or nothing.
                for (const value of values) expect(value, head).toMatch(/^(-?\d+(\.\d\d?)?)?$/);
              } else if (!/^(Half-hour|Time)$/.test(head)) {
                for (const value of values) expect(value, head).not.toMatch(/^"\d+:\d\d/);
              }
            }
          }
          expect(tables).toBeGreaterThan(0);
        });
      },
    );

    test('the CSV of volume with the year of each day', async () => {
      await visit(browser, `${file.url}#view=trends&grain=day`, async (page) => {
        const volume = (await savedTables(page)).find(({ head }) => head[1] === 'Contact volume')!;
        for (const [day] of volume.rows) expect(day).toMatch(/^".*2026"$/);
      });
    });

    async function savedTables(page: Page) {
      const found: { name: string; head: string[]; rows: string[][] }[] = [];
      for (const of of await page.locator('.view section').all()) {
        if (!(await of.isVisible())) continue;
        await of.scrollIntoViewIfNeeded();
        await of.locator('.more summary').click();
        await of.getByRole('button', { name: 'Copy the SQL behind it' }).waitFor();
        for (const button of await of.locator('.section-menu button', { hasText: /^CSV/ }).all()) {
          const saving = page.waitForEvent('download');
          await button.click();
          const saved = await saving;
          const text = await readFile((await saved.path())!, 'utf8');
          const [head, ...rows] = text.replace('\ufeff', '').trimEnd().split('\r\n').map(fields);
          found.push({
            name: saved.suggestedFilename(),
            head: head!.map((title) => title.replaceAll(/^"|"$/g, '')),
            rows,
          });
        }
        await page.keyboard.press('Escape');
      }
      return found;
    }

    /** The fields of a line as they are written: texts with their quotation marks. */
    const fields = (line: string) => line.match(/(?<=^|,)("(?:[^"]|"")*"|[^,]*)/g)!;
  });

  test('copies a link that leads to the section', async () => {
    await visit(browser, `${file.url}#view=trends&section=callbacks`, async (page) => {
      await expect
        .poll(() => section(page, 'Callbacks').evaluate((of) => of.getBoundingClientRect().top))
        .toBeLessThan(900);
    });
  });
});
