import * as Plot from '@observablehq/plot';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { IntervalSums } from '../page-types.ts';
import { type Figures, type IntervalFigures, startMinutes } from '../recompute.ts';
import { COLOUR, chart, legend, TIP } from './chart.ts';
import { fill } from './dom.ts';
import { count, dayLabel, decimal, halfHourLabel } from './format.ts';
import { type Context, choice, emptySentence, type Section, sectionFrame } from './section.ts';

/** One bar: a half-hour, from x to x2, with the contacts that entered a queue in it. */
interface Bar {
  readonly x: number;
  readonly x2: number;
  readonly label: string;
  readonly volume: number;
  readonly queued: number;
  readonly answered: number;
  readonly abandoned: number;
}

interface Axis {
  readonly ticks: readonly number[];
  readonly tickLabel: (x: number) => string;
  readonly domain: readonly [number, number];
}

type Mode = 'each' | 'typical';

const HALF_HOURS = 48;
/** With more bars than this, each would be thinner than a pixel; an area replaces them. */
const MOST_BARS = 700;
const PARTS = [
  { of: 'answered', colour: COLOUR.accent },
  { of: 'abandoned', colour: COLOUR.warm },
  { of: 'otherwise', colour: COLOUR.faint },
] as const;

/** Contacts entering a queue by half-hour: each of the period, or the mean day. */
export function volume({ page }: Context): Section {
  let mode: Mode = 'each';
  let figures: Figures | null = null;
  const options = [
    { value: 'each', label: 'Each half-hour' },
    { value: 'typical', label: 'Mean of the days' },
  ] as const;
  const control = choice<Mode>('Show', options, (value) => {
    mode = value;
    draw();
  });
  const { element, body } = sectionFrame(
    'Volume by half-hour',
    `Contacts that entered a queue, by what became of them. Time of enqueue, ${page.settings.timeZone}.`,
    control,
  );
  const drawing = chart();
  const key = legend([
    ['swatch accent', 'answered'],
    ['swatch warm', 'abandoned'],
    ['swatch faint', 'left otherwise: callback, transfer, wait not recorded'],
  ]);

  function draw() {
    if (!figures) return;
    if (figures.intervals.length === 0) {
      fill(body, emptySentence('No contact of this selection entered a queue.'));
      return;
    }
    const bars = mode === 'each' ? eachBars(figures, page) : typicalBars(figures);
    const axis = mode === 'each' ? eachAxis(figures, page) : typicalAxis(bars);
    const show = mode === 'each' ? count : decimal;
    fill(body, key, drawing.element);
    drawing.show({
      draw: (width) => drawBars(bars, axis, show, width),
      label: volumeLabel(bars, mode),
      caption:
        mode === 'each' ? 'Contacts by half-hour' : 'Contacts by half-hour, mean of the days',
      table: () => ({
        head: ['Half-hour', 'Contact volume', 'Queued', 'Answered', 'Abandoned'],
        rows: bars.map((bar) => [
          bar.label,
          show(bar.volume),
          show(bar.queued),
          show(bar.answered),
          show(bar.abandoned),
        ]),
      }),
    });
  }
  return {
    element,
    update(view) {
      figures = view.figures;
      draw();
    },
  };
}

function eachBars({ intervals }: Figures, page: OpenPage): Bar[] {
  const zones = new Set(intervals.map((interval) => interval.utcOffsetMinutes)).size > 1;
  return intervals.map((interval) => {
    const x = startMinutes(interval) / 30;
    const zone = zones ? ` (UTC${offsetLabel(interval.utcOffsetMinutes)})` : '';
    const day = dayLabel(dayAt(page, interval.day));
    return {
      ...outcomes(interval.sums, 1),
      x,
      x2: x + 1,
      label: `${day}, ${halfHourLabel(interval.halfHour)}${zone}`,
    };
  });
}

function typicalBars({ byHalfHour, selection }: Figures): Bar[] {
  const days = selection.toDay - selection.fromDay + 1;
  const busy = byHalfHour.map((sums, at) => (sums.queued > 0 ? at : -1)).filter((at) => at >= 0);
  const first = busy[0] ?? 0;
  const last = busy.at(-1) ?? 0;
  return byHalfHour.slice(first, last + 1).map((sums, at) => ({
    ...outcomes(sums, days),
    x: first + at,
    x2: first + at + 1,
    label: halfHourLabel(first + at),
  }));
}

function outcomes({ volume, queued, answered, abandoned }: IntervalSums, days: number) {
  return {
    volume: volume / days,
    queued: queued / days,
    answered: answered / days,
    abandoned: abandoned / days,
  };
}

function offsetLabel(minutes: number): string {
  const sign = minutes < 0 ? '\u2212' : '+';
  const size = Math.abs(minutes);
  return `${sign}${Math.floor(size / 60)}${size % 60 ? `:${String(size % 60).padStart(2, '0')}` : ''}`;
}

/** Ticks at local midnights, or at hours where few days are shown. */
function eachAxis({ intervals, selection }: Figures, page: OpenPage): Axis {
  const days = selection.toDay - selection.fromDay + 1;
  const step = days <= 2 ? 6 : HALF_HOURS;
  const place = (day: number, halfHour: number) =>
    startMinutes({ day, halfHour, utcOffsetMinutes: offsetNear(intervals, day) }) / 30;
  const labels = new Map<number, string>();
  for (let day = selection.fromDay; day <= selection.toDay; day++) {
    const name = dayLabel(dayAt(page, day), days > 10 ? 'short' : 'weekday');
    for (let halfHour = 0; halfHour < HALF_HOURS; halfHour += step) {
      labels.set(place(day, halfHour), halfHour === 0 ? name : halfHourLabel(halfHour));
    }
  }
  return {
    ticks: [...labels.keys()],
    tickLabel: (x) => labels.get(x) ?? '',
    domain: [place(selection.fromDay, 0), place(selection.toDay, HALF_HOURS)],
  };
}

function offsetNear(intervals: readonly IntervalFigures[], day: number): number {
  const near = intervals.find((interval) => interval.day >= day) ?? intervals.at(-1);
  return near?.utcOffsetMinutes ?? 0;
}

function typicalAxis(bars: readonly Bar[]): Axis {
  const first = bars[0]?.x ?? 0;
  const last = bars.at(-1)?.x2 ?? HALF_HOURS;
  const hours = bars.map((bar) => bar.x).filter((x) => x % 2 === 0);
  return { ticks: hours, tickLabel: halfHourLabel, domain: [first, last] };
}

function drawBars(
  bars: readonly Bar[],
  axis: Axis,
  show: (value: number) => string,
  width: number,
): Element {
  const every = Math.ceil(axis.ticks.length / Math.max(2, Math.floor(width / 66)));
  return Plot.plot({
    width,
    height: 220,
    marginLeft: 38,
    marginRight: 14,
    marginTop: 12,
    x: { type: 'linear', domain: axis.domain, label: null },
    y: { label: null, nice: true },
    style: { color: COLOUR.muted, background: 'none', overflow: 'visible' },
    marks: [
      Plot.gridY({ ticks: 4, stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0 }),
      Plot.axisX({
        ticks: axis.ticks.filter((_, at) => at % every === 0),
        tickFormat: axis.tickLabel,
        tickSize: 4,
        textAnchor: 'start',
        dx: -4,
      }),
      ...(bars.length > MOST_BARS ? areas(bars) : rects(bars)),
      Plot.ruleY([0], { stroke: COLOUR.muted }),
      Plot.tip(
        bars,
        Plot.pointerX({
          x: (bar: Bar) => (bar.x + bar.x2) / 2,
          y: 'queued',
          title: (bar: Bar) => barTitle(bar, show),
          ...TIP,
        }),
      ),
    ],
  });
}

function height(bar: Bar, part: (typeof PARTS)[number]['of']): number {
  return part === 'otherwise' ? bar.queued - bar.answered - bar.abandoned : bar[part];
}

/** The start of a part of the bar: the top of the parts before it. */
function base(bar: Bar, at: number): number {
  return PARTS.slice(0, at).reduce((sum, part) => sum + height(bar, part.of), 0);
}

function rects(bars: readonly Bar[]) {
  return PARTS.map((part, at) =>
    Plot.rect(
      bars.filter((bar) => height(bar, part.of) > 0),
      {
        x1: 'x',
        x2: 'x2',
        y1: (bar: Bar) => base(bar, at),
        y2: (bar: Bar) => base(bar, at) + height(bar, part.of),
        fill: part.colour,
        insetRight: bars.length < 240 ? 1 : 0,
      },
    ),
  );
}

/** The tops of the stack and of its parts. The parts are drawn from the tallest, one over the other. */
function areas(bars: readonly Bar[]) {
  const steps = bars.flatMap((bar) => [
    { x: bar.x, bar },
    { x: bar.x2, bar },
  ]);
  return PARTS.map((part, at) => ({ part, at }))
    .reverse()
    .map(({ part, at }) =>
      Plot.areaY(steps, {
        x: 'x',
        y1: 0,
        y2: (step: { bar: Bar }) => base(step.bar, at + 1),
        fill: part.colour,
      }),
    );
}

function barTitle(bar: Bar, show: (value: number) => string): string {
  return `${bar.label}\n${show(bar.queued)} queued\n${show(bar.answered)} answered, ${show(bar.abandoned)} abandoned`;
}

function volumeLabel(bars: readonly Bar[], mode: Mode): string {
  const busiest = bars.reduce((most, bar) => (bar.queued > most.queued ? bar : most));
  const size = mode === 'each' ? count(busiest.queued) : `${decimal(busiest.queued)} a day`;
  return `Bar chart of contacts entering a queue by half-hour. The busiest is ${busiest.label} with ${size}.`;
}
