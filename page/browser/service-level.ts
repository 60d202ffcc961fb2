import * as Plot from '@observablehq/plot';
import type { Grain } from '../../queries/grains.ts';
import { SERVICE_LEVELS } from '../../queries/metrics.ts';
import { type Figure, missing } from '../figure.ts';
import { isWithinDay, type Mark, marksByDisconnect, marksByEnqueue } from '../grain.ts';
import { HALF_HOURS } from '../half-hours.ts';
import { channelsIn } from '../leading.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { ContactSums, IntervalSums } from '../page-types.ts';
import {
  abandonmentRate,
  averageHandleTime,
  averageWait,
  serviceLevel,
  targetShare,
} from '../rates.ts';
import type { Selection } from '../sums.ts';
import { COLOUR, chart, legend, type TableData, TIP } from './chart.ts';
import { fill, h } from './dom.ts';
import {
  clock,
  count,
  dayRange,
  numberText,
  percent,
  percentText,
  roundPercent,
  shown,
} from './format.ts';
import {
  channelsTogether,
  chosenRateGrain,
  levelTogether,
  markLabel,
  timeAxis,
} from './grain-words.ts';
import { withPlainValue } from './plain-tables.ts';
import {
  type Context,
  choice,
  chosen,
  emptySentence,
  type Section,
  sectionFrame,
  type View,
} from './section.ts';
import { reasonText, serviceLevelName, serviceLevelNote, type Terms } from './wording.ts';

/** The measures that the chart can show over time. */
const MEASURES = [
  { value: 'service_level', label: 'Service level' },
  { value: 'abandonment', label: 'Abandonment rate' },
  { value: 'wait', label: 'Mean wait in queue' },
  { value: 'handle_time', label: 'Mean handle time' },
] as const;
type Measure = (typeof MEASURES)[number]['value'];

/** With more days than these, their mean over a week shows what a zigzag hides. */
const FEW_DAYS = 14;
const WEEK = 7;

interface Point {
  readonly x: number;
  readonly label: string;
  /** With the year. */
  readonly fullLabel: string;
  readonly queued: number;
  readonly figure: Figure;
  readonly previous: Figure;
  /** Over the seven days that end with this one; null where it says nothing. */
  readonly overWeek: number | null;
}

/** The service level and its likes over time, and the value of each of the four meanings. */
export function serviceLevelTrend(context: Context): Section {
  const { page } = context;
  const measures = choice('Show', MEASURES, (value) => context.choose('trend', value));
  const { element, body, note } = sectionFrame('service-level', 'Service level', '', measures);
  const trend = chart();
  const key = h('div');
  const definitions = definitionPicker(context);
  const drawing = h('div');
  // Made once, because moving the choice of a meaning would take the focus from it.
  body.append(h('div', { class: 'beside' }, drawing, definitions.element));
  return {
    element,
    update(view) {
      const measure = chosen(MEASURES, view, 'trend');
      measures.querySelector('select')!.value = measure;
      const grain = chosenRateGrain(view);
      const points = pointsOf(view, page, measure, grain);
      const target = measure === 'service_level' ? targetShare(view.figures.totals) : null;
      const name = MEASURES.find(({ value }) => value === measure)!.label;
      const meaning =
        measure === 'service_level' ? serviceLevelName(view.serviceLevel, view.terms) : name;
      note.textContent = [
        `${meaning}, by ${grain}.`,
        `Time of ${isByEnqueue(measure, grain) ? 'enqueue' : 'disconnect'}.`,
        togetherText(view, page, measure),
      ]
        .filter(Boolean)
        .join(' ');
      const isKnown = points.some(({ figure }) => figure.value !== null);
      const why = serviceLevel(view.figures.totals, view.serviceLevel);
      // The other meanings stay visible even if this one has nothing to draw.
      const drawn = isKnown
        ? [key, trend.element]
        : [
            emptySentence(
              why.value === null
                ? `${reasonText(why.reason, view.terms)}.`
                : 'Nothing of this is known for the selection.',
            ),
          ];
      if (!isKnown || !drawing.contains(trend.element)) fill(drawing, ...drawn);
      definitions.update(view);
      if (!isKnown) return;
      fill(key, trendLegend(view, page, points, target));
      trend.show({
        draw: (width) => drawTrend(points, page, { measure, grain, target }, view, width),
        label: trendLabel(points, name, grain, measure, target),
        caption: `${meaning} by ${grain}`,
        table: () => trendTable(points, name, measure, view.terms),
      });
    },
  };
}

/** Names the channels that the measure covers: a service level covers those with a target, the others all. */
function togetherText(view: View, page: OpenPage, measure: Measure): string | null {
  if (measure === 'service_level') return levelTogether(view, page);
  const counted = measure === 'handle_time' ? 'handle_contacts' : 'queued';
  return channelsTogether(channelsIn(page, view.figures.selection, counted), page);
}

function isByEnqueue(measure: Measure, grain: Grain): boolean {
  return measure === 'wait' || isWithinDay(grain);
}

function figureAt(
  sums: ContactSums | IntervalSums,
  measure: Measure,
  variant: View['serviceLevel'],
): Figure {
  switch (measure) {
    case 'service_level':
      return serviceLevel(sums, variant);
    case 'abandonment':
      return abandonmentRate(sums);
    case 'wait':
      return 'wait_seconds_sum' in sums ? averageWait(sums) : missing('waits_unknown');
    case 'handle_time':
      return averageHandleTime(sums);
  }
}

function pointsOf(view: View, page: OpenPage, measure: Measure, grain: Grain): Point[] {
  const { figures, serviceLevel: variant } = view;
  const marks = (selection: Selection): Mark<ContactSums | IntervalSums>[] => {
    const of = selection === figures.selection ? figures : view.of(selection).figures;
    return isByEnqueue(measure, grain)
      ? marksByEnqueue(page, of, grain)
      : marksByDisconnect(page, of, grain);
  };
  const before = figures.previous?.selection;
  const shift = before ? (figures.selection.fromDay - before.fromDay) * HALF_HOURS : 0;
  const earlier = new Map(
    before ? marks(before).map((mark) => [wallPlace(mark) + shift, mark] as const) : [],
  );
  const now = marks(figures.selection);
  return now.map((mark, at) => {
    const then =
      earlier.get(wallPlace(mark)) ?? (isWithinDay(grain) ? undefined : nth(earlier, at));
    return {
      x: isWithinDay(grain) ? (mark.x + mark.x2) / 2 : mark.x + HALF_HOURS / 2,
      label: markLabel(mark, page, grain),
      fullLabel: markLabel(mark, page, grain, 'year'),
      queued: mark.sums.queued,
      figure: figureAt(mark.sums, measure, variant),
      previous: then ? figureAt(then.sums, measure, variant) : missing('no_period_before'),
      overWeek:
        grain === 'day' && now.length > FEW_DAYS && at >= WEEK - 1
          ? figureAt(together(now.slice(at - WEEK + 1, at + 1)), measure, variant).value
          : null,
    };
  });
}

/** The place of a mark by the clock on the wall, which summer time does not move. */
function wallPlace({ day, halfHour, x, utcOffsetMinutes }: Mark<unknown>): number {
  return utcOffsetMinutes === 0 && halfHour === 0 ? x : day * HALF_HOURS + halfHour;
}

/** A week or a month begins on another day than the one it is compared with, so these pair by order. */
function nth<Value>(values: ReadonlyMap<number, Value>, at: number): Value | undefined {
  return [...values.values()][at];
}

function together(marks: readonly Mark<ContactSums | IntervalSums>[]): ContactSums | IntervalSums {
  const [first] = marks;
  const sums = { ...first!.sums } as Record<string, number>;
  for (const { sums: others } of marks.slice(1)) {
    for (const [name, value] of Object.entries(others)) sums[name]! += value;
  }
  return sums as ContactSums | IntervalSums;
}

function trendLegend(
  { figures, terms }: View,
  page: OpenPage,
  points: readonly Point[],
  target: number | null,
) {
  const before = figures.previous?.selection;
  return legend([
    ['swatch line', 'this period'],
    ...(points.some(({ overWeek }) => overWeek !== null)
      ? ([['swatch bold', 'over seven days']] as const)
      : []),
    ...(before
      ? ([
          ['swatch before', dayRange(dayAt(page, before.fromDay), dayAt(page, before.toDay))],
        ] as const)
      : []),
    ...(target === null
      ? []
      : ([
          [
            'swatch target',
            terms.targets.length > 1
              ? `mean target ${roundPercent(target)}\u202f%`
              : `target ${roundPercent(target)}\u202f%`,
          ],
          ['swatch below', 'below target'],
        ] as const)),
  ]);
}

interface Drawn {
  readonly measure: Measure;
  readonly grain: Grain;
  readonly target: number | null;
}

function drawTrend(
  points: readonly Point[],
  page: OpenPage,
  { measure, grain, target }: Drawn,
  { figures }: View,
  width: number,
): Element {
  const isShare = measure === 'service_level' || measure === 'abandonment';
  const size = (value: number | null) =>
    value === null ? Number.NaN : isShare ? value * 100 : value;
  const isBelow = ({ figure }: Point) =>
    target !== null && figure.value !== null && figure.value < target;
  const hasWeeks = points.some(({ overWeek }) => overWeek !== null);
  const axis = timeAxis(page, figures, grain, width);
  const show = isShare ? (value: number) => `${value}\u202f%` : clock;
  return Plot.plot({
    width,
    height: 230,
    marginLeft: 54,
    marginRight: 30,
    marginTop: 12,
    x: { type: 'linear', domain: axis.domain, label: null },
    y: { domain: extent(points, measure, target), label: null, nice: !isShare },
    style: { color: COLOUR.muted, background: 'none', overflow: 'visible' },
    marks: [
      Plot.gridY({ ticks: 5, stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 5, tickSize: 0, tickFormat: show }),
      Plot.axisX({ ticks: axis.ticks, tickSize: 4, tickFormat: axis.tickLabel }),
      ...(target === null
        ? []
        : [Plot.ruleY([target * 100], { stroke: COLOUR.warm, strokeDasharray: '5 4' })]),
      Plot.lineY(points, {
        x: 'x',
        y: ({ previous }: Point) => size(previous.value),
        stroke: COLOUR.faint,
        strokeWidth: 1.5,
      }),
      Plot.lineY(points, {
        x: 'x',
        y: ({ figure }: Point) => size(figure.value),
        stroke: COLOUR.accent,
        strokeWidth: hasWeeks ? 1 : 2.25,
        strokeOpacity: hasWeeks ? 0.55 : 1,
      }),
      ...(hasWeeks
        ? [
            Plot.lineY(points, {
              x: 'x',
              y: ({ overWeek }: Point) => size(overWeek),
              stroke: COLOUR.accent,
              strokeWidth: 3,
            }),
          ]
        : []),
      Plot.dot(points.length <= 50 ? points.filter(({ figure }) => figure.value !== null) : [], {
        x: 'x',
        y: ({ figure }: Point) => size(figure.value),
        r: 3.5,
        stroke: (point: Point) => (isBelow(point) ? COLOUR.warm : COLOUR.accent),
        fill: (point: Point) => (isBelow(point) ? COLOUR.surface : COLOUR.accent),
        strokeWidth: 2,
      }),
      Plot.tip(
        points.filter(({ figure }) => figure.value !== null),
        Plot.pointerX({
          x: 'x',
          y: ({ figure }: Point) => size(figure.value),
          title: (point: Point) => pointTitle(point, measure),
          ...TIP,
        }),
      ),
    ],
  });
}

/** A share needs no zero: a multiple of ten below line and target. A time begins at zero. */
function extent(points: readonly Point[], measure: Measure, target: number | null) {
  const values = points.flatMap(({ figure, previous }) => [
    ...(figure.value === null ? [] : [figure.value]),
    ...(previous.value === null ? [] : [previous.value]),
  ]);
  if (measure === 'service_level') {
    return [Math.max(0, Math.floor(Math.min(target ?? 1, ...values) * 10 - 1) * 10), 100];
  }
  const most = Math.max(0, ...values);
  return measure === 'abandonment'
    ? [0, Math.min(100, Math.ceil(most * 10 + 0.5) * 10)]
    : [0, most || 1];
}

function shownValue(value: number, measure: Measure): string {
  const isShare = measure === 'service_level' || measure === 'abandonment';
  return isShare ? `${percent(value)}\u202f%` : clock(value);
}

function pointTitle({ label, figure, previous, queued }: Point, measure: Measure): string {
  const value = figure.value === null ? '' : `${shownValue(figure.value, measure)}, `;
  const before = previous.value === null ? '' : `\nbefore ${shownValue(previous.value, measure)}`;
  return `${label}\n${value}${count(queued)} queued${before}`;
}

function trendLabel(
  points: readonly Point[],
  name: string,
  grain: Grain,
  measure: Measure,
  target: number | null,
): string {
  const values = points.flatMap(({ figure }) => figure.value ?? []);
  const range = `Between ${shownValue(Math.min(...values), measure)} and ${shownValue(Math.max(...values), measure)}`;
  const below =
    target === null
      ? ''
      : `; below the target of ${roundPercent(target)} per cent in ${values.filter((value) => value < target).length} of ${values.length}`;
  return `Line chart of ${name.toLowerCase()} by ${grain}. ${range}${below}.`;
}

function trendTable(
  points: readonly Point[],
  name: string,
  measure: Measure,
  terms: Terms,
): TableData {
  const unit = measure === 'service_level' || measure === 'abandonment' ? '%' : 's';
  const text = (value: number) => numberText(value, (of) => shownValue(of, measure), unit);
  const cell = (figure: Figure) => shown(figure, terms, text);
  const hasWeeks = points.some(({ overWeek }) => overWeek !== null);
  return {
    head: [
      'Time',
      'Queued',
      { title: name, unit },
      { title: 'Period before', unit },
      ...(hasWeeks ? [{ title: 'Over seven days', unit } as const] : []),
    ],
    rows: points.map((point) => [
      withPlainValue(h('span', {}, point.label), point.fullLabel),
      numberText(point.queued, count),
      cell(point.figure),
      cell(point.previous),
      ...(hasWeeks ? [point.overWeek === null ? '–' : text(point.overWeek)] : []),
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
