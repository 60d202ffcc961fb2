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
/** How many times slower the processor of a cheap laptop is than this one. */
const SLOWNESS = 4;

/** Pages that are opened; `a page without contacts` is its script and style alone. */
export const PAGES = ['a year', 'many queues and agents', 'no contacts'] as const;
type PageName = (typeof PAGES)[number];

export const loadOf = (page: PageName) => `load: ${page}`;
/** Until the figures in sight are drawn. */
export const filterOf = (page: PageName) => `a filter: ${page}`;
/** Until those further down the page are drawn, too. */
const wholeFilterOf = (page: PageName) => `a filter, to the end of the page: ${page}`;
/** The figures in sight, on a processor that Chromium slows down. */
export const slowFilterOf = (page: PageName) => `a filter, ${SLOWNESS} times slowed: ${page}`;

/** The waits of a reader in Chromium: the file's bytes, opening it, and choosing one channel. */
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
  const measured =
    (name: PageName, of: 'load' | 'filter' | 'whole_filter', slowness = 1) =>
    async (): Promise<Cost> => {
      const file = files.get(name)!;
      const seconds = (await visit(file, slowness))[of];
      return { ...waited(seconds), read_bytes: statSync(file).size };
    };
  const filtered = PAGES.filter((name) => name !== 'no contacts');
  return {
    about: `about ${contacts} contacts in ${DAYS} days, and ${wide_contacts} of 57 queues; ${elements.join(', ')}`,
    json_bytes: null,
    contenders: [
      ...PAGES.map((name) => ({ name: loadOf(name), run: measured(name, 'load') })),
      ...filtered.flatMap((name) => [
        { name: filterOf(name), run: measured(name, 'filter') },
        { name: wholeFilterOf(name), run: measured(name, 'whole_filter') },
        { name: slowFilterOf(name), run: measured(name, 'filter', SLOWNESS) },
      ]),
    ],
    lines: [
      ...PAGES.map((name) => line(loadOf(name), 'read_bytes')),
      ...PAGES.map((name) => line(loadOf(name), 'wall_seconds')),
      ...filtered.flatMap((name) =>
        [filterOf, wholeFilterOf, slowFilterOf].map((of) => line(of(name), 'wall_seconds')),
      ),
    ],
    left_out: [],
  };
};

function line(contender: string, measure: 'read_bytes' | 'wall_seconds') {
  return { contender, measure, against: null, better: null };
}

interface Visit {
  readonly load: number;
  readonly filter: number;
  readonly whole_filter: number;
  readonly elements: number;
}

/** Opens the page in a new browser, and chooses one channel. Times are in seconds. */
async function visit(file: string, slowness = 1): Promise<Visit> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const developerTools = await page.context().newCDPSession(page);
    await developerTools.send('Emulation.setCPUThrottlingRate', { rate: slowness });
    const begun = performance.now();
    await page.goto(`${pathToFileURL(file)}#view=trends`);
    await page.locator('main').waitFor();
    const load = (performance.now() - begun) / 1000;
    const [filter, whole_filter] = await page.evaluate(chooseChannel);
    const elements = await page.locator('*').count();
    return { load, filter, whole_filter, elements };
  } finally {
    await browser.close();
  }
}

/** Runs in the page. @returns the seconds until the choice is drawn in sight, and to the end of the page */
async function chooseChannel(): Promise<[inSight: number, whole: number]> {
  const begun = performance.now();
  const frameDrawn = () =>
    new Promise<number>((done) =>
      requestAnimationFrame(() => setTimeout(() => done((performance.now() - begun) / 1000))),
    );
  const changed = new Promise((done) => addEventListener('hashchange', done, { once: true }));
  location.hash = '#view=trends&channel=VOICE';
  await changed;
  const inSight = await frameDrawn();
  let whole = inSight;
  while (document.querySelector('[aria-busy]')) whole = await frameDrawn();
  return [inSight, whole];
}
