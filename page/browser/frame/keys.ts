import { h } from '../dom.ts';
import type { ViewKind } from '../views/views.ts';
import type { Choosing } from './choosing.ts';

/**
 * A small window that explains the keys, and that Escape closes.
 * @param views the titles of the views, in the order of the tabs
 */
export function keysDialog(views: readonly string[]) {
  const keys = [
    ...views.map((title, at) => [String(at + 1), title]),
    ['[', 'the day before, or as many days'],
    [']', 'the day after, or as many days'],
    ['/', 'search for a queue'],
    ['?', 'these keys'],
  ];
  const element = h(
    'dialog',
    { class: 'keys', 'aria-labelledby': 'keys-title' },
    h('h2', { id: 'keys-title' }, 'Keys'),
    h(
      'dl',
      {},
      keys.map(([key, does]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, does)]),
    ),
    h('form', { method: 'dialog' }, h('button', { class: 'plain' }, 'Close')),
  );
  return { element, open: () => element.showModal() };
}

interface Keyed {
  /** In the order of the tabs. */
  readonly kinds: readonly ViewKind[];
  readonly made: Choosing;
  readonly filters: { readonly step: (direction: 1 | -1) => void; readonly search: () => void };
  readonly openKeys: () => void;
}

/** Does what the keys of `keysDialog` say. @param replaced raised once they no longer should */
export function onKeys({ kinds, made, filters, openKeys }: Keyed, replaced: AbortSignal): void {
  const actions: Readonly<Record<string, () => void>> = {
    '[': () => filters.step(-1),
    ']': () => filters.step(1),
    '/': filters.search,
    '?': openKeys,
  };
  const onKey = (event: KeyboardEvent) => {
    if (isTyping(event)) return;
    const kind = kinds[Number(event.key) - 1];
    if (kind && kind.name !== made.state().view) made.change({ view: kind.name }, true);
    if (!Object.hasOwn(actions, event.key)) return;
    // Otherwise the field that `/` leads to would get the key.
    event.preventDefault();
    actions[event.key]!();
  };
  addEventListener('keydown', onKey, { signal: replaced });
}

/** Whether a key belongs to a field, or to the browser. */
function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isField =
    target instanceof Element &&
    target.matches('input:not([type=radio], [type=checkbox]), select, textarea');
  const isInDrawer = document.querySelector('dialog[open]') !== null;
  return isField || isInDrawer || ctrlKey || metaKey || altKey;
}
