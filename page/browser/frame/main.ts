import { openPage } from '../../open-page.ts';
import type { PageData } from '../../page-types.ts';
import { fill, h } from '../dom.ts';
import { canOpen, embedded } from '../embedded.ts';
import { followServer, servedVersion } from '../live.ts';
import { emptyLake } from './empty-lake.ts';
import { showPage } from './frame.ts';
import { pageHead } from './page-head.ts';

const TOO_OLD =
  'This browser is too old to open the page’s data, which is compressed. Please use Chrome or Edge 80, ' +
  'Safari 16.4, Firefox 113, or any later version.';

let replaced = new AbortController();
const root = document.getElementById('page')!;
if (canOpen()) void start();
else fill(root, h('main', {}, h('p', { class: 'empty' }, TOO_OLD)));

async function start() {
  const data = (await embedded<PageData>('data'))!;
  show(data);
  const version = servedVersion();
  if (version !== null) followServer(root, version, show);
}

/** Shows the page in place of the one that was shown. */
function show(data: PageData) {
  replaced.abort();
  replaced = new AbortController();
  if (data.coverage.lastDisconnectedLocal === null) fill(root, pageHead(data), emptyLake(data));
  else showPage(root, openPage(data), replaced.signal);
}
