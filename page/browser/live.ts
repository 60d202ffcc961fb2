/** Keeps an open page up to date with the server that has sent it. */
import type { PageData } from '../page-types.ts';
import { h } from './dom.ts';
import { keepPlace } from './keep-place.ts';

/** A page read from a file has no version. */
export function servedVersion(): number | null {
  const tag = document.querySelector<HTMLMetaElement>('meta[name=served-version]');
  return tag && Number(tag.content);
}

/**
 * Shows each new version of the sums in place of the last. The reader's choices are in the address; focus,
 * scrolling and opened tables stay where they were.
 * @param show draws the page anew
 */
export function followServer(
  root: HTMLElement,
  version: number,
  show: (data: PageData) => void,
): void {
  const since = sinceSign();
  let shown = version;
  let since_ms = Date.now();
  let isConnected = true;
  let isTroubled = false;
  const say = () => {
    since.textContent = words((Date.now() - since_ms) / 1000, isConnected, isTroubled);
  };
  const place = () => root.querySelector('header.page')?.append(since);
  const take = async (next: number) => {
    if (next === shown) return;
    const response = await fetch('data');
    if (!response.ok) return;
    const { version, data } = (await response.json()) as { version: number; data: PageData };
    await untilNotTyping();
    keepPlace(root, () => {
      show(data);
      place();
    });
    shown = version;
    since_ms = Date.now();
    say();
  };
  const events = new EventSource('events');
  const onState = (state: boolean) => () => {
    isConnected = state;
    say();
  };
  events.addEventListener('open', onState(true));
  events.addEventListener('error', onState(false));
  for (const kind of ['version', 'trouble']) {
    events.addEventListener(kind, (event) => {
      isTroubled = kind === 'trouble';
      say();
      take(Number((event as MessageEvent<string>).data)).catch(onState(false));
    });
  }
  place();
  say();
  setInterval(say, 1000);
}

function sinceSign(): HTMLElement {
  return h('p', { class: 'live' });
}

function words(seconds: number, isConnected: boolean, isTroubled: boolean): string {
  const age = `as of ${ago(seconds)}`;
  if (!isConnected) return `Not connected: is contact-lake serve still running? ${age}`;
  return isTroubled ? `The table cannot be read at the moment; ${age}` : `Live, ${age}`;
}

/** `3 s ago`, `5 min ago`, `2 h ago`. */
function ago(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ago`
    : `${Math.floor(seconds / 3600)} h ago`;
}

/** A text that is being typed is not taken away. */
async function untilNotTyping(): Promise<void> {
  const field = document.activeElement;
  if (!field?.matches('input:not([type=radio], [type=checkbox]), select, textarea')) return;
  await new Promise((done) => field.addEventListener('blur', done, { once: true }));
}
