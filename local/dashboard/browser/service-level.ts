import * as Plot from '@observablehq/plot';
import { dayAt, type OpenPage } from '../open-page.ts';
import { ratio, SERVICE_LEVELS, serviceLevel } from '../rates.ts';
import { COLOUR, chart, legend, type TableData, TIP } from './chart.ts';
import { fill, h } from './dom.ts';
import { count, dayLabel, dayRange, orDash, percent, percentText } from './format.ts';
import { type Context, emptySentence, type Section, sectionFrame, type View } from './section.ts';
import { NO_QUEUED, serviceLevelName, serviceLevelNote } from './wording.ts';

interface DayPoint {
  readonly day: string;
  readonly share: number | null;
  readonly queued: number;
  readonly previous: number | null;
}

/** The service level by day against its target, and what each definition of it gives. */
export function serviceLevelTrend(context: Context): Section {
  const { page } = context;
  const { element, body, note } = sectionFrame('Service level by day', '');
  const trend = chart();
  const key = h('div');
  const definitions = definitionPicker(context);
  return {
    element,
    update(view) {
      note.textContent = `${serviceLevelName(view.serviceLevel, page.settings)}. Day of disconnect.`;
      const points = dayPoints(view, page);
      fill(
        body,
        points.some((point) => point.share !== null)
          ? h('div', { class: 'beside' }, h('div', {}, key, trend.element), definitions.element)
          : emptySentence('No contact of this selection entered a queue.'),
      );
      fill(key, trendLegend(view, page));
      definitions.update(view);
      trend.show({
        draw: (width) => drawTrend(points, page.settings.serviceLevelTarget, width),
        label: trendLabel(points, page.settings.serviceLevelTarget),
        caption: `Service level by day: ${serviceLevelName(view.serviceLevel, page.settings)}`,
        table: () => trendTable(points),
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
      previous: before ? serviceLevel(before, variant) : null,
    };
  });
}

function trendLegend({ figures }: View, page: OpenPage) {
  const before = figures.previous?.selection;
  const target = `target ${percent(page.settings.serviceLevelTarget).replace('.0', '')}\u202f%`;
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
        stroke: (point: DayPoint) => ((point.share ?? 1) < target ? COLOUR.warm : COLOUR.accent),
        fill: (point: DayPoint) => ((point.share ?? 1) < target ? COLOUR.surface : COLOUR.accent),
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
  const shares = points.flatMap((point) => [point.share ?? 1, point.previous ?? 1]);
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

function hundredfold(share: number | null): number | null {
  return share === null ? null : share * 100;
}

function pointTitle(point: DayPoint): string {
  const share = point.share === null ? 'none queued' : `${percent(point.share)} %`;
  const before = point.previous === null ? '' : `\nperiod before ${percent(point.previous)} %`;
  return `${dayLabel(point.day)}\n${share} of ${count(point.queued)} queued${before}`;
}

function trendLabel(points: readonly DayPoint[], target: number): string {
  const known = points.filter((point) => point.share !== null);
  const below = known.filter((point) => point.share! < target);
  const shares = known.map((point) => point.share!);
  return (
    `Line chart of the service level by day. Between ${percent(Math.min(...shares))} and ` +
    `${percent(Math.max(...shares))} per cent; below the target of ${percent(target)} per cent ` +
    `on ${below.length} of ${known.length} days.`
  );
}

function trendTable(points: readonly DayPoint[]): TableData {
  return {
    head: ['Day', 'Queued', 'Service level', 'Period before'],
    rows: points.map((point) => [
      dayLabel(point.day),
      count(point.queued),
      orDash(point.share, NO_QUEUED, (share) => `${percent(share)} %`),
      orDash(point.previous, 'No earlier figure', (share) => `${percent(share)} %`),
    ]),
  };
}

/** The four definitions side by side; the chosen one is what the whole page shows. */
function definitionPicker({ page, chooseServiceLevel }: Context): Section {
  const values = SERVICE_LEVELS.map(() => h('span', { class: 'figure' }));
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
        h(
          'span',
          { class: 'what' },
          serviceLevelName(variant, page.settings),
          h('small', {}, serviceLevelNote(variant)),
        ),
        values[at],
      ),
    ),
  );
  return {
    element,
    update({ figures, serviceLevel: chosen }) {
      for (const [at, variant] of SERVICE_LEVELS.entries()) {
        inputs[at]!.checked = variant === chosen;
        const share = serviceLevel(figures.totals, variant);
        fill(
          values[at]!,
          orDash(share, NO_QUEUED, (known) => percentText(known, queuedTitle(figures.totals))),
        );
      }
    },
  };
}

function queuedTitle(totals: View['figures']['totals']): string {
  const share = ratio(totals.queued, totals.created) ?? 0;
  return `${count(totals.queued)} queued, ${percent(share)} % of all contacts`;
}
