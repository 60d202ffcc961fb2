/** A page as a file that a browser opens, made of a lake of a few contacts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { newestContacts } from '../../page/list-contacts.ts';
import { pageData } from '../../page/page-data.ts';
import { bundledPage } from '../../page/write-dashboard.ts';
import { embeddedContacts } from '../../page/write-page.ts';
import type { Settings } from '../../queries/settings.ts';
import { QUERIES, type SmallLake } from '../queries/small-lake.ts';
import { runOn } from './lake.ts';

const PAGE = join(QUERIES, 'page');

/** As long as a loaded machine takes for a step of the browser. */
const PATIENCE_MILLISECONDS = 60_000;

export interface PageFile {
  /** `file:///…/page.html` */
  readonly url: string;
  remove(): Promise<void>;
}

/**
 * @param days of contacts in the page; null for all that have room, 0 for none
 * @param writtenAt ISO 8601, UTC
 */
export async function pageFile(
  lake: SmallLake,
  settings: Partial<Settings>,
  days: number | null,
  writtenAt?: string,
): Promise<PageFile> {
  const made = await pageData(runOn(lake), PAGE, settings);
  const data = { ...made, writtenAt: writtenAt ?? made.writtenAt };
  const listed = await newestContacts(runOn(lake), PAGE, data, days);
  const contacts = listed && (await embeddedContacts(listed));
  const folder = await mkdtemp(join(tmpdir(), 'contact-lake-page-'));
  const file = join(folder, 'page.html');
  await writeFile(file, await bundledPage({ data, contacts }));
  return { url: pathToFileURL(file).href, remove: () => rm(folder, { recursive: true }) };
}

/** Opens the page and does something there; no complaint and no request may come of it. */
export async function visit(
  browser: Browser,
  url: string,
  act: (page: Page) => Promise<void>,
  options?: BrowserContextOptions,
): Promise<void> {
  const { page, leave } = await openVisit(browser, url, options);
  await act(page);
  await leave();
}

/** A page that is open. `leave` fails if there was a complaint or a request. */
export interface Visit {
  readonly page: Page;
  readonly leave: () => Promise<void>;
}

export async function openVisit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = { viewport: { width: 1366, height: 900 } },
): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MILLISECONDS);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const asked = request.url().split('#')[0]!;
    if (asked !== url.split('#')[0] && !/^(data|blob):/.test(asked)) complaints.push(asked);
  });
  await page.goto(url);
  await page.locator('main').waitFor();
  const leave = async () => {
    expect(await page.locator('#page').textContent()).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(complaints).toEqual([]);
    await context.close();
  };
  return { page, leave };
}
