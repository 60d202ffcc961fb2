import { behind, type Counted, OF_LEVEL } from '../contacts-behind.ts';
import type { Figure } from '../figure.ts';
import { channelsIn } from '../leading.ts';
import type { ContactSums, IntervalSums } from '../page-types.ts';
import {
  abandonmentRate,
  averageAfterContactWork,
  averageHandleTime,
  averageSpeedOfAnswer,
  longestWait,
  serviceLevel,
  targetShare,
} from '../rates.ts';
import { type QueueFigures, recompute } from '../recompute.ts';
import { fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import {
  CLOCK_UNITS,
  clockText,
  count,
  cutName,
  percentText,
  queueLabel,
  shown,
} from './format.ts';
import { channelsTogether, levelTogether } from './grain-words.ts';
import {
  type Context,
  emptySentence,
  overInstances,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { type Column, sortableTable } from './sortable-table.ts';
import type { Terms } from './wording.ts';

const LEAD = `Choose a queue’s name to see that queue alone. Times in ${CLOCK_UNITS}. Day of disconnect.`;

/** A table with a row for each queue, and a row of totals below. */
export function queueTable(context: Context): Section {
  const { element, body, note } = sectionFrame('queues', 'Queues', '');
  const table = sortableTable<QueueFigures>(
    'Queues',
    { column: 2, descending: true },
    context,
    'queues',
    'queue-sort',
  );
  return {
    element,
    update(view) {
      const { totals, waits, selection } = view.figures;
      // The table keeps the queues that the filter leaves out, so that the next one is a click away.
      const { byQueue } = selection.queues
        ? recompute(context.page, { ...selection, queues: null })
        : view.figures;
      const times = channelsTogether(channelsIn(context.page, selection), context.page);
      note.textContent = [
        LEAD,
        levelTogether(view, context.page),
        times && `Times: ${times}`,
        overInstances('Queues', context.page, selection),
      ]
        .filter(Boolean)
        .join(' ');
      if (byQueue.length === 0) {
        fill(body, emptySentence('No contact matches this selection.'));
        return;
      }
      const columns = columnsOf(view, context).map((column) => linked(column, view, context));
      const longest = Object.values(waits).map((wait) => wait.values.at(-1) ?? -1);
      const longestWait = Math.max(...longest);
      const all: QueueFigures = {
        queue: -1,
        sums: totals,
        longestWaitSeconds: longestWait < 0 ? null : longestWait,
      };
      fill(body, table.element);
      table.show(columns, byQueue, {
        view,
        total: { name: selection.queues ? 'Chosen' : 'Total', item: all },
      });
    },
  };
}

function columnsOf(view: View, { page, toggleQueue }: Context): Column<QueueFigures>[] {
  const { terms } = view;
  const chosenQueues = view.figures.selection.queues;
  const level = ({ sums }: QueueFigures) => serviceLevel(sums, view.serviceLevel);
  return [
    {
      title: 'Queue',
      key: ({ queue }) => queueLabel(page.queues[queue]!),
      cell: ({ queue }) =>
        h(
          'button',
          {
            type: 'button',
            class: 'link',
            'aria-pressed': String(chosenQueues?.includes(queue) ?? false),
            click: () => toggleQueue(queue),
          },
          cutName(queueLabel(page.queues[queue]!)),
        ),
    },
    {
      title: 'Service level',
      unit: '%',
      key: (of) => level(of).value,
      cell: (of) => shown(level(of), terms, (share) => levelBar(share, of.sums)),
    },
    countColumn('Queued', 'Entered the queue', ({ sums }) => sums.queued),
    ...[
      countColumn('Contacts', 'All contact records', ({ sums }) => sums.created),
      countColumn(
        'Answered',
        'Queued, then connected to an agent, and the wait was recorded',
        ({ sums }) => sums.answered,
      ),
      countColumn('Abandoned', 'Left the queue unanswered for good', ({ sums }) => sums.abandoned),
    ].map(extra),
    {
      title: 'Abandonment',
      unit: '%',
      hint: 'Abandoned of queued',
      key: ({ sums }) => abandonmentRate(sums).value,
      cell: ({ sums }) =>
        shown(abandonmentRate(sums), terms, (share) =>
          percentText(share, `${count(sums.abandoned)} of ${count(sums.queued)}`),
        ),
    },
    ...[
      clockColumn('Speed of answer', 'Mean wait of answered', terms, ({ sums }) =>
        averageSpeedOfAnswer(sums),
      ),
      clockColumn(
        'Longest wait',
        'Of all queued contacts, abandoned included',
        terms,
        ({ sums, longestWaitSeconds }) => longestWait(sums, longestWaitSeconds),
      ),
      clockColumn('Handle time', 'Mean of talk, hold, after-contact work', terms, ({ sums }) =>
        averageHandleTime(sums),
      ),
      clockColumn('After work', 'Mean after-contact work', terms, ({ sums }) =>
        averageAfterContactWork(sums),
      ),
      countColumn('Transferred', 'Transferred out', ({ sums }) => sums.transferred_out),
      countColumn('Holds', 'Times a customer was put on hold', ({ sums }) => sums.holds),
    ].map(extra),
  ];
}

function extra(column: Column<QueueFigures>): Column<QueueFigures> {
  return { ...column, isExtra: true };
}

/** The contacts behind a column's figures. */
const COUNTED: Readonly<Record<string, Counted>> = {
  Contacts: 'created',
  Queued: 'queued',
  Answered: 'answered',
  Abandoned: 'abandoned',
  Abandonment: 'abandoned',
  'Speed of answer': 'answered',
  'Longest wait': 'with_wait',
  'Handle time': 'handle_contacts',
  'After work': 'after_contact_work_contacts',
  Transferred: 'transferred_out',
  Holds: 'held',
};

/** The column, with figures that open their contacts; the total covers all queues. */
function linked(
  column: Column<QueueFigures>,
  { figures: { selection }, serviceLevel: variant }: View,
  context: Context,
): Column<QueueFigures> {
  const counted =
    column.title === 'Service level' ? OF_LEVEL[variant].missed : COUNTED[column.title];
  if (!counted) return column;
  const of = ({ queue }: QueueFigures) =>
    behind(counted, queue < 0 ? selection : { ...selection, queues: [queue] });
  return {
    ...column,
    cell: (item) =>
      figureLink(context, column.cell(item), column.key(item) === null ? null : of(item)),
  };
}

/** The share as a bar with a mark at the target. */
export function levelBar(share: number, sums: ContactSums | IntervalSums): HTMLElement {
  const target = targetShare(sums) ?? 0;
  const isBelow = share < target;
  const bar = h(
    'span',
    { class: `with-bar ${isBelow ? 'below' : ''}` },
    percentText(share, `${count(sums.queued)} queued`),
    isBelow && h('span', { class: 'spoken' }, ', below target'),
  );
  bar.style.setProperty('--share', `${share * 100}%`);
  bar.style.setProperty('--target', `${target * 100}%`);
  return bar;
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
  terms: Terms,
  of: (item: QueueFigures) => Figure,
): Column<QueueFigures> {
  return {
    title,
    hint,
    unit: 's',
    key: (item) => of(item).value,
    cell: (item) => shown(of(item), terms, clockText),
  };
}
