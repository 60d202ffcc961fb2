import type { ServiceLevel } from '../../queries/metrics.ts';
import { OF_LEVEL } from '../contacts-behind.ts';
import { halfHourLabel } from '../half-hours.ts';
import { abandonmentRate, averageWait, serviceLevel } from '../rates.ts';
import type { QueueToday, Stretch, Today } from '../today.ts';
import { h } from './dom.ts';
import {
  clockText,
  count,
  cutName,
  dash,
  decimal,
  percentText,
  queueLabel,
  shown,
} from './format.ts';
import { levelBar } from './queue-table.ts';
import type { Context, View } from './section.ts';
import { type Column, sortableTable } from './sortable-table.ts';
import { linkSoFar } from './today-links.ts';
import { stretchText } from './today-words.ts';

const NO_TARGET = 'No target is set for this queue';

/** Queues by the contacts that they are short of their targets. */
export function todayQueues(context: Context) {
  const table = sortableTable<QueueToday>(
    'Queues by contacts short of target',
    { column: 1, descending: true },
    context,
    'queues hurting',
    'hurt-sort',
  );
  return {
    element: table.element,
    show: (today: Today, view: View) =>
      table.show(columnsOf(today, view, context), today.queues, { view }),
  };
}

function columnsOf(
  today: Today,
  { serviceLevel: variant, terms, figures }: View,
  context: Context,
): Column<QueueToday>[] {
  const { page, toggleQueue } = context;
  const linkOf = ({ queue }: QueueToday) =>
    linkSoFar(context, today, { ...figures.selection, queues: [queue] });
  const chosen = figures.selection.queues;
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
            'aria-pressed': String(chosen?.includes(queue) ?? false),
            click: () => toggleQueue(queue),
          },
          cutName(queueLabel(page.queues[queue]!)),
        ),
    },
    {
      title: 'Short of target',
      hint: 'Contacts more that should have been served in time, each channel by itself',
      key: ({ short, target }) => (target === null ? null : short),
      cell: (of) =>
        of.target === null
          ? dash(NO_TARGET)
          : h(
              'strong',
              { class: of.short > 0 ? 'worse' : '' },
              of.short > 0 ? linkOf(of)(count(of.short), OF_LEVEL[variant].missed) : count(0),
            ),
    },
    {
      title: 'Service level',
      unit: '%',
      key: ({ sums }) => serviceLevel(sums, variant).value,
      cell: (of) =>
        shown(serviceLevel(of.sums, variant), terms, (share) =>
          linkOf(of)(levelBar(share, of.sums), OF_LEVEL[variant].missed),
        ),
    },
    {
      title: 'Since when',
      hint: 'The two or more half-hours in a row below target in which most contacts were missed',
      key: ({ below }) => below && (below.isLasting ? 100 : 0) + below.from,
      plain: ({ below }) => below && sinceText(below),
      cell: ({ below, target }) =>
        below
          ? h('span', { title: stretchText(below) }, sinceText(below))
          : dash(target === null ? NO_TARGET : 'Never below target for two half-hours in a row'),
    },
    {
      title: 'Against a week before',
      unit: 'points',
      hint:
        today.weekdays.length > 0
          ? 'Points of service level against the same weekday up to the same half-hour'
          : 'The data does not reach back a week',
      key: (of) => changeOf(of, variant),
      cell: (of) => (of.target === null ? dash(NO_TARGET) : changeText(changeOf(of, variant))),
      isExtra: true,
    },
    {
      title: 'Queued',
      hint: 'Entered the queue',
      key: ({ sums }) => sums.queued,
      cell: (of) => linkOf(of)(count(of.sums.queued), 'queued'),
      isExtra: true,
    },
    {
      title: 'Abandoned',
      unit: '%',
      hint: 'Of queued',
      key: ({ sums }) => abandonmentRate(sums).value,
      cell: (of) =>
        shown(abandonmentRate(of.sums), terms, (share) =>
          linkOf(of)(
            percentText(share, `${count(of.sums.abandoned)} of ${count(of.sums.queued)}`),
            'abandoned',
          ),
        ),
      isExtra: true,
    },
    {
      title: 'Mean wait',
      unit: 's',
      key: ({ sums }) => averageWait(sums).value,
      cell: (of) =>
        shown(averageWait(of.sums), terms, (wait) => linkOf(of)(clockText(wait), 'with_wait')),
      isExtra: true,
    },
  ];
}

function sinceText({ from, to, isLasting }: Stretch): string {
  return isLasting
    ? `since ${halfHourLabel(from)}`
    : `${halfHourLabel(from)} to ${halfHourLabel(to + 1)}`;
}

function changeOf({ sums, weekBefore }: QueueToday, variant: ServiceLevel): number | null {
  const now = serviceLevel(sums, variant).value;
  const before = weekBefore && serviceLevel(weekBefore, variant).value;
  return now === null || before === null ? null : (now - before) * 100;
}

function changeText(points: number | null) {
  if (points === null) return dash('Nothing to compare with');
  const rounded = Math.round(points * 10) / 10;
  const [arrow, word] = rounded === 0 ? ['=', ''] : rounded < 0 ? ['▼', 'worse'] : ['▲', 'better'];
  return h(
    'span',
    { class: word },
    `${arrow} ${rounded < 0 ? '\u2212' : '+'}${decimal(Math.abs(rounded))}`,
    word && h('span', { class: 'spoken' }, ` points, ${word}`),
  );
}
