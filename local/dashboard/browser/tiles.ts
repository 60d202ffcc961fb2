import { dayAt } from '../open-page.ts';
import type { ContactSums } from '../page-types.ts';
import {
  abandonmentRate,
  averageHandleTime,
  averageSpeedOfAnswer,
  serviceLevel,
} from '../rates.ts';
import { fill, h } from './dom.ts';
import { clock, count, dash, decimal, exactSeconds, percent, shortDayRange } from './format.ts';
import type { Context, Section, View } from './section.ts';
import { sparkline } from './sparkline.ts';
import { NO_ANSWERED, NO_HANDLED, NO_QUEUED, serviceLevelName } from './wording.ts';

interface Tile {
  readonly title: string;
  readonly value: (sums: ContactSums) => number | null;
  readonly show: (value: number) => string;
  readonly unit: string;
  /** The value, to the last digit. */
  readonly exact: (value: number) => string;
  readonly difference: (value: number, before: number) => string;
  /** Which way is good; 0 where neither is. */
  readonly better: 1 | -1 | 0;
  readonly missing: string;
  readonly madeOf: (sums: ContactSums) => string;
}

/** The headline figures, each against the period before. */
export function tiles({ page }: Context): Section {
  const list = h('ul', { class: 'tiles' });
  const element = h(
    'section',
    { 'aria-labelledby': 'headline' },
    h('h2', { id: 'headline', class: 'spoken' }, 'Headline figures'),
    list,
  );
  return {
    element,
    update(view) {
      const before = view.figures.previous?.selection;
      const period =
        before && shortDayRange(dayAt(page, before.fromDay), dayAt(page, before.toDay));
      fill(
        list,
        tileKinds(view, page.settings).map((tile) => tileElement(tile, view, period)),
      );
    },
  };
}

function tileElement(tile: Tile, { figures }: View, period: string | undefined): HTMLElement {
  const value = tile.value(figures.totals);
  return h(
    'li',
    { class: 'tile' },
    h('h3', {}, tile.title),
    h(
      'p',
      { class: 'value', title: value === null ? null : tile.exact(value) },
      value === null ? dash(tile.missing) : tile.show(value),
      value !== null && tile.unit && [' ', h('span', { class: 'unit' }, tile.unit)],
    ),
    difference(tile, value, figures.previous && tile.value(figures.previous.totals), period),
    h('p', { class: 'made-of' }, tile.madeOf(figures.totals)),
    sparkline(figures.byDay.map(tile.value)),
  );
}

function difference(
  tile: Tile,
  value: number | null,
  before: number | null,
  period: string | undefined,
): HTMLElement {
  if (!period) {
    const reason = 'The data does not reach back as many days again';
    return h('p', { class: 'delta', title: reason }, 'No earlier period to compare');
  }
  if (value === null || before === null) {
    return h('p', { class: 'delta' }, `Nothing to compare in ${period}`);
  }
  // What reads as the same is no change: half a second is neither better nor worse.
  const direction = tile.show(value) === tile.show(before) ? 0 : Math.sign(value - before);
  const judgement = ['worse', '', 'better'][direction * tile.better + 1] ?? '';
  const arrow = ['▼', '=', '▲'][direction + 1] ?? '';
  return h(
    'p',
    { class: `delta ${judgement}`, title: `${period}: ${tile.exact(before)}` },
    h(
      'span',
      { class: 'change' },
      h('span', { 'aria-hidden': 'true' }, arrow),
      ` ${direction === 0 ? 'no change' : tile.difference(value, before)}`,
    ),
    judgement && ` ${judgement}`,
    h('span', { class: 'than' }, `, was ${tile.show(before)}${tile.unit === '%' ? '\u202f%' : ''}`),
  );
}

function tileKinds({ serviceLevel: variant }: View, settings: Context['page']['settings']): Tile[] {
  return [
    {
      title: 'Contacts',
      value: (sums) => sums.created,
      show: count,
      unit: '',
      exact: (value) => `${count(value)} contacts`,
      difference: (value, before) =>
        before > 0
          ? `${signed((value - before) / before, percent)}\u202f%`
          : signed(value - before, count),
      better: 0,
      missing: '',
      madeOf: (sums) => `${count(sums.queued)} queued, ${count(sums.handled)} handled`,
    },
    {
      title: 'Service level',
      value: (sums) => serviceLevel(sums, variant),
      ...share(NO_QUEUED),
      better: 1,
      madeOf: () => serviceLevelName(variant, settings),
    },
    {
      title: 'Abandonment rate',
      value: abandonmentRate,
      ...share(NO_QUEUED),
      better: -1,
      madeOf: (sums) => `${count(sums.abandoned)} of ${count(sums.queued)} queued`,
    },
    {
      title: 'Average speed of answer',
      value: averageSpeedOfAnswer,
      ...duration(NO_ANSWERED),
      better: -1,
      madeOf: (sums) => `${count(sums.answered)} answered from a queue`,
    },
    {
      title: 'Average handle time',
      value: averageHandleTime,
      ...duration(NO_HANDLED),
      better: 0,
      madeOf: (sums) => `Talk, hold and after-contact work of ${count(sums.handle_contacts)}`,
    },
  ];
}

function share(missing: string) {
  return {
    show: percent,
    unit: '%',
    exact: (value: number) => `${(value * 100).toFixed(3)} %`,
    difference: (value: number, before: number) =>
      `${signed((value - before) * 100, decimal)} points`,
    missing,
  };
}

function duration(missing: string) {
  return {
    show: clock,
    unit: 'min:s',
    exact: exactSeconds,
    difference: (value: number, before: number) => signed(value - before, clock),
    missing,
  };
}

function signed(value: number, show: (value: number) => string): string {
  return `${value < 0 ? '\u2212' : '+'}${show(Math.abs(value))}`;
}
