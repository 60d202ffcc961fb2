import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { lakeOfDays } from '../inputs/lake-of-days.ts';
import { wideLake } from '../inputs/wide-lake.ts';
import { emptyLake } from '../inputs/workplace.ts';
import { contactLake, runChild } from '../measure/child.ts';
import { type Cost, waited } from '../measure/cost.ts';
import type { MakeSuite } from './suite.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const DAYS = 365;

/** Pages that are opened; `a page without contacts` is its script and style alone. */
export const PAGES = ['a year', 'many queues and agents', 'no contacts'] as const;
type PageName = (typeof PAGES)[number];

export const loadOf = (page: PageName) => `load: ${page}`;
export const filterOf = (page: PageName) => `a filter: ${page}`;

/** What a reader waits for, in Chromium: the file's bytes, opening it, and choosing one channel. */
export const pageInBrowser: MakeSuite = async (
  workplace,
  { page_contacts: contacts, wide_contacts },
) => {
  const { lake: year } = await lakeOfDays(
    workplace,
    DAYS,
    Math.max(1, Math.round(contacts / DAYS)),
  );
  const lakes: Record<PageName, string> = {
    'a year': year,
    'many queues and agents': await wideLake(workplace, wide_contacts),
    'no contacts': emptyLake(workplace.newPath()),
  };
  const files = new Map<PageName, string>();
  const elements: string[] = [];
  for (const name of PAGES) {
    const out = `${workplace.newPath()}.html`;
    await runChild(contactLake('dashboard', '--lake', lakes[name], '--out', out));
    files.set(name, out);
    elements.push(`${(await visit(out)).elements} elements (${name})`);
  }
  const measured = (name: PageName, of: 'load' | 'filter') => async (): Promise<Cost> => {
    const file = files.get(name)!;
    const seconds = (await visit(file))[of];
    return { ...waited(seconds), read_bytes: statSync(file).size };
  };
  const filtered = PAGES.filter((name) => name !== 'no contacts');
  return {
    about: `about ${contacts} contacts in ${DAYS} days, and ${wide_contacts} of 57 queues; ${elements.join(', ')}`,
    json_bytes: null,
    contenders: [
      ...PAGES.map((name) => ({ name: loadOf(name), run: measured(name, 'load') })),
      ...filtered.map((name) => ({ name: filterOf(name), run: measured(name, 'filter') })),
    ],
    lines: [
      ...PAGES.map((name) => line(loadOf(name), 'read_bytes')),
      ...PAGES.map((name) => line(loadOf(name), 'wall_seconds')),
      ...filtered.map((name) => line(filterOf(name), 'wall_seconds')),
    ],
    left_out: [],
  };
};

function line(contender: string, measure: 'read_bytes' | 'wall_seconds') {
  return { contender, measure, against: null, better: null };
}

/** Opens the page in a new browser, and chooses one channel. */
async function visit(file: string): Promise<{ load: number; filter: number; elements: number }> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const begun = performance.now();
    await page.goto(`${pathToFileURL(file)}#view=trends`);
    await page.locator('main').waitFor();
    const load = (performance.now() - begun) / 1000;
    const filter = await page.evaluate(chooseChannel);
    const elements = await page.locator('*').count();
    return { load, filter, elements };
  } finally {
    await browser.close();
  }
}

/** Runs in the page. @returns the seconds until the choice is drawn */
async function chooseChannel(): Promise<number> {
  const begun = performance.now();
  const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
  location.hash = '#view=trends&channel=VOICE';
  await changed;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return (performance.now() - begun) / 1000;
}
