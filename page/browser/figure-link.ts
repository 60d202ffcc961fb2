import type { Behind } from '../contacts-behind.ts';
import { type Child, h } from './dom.ts';
import { listName } from './list-heading.ts';
import type { Context } from './section.ts';

/** Makes a click on the drawing open the contacts of the point that has the tooltip. */
export function opensPointed<Point>(
  drawing: Element,
  { page, openContacts }: Pick<Context, 'page' | 'openContacts'>,
  behindPoint: (point: Point) => Behind,
): Element {
  if (page.listed === null) return drawing;
  drawing.classList.add('opens');
  drawing.addEventListener('click', () => {
    const { value } = drawing as Element & { value?: Point | null };
    if (value) openContacts(behindPoint(value));
  });
  return drawing;
}

/**
 * Makes a figure a button that opens the contacts behind it; the bare figure if there are none, or the page lists none.
 * @param label `name` for screen readers, if the title of the list would be ambiguous; `key` restores the focus after
 *   a redraw
 */
export function figureLink(
  { page, openContacts }: Pick<Context, 'page' | 'openContacts'>,
  figure: Child,
  of: Behind | null,
  label?: { readonly name: string; readonly key?: string },
): Child {
  if (of === null || page.listed === null) return figure;
  const button = h(
    'button',
    {
      type: 'button',
      class: 'figure-link',
      title: label?.key === undefined ? 'Show these contacts' : null,
      'data-key': label?.key,
      click: () => openContacts(of),
    },
    figure,
  );
  const contacts = listName(of, page);
  const name =
    label?.name ??
    `${button.textContent}: show the ${contacts[0]!.toLowerCase()}${contacts.slice(1)}`;
  button.setAttribute('aria-label', name);
  return button;
}
