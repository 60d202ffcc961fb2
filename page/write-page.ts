import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import type { PackedContacts } from './listed-contacts.ts';
import type { Listed, PageData } from './page-types.ts';

export interface PageParts {
  readonly data: PageData;
  /** Contacts for the lists behind the figures; null for none. */
  readonly contacts: EmbeddedContacts | null;
  /** How the page stays up to date; a page in a file does not. */
  readonly live?: Live | undefined;
  /** The bundled browser script, JavaScript. */
  readonly script: string;
  /** The small script that opens the other, JavaScript; it stands in the page as it is. */
  readonly loader: string;
  /** The style sheet, CSS. */
  readonly style: string;
}

/** Contacts as they stand in the page's file. JSON-able. */
export interface EmbeddedContacts {
  readonly listed: Listed;
  /** The packed contacts, embedded. */
  readonly text: string;
}

/** The version of the sums that the server of the page has sent, or the seconds after which a file is read again. */
export type Live = { readonly servedVersion: number } | { readonly reloadSeconds: number };

/**
 * One HTML file that opens from disk, offline: data, script and style are inside, and the content
 * security policy refuses any request, and any script but the two of the page.
 */
export function renderPage({ data, contacts, live, script, loader, style }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${hashOf(loader)} ${hashOf(script)}; img-src data:${isServed(live) ? "; connect-src 'self'" : ''}">
${live ? liveTag(live) : ''}<title>${escaped(data.settings.title)}</title>
<link rel="icon" href="data:,">
<script>${loader}</script>
<style>
${style.replaceAll('</style', '<\\/style')}
</style>
</head>
<body>
<div id="page"><noscript><p>This page works its figures out in the browser: please allow its script.</p></noscript></div>
<script type="text/plain" id="data">${embedded({ ...data, listed: isServed(live) ? data.listed : (contacts?.listed ?? null) })}</script>
<script type="text/plain" id="contacts">${contacts?.text ?? ''}</script>
<script type="text/plain" id="script">${packed(script)}</script>
</body>
</html>
`;
}

function isServed(live: Live | undefined) {
  return live !== undefined && 'servedVersion' in live;
}

/** `browser/live.ts` reads the version. A browser that reads a file again keeps the address, and so its state. */
function liveTag(live: Live): string {
  return 'servedVersion' in live
    ? `<meta name="served-version" content="${live.servedVersion}">\n`
    : `<meta http-equiv="refresh" content="${live.reloadSeconds}">\n`;
}

/** A script as the content security policy names it. */
function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

/** A value as JSON, packed. */
export function embedded(data: unknown): string {
  return packed(JSON.stringify(data));
}

/** The contacts as `renderPage` takes them. Compressing them takes longer than all else of the page. */
export async function embeddedContacts(contacts: PackedContacts): Promise<EmbeddedContacts> {
  const { fromDay, daySteps } = contacts;
  const gzipped = await gzipLater(JSON.stringify(contacts), SMALLEST);
  return { listed: { fromDay, contacts: daySteps.length }, text: gzipped.toString('base64') };
}

const gzipLater = promisify(gzip);
const SMALLEST = { level: 9 };

/**
 * Text in gzip and base64, a third of its size. Its letters cannot close the script element, whatever the
 * name of an agent or a queue. `browser/frame/loader.ts` opens it.
 */
function packed(text: string): string {
  return gzipSync(text, SMALLEST).toString('base64');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
