import type { Behind } from '../behind.ts';
import { type Child, h } from './dom.ts';
import type { Context } from './section.ts';

/** A figure that opens the contacts behind it; plain if there are none, or the page has no contacts. */
export function figureLink(
  { page, openContacts }: Pick<Context, 'page' | 'openContacts'>,
  figure: Child,
  of: Behind | null,
): Child {
  if (of === null || page.listed === null) return figure;
  return h(
    'button',
    {
      type: 'button',
      class: 'figure-link',
      title: 'Show these contacts',
      click: () => openContacts(of),
    },
    figure,
  );
}
