import type { ServiceLevel } from '../../queries/metrics.ts';
import { countOf } from '../../terminal/wording.ts';
import { type Behind, contactsBehind } from '../behind.ts';
import { journeyOf } from '../journey.ts';
import type { ListedContact } from '../listed-contacts.ts';
import { createdByDay, dayAt, type OpenPage } from '../open-page.ts';
import { contactSource } from './contact-source.ts';
import { copyText, csvOf, fileName, type PlainTable, saveText } from './csv.ts';
import { fill, h } from './dom.ts';
import { behindOf, CONTACT, LIST } from './drawer-address.ts';
import { journeyElement } from './drawer-journey.ts';
import { limitsOf, listedAt, notEnded, outcomeOf, plainWord } from './drawer-words.ts';
import { clockText, count, dash, dayLabel, queueLabel, shownName } from './format.ts';
import { listHeading, listName } from './list-heading.ts';
import { type LongColumn, longTable } from './long-table.ts';
import type { State } from './state.ts';

/** What the drawer may do to the address. */
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
  const element = h(
    'dialog',
    {
      class: 'drawer',
      'aria-labelledby': 'drawer-title',
      // Escape. The address decides whether the drawer is open.
      cancel: (event) => {
        event.preventDefault();
        moves.close();
      },
      click: (event) => {
        if (event.target === element) moves.close();
      },
    },
    h(
      'div',
      { class: 'drawer-page' },
      h(
        'header',
        {},
        title,
        actions,
        h(
          'button',
          {
            type: 'button',
            class: 'plain close',
            'aria-label': 'Close',
            click: () => moves.close(),
          },
          '✕',
        ),
      ),
      limits,
      note,
      body,
    ),
  );
  let opener: Opener | null = null;
  const contactsAround = contactSource(page);
  let shown = '';

  async function show(of: Behind, contact: string | null, variant: ServiceLevel) {
    title.textContent = listName(of, page);
    limits.textContent = limitsOf(of, page);
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
          ? `These days have ${countOf(contactsIn(of), 'contact')}, more than can be listed at once: choose fewer days.`
          : 'The contacts cannot be read at the moment.';
      return;
    }
    const journey = contact === null ? undefined : all.find(({ id }) => id === contact);
    if (contact !== null) showJourney(contact, journey, all);
    else showList(of, all, variant);
  }

  function showList(of: Behind, all: readonly ListedContact[], variant: ServiceLevel) {
    const name = listName(of, page);
    const found = contactsBehind(all, of, page);
    if (isListed(of)) title.textContent = listHeading(of, all, page, variant);
    note.textContent = noteOn(of, found.length);
    const table = contactTable(name);
    fill(
      actions,
      found.length > 0 &&
        h(
          'button',
          {
            type: 'button',
            class: 'plain',
            click: () => saveText(fileName(name), csvOf(plainTable(table.items()))),
          },
          'CSV',
        ),
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

  /** Whether the page has contacts of the days of the figure. */
  function isListed({ toDay }: Behind): boolean {
    return page.listed !== null && toDay >= page.listed.fromDay;
  }

  /** Which contacts of the figure are not in the list, and why; nothing if all are. */
  function noteOn(of: Behind, found: number): string {
    if (page.listed === null) {
      return 'This page was written without contacts. `dashboard --contacts 7` puts those of seven days in.';
    }
    const { fromDay } = page.listed;
    if (of.toDay < fromDay) return `None: the page holds the contacts from ${longDay(fromDay)} on.`;
    if (of.fromDay < fromDay) {
      return `Only those from ${longDay(fromDay)} on: the page holds no older contacts.`;
    }
    const open = notEnded(of, page, found);
    return open > 0 ? `${count(open)} more not ended, so not listed.` : '';
  }

  /** How many contacts disconnected on the days of the figure. */
  function contactsIn({ fromDay, toDay }: Behind): number {
    return createdByDay(page)
      .slice(fromDay, toDay + 1)
      .reduce((sum, created) => sum + created, 0);
  }

  function longDay(day: number): string {
    return dayLabel(dayAt(page, day), 'year');
  }

  function contactTable(name: string) {
    const columns: LongColumn<ListedContact>[] = [
      {
        title: 'Time',
        hint: 'Of the enqueue, or of the begin without one; local',
        width: 19,
        key: (contact) => contact.enqueued_second ?? contact.begun_second,
        cell: (contact) =>
          h(
            'button',
            {
              type: 'button',
              class: 'link',
              'data-key': contact.id,
              title: 'Open the journey of this contact',
              click: () => moves.openContact(contact.id),
            },
            timeText(listedAt(contact)),
          ),
      },
      text('Queue', 17, ({ queue }) => queueLabel(page.queues[queue]!)),
      text('Channel', 9, ({ channel }) => plainWord(page.channels[channel] ?? null)),
      text('Agent', 15, ({ agent }) => (agent === null ? null : shownName(agent))),
      duration('Wait', ({ wait_seconds: seconds }) => seconds),
      duration('Handle', ({ handle_seconds: seconds }) => seconds),
      duration('Hold', ({ hold_seconds: seconds }) => seconds),
      text('Outcome', 13, outcomeOf),
      text('Ended by', 15, ({ disconnect_reason: reason }) => plainWord(reason)),
      {
        title: 'Id',
        width: 17,
        key: ({ id }) => id,
        className: 'text',
        cell: ({ id }) =>
          h('span', { class: 'id', title: id }, copyButton(id, 'copy'), id.slice(0, 8)),
      },
    ];
    return longTable<ListedContact>(name, columns, { column: 0, descending: true });
  }

  function plainTable(found: readonly ListedContact[]): PlainTable {
    return {
      head: [
        ...['contact_id', 'time_local', 'queue', 'channel', 'agent', 'wait_seconds'],
        ...['handle_seconds', 'hold_seconds', 'after_contact_work_seconds', 'outcome'],
        ...['disconnect_reason', 'initiation_method'],
      ],
      rows: found.map((contact) => [
        ...[contact.id, listedAt(contact), queueLabel(page.queues[contact.queue]!)],
        ...[page.channels[contact.channel] ?? null, contact.agent, contact.wait_seconds],
        ...[contact.handle_seconds, contact.hold_seconds, contact.after_contact_work_seconds],
        ...[outcomeOf(contact), contact.disconnect_reason, contact.initiation_method],
      ]),
    };
  }

  return {
    element,
    /** Opens, changes or closes the drawer as the address says. */
    update({ choices, serviceLevel }: Pick<State, 'choices' | 'serviceLevel'>) {
      const of = behindOf(choices[LIST], page);
      const contact = choices[CONTACT] ?? null;
      const next = of ? `${choices[LIST]}\n${contact ?? ''}` : '';
      if (next === shown) return;
      shown = next;
      if (of === null) {
        element.close();
        opener?.focus();
        opener = null;
        return;
      }
      if (!element.open) {
        opener = openerNow();
        element.showModal();
      }
      void show(of, contact, serviceLevel);
    },
  };
}

function copyButton(id: string, words = 'Copy id') {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'plain copy',
      'aria-label': `Copy the id ${id}`,
      async click() {
        await copyText(id);
        button.textContent = words.length > 1 ? 'Copied' : '✓';
      },
    },
    words,
  );
  return button;
}

function text(
  title: string,
  width: number,
  value: (contact: ListedContact) => string | null,
): LongColumn<ListedContact> {
  return {
    title,
    width,
    key: value,
    className: 'text',
    cell: (contact) => {
      const words = value(contact);
      return words === null ? dash('None') : h('span', { title: words }, words);
    },
  };
}

function duration(
  title: string,
  seconds: (contact: ListedContact) => number | null,
): LongColumn<ListedContact> {
  return {
    title,
    width: 8,
    key: seconds,
    cell: (contact) => {
      const value = seconds(contact);
      return value === null ? dash('Not recorded') : clockText(value);
    },
  };
}

/** `2026-11-15 20:47:10` as `15 Nov 20:47:10`. */
function timeText(local: string): string {
  return `${dayLabel(local.slice(0, 10), 'short')} ${local.slice(11)}`;
}

interface Opener {
  readonly focus: () => void;
}

/** What has the focus now, found again by its place if it is drawn anew meanwhile. */
function openerNow(): Opener {
  const control = document.activeElement as HTMLElement | null;
  const section = control?.closest('section, main');
  const controls = () => [...(section?.querySelectorAll<HTMLElement>('a[href], button') ?? [])];
  const at = control ? controls().indexOf(control) : -1;
  return { focus: () => (control?.isConnected ? control : controls()[at])?.focus() };
}
