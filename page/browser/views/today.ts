import type { Selection } from '../../sums.ts';
import { type Today, today as todayOf } from '../../today.ts';
import { fill, h } from '../dom.ts';
import { channelLabel } from '../format.ts';
import { channelsTogether } from '../grain-words.ts';
import {
  type Context,
  choice,
  chosen,
  emptySentence,
  type SectionId,
  sectionFrame,
  type View,
} from '../section.ts';
import { noteSource, onDays, type SectionSource } from '../section-source.ts';
import { filtersText } from '../summary.ts';
import { todayChart } from '../today-chart.ts';
import { todayQueues } from '../today-queues.ts';
import { todayTiles } from '../today-tiles.ts';
import { todayInWords, upToText } from '../today-words.ts';
import type { PageView, ViewKind } from './views.ts';

/** How the newest day goes so far, and where it hurts. */
export const today: ViewKind = {
  name: 'today',
  title: 'Today',
  days: 'one',
  make: makeToday,
  hasContent: ({ intervals }) => intervals.length > 0,
};

function makeToday(context: Context): PageView {
  const { page } = context;
  const words = h('p', { class: 'in-words' });
  const tiles = h('div');
  const name: SectionId = 'the-day-so-far';
  const head = h(
    'section',
    { 'aria-labelledby': 'so-far', 'data-section': name },
    h(
      'header',
      {},
      h('h2', { id: 'so-far', class: 'spoken' }, 'The day so far'),
      words,
      h('div', { class: 'controls' }),
    ),
    tiles,
  );
  const options = page.channels.map((channel) => ({
    value: channel ?? '',
    label: channelLabel(channel),
  }));
  const control = choice('Channel', options, (value) => context.choose('shown', value));
  const halfHours = sectionFrame(
    'half-hours',
    'Half-hours',
    '',
    ...(options.length > 1 ? [control] : []),
  );
  const chart = todayChart();
  const hurting = sectionFrame('where-it-hurts', 'Where it hurts', '');
  const queues = todayQueues(context);
  return {
    element: h('div', { class: 'view' }, head, halfHours.element, hurting.element),
    update: update,
    summary: (view) => {
      const { day, selection } = placeOf(view);
      const figures = todayOf(page, { ...selection, day }, view.serviceLevel);
      return `${upToText(figures, page).replace(/^./, (first) => first.toUpperCase())}; ${filtersText(selection, page)}. By time of enqueue, ${page.settings.timeZone}.`;
    },
  };

  /** All of these days until the same half-hour. */
  function soFar(selection: Selection, figures: Today): SectionSource {
    const { selection: daysShown, conditions = [] } = onDays(page, selection, daysOf(figures));
    const { until, unfinished } = figures;
    const isUntil = unfinished === null ? [] : [`half_hour < ${until}`];
    return { selection: daysShown, conditions: [...conditions, ...isUntil] };
  }

  function update(view: View) {
    const { serviceLevel: variant } = view;
    const { selection, day } = placeOf(view);
    const figures = todayOf(page, { ...selection, day }, variant);
    noteSource(head, soFar(selection, figures));
    noteSource(hurting.element, soFar({ ...selection, queues: null }, figures));
    words.textContent = todayInWords(figures, page, variant).filter(Boolean).join(' ');
    fill(tiles, todayTiles(figures, view, context));
    const all = figures.channels.map(({ channel }) => options[channel]!);
    const named = all.length > 0 ? chosen(all, view, 'shown') : null;
    const shown = figures.channels.find(({ channel }) => options[channel]!.value === named);
    control.querySelector('select')!.value = named ?? '';
    halfHours.note.textContent = `Contacts by time of enqueue, ${page.settings.timeZone}, over the same weekdays before. Contacts that are still going on are missing.`;
    if (shown) {
      const channels = [shown.channel];
      noteSource(halfHours.element, onDays(page, { ...selection, channels }, daysOf(figures)));
      if (!halfHours.body.contains(chart.element)) fill(halfHours.body, chart.element);
      chart.show(shown, figures, view, context);
    } else fill(halfHours.body, emptySentence('No contact of this selection entered a queue.'));
    // The table keeps the queues that the filter leaves out, so that the next one is a click away.
    const every = selection.queues
      ? todayOf(page, { ...selection, queues: null, day }, variant)
      : figures;
    const queued = every.channels.filter(({ sums }) => sums.queued > 0);
    const waits = channelsTogether(
      queued.map(({ channel }) => channel),
      page,
    );
    hurting.note.textContent = [
      'Queues by contacts short of target: how many more should have been served in time. Choose a name to see that queue alone; again, to see all.',
      waits && `Mean wait: ${waits}`,
    ]
      .filter(Boolean)
      .join(' ');
    if (every.queues.length === 0) {
      fill(hurting.body, emptySentence(`No contact has entered a queue ${upToText(every, page)}.`));
      return;
    }
    if (!hurting.body.contains(queues.element)) fill(hurting.body, queues.element);
    queues.show(every, view);
  }
}

/** The day, and the same weekdays before, with which it is compared. */
function daysOf({ day, weekdays }: Today): number[] {
  return [day, ...weekdays];
}

function placeOf({ figures, day }: View) {
  const { instances, queues, channels } = figures.selection;
  return { selection: { ...figures.selection, instances, queues, channels }, day };
}
