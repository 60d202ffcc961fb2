import { countOf } from '../../terminal/wording.ts';
import { type Behind, contactsBehind } from '../contacts-behind.ts';
import { journeyOf } from '../journey.ts';
import type { ListedContact } from '../listed-contacts.ts';
import type { OpenPage } from '../open-page.ts';
import { contactSource } from './contact-source.ts';
import { csvOf, fileName, saveText } from './csv.ts';
import { fill, h } from './dom.ts';
import { behindOf, CONTACT, LIST } from './drawer-address.ts';
import { journeyElement } from './drawer-journey.ts';
import { contactTable, copyButton, plainTable } from './drawer-table.ts';
import { contactsIn, isListed, limitsOf, noteOn } from './drawer-words.ts';
import { rememberFocus } from './keep-place.ts';
import { listHeading, listName } from './list-heading.ts';
import { notFoundText } from './not-found.ts';
import type { State } from './state.ts';

/** The changes of the address that the drawer can make. */
export interface DrawerMoves {
  /** Opens the journey of a contact; null goes back to the list. */
  readonly openContact: (id: string | null) => void;
  readonly close: () => void;
}

/** The list of contacts behind a figure, and the journey of one, in a dialog at the side of the page. */
export function drawer(page: OpenPage, moves: DrawerMoves) {
  const title = h('h2', { id: 'drawer-title', 'aria-live': 'polite' });
  const limits = h('p', { class: 'lead' });
  const note = h('p', { class: 'note', role: 'status' });
  const actions = h('div', { class: 'controls' });
  const body = h('div', { class: 'drawer-body' });
  const element = dialogOf({ title, limits, note, actions, body }, moves.close);
  let focusOpener: (() => void) | null = null;
  const contactsAround = contactSource(page);
  let shown = '';

  async function show(of: Behind, contact: string | null, lost: string) {
    title.textContent = listName(of, page);
    limits.textContent = [lost, limitsOf(of, page)].filter(Boolean).join(' ');
    note.textContent = 'Opening the contacts…';
    fill(actions);
    fill(body);
    const wanted = shown;
    const all = await contactsAround(of).catch(() => undefined);
    // The reader may have gone on meanwhile.
    if (wanted !== shown) return;
    if (!all) {
      note.textContent =
        all === null
          ? `These days have ${countOf(contactsIn(of, page), 'contact')}, more than can be listed at once: choose fewer days.`
          : 'The contacts cannot be read at the moment.';
      return;
    }
    const journey = contact === null ? undefined : all.find(({ id }) => id === contact);
    if (contact !== null) showJourney(contact, journey, all);
    else showList(of, all);
  }

  function showList(of: Behind, all: readonly ListedContact[]) {
    const name = listName(of, page);
    const found = contactsBehind(all, of, page);
    if (isListed(of, page)) title.textContent = listHeading(of, all, page);
    note.textContent = noteOn(of, page, found.length);
    const table = contactTable(name, page, moves.openContact);
    fill(
      actions,
      found.length > 0 &&
        h(
          'button',
          {
            type: 'button',
            class: 'plain',
            click: () => saveText(fileName(name), csvOf(plainTable(table.items(), page))),
          },
          'CSV',
        ),
      found.length > 0 && table.allColumns,
    );
    fill(body, found.length > 0 && table.element);
    table.show(found);
  }

  function showJourney(
    id: string,
    contact: ListedContact | undefined,
    all: readonly ListedContact[],
  ) {
    title.textContent = 'Journey of a contact';
    limits.textContent = id;
    note.textContent = contact ? '' : 'This contact is not on the page.';
    fill(
      actions,
      h(
        'button',
        { type: 'button', class: 'plain', click: () => moves.openContact(null) },
        '← All contacts',
      ),
      copyButton(id),
    );
    fill(body, contact && journeyElement(journeyOf(contact, all), page));
  }

  return {
    element,
    /** Opens, changes or closes the drawer as the address says. */
    update({ choices }: Pick<State, 'choices'>) {
      const of = behindOf(choices[LIST], page);
      const contact = choices[CONTACT] ?? null;
      const next = of ? `${choices[LIST]}\n${contact ?? ''}` : '';
      if (next === shown) return;
      shown = next;
      if (of === null) {
        element.close();
        focusOpener?.();
        focusOpener = null;
        return;
      }
      if (!element.open) {
        focusOpener = rememberFocus(document.body);
        element.showModal();
      }
      const asked = new URLSearchParams(choices[LIST]);
      void show(of, contact, notFoundText(asked, page, 'span'));
    },
  };
}

interface Parts {
  readonly title: HTMLElement;
  readonly limits: HTMLElement;
  readonly note: HTMLElement;
  readonly actions: HTMLElement;
  readonly body: HTMLElement;
}

/** The dialog around its parts. It does not close itself, because the address decides whether it is open. */
function dialogOf(
  { title, limits, note, actions, body }: Parts,
  close: () => void,
): HTMLDialogElement {
  const closing = { type: 'button', class: 'plain close', 'aria-label': 'Close', click: close };
  const header = h('header', {}, title, actions, h('button', closing, '✕'));
  const dialog = h(
    'dialog',
    {
      class: 'drawer',
      'aria-labelledby': title.id,
      // Escape.
      cancel: (event) => {
        event.preventDefault();
        close();
      },
      click: (event) => {
        if (event.target === dialog) close();
      },
    },
    h('div', { class: 'drawer-page' }, header, limits, note, body),
  );
  return dialog;
}
