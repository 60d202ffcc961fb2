import * as Plot from '@observablehq/plot';
import { type Behind, enqueuedIn } from '../contacts-behind.ts';
import { HALF_HOURS, halfHourLabel } from '../half-hours.ts';
import { averageWait, serviceLevel, targetShare } from '../rates.ts';
import type { ChannelToday, Today } from '../today.ts';
import { COLOUR, chart, legend, type TableData, TIP, wholeTick } from './chart.ts';
import { fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { channelLabel, clock, count, numberText, percent } from './format.ts';
import type { Context, View } from './section.ts';
import { weekdaysText } from './today-words.ts';

interface Slot {
  /** The start, in half-hours from midnight. */
  readonly at: number;
  readonly end: number;
  readonly queued: number | null;
  /** The contacts queued. */
  readonly behind: Behind;
  readonly isUnfinished: boolean;
  /** Contacts queued on the same weekdays: least, median and most; null without such days. */
  readonly before: Span | null;
  readonly level: number | null;
  readonly levelBefore: Span | null;
  readonly target: number | null;
  readonly wait: number | null;
}

interface Span {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

const MARGINS = { marginLeft: 54, marginRight: 20 };

/** A chart of a channel's day by half-hours, over the same weekdays before, with the service level below. */
export function todayChart() {
  const drawing = chart();
  const key = h('div');
  const element = h('div', {}, key, drawing.element);
  return {
    element,
    show(channel: ChannelToday, today: Today, view: View, context: Context) {
      const { page } = context;
      const slots = slotsOf(channel, today, view);
      const name = channelLabel(page.channels[channel.channel]!);
      const hasBefore = slots.some(({ before }) => before !== null);
      const weekdays = weekdaysText(today, page);
      fill(
        key,
        legend([
          ['swatch accent', 'queued'],
          ...(today.unfinished === null
            ? []
            : [['swatch hatched', 'half-hour that is not over'] as const]),
          ...(hasBefore
            ? ([['swatch before-band', `${weekdays}: median, least and most`]] as const)
            : []),
          ...(channel.target === null
            ? []
            : ([
                ['swatch line', 'service level'],
                ['swatch target', 'target'],
                ['swatch below', 'below target'],
              ] as const)),
        ]),
      );
      drawing.show({
        draw: (width) => draw(slots, channel.target !== null, width),
        label: labelOf(slots, name, channel.target !== null),
        caption: `${name} by half-hour of enqueue`,
        table: () => tableOf(slots, hasBefore, context),
      });
    },
  };
}

function slotsOf(
  channel: ChannelToday,
  { day, until, unfinished }: Today,
  { serviceLevel: variant, figures }: View,
): Slot[] {
  const selection = { ...figures.selection, channels: [channel.channel] };
  const all = Array.from({ length: HALF_HOURS }, (_, at): Slot => {
    const sums = channel.halfHours[at]!;
    const isKnown = at < until || at === unfinished;
    const days = channel.halfHoursBefore.map((before) => before[at]!);
    return {
      at,
      end: at + 1,
      queued: isKnown ? sums.queued : null,
      behind: enqueuedIn('queued', selection, day, [at, at]),
      isUnfinished: at === unfinished,
      before: spanOf(days.map(({ queued }) => queued)),
      level: at < until ? serviceLevel(sums, variant).value : null,
      levelBefore: spanOf(days.flatMap((before) => serviceLevel(before, variant).value ?? [])),
      target: targetShare(sums) ?? channel.target,
      wait: at < until ? averageWait(sums).value : null,
    };
  });
  const busy = all.filter(({ queued, before }) => (queued ?? 0) > 0 || (before?.most ?? 0) > 0);
  return all.slice(busy[0]?.at ?? 0, (busy.at(-1)?.at ?? HALF_HOURS - 1) + 1);
}

function spanOf(values: readonly number[]): Span | null {
  if (values.length === 0) return null;
  const ordered = [...values].sort((one, other) => one - other);
  const middle = (ordered.length - 1) / 2;
  const median = (ordered[Math.floor(middle)]! + ordered[Math.ceil(middle)]!) / 2;
  return { least: ordered[0]!, median, most: ordered.at(-1)! };
}

function draw(slots: readonly Slot[], hasTarget: boolean, width: number): Element {
  const domain = [slots[0]?.at ?? 0, slots.at(-1)?.end ?? HALF_HOURS] as const;
  const volume = drawVolume(slots, domain, width, !hasTarget);
  if (!hasTarget) return volume;
  return h('div', {}, volume, drawLevel(slots, domain, width));
}

function drawVolume(
  slots: readonly Slot[],
  domain: readonly [number, number],
  width: number,
  hasAxis: boolean,
): Element {
  const before = slots.filter((slot) => slot.before !== null);
  const known = slots.filter((slot) => slot.queued !== null);
  return Plot.plot({
    ...MARGINS,
    width,
    height: 210,
    marginTop: 12,
    marginBottom: hasAxis ? 26 : 8,
    x: { type: 'linear', domain, label: null, axis: null },
    y: { label: null, nice: true },
    style: STYLE,
    marks: [
      Plot.gridY({ ticks: 4, stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: wholeTick }),
      ...(hasAxis ? [hourAxis(domain, width)] : []),
      Plot.rect(before, {
        x1: 'at',
        x2: 'end',
        y1: (slot: Slot) => slot.before!.least,
        y2: (slot: Slot) => slot.before!.most,
        fill: COLOUR.faint,
        fillOpacity: 0.28,
      }),
      Plot.rect(
        known.filter((slot) => !slot.isUnfinished),
        { ...bar, fill: COLOUR.accent },
      ),
      Plot.rect(
        known.filter((slot) => slot.isUnfinished),
        { ...bar, fill: 'url(#hatch)', stroke: COLOUR.accent },
      ),
      () => hatch(),
      Plot.ruleY(before, {
        x1: 'at',
        x2: 'end',
        y: (slot: Slot) => slot.before!.median,
        stroke: COLOUR.text,
        strokeWidth: 1.5,
      }),
      Plot.ruleY([0], { stroke: COLOUR.muted }),
      tipOver(slots, (slot) => Math.max(slot.queued ?? 0, slot.before?.median ?? 0)),
    ],
  });
}

function drawLevel(
  slots: readonly Slot[],
  domain: readonly [number, number],
  width: number,
): Element {
  const known = slots.filter((slot) => slot.level !== null);
  const before = slots.filter((slot) => slot.levelBefore !== null);
  const isBelow = (slot: Slot) => slot.level! < (slot.target ?? 0);
  return Plot.plot({
    ...MARGINS,
    width,
    height: 130,
    marginTop: 8,
    marginBottom: 26,
    x: { type: 'linear', domain, label: null },
    y: { domain: [0, 100], label: null },
    style: STYLE,
    marks: [
      Plot.gridY([0, 50, 100], { stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY([0, 50, 100], { tickSize: 0, tickFormat: (value: number) => `${value}\u202f%` }),
      hourAxis(domain, width),
      Plot.rect(before, {
        x1: 'at',
        x2: 'end',
        y1: (slot: Slot) => slot.levelBefore!.least * 100,
        y2: (slot: Slot) => slot.levelBefore!.most * 100,
        fill: COLOUR.faint,
        fillOpacity: 0.28,
      }),
      Plot.ruleY(
        slots.filter((slot) => slot.target !== null),
        {
          x1: 'at',
          x2: 'end',
          y: (slot: Slot) => slot.target! * 100,
          stroke: COLOUR.warm,
          strokeDasharray: '5 4',
        },
      ),
      Plot.lineY(slots, {
        x: middle,
        y: (slot: Slot) => (slot.level === null ? Number.NaN : slot.level * 100),
        stroke: COLOUR.accent,
        strokeWidth: 2,
      }),
      Plot.dot(known, {
        x: middle,
        y: (slot: Slot) => slot.level! * 100,
        r: 3.5,
        stroke: (slot: Slot) => (isBelow(slot) ? COLOUR.warm : COLOUR.accent),
        fill: (slot: Slot) => (isBelow(slot) ? COLOUR.surface : COLOUR.accent),
        strokeWidth: 2,
      }),
      tipOver(slots, (slot) => (slot.level ?? 0) * 100),
    ],
  });
}

const STYLE = { color: COLOUR.muted, background: 'none', overflow: 'visible' };
const bar = { x1: 'at', x2: 'end', y1: 0, y2: 'queued', insetLeft: 2, insetRight: 2 } as const;

function middle({ at }: Slot): number {
  return at + 0.5;
}

function hourAxis([from, to]: readonly [number, number], width: number) {
  const hours = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter(
    (at) => at % 2 === 0,
  );
  const every = Math.max(1, Math.ceil((hours.length * 48) / width));
  return Plot.axisX(
    hours.filter((_, at) => at % every === 0),
    { tickSize: 4, tickFormat: (at: number) => (at === HALF_HOURS ? '24:00' : halfHourLabel(at)) },
  );
}

function tipOver(slots: readonly Slot[], height: (slot: Slot) => number) {
  return Plot.tip(slots, Plot.pointerX({ x: middle, y: height, title: titleOf, ...TIP }));
}

function titleOf({ at, queued, before, level, levelBefore, wait, isUnfinished }: Slot): string {
  return [
    `${halfHourLabel(at)}–${halfHourLabel(at + 1)}${isUnfinished ? ', not over' : ''}`,
    queued !== null &&
      `${count(queued)} queued${before ? `, usually ${count(before.median)}` : ''}`,
    queued === null && before && `usually ${count(before.median)} queued`,
    level !== null &&
      `${percent(level)} % in time${levelBefore ? `, usually ${percent(levelBefore.median)} %` : ''}`,
    wait !== null && `mean wait ${clock(wait)}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** The pattern of the bar of the half-hour that is not over. */
function hatch(): SVGElement {
  const holder = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  holder.innerHTML =
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
    '<line x1="0" y1="0" x2="0" y2="6" style="stroke: var(--accent)" stroke-width="3"/></pattern>';
  return holder;
}

function labelOf(slots: readonly Slot[], name: string, hasTarget: boolean): string {
  const known = slots.filter((slot) => slot.queued !== null);
  const busiest = known.reduce<Slot | null>(
    (most, slot) => (most && most.queued! >= slot.queued! ? most : slot),
    null,
  );
  const below = known.filter(({ level, target }) => level !== null && level < (target ?? 0)).length;
  return (
    `Bar chart of ${name} by half-hour. ` +
    (busiest
      ? `The busiest is ${halfHourLabel(busiest.at)} with ${count(busiest.queued!)}. `
      : '') +
    (hasTarget ? `Below target in ${below} of ${known.length} half-hours.` : 'No target is set.')
  );
}

function tableOf(slots: readonly Slot[], hasBefore: boolean, context: Context): TableData {
  const share = (value: number | null) =>
    value === null ? '–' : numberText(value, (of) => `${percent(of)}\u202f%`, '%');
  return {
    head: [
      'Half-hour',
      'Queued',
      ...(hasBefore ? ['Usually queued, median', 'Least', 'Most'] : []),
      { title: 'Service level', unit: '%' },
      ...(hasBefore ? [{ title: 'Usual service level, median', unit: '%' } as const] : []),
      { title: 'Mean wait', unit: 's' },
    ],
    rows: slots.map((slot) => [
      `${halfHourLabel(slot.at)}${slot.isUnfinished ? ' (not over)' : ''}`,
      slot.queued === null
        ? '–'
        : figureLink(context, numberText(slot.queued, count), slot.queued > 0 ? slot.behind : null),
      ...(hasBefore
        ? [slot.before?.median, slot.before?.least, slot.before?.most].map((value) =>
            value === undefined ? '–' : numberText(value, count),
          )
        : []),
      share(slot.level),
      ...(hasBefore ? [share(slot.levelBefore?.median ?? null)] : []),
      slot.wait === null ? '–' : numberText(slot.wait, clock, 's'),
    ]),
  };
}
