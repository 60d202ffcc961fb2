import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Settings } from '../../queries/settings.ts';
import { type ContactRow, openSmallLake, type SmallLake } from '../queries/small-lake.ts';
import { startBrowser } from './browser.ts';
import { pageFile } from './page-file.ts';

const START_TIMEOUT_MILLISECONDS = 60_000;

/** What the tests of a `describe` share; it is there once they run. */
export interface OpenedPage {
  readonly browser: Browser;
  readonly lake: SmallLake;
  /** `file:///…/page.html` */
  readonly url: string;
}

interface PageOptions {
  /** Of contacts in the page; all that have room if it is not said, 0 for none. */
  readonly days?: number;
  /** ISO 8601, UTC. */
  readonly writtenAt?: string;
}

/**
 * Starts a browser and makes a page of these contacts before the tests of the present `describe`, and
 * removes both after them.
 */
export function withPage(
  contacts: () => readonly ContactRow[],
  settings: Partial<Settings>,
  { days, writtenAt }: PageOptions = {},
): OpenedPage {
  const opened: { -readonly [Part in keyof OpenedPage]?: OpenedPage[Part] } = {};
  let remove: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    opened.browser = await startBrowser();
    opened.lake = await openSmallLake(contacts());
    const file = await pageFile(opened.lake, settings, days ?? null, writtenAt);
    opened.url = file.url;
    remove = file.remove;
  }, START_TIMEOUT_MILLISECONDS);
  afterAll(async () => {
    await opened.browser?.close();
    await remove?.();
    opened.lake?.close();
  });
  return opened as OpenedPage;
}
