import { h } from '../dom.ts';

/** What the keys do, as a small window that Escape closes. @param views their titles, in the order of the tabs */
export function keysDialog(views: readonly string[]) {
  const keys = [
    ...views.map((title, at) => [String(at + 1), title]),
    ['[', 'the day before'],
    [']', 'the day after'],
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
