import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Chromium without what draws its windows: the same pages take half the time of the processor. */
const SHELL = '/usr/bin/chromium-headless-shell';

const CHROMIUM = process.env.CHROMIUM_PATH ?? (existsSync(SHELL) ? SHELL : '/usr/bin/chromium');

/** Why the page cannot be driven here, or null. In CI it always is, so that nothing goes untested. */
export function missingBrowser(): string | null {
  if (existsSync(CHROMIUM) || process.env.CI) return null;
  return `skipped: there is no Chromium at ${CHROMIUM} (CHROMIUM_PATH says where another is)`;
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
