/**
 * The only script that stands in the page as text: it opens the packed ones, and starts the page. It is
 * written for browsers that cannot open them, so that they can say so. It stands before everything long, so
 * that a file which is cut off says so, too.
 */
import type { PageData } from '../../page-types.ts';
import { h } from '../dom.ts';

const TOO_OLD =
  'This browser is too old to open the page, which is compressed. Please use Chrome or Edge 80, ' +
  'Safari 16.4, Firefox 113, or any later version.';
const DAMAGED =
  'This page’s file is damaged or incomplete, so that it cannot be opened. Please copy it or write it again.';

window.unpacked = unpacked;
addEventListener('DOMContentLoaded', () => {
  if (!('DecompressionStream' in window)) return say(TOO_OLD);
  const data = unpacked('data').then((json) => JSON.parse(json));
  Promise.all([unpacked('script'), data]).then(run, () => say(DAMAGED));
});

function run([script, data]: readonly [string, PageData]): void {
  document.body.append(h('script', {}, script));
  // The page's policy allows only the script that was written with the page.
  if (window.startPage) window.startPage(data);
  else say(DAMAGED);
}

function say(sentence: string): void {
  const root = document.getElementById('page') || document.body;
  root.textContent = '';
  root.append(h('main', {}, h('p', { class: 'empty' }, sentence)));
}

async function unpacked(id: string): Promise<string> {
  const base64 = document.getElementById(id)!.textContent!;
  if (base64 === '') return '';
  const binary = atob(base64);
  // A loop, because `Uint8Array.from` takes ten times as long.
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
