import type { ServiceLevel } from '../../queries/metrics.ts';
import { OF_LEVEL } from '../contacts-behind.ts';
import type { OpenPage } from '../open-page.ts';
import { abandonmentRate, averageWait, serviceLevel } from '../rates.ts';
import { type ChannelToday, levelBefore, type Today } from '../today.ts';
import { type Child, h } from './dom.ts';
import {
  channelLabel,
  clock,
  clockUnit,
  count,
  decimal,
  percent,
  shown,
  wholePercent,
} from './format.ts';
import type { Context, View } from './section.ts';
import { sparkline } from './sparkline.ts';
import { type LinkSoFar, linkSoFar } from './today-links.ts';
import { stretchText, weekdaysText } from './today-words.ts';
import { type Terms, targetText } from './wording.ts';

/** A tile for each channel, with its own target: channels are never mixed. */
export function todayTiles(today: Today, view: View, context: Context): HTMLElement {
  return h(
    'ul',
    { class: 'tiles today' },
    today.channels.map((channel) => tile(channel, today, view, context)),
  );
}

function tile(channel: ChannelToday, today: Today, view: View, context: Context): HTMLElement {
  const { serviceLevel: variant, terms } = view;
  const { page } = context;
  const { selection } = view.figures;
  const link = linkSoFar(context, today, { ...selection, channels: [channel.channel] });
  const { sums, targets } = channel;
  const isPromised = targets.length > 0;
  const level = serviceLevel(sums, variant);
  const wait = averageWait(sums);
  const name = channelLabel(page.channels[channel.channel]!);
  const value = isPromised
    ? [
        shown(level, terms, (share) =>
          link(
            percent(share),
            OF_LEVEL[variant].missed,
            `${percent(share)}\u202f% service level, ${name}: show the contacts that count against it`,
          ),
        ),
        level.value !== null && unit('%'),
      ]
    : [
        shown(wait, terms, (of) =>
          link(clock(of), 'with_wait', `${clock(of)} mean wait, ${name}: show these contacts`),
        ),
        wait.value !== null && unit(clockUnit(wait.value)),
      ];
  return h(
    'li',
    { class: `tile ${isBelow(channel, level.value) ? 'short' : ''}` },
    h('h3', {}, name),
    h('p', { class: 'value' }, ...value),
    isPromised
      ? againstTarget(channel, level.value, variant, link)
      : h('p', { class: 'delta' }, 'Mean wait; no target is set'),
    isPromised && againstBefore(channel, today, page, variant, level.value),
    h('p', { class: 'made-of' }, madeOf(channel, terms, link)),
    sparkline(
      channel.halfHours
        .slice(0, today.until)
        .map((of) => (isPromised ? serviceLevel(of, variant).value : averageWait(of).value)),
    ),
  );
}

function unit(text: string): Child {
  return [' ', h('span', { class: 'unit' }, text)];
}

function isBelow({ target }: ChannelToday, level: number | null): boolean {
  return level !== null && target !== null && level < target;
}

function againstTarget(
  channel: ChannelToday,
  level: number | null,
  variant: ServiceLevel,
  link: LinkSoFar,
): HTMLElement {
  const { targets, target, short, below } = channel;
  const [only, ...others] = targets;
  const promised =
    others.length > 0 ? `${wholePercent(target ?? 0)}\u202f% in target time` : targetText(only!);
  const state = isBelow(channel, level)
    ? h(
        'span',
        { class: 'change worse' },
        '▼ short by ',
        link(count(short), OF_LEVEL[variant].missed),
      )
    : level !== null && h('span', { class: 'change better' }, '▲ on target');
  return h(
    'p',
    { class: 'delta' },
    state,
    h('span', { class: 'than' }, `${state ? ', ' : ''}target ${promised}`),
    isBelow(channel, level) && below && h('span', { class: 'line' }, stretchText(below)),
  );
}

function againstBefore(
  channel: ChannelToday,
  today: Today,
  page: OpenPage,
  variant: ServiceLevel,
  level: number | null,
): HTMLElement {
  const before = levelBefore(channel, variant);
  if (before === null) return h('p', { class: 'delta than' }, 'No same weekday to compare with');
  const { mean, least, most } = before;
  const points = level === null ? null : (level - mean) * 100;
  const sign = points !== null && points < 0 ? '\u2212' : '+';
  return h(
    'p',
    { class: 'delta' },
    points !== null && `${sign}${decimal(Math.abs(points))} points, `,
    h(
      'span',
      { class: 'than' },
      `${weekdaysText(today, page)} ${wholePercent(mean)}\u202f%`,
      today.weekdays.length > 1 && ` (${wholePercent(least)}–${wholePercent(most)})`,
    ),
  );
}

function madeOf({ sums }: ChannelToday, terms: Terms, link: LinkSoFar): Child {
  const rate = abandonmentRate(sums);
  return [
    link(count(sums.queued), 'queued'),
    ' queued, ',
    link(count(sums.abandoned), 'abandoned'),
    ' abandoned',
    rate.value !== null && [' (', shown(rate, terms, percent), '\u202f%)'],
  ];
}
