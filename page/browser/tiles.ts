import { CONTACT_RATES, CONTACT_SUMS } from '../../queries/metrics.ts';
import { countOf } from '../../terminal/wording.ts';
import { behind, type Counted, OF_LEVEL } from '../contacts-behind.ts';
import { type Figure, known, missing } from '../figure.ts';
import { channelsIn } from '../leading.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { ContactSums } from '../page-types.ts';
import {
  abandonmentRate,
  averageHandleTime,
  averageSpeedOfAnswer,
  serviceLevel,
} from '../rates.ts';
import { isNewestDayAlone } from '../recompute.ts';
import type { Selection } from '../sums.ts';
import { scrollBox } from './chart.ts';
import { type Child, fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import {
  channelLabel,
  clock,
  clockUnit,
  count,
  dayLabel,
  decimal,
  exactSeconds,
  numberText,
  percent,
  precisePercent,
  shortDayRange,
  shown,
} from './format.ts';
import type { Unit } from './plain-tables.ts';
import type { Context, Section, SectionId, View } from './section.ts';
import { allColumnsButton } from './sortable-table.ts';
import { sparkline } from './sparkline.ts';
import { reasonText, serviceLevelName, type Terms, targetText } from './wording.ts';

interface Tile {
  readonly title: string;
  readonly figure: (sums: ContactSums) => Figure;
  readonly show: (value: number) => string;
  readonly unit: (value: number) => string;
  /** The unit of the exported number; a count has none. */
  readonly plain?: Unit;
  /** The value, to the last digit. */
  readonly exact: (value: number) => string;
  readonly difference: (value: number, before: number) => string;
  /** 1 if more is better, -1 if less is better, else 0. */
  readonly better: 1 | -1 | 0;
  /** The contacts that its value opens. */
  readonly counted: Counted;
  /** @param link a count that opens its contacts */
  readonly madeOf: (link: (counted: Counted & keyof ContactSums) => Child) => Child;
}

/**
 * The headline figures, each compared with the period before. With several channels the large ones show the leading
 * channel, and the others stand below, one by one.
 */
export function tiles(context: Context): Section {
  const { page } = context;
  const name: SectionId = 'headline-figures';
  const title = h('h2', { id: 'headline' }, 'Headline figures');
  const list = h('ul', { class: 'tiles' });
  const others = h('div');
  const element = h(
    'section',
    { 'aria-labelledby': 'headline', 'data-section': name },
    h('header', {}, title, h('div', { class: 'controls' })),
    list,
    others,
  );
  return {
    element,
    update(view) {
      const { selection } = view.figures;
      const channels = channelsIn(page, selection);
      const [leading] = channels;
      const isMixed = leading !== undefined && channels.length > 1;
      const shownView = isMixed ? view.of({ ...selection, channels: [leading] }) : view;
      const before = shownView.figures.previous?.selection;
      const period =
        before && shortDayRange(dayAt(page, before.fromDay), dayAt(page, before.toDay));
      title.textContent = isMixed ? channelLabel(page.channels[leading]!) : 'Headline figures';
      title.className = isMixed ? 'leading' : 'spoken';
      fill(
        list,
        tileKinds(shownView, shownView.terms).map((tile) =>
          tileElement(tile, shownView, period, context),
        ),
      );
      fill(others, isMixed && otherChannels(channels, view, context));
    },
  };
}

/** The same figures of every channel, in a table, each against its own target. */
function otherChannels(channels: readonly number[], view: View, context: Context): Child {
  const { page, go } = context;
  const { selection } = view.figures;
  const rows = channels.map((channel) => {
    const of = view.of({ ...selection, channels: [channel] });
    const name = channelLabel(page.channels[channel]!);
    return h(
      'tr',
      {},
      h(
        'th',
        { scope: 'row' },
        h(
          'button',
          {
            type: 'button',
            class: 'link',
            title: `Show ${name} alone`,
            click: () => go({ selection: { ...selection, channels: [channel] } }),
          },
          name,
        ),
      ),
      h('td', { class: 'extra' }, of.terms.targets.map(targetText).join(', ') || 'no target'),
      tileKinds(of, of.terms).map((tile) =>
        h('td', { class: extraOf(tile) }, valueText(tile, of, context)),
      ),
    );
  });
  const heads = tileKinds(view, view.terms).map((tile) =>
    h('th', { scope: 'col', class: extraOf(tile) }, tile.title),
  );
  const table = h(
    'table',
    { class: 'channels' },
    h('caption', { class: 'spoken' }, 'Each channel by itself'),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'Channel'),
        h('th', { scope: 'col', class: 'extra' }, 'Target'),
        heads,
      ),
    ),
    h('tbody', {}, rows),
  );
  return [allColumnsButton(table), scrollBox('Each channel', table)];
}

/** A phone has room for the figures of which more is better or worse. */
function extraOf({ better }: Tile): string | null {
  return better === 0 ? 'extra' : null;
}

function valueText(tile: Tile, { figures, terms }: View, context: Context): Child {
  return shown(tile.figure(figures.totals), terms, (value) =>
    figureLink(
      context,
      numberText(value, () => withSign(tile, value), tile.plain),
      behind(tile.counted, figures.selection),
    ),
  );
}

function tileElement(
  tile: Tile,
  { figures, terms }: View,
  period: string | undefined,
  context: Context,
): HTMLElement {
  const { selection } = figures;
  const figure = tile.figure(figures.totals);
  const { value } = figure;
  return h(
    'li',
    { class: 'tile' },
    h('h3', {}, tile.title),
    h(
      'p',
      { class: 'value', title: value === null ? null : tile.exact(value) },
      shown(figure, terms, (of) =>
        figureLink(
          context,
          h('span', { title: tile.exact(of) }, tile.show(of)),
          behind(tile.counted, selection),
          { name: `${withSign(tile, of)} ${nameOf(tile, selection, context.page)}` },
        ),
      ),
      value !== null && tile.unit(value) && [' ', h('span', { class: 'unit' }, tile.unit(value))],
    ),
    difference(tile, comparedOf(tile, figures, context.page), period, terms),
    h(
      'p',
      { class: 'made-of' },
      tile.madeOf((counted) =>
        figureLink(context, count(figures.totals[counted]), behind(counted, selection)),
      ),
    ),
    sparkline(figures.byDay.map((sums) => tile.figure(sums).value)),
  );
}

/** A figure of the selected days, and the same figure of the period before. */
interface Compared {
  readonly value: number | null;
  readonly was: Figure;
  /** The day that the value leaves out, as `29 Oct`; null if it covers all selected days. */
  readonly without: string | null;
}

function comparedOf(
  tile: Tile,
  { previous, selection, totals }: View['figures'],
  page: OpenPage,
): Compared {
  if (!previous) {
    const reason = isNewestDayAlone(page, selection) ? 'day_not_over' : 'no_period_before';
    return { value: tile.figure(totals).value, was: missing(reason), without: null };
  }
  const { leftOut, compared } = previous;
  return {
    value: tile.figure(compared).value,
    was: tile.figure(previous.totals),
    without: leftOut === null ? null : dayLabel(dayAt(page, leftOut), 'short'),
  };
}

function difference(
  tile: Tile,
  { value, was, without }: Compared,
  period: string | undefined,
  terms: Terms,
): HTMLElement {
  const before = was.value;
  if (before === null) {
    const words = period
      ? `Nothing to compare in ${period}`
      : was.value === null && was.reason === 'day_not_over'
        ? 'Not over: compared in Today'
        : 'No earlier period to compare';
    return h('p', { class: 'delta', title: reasonText(was.reason, terms) }, words);
  }
  if (value === null) {
    return h('p', { class: 'delta' }, `In ${period} it was ${tile.exact(before)}`);
  }
  // Two figures, or a difference, that look the same are no change: half a second is neither better nor worse.
  const isSame =
    tile.show(value) === tile.show(before) || tile.show(Math.abs(value - before)) === tile.show(0);
  const direction = isSame ? 0 : Math.sign(value - before);
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
      without && `, ${withSign(tile, value)} without ${without}`,
      `, was ${withSign(tile, before)}`,
    ),
  );
}

/** The accessible name of a figure, with what it opens: `service level, Voice: show these contacts`. */
function nameOf({ title }: Tile, { channels }: Selection, page: OpenPage): string {
  const [channel, ...others] = channels ?? [];
  const ofChannel =
    channel !== undefined && others.length === 0 && channelLabel(page.channels[channel]!);
  return `${[title.toLowerCase(), ofChannel].filter(Boolean).join(', ')}: show these contacts`;
}

function withSign(tile: Tile, value: number): string {
  return tile.unit(value) === '%' ? `${tile.show(value)}\u202f%` : tile.show(value);
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
      counted: 'created',
      madeOf: (link) => [link('queued'), ' queued, ', link('handled'), ' handled'],
    },
    {
      title: 'Service level',
      figure: (sums) => serviceLevel(sums, variant),
      ...SHARE,
      better: 1,
      counted: OF_LEVEL[variant].missed,
      madeOf: () => serviceLevelName(variant, terms),
    },
    {
      title: CONTACT_RATES.abandonment_rate.title,
      figure: abandonmentRate,
      ...SHARE,
      better: -1,
      counted: 'abandoned',
      madeOf: (link) => [link('abandoned'), ' of ', link('queued'), ' queued'],
    },
    {
      title: CONTACT_RATES.average_speed_of_answer_seconds.title,
      figure: averageSpeedOfAnswer,
      ...DURATION,
      better: -1,
      counted: 'answered',
      madeOf: (link) => [link('answered'), ' answered after a known wait'],
    },
    {
      title: CONTACT_RATES.average_handle_seconds.title,
      figure: averageHandleTime,
      ...DURATION,
      better: 0,
      counted: 'handle_contacts',
      madeOf: (link) => ['Talk, hold and after-contact work of ', link('handle_contacts')],
    },
  ];
}

const SHARE = {
  plain: '%',
  show: percent,
  unit: () => '%',
  exact: (value: number) => `${precisePercent(value)} %`,
  difference: (value: number, before: number) =>
    `${signed((value - before) * 100, decimal)} points`,
} as const;

const DURATION = {
  plain: 's',
  show: clock,
  unit: clockUnit,
  exact: exactSeconds,
  difference: (value: number, before: number) => signed(value - before, clock),
} as const;

function signed(value: number, show: (value: number) => string): string {
  return `${value < 0 ? '\u2212' : '+'}${show(Math.abs(value))}`;
}
