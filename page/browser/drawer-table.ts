import type { ListedContact } from '../listed-contacts.ts';
import type { OpenPage } from '../open-page.ts';
import { copyText, type PlainTable } from './csv.ts';
import { h } from './dom.ts';
import { listedAt, outcomeOf, plainWord } from './drawer-words.ts';
import { clockText, dash, dayLabel, queueLabel, shownName } from './format.ts';
import { type LongColumn, longTable } from './long-table.ts';

type LongTable<Item> = ReturnType<typeof longTable<Item>>;

/** The list of contacts, newest first. @param openContact opens the journey of one */
export function contactTable(
  name: string,
  page: OpenPage,
  openContact: (id: string) => void,
): LongTable<ListedContact> {
  const columns: LongColumn<ListedContact>[] = [
    {
      title: 'Time',
      hint: 'Of the enqueue, or of the start without one; local',
      width: 18,
      key: (contact) => contact.enqueued_second ?? contact.begun_second,
      cell: (contact) =>
        h(
          'button',
          {
            type: 'button',
            class: 'link',
            'data-key': contact.id,
            title: 'Open the journey of this contact',
            click: () => openContact(contact.id),
          },
          timeText(listedAt(contact)),
        ),
    },
    text('Queue', 17, ({ queue }) => queueLabel(page.queues[queue]!)),
    extra(text('Channel', 10, ({ channel }) => plainWord(page.channels[channel] ?? null))),
    extra(text('Agent', 15, ({ agent }) => (agent === null ? null : shownName(agent)))),
    duration('Wait', ({ wait_seconds: seconds }) => seconds),
    extra(duration('Handle', ({ handle_seconds: seconds }) => seconds)),
    extra(duration('Hold', ({ hold_seconds: seconds }) => seconds)),
    text('Outcome', 17, outcomeOf),
    extra(text('Ended by', 16, ({ disconnect_reason: reason }) => plainWord(reason))),
    extra({
      title: 'Id',
      width: 17,
      key: ({ id }) => id,
      className: 'text',
      cell: ({ id }) =>
        h('span', { class: 'id', title: id }, copyButton(id, 'copy'), id.slice(0, 8)),
    }),
  ];
  return longTable<ListedContact>(name, columns, { column: 0, descending: true });
}

/** The same contacts as a file has them, with units in the names of the columns. */
export function plainTable(found: readonly ListedContact[], page: OpenPage): PlainTable {
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

/** A button that copies an id and says so. */
export function copyButton(id: string, words = 'Copy id') {
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

function extra(column: LongColumn<ListedContact>): LongColumn<ListedContact> {
  return { ...column, isExtra: () => true };
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
    width: 10,
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
