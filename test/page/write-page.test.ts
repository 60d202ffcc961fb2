import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '../../page/packed-table.ts';
import { packPage, TABLES } from '../../page/page-data.ts';
import { bundledPage } from '../../page/write-dashboard.ts';
import { embedded, renderPage } from '../../page/write-page.ts';
import { DEFAULT_SETTINGS } from '../../queries/settings.ts';
import { BUILT } from '../../terminal/package-files.ts';
import { missingBrowser, startBrowser } from './browser.ts';
import { NOTHING_COVERED } from './nothing-covered.ts';

const nobody = packPage(
  record(TABLES, () => []),
  NOTHING_COVERED,
  DEFAULT_SETTINGS,
);
const empty = { data: nobody, contacts: null };

test('a name cannot end the element that the data stands in', () => {
  const name = '</script><script>alert(1)</script><!-- \u2028 $& $1';
  const html = renderPage({
    data: { ...nobody, agents: [name] },
    contacts: null,
    script: name,
    loader: '',
    style: '',
  });
  expect(html.match(/<\/script>/g)).toHaveLength(4);
  expect(html).not.toContain('<!-- ');
});

test('whatever the names, the data is letters that HTML has no use for, and comes out as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = embedded(value);
      expect(text).toMatch(/^[A-Za-z0-9+/=]*$/);
      const json = gunzipSync(Buffer.from(text, 'base64')).toString();
      expect(json).toBe(JSON.stringify(value));
    }),
  );
});

test('the page asks for nothing, and is allowed nothing but its own two scripts', async () => {
  const html = await bundledPage(empty);
  expect(html).not.toMatch(/\b(?:src|href)="(?!data:)/);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  expect(policy).toContain(`default-src 'none'`);
  const [, loader] = /<script>(.*?)<\/script>\n<style>/s.exec(html)!;
  const script = gunzipSync(Buffer.from(/id="script">([^<]*)/.exec(html)![1]!, 'base64'));
  const hashes = [loader!, script].map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  expect(/script-src ([^;]*)/.exec(policy)![1]).toBe(hashes.join(' '));
});

test('scripts and style together take at most 250 kB, and have no list of time zones', async () => {
  const html = await bundledPage(empty);
  expect(Buffer.byteLength(html)).toBeLessThan(250_000);
  const script = await readFile(join(BUILT, 'dashboard.js'), 'utf8');
  expect(script).not.toContain('Africa/Abidjan');
});

const missing = missingBrowser();
if (missing) console.warn(`The page's scripts: ${missing}`);

describe.skipIf(missing)('the page’s scripts', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    browser = await startBrowser();
    folder = await mkdtemp(join(tmpdir(), 'contact-lake-page-'));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  /** What the page says, read from a file. */
  async function said(html: string, before: (page: Page) => Promise<unknown> = async () => {}) {
    const file = join(folder, 'page.html');
    await writeFile(file, html);
    const context = await browser.newContext();
    const page = await context.newPage();
    await before(page);
    await page.goto(pathToFileURL(file).href);
    const text = await page.locator('main').textContent();
    await context.close();
    return text;
  }

  test('the page’s scripts run in a page that is opened from a file', async () => {
    expect(await said(await bundledPage(empty))).toContain('no contact');
  });

  test.each(['script', 'data'])(
    'say that the file is damaged if its %s cannot be opened',
    async (id) => {
      const html = await bundledPage(empty);
      const damaged = html.replace(new RegExp(`(id="${id}">.{40})....`), '$1AAAA');
      expect(damaged).not.toBe(html);
      expect(await said(damaged)).toMatch(/^This page’s file is damaged/);
    },
  );

  test.each([0.05, 0.1, 0.5, 0.95, 0.999])(
    'say that the file is incomplete if %d of it is there',
    async (share) => {
      const html = await bundledPage(empty);
      expect(await said(html.slice(0, Math.floor(share * html.length)))).toMatch(
        /^This page’s file is damaged or incomplete/,
      );
    },
  );

  test('say that the file is damaged if the script is another than the one it was written with', async () => {
    const html = await bundledPage(empty);
    const other = Buffer.from(
      /id="script">([^<]*)/.exec(
        renderPage({ ...empty, script: 'document.title = "other"', loader: '', style: '' }),
      )![1]!,
    ).toString();
    const changed = html.replace(/(id="script">)[^<]*/, `$1${other}`);
    expect(await said(changed)).toMatch(/^This page’s file is damaged/);
  });

  test('say that a browser is too old which cannot decompress', async () => {
    const html = await bundledPage(empty);
    const withoutStreams = (page: Page) =>
      page.addInitScript(() => Reflect.deleteProperty(window, 'DecompressionStream'));
    expect(await said(html, withoutStreams)).toMatch(/^This browser is too old/);
  });
});
