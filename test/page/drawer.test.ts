import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { type ContactRow, openSmallLake } from '../queries/small-lake.ts';
import { missingBrowser } from './browser.ts';
import { pageFile, visit } from './page-file.ts';
import { sampleOfContacts } from './random-contacts.ts';
import { withPage } from './with-page.ts';

const missing = missingBrowser();
if (missing) console.warn(`The contacts behind a figure: ${missing}`);

/** A spreadsheet would run this name as a formula. */
const HOSTILE = '=HYPERLINK("x")</script><b>';

function withHostileName(): ContactRow[] {
  return sampleOfContacts(400, 7).map((row) => {
    const queue = row.queue as { name: string | null } | null;
    return queue?.name === 'Sales' ? { ...row, queue: { ...queue, name: HOSTILE } } : row;
  });
}

describe.skipIf(missing)('the contacts behind a figure', () => {
  const opened = withPage(withHostileName, { timeZone: 'Europe/London' });

  const trends = () => `${opened.url}#view=trends&from=2026-01-01&to=2026-12-31`;
  const dialog = (page: Page) => page.locator('dialog[open]');
  /** The heading of the list once its contacts are counted. */
  const heading = async (page: Page) =>
    (await dialog(page).getByRole('heading').filter({ hasText: /^\d/ }).textContent())!;
  const cell = (page: Page, queue: string, column: number) =>
    page.getByRole('row', { name: queue }).locator('td').nth(column).getByRole('button');

  test('are as many as the figure says', async () => {
    await visit(opened.browser, trends(), async (page) => {
      for (const column of [1, 2, 3, 4, 10]) {
        const figure = cell(page, 'Billing', column);
        const contacts = Number((await figure.textContent())!.replace(',', ''));
        await figure.click();
        expect(await heading(page)).toMatch(new RegExp(`^${contacts} contacts?\\b`));
        await page.keyboard.press('Escape');
        await dialog(page).waitFor({ state: 'detached' });
      }
    });
  });

  test.each(['today&day=2026-10-24', 'trends', 'people'])(
    'are named to a screen reader by what they are, on %s',
    async (view) => {
      const address = `${opened.url}#view=${view}&from=2026-01-01&to=2026-12-31`;
      await visit(opened.browser, address, async (page) => {
        const figures = page.locator('main .figure-link');
        await figures.first().waitFor();
        for (const { name, text } of await figures.evaluateAll((all) =>
          all.map((one) => ({ name: one.ariaLabel, text: one.textContent })),
        )) {
          expect(name).toMatch(/[a-z]{4}/);
          expect(name!.startsWith(text)).toBe(true);
        }
      });
    },
  );

  test('of a tile are named by its figure and channel', async () => {
    const names = (page: Page) =>
      page.locator('.tile .value button').evaluateAll((all) => all.map((one) => one.ariaLabel));
    await visit(opened.browser, `${opened.url}#view=today&day=2026-10-24`, async (page) => {
      expect((await names(page)).join()).toMatch(
        /[\d.]+\s% service level, Voice: show the contacts that count against it/,
      );
    });
    await visit(opened.browser, trends(), async (page) => {
      expect((await names(page)).join()).toMatch(
        /[\d.]+\s% service level, Voice: show these contacts/,
      );
    });
  });

  const DAY = 'view=trends&from=2026-10-24&to=2026-10-24';
  const TODAY = 'view=today&day=2026-10-24';
  const KINDS = [
    ['the number of contacts', DAY, '.tile:first-child .value'],
    ['what a tile is made of', DAY, '.tile .made-of'],
    ['a channel', DAY, '.channels td:nth-child(3)'],
    ['a half-hour of the week', DAY, '.heat td'],
    [
      'a half-hour of the week, in the table',
      DAY,
      '[data-section=the-week-by-half-hour] details td',
    ],
    ['a bar of the chart of volumes', DAY, '[data-section=volume] details td'],
    ['a bar of a longer span', 'view=trends', '[data-section=volume] details td'],
    ['a row of percentiles', DAY, '.percentiles td:nth-child(2)'],
    ['callbacks', 'view=trends&from=2026-01-01', '[data-section=callbacks] dd'],
    ['transfers and holds', DAY, '.facts tr:not(:nth-child(5)) td'],
    ['what a tile of today is made of', TODAY, '.tile .made-of'],
    ['a half-hour of today', TODAY, '[data-section=half-hours] details td'],
    ['a queue of today', TODAY, '.hurting td:nth-child(6)'],
    ['an agent in a queue', 'view=people', '.matrix td'],
  ] as const;

  test.each(KINDS)('are as many as a figure of %s says', async (_, address, cells) => {
    await visit(opened.browser, `${opened.url}#${address}`, async (page) => {
      for (const details of await page.locator('details.values summary').all()) {
        await details.click();
      }
      const figures = page.locator(cells).locator('.figure-link');
      await figures.first().waitFor();
      const places = fc.sample(fc.nat((await figures.count()) - 1), { seed: 3, numRuns: 3 });
      for (const at of places) {
        const figure = figures.nth(at);
        const contacts = Number((await figure.innerText()).replace(',', ''));
        await figure.click();
        expect(await heading(page)).toMatch(new RegExp(`^${contacts} contacts?\\b`));
        await page.keyboard.press('Escape');
        await dialog(page).waitFor({ state: 'detached' });
      }
    });
  });

  const MANY_DAYS = 'view=trends&from=2026-01-01';
  const WEEK = '[data-section=the-week-by-half-hour]';
  const VIEWS = [
    ['of trends', DAY, 'main', 25],
    ['of a typical day', `${MANY_DAYS}&volume=typical`, 'main', 25],
    ['of the week by service level', `${MANY_DAYS}&heat=service_level`, WEEK, 4],
    ['of the week by abandonment', `${MANY_DAYS}&heat=abandonment`, WEEK, 4],
    ['of the week by wait', `${MANY_DAYS}&heat=wait`, WEEK, 4],
    ['of today', TODAY, 'main', 10],
    ['of people', 'view=people', 'main', 10],
    ['of people by holds', 'view=people&agents=holds', '.matrix', 4],
    ['of people by handle time', 'view=people&agents=handle_time', '.matrix', 4],
    ['of an agent', 'view=people&agent=ada', 'main', 6],
  ] as const;

  test.each(VIEWS)('%s tell the figure that opened them, in its own unit', async (...view) => {
    const [, address, place, least] = view;
    await visit(opened.browser, `${opened.url}#${address}`, async (page) => {
      for (const details of await page.locator('details.values summary').all()) {
        await details.click();
      }
      const shown = await page.evaluate(openKinds, { place, least });
      expect(shown.length).toBeGreaterThanOrEqual(least);
      expect(shown.filter(({ figure, words }) => !tells(words, figure))).toEqual([]);
    });
  });

  const CALL = { initiationmethod: 'INBOUND', channel: 'VOICE' };
  const NOW = '2026-10-20 10:00:00';
  /** A call to a queue on one day that an agent had after so many seconds, or that gave up then. */
  const call = (queue: string, wait: number, isAnswered = true): ContactRow => ({
    ...CALL,
    contactid: '',
    initiationtimestamp: NOW,
    disconnecttimestamp: '2026-10-20 10:05:00',
    queue: { name: queue, enqueuetimestamp: NOW, duration: wait },
    ...(isAnswered && { agent: { username: 'ann', connectedtoagenttimestamp: NOW } }),
  });
  /** 8 of 10 in time in Sales, of which one gave up at once; all 3 in Support. */
  const KNOWN = [
    ...[1, 2, 3, 4, 5, 6, 7, 30, 40].map((wait) => call('Sales', wait)),
    call('Sales', 2, false),
    ...[1, 2, 3].map((wait) => call('Support', wait)),
  ].map((row, at) => ({ ...row, contactid: `contact-${at}` }));

  test.each([
    [
      'connect',
      'Sales',
      '80.0 %: 8 of 10 served in time; 2 were not, no more than the targets allow',
    ],
    ['connect', 'Support', '100.0 %: all 3 were served in time'],
    [
      'answered',
      'Sales',
      '70.0 %: 7 of 10 answered in time; 3 were not, 1 more than the targets allow',
    ],
    [
      'excl_short_abandons',
      'Sales',
      '77.8 %: 7 of 9 answered in time; 2 were not, abandons within 5 s left out, 1 more than the targets allow',
    ],
    [
      'excl_abandons_in_x',
      'Sales',
      '77.8 %: 7 of 9 answered in time; 2 were not, those who left before the target time left out, 1 more than the targets allow',
    ],
  ])(
    'of a service level tell it and what it is made of: %s of %s',
    async (meaning, queue, words) => {
      const known = await openSmallLake(KNOWN);
      const small = await pageFile(known, { timeZone: 'UTC' }, null);
      await visit(
        opened.browser,
        `${small.url}#view=trends&level=service_level_${meaning}`,
        async (page) => {
          const level = cell(page, queue, 0);
          const share = plain(await level.textContent()).split(',')[0]!;
          await level.click();
          expect(plain(await heading(page))).toBe(words);
          expect(words.startsWith(`${share}: `)).toBe(true);
          // The list has those that count against it, and no other.
          const table = dialog(page).locator('table');
          const missed = /(\d+) w\w+ not/.exec(words)?.[1];
          await expect.poll(() => table.count()).toBe(missed ? 1 : 0);
          if (missed) {
            expect(Number(await table.getAttribute('aria-rowcount')) - 1).toBe(Number(missed));
          }
        },
      );
      await small.remove();
      known.close();
    },
  );

  test('of half-hours say how many were answered and abandoned', async () => {
    const known = await openSmallLake(KNOWN);
    const small = await pageFile(known, { timeZone: 'UTC' }, null);
    await visit(opened.browser, `${small.url}#view=trends`, async (page) => {
      await page.locator('.heat td.cool-6 button').first().click();
      expect(plain(await heading(page))).toBe(
        '13 contacts that entered a queue, 12 answered, 1 abandoned',
      );
    });
    await small.remove();
    known.close();
  });

  test.each([
    ['.facts tr:has-text("Put on hold")', 'that an agent handled'],
    ['.queues tbody tr:first-child td:nth-child(7)', 'that entered a queue'],
    ['[data-section=callbacks] dd', 'requested'],
  ])('of a share tell the share: %s', async (place, whole) => {
    await visit(opened.browser, `${opened.url}#${MANY_DAYS}`, async (page) => {
      const shown = page.locator(place).first();
      const share = plain(await shown.innerText()).match(/[\d.]+ %/)?.[0];
      await shown.locator('.figure-link').first().click();
      expect(plain(await heading(page))).toMatch(
        new RegExp(`, ${share ?? 'none'} of [\\d,]+ ${whole}$`),
      );
    });
  });

  test('of a page that does not hold them all, say which it holds', async () => {
    const newest = await pageFile(opened.lake, { timeZone: 'Europe/London' }, 2);
    await visit(opened.browser, `${newest.url}#view=trends&from=2026-01-01`, async (page) => {
      await cell(page, 'Billing', 2).click();
      await heading(page);
      const note = dialog(page).getByRole('status');
      await expect
        .poll(() => note.textContent())
        .toMatch(/^Only those from \d+ Oct 2026 on: the page holds/);
    });
    await newest.remove();
  });

  test('of a percentile waited at least so long, which the heading says', async () => {
    await visit(opened.browser, trends(), async (page) => {
      const row = page.locator('.percentiles tbody tr').first();
      const all = Number(await row.locator('td').first().innerText());
      const wait = await row.locator('td').nth(1).innerText();
      await row.locator('td').nth(1).getByRole('button').click();
      const words = await heading(page);
      const share = percent(Number.parseInt(words, 10) / all);
      expect(words).toContain(
        `that were answered and waited ${wait} or longer, ${share} of ${all} that were answered`,
      );
      expect(Number.parseInt(words, 10)).toBeGreaterThanOrEqual(all / 2);
      const link = page.url();
      await page.reload();
      expect(await heading(page)).toBe(words);
      expect(page.url()).toBe(link);
    });
  });

  test('of the wait curve waited at most so long: in its table, and with a click on it', async () => {
    await visit(opened.browser, trends(), async (page) => {
      const section = page.locator('[data-section=wait-in-queue]');
      const all = Number(await section.locator('.percentiles td').nth(1).innerText());
      await section.locator('details.values summary').click();
      const row = section.locator('details.values tbody tr').first();
      const share = Number.parseFloat(await row.locator('td').last().innerText());
      const wait = await row.locator('th').innerText();
      await row.getByRole('button').click();
      const words = await heading(page);
      expect(words).toContain(`waited ${wait} at most`);
      const within = Number.parseInt(words, 10);
      expect((100 * within) / all).toBeCloseTo(share, 0);
      await page.keyboard.press('Escape');
      const line = section.locator('.plot [aria-label=line] path').first();
      await line.scrollIntoViewIfNeeded();
      const end = await line.evaluate((path: SVGPathElement) => {
        const { x, y } = path
          .getPointAtLength(path.getTotalLength())
          .matrixTransform(path.getScreenCTM()!);
        return { x, y };
      });
      await page.mouse.move(end.x - 3, end.y + 3);
      await page.mouse.move(end.x - 1, end.y + 1);
      await page.mouse.down();
      await page.mouse.up();
      await dialog(page).getByRole('heading', { name: 'at most' }).waitFor();
    });
  });

  test('open with a click on a bar', async () => {
    await visit(opened.browser, `${opened.url}#${DAY}`, async (page) => {
      const bar = page.locator('[data-section=volume] .plot [aria-label=rect] rect').first();
      await bar.scrollIntoViewIfNeeded();
      await bar.hover();
      await bar.click({ force: true });
      await dialog(page).getByRole('heading', { name: 'that entered a queue' }).waitFor();
    });
  });

  test('close with Escape and with Back, and the focus is where it was', async () => {
    await visit(opened.browser, trends(), async (page) => {
      const figure = cell(page, 'Billing', 2);
      for (const close of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
        await figure.focus();
        await page.keyboard.press('Enter');
        await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
        expect(page.url()).toContain('&contacts=');
        await expect.poll(() => dialog(page).getAttribute('aria-labelledby')).toBe('drawer-title');
        await close();
        await dialog(page).waitFor({ state: 'detached' });
        expect(page.url()).not.toContain('&contacts=');
        expect(await figure.evaluate((element) => element === document.activeElement)).toBe(true);
      }
    });
  });

  test('a link opens the same list again', async () => {
    let link = '';
    let title = '';
    await visit(opened.browser, trends(), async (page) => {
      await cell(page, 'Billing', 4).click();
      await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
      link = page.url();
      title = (await dialog(page).getByRole('heading').textContent())!;
    });
    await visit(opened.browser, link, async (page) => {
      await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
      await expect.poll(() => dialog(page).getByRole('heading').textContent()).toBe(title);
    });
  });

  test('a row opens the journey, and Back leads to the list', async () => {
    await visit(opened.browser, trends(), async (page) => {
      await cell(page, 'Billing', 2).click();
      await dialog(page).locator('tbody .link').first().click();
      await dialog(page).getByRole('heading', { name: 'Journey of a contact' }).waitFor();
      const segments = dialog(page).getByRole('region', { name: 'Segments' }).locator('tbody tr');
      await expect.poll(() => segments.count()).toBeGreaterThan(0);
      await expect.poll(() => dialog(page).locator('svg rect').count()).toBeGreaterThan(0);
      await page.goBack();
      await dialog(page).getByRole('button', { name: 'CSV' }).waitFor();
    });
  });

  test('are sorted by a click, and few of many are drawn', async () => {
    await visit(opened.browser, trends(), async (page) => {
      await page
        .getByRole('row', { name: 'Total' })
        .locator('td')
        .nth(2)
        .getByRole('button')
        .click();
      const table = dialog(page).locator('table');
      await table.waitFor();
      const rows = Number(await table.getAttribute('aria-rowcount')) - 1;
      expect(rows).toBeGreaterThan(300);
      await expect.poll(() => table.locator('tbody tr').count()).toBeLessThan(100);
      await table.getByRole('button', { name: 'Wait' }).click();
      const first = await table.locator('tbody tr').first().locator('td').nth(3).textContent();
      expect(first).toBe('1:01:40');
    });
  });

  test('have headings that are not broken within a word on a phone', async () => {
    await visit(
      opened.browser,
      trends(),
      async (page) => {
        await cell(page, 'Billing', 1).tap();
        const heads = dialog(page).locator('.heading button');
        await heads.first().waitFor();
        const broken = await heads.evaluateAll((all) =>
          (all as HTMLElement[]).flatMap(({ textContent, offsetHeight }) =>
            !textContent!.includes(' ') && offsetHeight > 30 ? [textContent] : [],
          ),
        );
        expect(broken).toEqual([]);
      },
      { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    );
  });

  test('can be saved as CSV that no spreadsheet runs', async () => {
    await visit(opened.browser, trends(), async (page) => {
      await cell(page, 'HYPERLINK', 2).click();
      const saving = page.waitForEvent('download');
      await dialog(page).getByRole('button', { name: 'CSV' }).click();
      const text = await readFile((await (await saving).path())!, 'utf8');
      const [head, first] = text.split('\r\n');
      expect(head).toMatch(/^\ufeff"contact_id","time_local","queue",/);
      expect(first).toContain(`"'=HYPERLINK(""x"")</script><b>"`);
    });
  });

  test('on a page without contacts, figures are no buttons', async () => {
    const none = await pageFile(opened.lake, { timeZone: 'Europe/London' }, 0);
    await visit(opened.browser, `${none.url}#view=trends`, async (page) => {
      await expect.poll(() => page.locator('.figure-link').count()).toBe(0);
    });
    await none.remove();
  });
});

/** With common spaces. */
function plain(text: string | null): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}\u202f%`;
}

/**
 * Opens one figure of every kind in a place, a kind being a column of a table, or a list of a section. In the page
 * itself, because a click from outside takes several times as long.
 */
async function openKinds({ place, least }: { place: string; least: number }) {
  const kindsNow = () => {
    const kinds = new Map<string, HTMLElement>();
    for (const link of document.querySelectorAll<HTMLElement>(`${place} .figure-link`)) {
      const table = link.closest('table');
      const column = table?.classList.contains('heat') ? 0 : link.closest('td')?.cellIndex;
      const list = link.closest('p, dl, .tile')?.textContent?.replaceAll(/[\d.,]+/g, '');
      const section = link.closest('section')?.dataset.section;
      kinds.set([section, table?.className, column, table ? '' : list].join('|'), link);
    }
    return kinds;
  };
  // Tables that have just been opened are drawn a little later.
  const until = performance.now() + 30_000;
  while (kindsNow().size < least && performance.now() < until)
    await new Promise(requestAnimationFrame);
  const kinds = kindsNow();
  const title = document.querySelector<HTMLElement>('.drawer h2')!;
  const shown: { figure: string; words: string }[] = [];
  for (const link of kinds.values()) {
    title.textContent = '';
    link.click();
    while (!/^\d/.test(title.textContent!)) await new Promise(requestAnimationFrame);
    const note = document.querySelector('.drawer [role=status]')!.textContent;
    shown.push({ figure: link.innerText.trim(), words: `${title.textContent}. ${note}` });
    document.querySelector<HTMLElement>('.drawer .close')!.click();
  }
  return shown;
}

/** Whether a heading has the figure: as it is, rounded, or as the share of the first number in another. */
function tells(heading: string, figure: string): boolean {
  const time = figure.match(/\d+:\d\d(:\d\d)?/)?.[0];
  if (time) return heading.split(/[ ,.]+/).includes(time);
  const value = Number.parseFloat(figure.replaceAll(',', ''));
  const numbers = heading
    .replaceAll(/(?<=\d),(?=\d)/g, '')
    .match(/(?<![:\d])\d+(\.\d)?(?![:\d])/g)!;
  const isRounded = (exact: number) =>
    figure.includes('.') ? Math.abs(exact - value) < 0.051 : Math.round(exact) === value;
  const whole = / of (\d+)/.exec(heading)?.[1];
  const share = whole ? (100 * Number(numbers[0])) / Number(whole) : Number.NaN;
  const notEnded = / (\d+) more not ended/.exec(heading)?.[1] ?? 0;
  if (Number(numbers[0]) + Number(notEnded) === value) return true;
  return numbers.map(Number).some(isRounded) || isRounded(share) || isRounded(100 - share);
}
