import { openPage } from '../../open-page.ts';
import type { PageData } from '../../page-types.ts';
import { fill } from '../dom.ts';
import { followServer, servedVersion } from '../live.ts';
import { emptyLake } from './empty-lake.ts';
import { showPage } from './frame.ts';
import { pageHead } from './page-head.ts';

let replaced = new AbortController();
const root = document.getElementById('page')!;

window.startPage = (data) => {
  show(data);
  const version = servedVersion();
  if (version !== null) followServer(root, version, show);
};

/** Shows the page in place of the one that was shown. */
function show(data: PageData) {
  replaced.abort();
  replaced = new AbortController();
  if (data.coverage.lastDisconnectedLocal === null) fill(root, pageHead(data), emptyLake(data));
  else showPage(root, openPage(data), replaced.signal);
}
