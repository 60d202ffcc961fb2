import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageData } from '../../page/page-data.ts';
import type { PageData } from '../../page/page-types.ts';
import { bundledPage } from '../../page/write-dashboard.ts';
import { openSmallLake, QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { runOn } from './lake.ts';
import { visit as visitPage } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const LANDSCAPE = { ...PHONE, viewport: { width: 844, height: 390 } };
const DESKTOP = { viewport: { width: 1366, height: 900 } };

/** The only contact of its queue, so that the queue is empty on any other day. */
const LATE = {
  contactid: 'late',
  initiationmethod: 'INBOUND',
  channel: 'VOICE',
  initiationtimestamp: '2026-10-29 10:00:00',
  disconnecttimestamp: '2026-10-29 10:05:00',
  queue: { name: 'Night line', enqueuetimestamp: '2026-10-29 10:00:00', duration: 20 },
};

/** An unanswered call on Tuesday, 10 March. */
function hungUpAfter(wait: number) {
  return {
    ...LATE,
    contactid: `after-${wait}`,
    initiationtimestamp: '2026-03-10 10:00:00',
    disconnecttimestamp: '2026-03-10 10:00:30',
    queue: { name: 'Billing', enqueuetimestamp: '2026-03-10 10:00:05', duration: wait },
  };
}
const WITHOUT_A_DAY = ['Monday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const AGENTS_QUEUE = 'arn:aws:connect:eu-west-2:111122223333:instance/one/queue/agent/a';
const QUEUE_KINDS = [
  { ...hungUpAfter(1), queue: { ...hungUpAfter(1).queue, name: null, arn: AGENTS_QUEUE } },
  {
    ...hungUpAfter(2),
    queue: { ...hungUpAfter(2).queue, name: null, arn: AGENTS_QUEUE },
    agent: { username: 'ann', connectedtoagenttimestamp: '2026-03-10 10:00:10' },
  },
  { ...hungUpAfter(3), queue: { ...hungUpAfter(3).queue, name: null } },
  hungUpAfter(4),
  { ...hungUpAfter(5), queue: null },
  { ...hungUpAfter(6), queue: null, initiationmethod: 'OUTBOUND' },
];

const missing = missingBrowser();
if (missing) console.warn(`The page in a browser: ${missing}`);

// A browser that shares a busy machine can take seconds to open a page.
describe.skipIf(missing)('the page in a browser', () => {
  let browser: Browser;
  let lake: SmallLake;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(join(tmpdir(), 'contact-lake-page-'));
    const sample = sampleOfContacts(400, 7);
    lake = await openSmallLake([...sample, LATE]);
    file = await written('page.html', await dataOf(lake));
  });
  afterAll(async () => {
    await browser?.close();
    lake?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  function dataOf(of: SmallLake): Promise<PageData> {
    return pageData(runOn(of), join(QUERIES, 'page'), { timeZone: 'Europe/London' });
  }

  async function written(name: string, data: PageData): Promise<string> {
    // The newest contacts are of 29 October, so the page opens with what has been, not with today.
    const dated = { ...data, writtenAt: '2026-11-05T09:00:00.000Z' };
    await writeFile(join(folder, name), await bundledPage({ data: dated, contacts: null }));
    return pathToFileURL(join(folder, name)).href;
  }

  const visit = (url: string, options: BrowserContextOptions, act: (page: Page) => Promise<void>) =>
    visitPage(browser, url, act, options);

  /** The headline figures as they are read: `Service level` → `62.5 %`. */
  async function headline(page: Page): Promise<Record<string, string>> {
    const tiles = await page.locator('.tile').all();
    const entries = tiles.map(async (tile) => [
      await tile.locator('h3').textContent(),
      ((await tile.locator('.value').textContent()) ?? '').replace(/\s+/g, ' '),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** The same figures of the leading channel, voice, computed by SQL over the lake. */
  async function expectedHeadline(condition: string): Promise<Record<string, string>> {
    const [row] = await runOn(lake)(`
      SELECT
        count(*) AS contacts,
        count(*) FILTER (WHERE is_queued) AS queued,
        count(*) FILTER (WHERE is_queued AND channel IN ('VOICE', 'CHAT')) AS promised,
        count(*) FILTER (WHERE wait_seconds < CASE channel WHEN 'VOICE' THEN 20 WHEN 'CHAT' THEN 30 END)
          AS removed_within,
        count(*) FILTER (WHERE is_abandoned) AS abandoned,
        avg(wait_seconds) FILTER (WHERE is_answered) AS answer,
        avg(handle_seconds) AS handle
      FROM (
        SELECT *, CAST(at_timezone(with_timezone(disconnected_at, 'UTC'), 'Europe/London') AS date) AS day
        FROM contact_facts
        WHERE disconnected_at IS NOT NULL
      )
      WHERE channel = 'VOICE' AND ${condition}`);
    const { contacts, queued, promised, removed_within, abandoned, answer, handle } = row as Record<
      string,
      number
    >;
    const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
    const clock = (seconds: number) => {
      const whole = Math.round(seconds);
      return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min:s`;
    };
    return {
      Contacts: String(contacts),
      'Service level': percent(removed_within!, promised!),
      'Abandonment rate': percent(abandoned!, queued!),
      'Average speed of answer': clock(answer!),
      'Average handle time': clock(handle!),
    };
  }

  test('a filter changes the figures to those that SQL gives over the same lake', async () => {
    await visit(file, DESKTOP, async (page) => {
      await page.getByRole('button', { name: /^All \d+$/ }).click();
      expect(await headline(page)).toEqual(await expectedHeadline('true'));

      await page.getByRole('group', { name: 'Channels' }).getByLabel('Chat').uncheck();
      expect(await headline(page)).toEqual(
        await expectedHeadline(`channel IS DISTINCT FROM 'CHAT'`),
      );

      await page.getByText('Queues: all').click();
      await page.getByRole('checkbox', { name: 'Sales' }).uncheck();
      await page.keyboard.press('Escape');
      await page.getByLabel('From', { exact: true }).fill('2026-10-24');
      await page.getByLabel('To', { exact: true }).fill('26 Oct');
      await page.keyboard.press('Enter');
      const filtered = `channel IS DISTINCT FROM 'CHAT' AND queue IS DISTINCT FROM 'Sales'
        AND day BETWEEN DATE '2026-10-24' AND DATE '2026-10-26'`;
      expect(await headline(page)).toEqual(await expectedHeadline(filtered));
      await expect
        .poll(() => page.getByRole('status').textContent())
        .toMatch(/24\s?–\s?26 Oct 2026/);

      await page.reload();
      expect(await headline(page)).toEqual(await expectedHeadline(filtered));

      await page.getByRole('button', { name: 'Reset' }).click();
      await page.getByRole('button', { name: /^All \d+$/ }).click();
      await page.getByRole('region', { name: 'Queues' }).first().getByText('Billing').click();
      expect(await headline(page)).toEqual(await expectedHeadline(`queue = 'Billing'`));
    });
  });

  test('the definition of the service level can be chosen, and tables sorted, by keyboard', async () => {
    await visit(file, DESKTOP, async (page) => {
      await page.getByRole('button', { name: /^All \d+$/ }).click();
      const before = (await headline(page))['Service level'];
      await page.getByRole('radio').first().focus();
      await page.keyboard.press('ArrowDown');
      expect((await headline(page))['Service level']).not.toBe(before);
      await expect.poll(() => page.getByRole('radio').nth(1).isChecked()).toBe(true);

      const heading = page.locator('.queues').getByRole('button', { name: 'Abandonment' });
      await heading.focus();
      await page.keyboard.press('Enter');
      const column = page.locator('.queues th[aria-sort]');
      await expect.poll(() => column.getByRole('button').textContent()).toBe('Abandonment');
      await expect.poll(() => column.getAttribute('aria-sort')).toBe('descending');
      await page.keyboard.press('Enter');
      await expect.poll(() => column.getAttribute('aria-sort')).toBe('ascending');
    });
  });

  test('a screen reader finds landmarks, headings, and a table for every chart', async () => {
    await visit(file, DESKTOP, async (page) => {
      await page.getByRole('button', { name: /^All \d+$/ }).click();
      await expect.poll(() => page.getByRole('main').count()).toBe(1);
      await expect.poll(() => page.getByRole('search').count()).toBe(1);
      await expect.poll(() => page.getByRole('heading', { level: 1 }).count()).toBe(1);
      const headings = page.getByRole('heading', { level: 2 });
      // Sections out of sight are drawn after those in sight.
      await expect
        .poll(() => headings.allInnerTexts())
        .toEqual([
          'Voice',
          'Service level',
          'Volume',
          'The week by half-hour',
          'Queues',
          'Wait in queue',
          'Transfers and holds',
          'Callbacks',
          'Repeat contacts',
          'What this page covers',
        ]);
      for (const label of await page.locator('.plot').all()) {
        await expect
          .poll(() => label.getAttribute('aria-label'))
          .toMatch(/^(Line|Bar) chart of .+\./);
      }
      for (const summary of await page.getByText('Show as a table').all()) await summary.click();
      const rows = page.locator('figure table tbody tr');
      await expect.poll(() => rows.count()).toBeGreaterThan(30);
      const unnamed = page.locator('table').filter({ hasNot: page.locator('caption') });
      // Tables that have just been opened are drawn a little later.
      await expect.poll(() => unnamed.count()).toBe(0);
    });
  });

  test.each(
    ['today', 'trends', 'people', 'staffing'].flatMap((view) =>
      [PHONE, LANDSCAPE].map((phone) => [view, phone.viewport.width, phone] as const),
    ),
  )('a finger hits every control of %s on a phone of %i pixels', async (view, _, phone) => {
    await visit(`${file}#view=${view}`, phone, async (page) => {
      for (const fold of await page.locator('.fold > summary:visible').all()) await fold.tap();
      const small = await page.locator('button, select, summary, a, input').evaluateAll((all) =>
        all.flatMap((control) => {
          // A slider is moved itself; what is ticked or typed into is reached by its label, too.
          const isSlider = control.matches('[type=range]');
          const label = isSlider ? null : control.closest('label');
          const sizes = [control, ...(label ? [label] : [])].map((part) =>
            part.getBoundingClientRect(),
          );
          // A figure in a sentence is as wide as its digits.
          const isWide = control.matches('p .figure-link');
          const least = isSlider ? 44 : 24;
          const isHit = sizes.some(
            ({ width, height }) => height >= least && (isWide || width >= 24),
          );
          const isSeen = control.checkVisibility({ visibilityProperty: true });
          // The link to the figures is seen while it has the focus.
          return isSeen && !isHit && !control.matches('.skip') ? [control.outerHTML] : [];
        }),
      );
      expect(small).toEqual([]);
    });
  });

  test('dark, on a phone and on paper', async () => {
    const background = (page: Page) =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await visit(file, { ...DESKTOP, colorScheme: 'dark' }, async (page) => {
      expect(await background(page)).toBe('rgb(20, 24, 29)');
      await page.emulateMedia({ media: 'print' });
      expect(await background(page)).toBe('rgb(255, 255, 255)');
      await expect.poll(() => page.locator('.filters').isVisible()).toBe(false);
      await expect.poll(() => page.getByRole('status').isVisible()).toBe(true);
      expect((await page.pdf()).length).toBeGreaterThan(10_000);
    });
    await visit(file, PHONE, async (page) => {
      const widths = () =>
        page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      expect(await widths()).toEqual([390, 390]);
      await page.getByText('Filters', { exact: true }).click();
      await page.getByText('Queues: all').click();
      expect(await widths()).toEqual([390, 390]);
      await expect.poll(() => page.locator('.heat.tall').count()).toBe(1);
    });
  });

  test('text on every shade has a contrast of 4.5 or more, in light and in dark', async () => {
    await visit(file, DESKTOP, async (page) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const { name, color, background } of await page.evaluate(shadesShown)) {
          const pair = `${name} in ${colorScheme}: ${color} on ${background}`;
          expect(contrast(color, background), pair).toBeGreaterThan(4.5);
        }
      }
    });
  });

  test('a selection without contacts is explained in sentences', async () => {
    await visit(`${file}#from=2026-10-22&to=2026-10-22&queue=Night+line`, DESKTOP, async (page) => {
      await expect
        .poll(() => page.getByRole('status').textContent())
        .toContain('No contact matches');
      expect((await headline(page)).Contacts).toBe('0');
      await expect
        .poll(() => page.getByText('No contact of this selection entered a queue.').count())
        .toBe(2);
      // Of the service level by day, of waits, of transfers and holds; the queues keep their rows.
      await expect.poll(() => page.getByText('No contact matches this selection.').count()).toBe(3);
      expect(await reasonsIn(page, '.tile')).toEqual(
        Array(4).fill('No contact matches this selection'),
      );
    });
  });

  test('a dash gives the true reason: two hung up before they had to be answered', async () => {
    const quick = await openSmallLake([hungUpAfter(10), hungUpAfter(3)]);
    const url = await written('quick.html', await dataOf(quick));
    quick.close();
    const reason = 'No queued contact was answered, and none was abandoned after 20 s or more';
    await visit(`${url}#level=service_level_excl_abandons_in_x`, DESKTOP, async (page) => {
      expect(await reasonsIn(page, '.tile')).toEqual([
        reason,
        'No queued contact was answered',
        'No contact was handled by an agent',
      ]);
      await expect.poll(() => page.getByText(`${reason}.`, { exact: true }).count()).toBe(1);
      expect(await reasonsIn(page, '.definitions')).toEqual([reason]);
      expect(await reasonsIn(page, '.queues tbody')).toEqual([
        reason,
        'No queued contact was answered',
        'No contact was handled by an agent',
        'No contact was handled by an agent',
      ]);
      expect(new Set(await reasonsIn(page, '.percentiles'))).toEqual(
        new Set(['No queued contact was answered']),
      );
      await page.getByLabel('Show').nth(2).selectOption('service_level');
      // What is out of sight is drawn a frame later.
      await page.locator('[aria-busy]').waitFor({ state: 'detached' });
      expect(new Set(await reasonsIn(page, '.heat'))).toEqual(
        new Set([
          `Tuesday 10:00: 2 queued in 1 day, 0 answered, 2 abandoned. ${reason}`,
          'Tuesday 10:30: No contact entered a queue',
          ...WITHOUT_A_DAY.flatMap((day) =>
            ['10:00', '10:30'].map(
              (time) => `${day} ${time}: No such weekday is among the selected days`,
            ),
          ),
        ]),
      );
      const [delta] = await page.locator('.tile .delta').all();
      await expect.poll(() => delta!.getAttribute('title')).toContain('does not reach back');
    });
  });

  test('one of two instances can be chosen, and is kept in the address', async () => {
    await visit(file, DESKTOP, async (page) => {
      await page.getByRole('button', { name: /^All \d+$/ }).click();
      await expect
        .poll(() => page.getByRole('status').textContent())
        .toContain('all 2 instances together');
      await expect
        .poll(() => page.getByText(/queues of one name in 2 instances are added/i).count())
        .toBe(1);
      await page.getByRole('link', { name: 'People' }).click();
      await expect
        .poll(() => page.getByText(/queues of one name in 2 instances are added/i).count())
        .toBe(1);
      await page.goBack();
      await page.getByText('Instances: all').click();
      await page.getByLabel('two', { exact: true }).uncheck();
      await page.keyboard.press('Escape');
      const one = `instance_id = 'one'`;
      expect(await headline(page)).toEqual(await expectedHeadline(one));
      await expect.poll(() => page.getByText(/queues of one name/i).count()).toBe(0);
      expect(new URL(page.url()).hash).toContain('instance=one');
      await page.reload();
      expect(await headline(page)).toEqual(await expectedHeadline(one));
      await expect.poll(() => page.getByRole('status').textContent()).toContain('instance one;');
    });
  });

  test('with one instance the page only names the instance that it covers', async () => {
    const lone = await openSmallLake([LATE]);
    const url = await written('lone.html', await dataOf(lone));
    lone.close();
    await visit(url, DESKTOP, async (page) => {
      await expect
        .poll(() =>
          page
            .locator('main, .bar')
            .filter({ hasText: /instances/ })
            .count(),
        )
        .toBe(0);
      await expect.poll(() => page.locator('.filters').textContent()).not.toContain('Instances');
    });
  });

  test('agents’ own queues, queues without a name, outbound calls and contacts that never queued are separate', async () => {
    const kinds = await openSmallLake(QUEUE_KINDS);
    const url = await written('kinds.html', await dataOf(kinds));
    kinds.close();
    await visit(url, DESKTOP, async (page) => {
      const names = page.locator('.queues tbody th');
      expect((await names.allInnerTexts()).toSorted()).toEqual([
        'Agents’ own queues',
        'Billing',
        'Never queued',
        'Outbound, no queue',
        'Queue without a name',
      ]);
      await names.getByText('Agents’ own queues').click();
      expect((await headline(page)).Contacts).toBe('2');
      await expect
        .poll(() => page.getByRole('status').textContent())
        .toContain('Agents’ own queues');
      await page.reload();
      expect((await headline(page)).Contacts).toBe('2');
      await page.getByRole('link', { name: 'People' }).click();
      await expect
        .poll(() => page.locator('.matrix thead').innerText())
        .toContain('Agents’ own queues');
    });
  });

  test('a lake in which all contacts are still going on is not shown as empty', async () => {
    const going = await openSmallLake([
      { ...LATE, disconnecttimestamp: null, customerendpoint: { address: '+441632960961' } },
    ]);
    const url = await written('going.html', await dataOf(going));
    going.close();
    await visit(url, DESKTOP, async (page) => {
      await expect
        .poll(() => page.getByRole('main').textContent())
        .toContain('None of the lake’s contacts has been disconnected yet (still going on: 1).');
    });
  });

  test('an empty lake is explained in a sentence', async () => {
    const empty = await openSmallLake([], 2);
    const url = await written('empty.html', await dataOf(empty));
    empty.close();
    await visit(url, DESKTOP, async (page) => {
      const main = await page.getByRole('main').textContent();
      expect(main).toContain('The lake holds no contact yet.');
      expect(main).toContain('2 records could not be read');
    });
  });
});

/** What the dashes in a part of the page say, in the order of the page. */
async function reasonsIn(page: Page, part: string): Promise<(string | null)[]> {
  const dashes = await page.locator(part).locator('.missing').all();
  return Promise.all(dashes.map((dash) => dash.getAttribute('title')));
}

/** Runs in the page: the colours of each kind of text and of what it stands on. */
function shadesShown() {
  const shades = ['cool', 'warm'].flatMap((hue) =>
    [0, 1, 2, 3, 4, 5, 6].map((step) => `${hue}-${step}`),
  );
  return ['lead', 'better', 'worse', 'link', ...shades].map((name) => {
    const element = document.body.appendChild(document.createElement('span'));
    element.className = name;
    const { color, backgroundColor } = getComputedStyle(element);
    element.remove();
    const bare = backgroundColor === 'rgba(0, 0, 0, 0)';
    const background = bare ? getComputedStyle(document.body).backgroundColor : backgroundColor;
    return { name, color, background };
  });
}

/** Contrast of two colours by WCAG, 1..21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
