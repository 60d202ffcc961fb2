/** Draws the page's views for the documents, with the demo's contacts: `npm run page:pictures`. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILT, PACKAGE } from '../../../terminal/package-files.ts';
import { startBrowser } from '../browser.ts';

const DESKTOP = { width: 1200, height: 800 };
const PHONE = { width: 390, height: 844 };
/** The repository is cloned with them. */
const MOST_BYTES = 150_000;

const PICTURES = [
  { name: 'page', view: 'today', viewport: DESKTOP },
  { name: 'page-trends', view: 'trends', viewport: DESKTOP },
  { name: 'page-people', view: 'people', viewport: DESKTOP },
  { name: 'page-staffing', view: 'staffing', viewport: DESKTOP },
  { name: 'page-phone', view: 'today', viewport: PHONE },
  { name: 'page-dark', view: 'trends', viewport: DESKTOP, colorScheme: 'dark' },
] as const;

const folder = await mkdtemp(join(tmpdir(), 'contact-lake-pictures-'));
const browser = await startBrowser();
try {
  const lake = join(folder, 'lake');
  const demo = ['demo', '--last-day', '2026-11-19', '--lake', lake];
  execFileSync(process.execPath, [join(BUILT, 'contact-lake.js'), ...demo]);
  const file = pathToFileURL(join(lake, 'dashboard.html'));
  for (const { name, view, ...options } of PICTURES) {
    const page = await browser.newPage({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
    await page.goto(`${file}#view=${view}`);
    await page.locator('main').waitFor();
    const path = join(PACKAGE, 'docs', `${name}.png`);
    await page.screenshot({ path });
    await page.close();
    const { size } = await stat(path);
    if (size > MOST_BYTES)
      throw new Error(`Found ${size} bytes in ${path}, expected ${MOST_BYTES}`);
    process.stdout.write(`Wrote ${path}.\n`);
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
