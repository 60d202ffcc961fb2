import * as Plot from '@observablehq/plot';
import { type Behind, behind } from '../contacts-behind.ts';
import { cumulativeShares, type Histogram, percentile } from '../histogram.ts';
import { channelsIn } from '../leading.ts';
import { waitPercentile, whyNoOutcomeWait } from '../rates.ts';
import type { Selection } from '../sums.ts';
import { COLOUR, chart, legend, scrollBox, TIP } from './chart.ts';
import { fill, h } from './dom.ts';
import { figureLink, opensPointed } from './figure-link.ts';
import {
  CLOCK_UNITS,
  clock,
  clockText,
  clockUnit,
  count,
  numberText,
  percent,
  shown,
} from './format.ts';
import { channelsTogether } from './grain-words.ts';
import { type Context, emptySentence, type Section, sectionFrame, type View } from './section.ts';
import { reasonText, roundDuration, type Terms } from './wording.ts';

const LEAD = `Time until answered or abandoned, ${CLOCK_UNITS}. p90: nine in ten waited no longer. The curve ends at p95.`;
const OUTCOMES = ['answered', 'abandoned'] as const;
const PERCENTS = [50, 80, 90, 95] as const;
const LONGEST = 100;
/** The curve ends at a high percentile, because one very long wait would flatten the rest. */
const LAST_PERCENT = 95;
const MOST_POINTS = 400;
/** The sums whose contacts have a place in the histograms. */
const COUNTED = { answered: 'answered', abandoned: 'abandoned_with_wait' } as const;
const NAMES = { answered: 'Answered', abandoned: 'Abandoned' };

interface CurvePoint {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly value: number;
  readonly share: number;
}

/** Percentiles and curve of the wait in queue, for answered and for abandoned contacts. */
export function waits(context: Context): Section {
  const { page } = context;
  const { element, body, note } = sectionFrame('wait-in-queue', 'Wait in queue', LEAD);
  const curve = chart();
  return {
    element,
    update({ figures, terms }) {
      const channels = channelsIn(page, figures.selection, 'queued');
      note.textContent = [LEAD, channelsTogether(channels, page)].filter(Boolean).join(' ');
      const seconds = [...new Set(terms.targets.map((target) => target.seconds))];
      const key = legend([
        ['swatch line', 'answered'],
        ['swatch warm-line', 'abandoned'],
        ...seconds.map((of) => ['swatch rule', `target ${roundDuration(of)}`] as const),
      ]);
      const points = curvePoints(figures.waits);
      if (points.length === 0) {
        const reason = whyNoOutcomeWait(figures.totals);
        fill(body, emptySentence(`${reasonText(reason, terms)}.`));
        return;
      }
      fill(
        body,
        scrollBox('Percentiles of the wait in queue', percentileTable(figures, terms, context)),
        key,
        curve.element,
      );
      curve.show({
        draw: (width) =>
          opensPointed<CurvePoint>(drawCurve(points, seconds, width), context, (point) =>
            waitedAtMost(point, figures.selection),
          ),
        label: curveLabel(figures.waits),
        caption: 'Share of contacts that had left the queue after a wait',
        table: () => curveTable(points, context, figures.selection),
      });
    },
  };
}

function percentileTable(
  { waits, totals, selection }: View['figures'],
  terms: Terms,
  context: Context,
): HTMLElement {
  return h(
    'table',
    { class: 'percentiles' },
    h('caption', { class: 'spoken' }, `Percentiles of the wait in queue, ${CLOCK_UNITS}`),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', {}, h('span', { class: 'spoken' }, 'Outcome')),
        ['Contacts', ...PERCENTS.map((of) => `p${of}`), 'Longest'].map((name) =>
          h('th', { scope: 'col' }, name),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      OUTCOMES.map((outcome) => {
        const wait = waits[outcome];
        const figures = [...PERCENTS, LONGEST].map((percent) =>
          waitPercentile(wait, outcome, percent, totals),
        );
        return h(
          'tr',
          {},
          h('th', { scope: 'row' }, NAMES[outcome]),
          h(
            'td',
            {},
            figureLink(context, numberText(wait.total, count), behind(COUNTED[outcome], selection)),
          ),
          figures.map((figure) =>
            h(
              'td',
              {},
              shown(figure, terms, (value) =>
                figureLink(context, clockText(value), waited(outcome, selection, [value, null])),
              ),
            ),
          ),
        );
      }),
    ),
  );
}

/** The contacts with an outcome whose wait lies in the range, both ends inclusive. */
function waited(
  outcome: CurvePoint['outcome'],
  selection: Selection,
  waitSeconds: readonly [number, number | null],
): Behind {
  return behind(COUNTED[outcome], selection, { waitSeconds });
}

/** The contacts that a point of the curve counts: those that waited up to its value. */
function waitedAtMost({ outcome, value }: CurvePoint, selection: Selection): Behind {
  return waited(outcome, selection, [0, value]);
}

function curvePoints(waitsBy: View['figures']['waits']): CurvePoint[] {
  const ends = OUTCOMES.map((outcome) => percentile(waitsBy[outcome], LAST_PERCENT) ?? 0);
  const end = Math.max(...ends);
  return OUTCOMES.flatMap((outcome) => {
    const shares = cumulativeShares(waitsBy[outcome]).filter(({ value }) => value <= end);
    return thinned(shares).map((point) => ({ ...point, outcome }));
  });
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, at) => at % every === 0 || at === points.length - 1);
}

function drawCurve(
  points: readonly CurvePoint[],
  seconds: readonly number[],
  width: number,
): Element {
  const end = Math.max(...points.map((point) => point.value));
  const step = [10, 15, 30, 60, 120, 300, 600, 1200, 3600].find(
    (size) => end / size <= Math.max(3, width / 70),
  );
  const size = step ?? 7200;
  const ticks = Array.from({ length: Math.floor(end / size) + 1 }, (_, at) => at * size);
  return Plot.plot({
    width,
    height: 200,
    marginLeft: 54,
    marginRight: 14,
    marginTop: 10,
    x: { domain: [0, end], label: null },
    y: { domain: [0, 100], label: null },
    style: { color: COLOUR.muted, background: 'none', overflow: 'visible' },
    marks: [
      Plot.gridY({ ticks: 4, stroke: COLOUR.line, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 4, tickSize: 0, tickFormat: (value: number) => `${value} %` }),
      Plot.axisX({ ticks, tickSize: 4, tickFormat: clock }),
      Plot.ruleX(
        seconds.filter((of) => of <= end),
        { stroke: COLOUR.muted, strokeDasharray: '2 3' },
      ),
      Plot.lineY(points, {
        x: 'value',
        y: (point: CurvePoint) => point.share * 100,
        z: 'outcome',
        curve: 'step-after',
        stroke: (point: CurvePoint) => (point.outcome === 'answered' ? COLOUR.accent : COLOUR.warm),
        strokeWidth: 2,
      }),
      Plot.tip(
        points,
        Plot.pointer({
          x: 'value',
          y: (point: CurvePoint) => point.share * 100,
          title: (point: CurvePoint) =>
            `${percent(point.share)} % of ${point.outcome}\nwithin ${clock(point.value)} ${clockUnit(point.value)}`,
          ...TIP,
        }),
      ),
    ],
  });
}

function curveLabel(waitsBy: View['figures']['waits']): string {
  const parts = OUTCOMES.map((outcome) => half(outcome, waitsBy[outcome])).filter(Boolean);
  return `Line chart of the share of contacts that had left the queue after a wait. ${parts.join(' ')}`;
}

function half(outcome: string, wait: Histogram): string | null {
  const median = percentile(wait, 50);
  return median === null
    ? null
    : `Half of the ${outcome} within ${clock(median)} ${clockUnit(median)}.`;
}

function curveTable(points: readonly CurvePoint[], context: Context, selection: Selection) {
  return {
    head: [
      { title: 'Wait up to', unit: 's' as const },
      'Outcome',
      { title: 'Share of that outcome', unit: '%' as const },
    ],
    rows: points.map((point) => [
      numberText(point.value, clock, 's'),
      NAMES[point.outcome],
      figureLink(
        context,
        numberText(point.share, (share) => `${percent(share)} %`, '%'),
        waitedAtMost(point, selection),
      ),
    ]),
  };
}
