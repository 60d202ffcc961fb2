import type { Queue } from '../page-types.ts';
import {
  abandonmentRate,
  averageAfterContactWork,
  averageHandleTime,
  averageSpeedOfAnswer,
  serviceLevel,
} from '../rates.ts';
import type { QueueFigures } from '../recompute.ts';
import { type Child, fill, h } from './dom.ts';
import { clockText, count, orDash, percentText, queueLabel } from './format.ts';
import {
  type Context,
  emptySentence,
  overInstances,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { type Column, sortableTable } from './sortable-table.ts';
import { NO_ANSWERED, NO_HANDLED, NO_QUEUED, NO_WAIT, NO_WORK } from './wording.ts';

const LEAD =
  'Choose a queue’s name to see that queue alone. Times in min:s or h:min:s. Day of disconnect.';

/** A row a queue, and all of them together below. */
export function queueTable(context: Context): Section {
  const { element, body, note } = sectionFrame('Queues', '');
  const table = sortableTable<QueueFigures>('Queues', { column: 2, descending: true }, 'queues');
  return {
    element,
    update(view) {
      const { byQueue, totals, waits, selection } = view.figures;
      note.textContent = [LEAD, overInstances('Queues', context.page, selection)]
        .filter(Boolean)
        .join(' ');
      if (byQueue.length === 0) {
        fill(body, emptySentence('No contact matches this selection.'));
        return;
      }
      const columns = columnsOf(view, context);
      const longest = Object.values(waits).map((wait) => wait.values.at(-1) ?? -1);
      const longestWait = Math.max(...longest);
      const all: QueueFigures = {
        queue: -1,
        sums: totals,
        longestWaitSeconds: longestWait < 0 ? null : longestWait,
      };
      fill(body, table.element);
      table.show(columns, byQueue, [
        h('th', { scope: 'row' }, 'Total'),
        columns
          .slice(1)
          .map((column) => h('td', { class: column.className?.(all) }, column.cell(all))),
      ]);
    },
  };
}

function columnsOf(view: View, { page, toggleQueue }: Context): Column<QueueFigures>[] {
  const target = page.settings.serviceLevelTarget;
  const level = ({ sums }: QueueFigures) => serviceLevel(sums, view.serviceLevel);
  return [
    {
      title: 'Queue',
      key: ({ queue }) => queueLabel(page.queues[queue]!),
      cell: ({ queue }) => queueButton(page.queues[queue]!, () => toggleQueue(queue)),
    },
    countColumn('Contacts', 'All contact records', ({ sums }) => sums.created),
    countColumn('Queued', 'Entered the queue', ({ sums }) => sums.queued),
    countColumn('Answered', 'Queued, then connected to an agent', ({ sums }) => sums.answered),
    {
      title: 'Service level',
      key: level,
      cell: (of) => orDash(level(of), NO_QUEUED, (share) => levelBar(share, target, of)),
    },
    countColumn('Abandoned', 'Left the queue unanswered for good', ({ sums }) => sums.abandoned),
    {
      title: 'Abandonment',
      hint: 'Abandoned of queued',
      key: ({ sums }) => abandonmentRate(sums),
      cell: ({ sums }) =>
        orDash(abandonmentRate(sums), NO_QUEUED, (share) =>
          percentText(share, `${count(sums.abandoned)} of ${count(sums.queued)}`),
        ),
    },
    clockColumn('Speed of answer', 'Mean wait of answered', NO_ANSWERED, ({ sums }) =>
      averageSpeedOfAnswer(sums),
    ),
    clockColumn(
      'Longest wait',
      'Of all queued contacts, abandoned included',
      NO_WAIT,
      ({ longestWaitSeconds }) => longestWaitSeconds,
    ),
    clockColumn('Handle time', 'Mean of talk, hold, after-contact work', NO_HANDLED, ({ sums }) =>
      averageHandleTime(sums),
    ),
    clockColumn('After work', 'Mean after-contact work', NO_WORK, ({ sums }) =>
      averageAfterContactWork(sums),
    ),
    countColumn('Transferred', 'Transferred out', ({ sums }) => sums.transferred_out),
    countColumn('Holds', 'Times a customer was put on hold', ({ sums }) => sums.holds),
  ];
}

function queueButton(queue: Queue, onClick: () => void): Child {
  return h('button', { type: 'button', class: 'link', click: onClick }, queueLabel(queue));
}

/** The share as a bar, with the target as a mark on it. */
function levelBar(share: number, target: number, { sums }: QueueFigures): HTMLElement {
  const bar = h('span', { class: `bar ${share < target ? 'below' : ''}`, 'aria-hidden': 'true' });
  bar.style.setProperty('--share', `${share * 100}%`);
  bar.style.setProperty('--target', `${target * 100}%`);
  return h(
    'span',
    { class: 'with-bar' },
    bar,
    percentText(share, `${count(sums.queued)} queued`),
    share < target && h('span', { class: 'spoken' }, ', below target'),
  );
}

function countColumn(
  title: string,
  hint: string,
  of: (item: QueueFigures) => number,
): Column<QueueFigures> {
  return { title, hint, key: of, cell: (item) => count(of(item)) };
}

function clockColumn(
  title: string,
  hint: string,
  reason: string,
  of: (item: QueueFigures) => number | null,
): Column<QueueFigures> {
  return { title, hint, key: of, cell: (item) => orDash(of(item), reason, clockText) };
}
