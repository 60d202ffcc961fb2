import { gzipSync } from 'node:zlib';
import type { PackedContacts } from './listed-contacts.ts';
import type { Listed, PageData } from './page-types.ts';

export interface PageParts {
  readonly data: PageData;
  /** Contacts for the lists behind the figures; null for none. */
  readonly contacts: PackedContacts | null;
  /** The bundled browser script, JavaScript. */
  readonly script: string;
  /** The style sheet, CSS. */
  readonly style: string;
}

/**
 * One HTML file that opens from disk, offline: data, script and style are inside, and the content
 * security policy refuses any request.
 */
export function renderPage({ data, contacts, script, style }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>Contact centre performance</title>
<link rel="icon" href="data:,">
<style>
${style.replaceAll('</style', '<\\/style')}
</style>
</head>
<body>
<div id="page"><noscript><p>This page works its figures out in the browser: please allow its script.</p></noscript></div>
<script type="text/plain" id="data">${embedded({ ...data, listed: listedIn(contacts) })}</script>
<script type="text/plain" id="contacts">${contacts ? embedded(contacts) : ''}</script>
<script>
${script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}
</script>
</body>
</html>
`;
}

function listedIn(contacts: PackedContacts | null): Listed | null {
  return contacts && { fromDay: contacts.fromDay, contacts: contacts.daySteps.length };
}

/**
 * JSON in gzip and base64, a third of its size. Its letters cannot close the script element, whatever the
 * name of an agent or a queue. `browser/embedded.ts` opens it.
 */
export function embedded(data: unknown): string {
  return gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
}
