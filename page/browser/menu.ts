import { type Child, fill, h } from './dom.ts';

/** A button that opens a panel. Escape, leaving it with the focus, and (`closeMenus`) a click outside close it. */
export function menu(title: string, content: readonly Child[]) {
  const summary = h('summary');
  const details = h(
    'details',
    { class: 'menu' },
    summary,
    h('div', { class: 'panel', role: 'group', 'aria-label': title }, content),
  );
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    summary.focus();
  });
  details.addEventListener('focusout', ({ relatedTarget }) => {
    // Null while the page draws a control anew, and when the window itself is left.
    if (relatedTarget && !details.contains(relatedTarget as Node)) details.open = false;
  });
  return {
    element: h('div', { class: 'field' }, h('span', { 'aria-hidden': 'true' }, title), details),
    isOpen: () => details.open,
    open() {
      details.open = true;
    },
    say(text: string) {
      fill(
        summary,
        h('span', { class: 'spoken' }, `${title}: `),
        h('span', { class: 'cut', title: text }, text),
      );
    },
  };
}

/** Closes all open menus except the one that was clicked in. */
export function closeMenus(click: MouseEvent): void {
  // A control that the click has replaced is no longer in the panel, but still in the event's path.
  const way = click.composedPath();
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (!way.includes(details)) details.open = false;
  }
}
