import * as Plot from '@observablehq/plot';
import type { Grain } from '../../queries/grains.ts';
import { type Behind, behind, behindMark, type Counted } from '../contacts-behind.ts';
import { grainWithin, marksByEnqueue } from '../grain.ts';
import { HALF_HOURS, halfHourLabel } from '../half-hours.ts';
import type { OpenPage } from '../open-page.ts';
import type { IntervalSums } from '../page-types.ts';
import type { Figures } from '../recompute.ts';
import { type ChartParts, COLOUR, chart, legend, TIP, wholeTick } from './chart.ts';
import { fill, h } from './dom.ts';
import { figureLink, opensPointed } from './figure-link.ts';
import { count, decimal, numberText } from './format.ts';
import { type Axis, chosenGrain, markLabel, timeAxis } from './grain-words.ts';
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

/** One bar: a span of time, from x to x2, with the contacts that entered a queue in it. */
interface Bar {
  readonly x: number;
  readonly x2: number;
  readonly label: string;
  /** With the year. */
  readonly fullLabel: string;
  readonly volume: number;
  readonly queued: number;
  readonly answered: number;
  readonly abandoned: number;
  /** The contacts of the point that count for a sum; for a mean, the contacts of all its days. */
  readonly behind: (counted: Counted) => Behind;
}

/** Beside the bars, in pixels: the labels of the axis, and half a label. */
const LEFT = 44;
const RIGHT = 14;
/** The gap between two bars, in pixels, where they are wide enough for one. */
const GAP = 1;
const NARROWEST_WITH_GAP = 3;

const MODES = [
  { value: 'each', label: 'The period' },
  { value: 'typical', label: 'Mean of the days' },
] as const;
type Mode = (typeof MODES)[number]['value'];

const PARTS = [
  { of: 'answered', colour: COLOUR.accent },
  { of: 'abandoned', colour: COLOUR.warm },
  { of: 'otherwise', colour: COLOUR.faint },
] as const;

/** Contacts entering a queue over time: each mark of the period, or the half-hours of its mean day. */
export function volume(context: Context): Section {
  const { page } = context;
  const control = choice<Mode>('Show', MODES, (mode) => context.choose('volume', mode));
  const { element, body, note } = sectionFrame('volume', 'Volume', '', control);
  const drawing = chart();
  const key = legend([
    ['swatch accent', 'answered'],
    ['swatch warm', 'abandoned'],
    ['swatch faint', 'left otherwise: callback, transfer, wait not recorded'],
  ]);
  return {
    element,
    update(view) {
      const { figures } = view;
      const mode = chosen(MODES, view, 'volume');
      const grain = mode === 'each' ? chosenGrain(view) : 'half-hour';
      control.querySelector('select')!.value = mode;
      note.textContent = noteOf(grain);
      if (figures.intervals.length === 0) {
        fill(body, emptySentence('No contact of this selection entered a queue.'));
        return;
      }
      if (!body.contains(drawing.element)) fill(body, key, drawing.element);
      if (mode === 'typical') {
        const bars = typicalBars(figures);
        drawing.show(partsOf(bars, mode, grain, () => typicalAxis(bars)));
        return;
      }
      const days = figures.selection.toDay - figures.selection.fromDay + 1;
      drawing.showAt((width) => {
        const shown = width === 0 ? grain : grainWithin(grain, days, width - LEFT - RIGHT);
        note.textContent = noteOf(shown, grain);
        const bars = eachBars(view, page, shown);
        return partsOf(bars, mode, shown, (at) => timeAxis(page, figures, shown, at));
      });
    },
  };

  function noteOf(shown: Grain, wanted = shown): string {
    const what = `Contacts that entered a queue, by what became of them, by ${shown}. Time of enqueue, ${page.settings.timeZone}.`;
    if (shown === wanted) return what;
    return `${what} By ${wanted}, the bars would be too thin to see at this width.`;
  }

  function partsOf(
    bars: readonly Bar[],
    mode: Mode,
    grain: Grain,
    axisAt: (width: number) => Axis,
  ): ChartParts {
    const show = mode === 'each' ? count : decimal;
    return {
      draw: (width) =>
        opensPointed<Bar>(drawBars(bars, axisAt(width), show, width), context, (bar) =>
          bar.behind('queued'),
        ),
      label: volumeLabel(bars, mode, grain),
      caption: mode === 'each' ? `Contacts by ${grain}` : 'Contacts by half-hour, mean of the days',
      table: () => ({
        head: ['Time', 'Contact volume', 'Queued', 'Answered', 'Abandoned'],
        rows: bars.map((bar) => [
          withPlainValue(h('span', {}, bar.label), bar.fullLabel),
          ...(['volume', 'queued', 'answered', 'abandoned'] as const).map((name) =>
            figureLink(
              context,
              numberText(bar[name], show),
              bar[name] > 0 ? bar.behind(name) : null,
            ),
          ),
        ]),
      }),
    };
  }
}

function eachBars(view: View, page: OpenPage, grain: Grain): Bar[] {
  return marksByEnqueue(page, view.figures, grain).map((mark) => ({
    ...outcomes(mark.sums, 1),
    x: mark.x,
    x2: mark.x2,
    label: markLabel(mark, page, grain),
    fullLabel: markLabel(mark, page, grain, 'year'),
    behind: (counted) => behindMark(counted, mark, view.figures.selection, grain),
  }));
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
    fullLabel: halfHourLabel(first + at),
    behind: (counted) =>
      behind(counted, selection, { time: 'enqueue', halfHours: [first + at, first + at] }),
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
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: 12,
    x: { type: 'linear', domain: axis.domain, label: null },
    y: { label: null, nice: true },
    style: { color: COLOUR.muted, background: 'none', overflow: 'visible' },
    marks: [
      Plot.gridY({ ticks: 4, stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: wholeTick }),
      Plot.axisX({
        ticks: axis.ticks.filter((_, at) => at % every === 0),
        tickFormat: axis.tickLabel,
        tickSize: 4,
      }),
      ...rects(bars, gapOf(bars, axis, width)),
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

/** The gap that the narrowest bar has room for: a wider one would hide a thin bar. */
function gapOf(bars: readonly Bar[], { domain: [first, last] }: Axis, width: number): number {
  const pixels = (width - LEFT - RIGHT) / (last - first);
  const narrowest = Math.min(...bars.map(({ x, x2 }) => x2 - x));
  return narrowest * pixels >= NARROWEST_WITH_GAP ? GAP : 0;
}

function rects(bars: readonly Bar[], gap: number) {
  return PARTS.map((part, at) =>
    Plot.rect(
      bars.filter((bar) => height(bar, part.of) > 0),
      {
        x1: 'x',
        x2: 'x2',
        y1: (bar: Bar) => base(bar, at),
        y2: (bar: Bar) => base(bar, at) + height(bar, part.of),
        fill: part.colour,
        insetRight: gap,
      },
    ),
  );
}

function barTitle(bar: Bar, show: (value: number) => string): string {
  return `${bar.label}\n${show(bar.queued)} queued\n${show(bar.answered)} answered, ${show(bar.abandoned)} abandoned`;
}

function volumeLabel(bars: readonly Bar[], mode: Mode, grain: Grain): string {
  const busiest = bars.reduce((most, bar) => (bar.queued > most.queued ? bar : most));
  const size = mode === 'each' ? count(busiest.queued) : `${decimal(busiest.queued)} a day`;
  return `Bar chart of contacts entering a queue by ${grain}. The busiest is ${busiest.label} with ${size}.`;
}
