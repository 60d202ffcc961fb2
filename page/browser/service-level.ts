import * as Plot from '@observablehq/plot';
import { SERVICE_LEVELS } from '../../queries/metrics.ts';
import { countOf } from '../../terminal/wording.ts';
import { type Figure, missing } from '../figure.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { serviceLevel, targetShare } from '../rates.ts';
import { COLOUR, chart, legend, type TableData, TIP } from './chart.ts';
import { fill, h } from './dom.ts';
import { count, dayLabel, dayRange, percent, percentText, roundPercent, shown } from './format.ts';
import { type Context, emptySentence, type Section, sectionFrame, type View } from './section.ts';
import { reasonText, serviceLevelName, serviceLevelNote, type Terms } from './wording.ts';

interface DayPoint {
  readonly day: string;
  readonly share: Figure;
  readonly queued: number;
  readonly previous: Figure;
}

/** The service level by day with its target, and the value of each of its four meanings. */
export function serviceLevelTrend(context: Context): Section {
  const { page } = context;
  const { element, body, note } = sectionFrame('Service level by day', '');
  const trend = chart();
  const key = h('div');
  const definitions = definitionPicker(context);
  return {
    element,
    update(view) {
      note.textContent = `${serviceLevelName(view.serviceLevel, view.terms)}. Day of disconnect.`;
      const points = dayPoints(view, page);
      const total = serviceLevel(view.figures.totals, view.serviceLevel);
      // The other meanings stay visible even if this one has nothing to draw.
      const drawn =
        total.value === null
          ? [emptySentence(`${reasonText(total.reason, view.terms)}.`)]
          : [key, trend.element];
      fill(body, h('div', { class: 'beside' }, h('div', {}, ...drawn), definitions.element));
      fill(key, trendLegend(view, page));
      definitions.update(view);
      const target = targetShare(view.figures.totals);
      if (total.value === null || target === null) return;
      trend.show({
        draw: (width) => drawTrend(points, target, width),
        label: trendLabel(points, target),
        caption: `Service level by day: ${serviceLevelName(view.serviceLevel, view.terms)}`,
        table: () => trendTable(points, view.terms),
      });
    },
  };
}

function dayPoints({ figures, serviceLevel: variant }: View, page: OpenPage): DayPoint[] {
  return figures.byDay.map((sums, at) => {
    const before = figures.previous?.byDay[at];
    return {
      day: dayAt(page, figures.selection.fromDay + at),
      share: serviceLevel(sums, variant),
      queued: sums.queued,
      previous: before ? serviceLevel(before, variant) : missing('no_period_before'),
    };
  });
}

function trendLegend({ figures }: View, page: OpenPage) {
  const before = figures.previous?.selection;
  const target = `target ${roundPercent(targetShare(figures.totals) ?? 0)}\u202f%`;
  return legend([
    ['swatch line', 'this period'],
    ...(before
      ? [
          [
            'swatch before',
            dayRange(dayAt(page, before.fromDay), dayAt(page, before.toDay)),
          ] as const,
        ]
      : []),
    ['swatch target', target],
    ['swatch below', 'below target'],
  ]);
}

function drawTrend(points: readonly DayPoint[], target: number, width: number): Element {
  const few = points.length <= 45;
  return Plot.plot({
    width,
    height: 230,
    marginLeft: 38,
    marginRight: 14,
    marginTop: 12,
    x: { type: points.length === 1 ? 'point' : 'utc', label: null, padding: 0.5 },
    y: { domain: [lowestShown(points, target), 100], label: null },
    style: { color: COLOUR.muted, background: 'none', overflow: 'visible' },
    marks: [
      Plot.gridY({ ticks: 5, stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: (value: number) => `${value} %` }),
      Plot.axisX({
        ...dayTicks(points, width),
        tickSize: 0,
        tickFormat: (day: Date) => dayTick(day, points.length <= 14 && width > 620),
      }),
      Plot.ruleY([target * 100], { stroke: COLOUR.warm, strokeDasharray: '5 4' }),
      Plot.lineY(points, {
        x: date,
        y: (point: DayPoint) => hundredfold(point.previous),
        stroke: COLOUR.faint,
        strokeWidth: 1.5,
      }),
      Plot.lineY(points, {
        x: date,
        y: (point: DayPoint) => hundredfold(point.share),
        stroke: COLOUR.accent,
        strokeWidth: 2.25,
      }),
      Plot.dot(few ? points : [], {
        x: date,
        y: (point: DayPoint) => hundredfold(point.share),
        r: 4,
        stroke: (point: DayPoint) =>
          (point.share.value ?? 1) < target ? COLOUR.warm : COLOUR.accent,
        fill: (point: DayPoint) =>
          (point.share.value ?? 1) < target ? COLOUR.surface : COLOUR.accent,
        strokeWidth: 2,
      }),
      Plot.tip(
        points,
        Plot.pointerX({
          x: date,
          y: (point: DayPoint) => hundredfold(point.share),
          title: pointTitle,
          ...TIP,
        }),
      ),
    ],
  });
}

/** A multiple of ten, per cent, with room below target and line: a trend needs no zero. */
function lowestShown(points: readonly DayPoint[], target: number): number {
  const shares = points.flatMap(({ share, previous }) => [share.value ?? 1, previous.value ?? 1]);
  return Math.max(0, Math.floor(Math.min(target, ...shares) * 10 - 1) * 10);
}

function date(point: DayPoint): Date {
  return new Date(point.day);
}

function dayTicks(points: readonly DayPoint[], width: number) {
  const every = Math.ceil(points.length / Math.max(2, Math.floor(width / 64)));
  return { ticks: points.filter((_, at) => at % every === 0).map(date) };
}

function dayTick(day: Date, weekdays: boolean): string {
  return dayLabel(day.toISOString().slice(0, 10), weekdays ? 'weekday' : 'short');
}

function hundredfold({ value }: Figure): number | null {
  return value === null ? null : value * 100;
}

function pointTitle({ day, share, previous, queued }: DayPoint): string {
  const level = share.value === null ? '' : `${percent(share.value)} %, `;
  const before = previous.value === null ? '' : `\nperiod before ${percent(previous.value)} %`;
  return `${dayLabel(day)}\n${level}${count(queued)} queued${before}`;
}

function trendLabel(points: readonly DayPoint[], target: number): string {
  const shares = points.flatMap(({ share }) => share.value ?? []);
  const below = shares.filter((share) => share < target);
  return (
    `Line chart of the service level by day. Between ${percent(Math.min(...shares))} and ` +
    `${percent(Math.max(...shares))} per cent; below the target of ${percent(target)} per cent ` +
    `on ${below.length} of ${countOf(shares.length, 'day')}.`
  );
}

function trendTable(points: readonly DayPoint[], terms: Terms): TableData {
  const level = (figure: Figure) => shown(figure, terms, (share) => `${percent(share)} %`);
  return {
    head: ['Day', 'Queued', 'Service level', 'Period before'],
    rows: points.map((point) => [
      dayLabel(point.day),
      count(point.queued),
      level(point.share),
      level(point.previous),
    ]),
  };
}

/** The four meanings side by side. The whole page uses the chosen one. */
function definitionPicker({ chooseServiceLevel }: Context): Section {
  const values = SERVICE_LEVELS.map(() => h('span', { class: 'figure' }));
  const names = SERVICE_LEVELS.map(() => h('span'));
  const inputs = SERVICE_LEVELS.map((variant) =>
    h('input', {
      type: 'radio',
      name: 'service-level',
      value: variant,
      change: () => chooseServiceLevel(variant),
    }),
  );
  const element = h(
    'fieldset',
    { class: 'definitions' },
    h('legend', {}, 'Which service level'),
    SERVICE_LEVELS.map((variant, at) =>
      h(
        'label',
        {},
        inputs[at],
        h('span', { class: 'what' }, names[at], h('small', {}, serviceLevelNote(variant))),
        values[at],
      ),
    ),
  );
  return {
    element,
    update({ figures, serviceLevel: chosen, terms }) {
      for (const [at, variant] of SERVICE_LEVELS.entries()) {
        inputs[at]!.checked = variant === chosen;
        names[at]!.textContent = serviceLevelName(variant, terms);
        const level = serviceLevel(figures.totals, variant);
        fill(
          values[at]!,
          shown(level, terms, (share) => percentText(share, queuedTitle(figures.totals))),
        );
      }
    },
  };
}

function queuedTitle({ queued, created }: View['figures']['totals']): string {
  return `${count(queued)} queued, ${percent(queued / created)} % of all contacts`;
}
