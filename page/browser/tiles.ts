import { CONTACT_RATES, CONTACT_SUMS } from '../../queries/metrics.ts';
import { countOf } from '../../terminal/wording.ts';
import { type Figure, known, missing } from '../figure.ts';
import { dayAt } from '../open-page.ts';
import type { ContactSums } from '../page-types.ts';
import {
  abandonmentRate,
  averageHandleTime,
  averageSpeedOfAnswer,
  serviceLevel,
} from '../rates.ts';
import { fill, h } from './dom.ts';
import {
  clock,
  clockUnit,
  count,
  decimal,
  exactSeconds,
  percent,
  precisePercent,
  shortDayRange,
  shown,
} from './format.ts';
import type { Context, Section, View } from './section.ts';
import { sparkline } from './sparkline.ts';
import { reasonText, serviceLevelName, type Terms } from './wording.ts';

interface Tile {
  readonly title: string;
  readonly figure: (sums: ContactSums) => Figure;
  readonly show: (value: number) => string;
  readonly unit: (value: number) => string;
  /** The value, to the last digit. */
  readonly exact: (value: number) => string;
  readonly difference: (value: number, before: number) => string;
  /** 1 if more is better, -1 if less is better, else 0. */
  readonly better: 1 | -1 | 0;
  readonly madeOf: (sums: ContactSums) => string;
}

/** The headline figures, each compared with the period before. */
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
        tileKinds(view, view.terms).map((tile) => tileElement(tile, view, period, view.terms)),
      );
    },
  };
}

function tileElement(
  tile: Tile,
  { figures }: View,
  period: string | undefined,
  terms: Terms,
): HTMLElement {
  const figure = tile.figure(figures.totals);
  const { value } = figure;
  return h(
    'li',
    { class: 'tile' },
    h('h3', {}, tile.title),
    h(
      'p',
      { class: 'value', title: value === null ? null : tile.exact(value) },
      shown(figure, terms, tile.show),
      value !== null && tile.unit(value) && [' ', h('span', { class: 'unit' }, tile.unit(value))],
    ),
    difference(tile, figure, beforeOf(tile, figures), period, terms),
    h('p', { class: 'made-of' }, tile.madeOf(figures.totals)),
    sparkline(figures.byDay.map((sums) => tile.figure(sums).value)),
  );
}

/** The same figure of the period before. */
function beforeOf(tile: Tile, { previous }: View['figures']): Figure {
  return previous ? tile.figure(previous.totals) : missing('no_period_before');
}

function difference(
  tile: Tile,
  { value }: Figure,
  was: Figure,
  period: string | undefined,
  terms: Terms,
): HTMLElement {
  const before = was.value;
  if (before === null) {
    const words = period ? `Nothing to compare in ${period}` : 'No earlier period to compare';
    return h('p', { class: 'delta', title: reasonText(was.reason, terms) }, words);
  }
  if (value === null) {
    return h('p', { class: 'delta' }, `In ${period} it was ${tile.exact(before)}`);
  }
  // Two figures that look the same are no change: half a second is neither better nor worse.
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
    h(
      'span',
      { class: 'than' },
      `, was ${tile.show(before)}${tile.unit(before) === '%' ? '\u202f%' : ''}`,
    ),
  );
}

function tileKinds({ serviceLevel: variant }: View, terms: Terms): Tile[] {
  return [
    {
      title: CONTACT_SUMS.created.title,
      figure: (sums) => known(sums.created),
      show: count,
      unit: () => '',
      exact: (value) => countOf(value, 'contact'),
      difference: (value, before) =>
        before > 0
          ? `${signed((value - before) / before, percent)}\u202f%`
          : signed(value - before, count),
      better: 0,
      madeOf: (sums) => `${count(sums.queued)} queued, ${count(sums.handled)} handled`,
    },
    {
      title: 'Service level',
      figure: (sums) => serviceLevel(sums, variant),
      ...SHARE,
      better: 1,
      madeOf: () => serviceLevelName(variant, terms),
    },
    {
      title: CONTACT_RATES.abandonment_rate.title,
      figure: abandonmentRate,
      ...SHARE,
      better: -1,
      madeOf: (sums) => `${count(sums.abandoned)} of ${count(sums.queued)} queued`,
    },
    {
      title: CONTACT_RATES.average_speed_of_answer_seconds.title,
      figure: averageSpeedOfAnswer,
      ...DURATION,
      better: -1,
      madeOf: (sums) => `${count(sums.answered)} answered after a known wait`,
    },
    {
      title: CONTACT_RATES.average_handle_seconds.title,
      figure: averageHandleTime,
      ...DURATION,
      better: 0,
      madeOf: (sums) => `Talk, hold and after-contact work of ${count(sums.handle_contacts)}`,
    },
  ];
}

const SHARE = {
  show: percent,
  unit: () => '%',
  exact: (value: number) => `${precisePercent(value)} %`,
  difference: (value: number, before: number) =>
    `${signed((value - before) * 100, decimal)} points`,
};

const DURATION = {
  show: clock,
  unit: clockUnit,
  exact: exactSeconds,
  difference: (value: number, before: number) => signed(value - before, clock),
};

function signed(value: number, show: (value: number) => string): string {
  return `${value < 0 ? '\u2212' : '+'}${show(Math.abs(value))}`;
}
