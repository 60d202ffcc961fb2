import * as Plot from '@observablehq/plot';
import { h } from '../../../../page/browser/dom.ts';
import type { NumberFormat, PictureField, PictureValue, PictureVisual } from '../picture-data.ts';
import { shown } from './format.ts';

/** The theme's colours that charts need. */
export interface Colours {
  readonly series: readonly string[];
  readonly gradient: readonly string[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A figure at a place of the axis, in a colour. */
interface Point {
  readonly at: string | Date;
  readonly series: string;
  readonly value: number;
}

const AXIS_CHARACTERS = 22;
const CHARACTER_PIXELS = 6.2;

type Draw = (visual: PictureVisual, size: Size, colours: Colours) => Element;

/** How each kind of chart is drawn. */
export const CHARTS: Readonly<Record<string, Draw>> = {
  BarChartVisual: drawBars,
  LineChartVisual: drawLines,
  ComboChartVisual: drawCombo,
  HeatMapVisual: drawHeat,
};

function drawBars(visual: PictureVisual, size: Size, colours: Colours): Element {
  const points = pointsOf(visual);
  const { names, scale, key } = seriesOf(points, colours);
  const format = formatOf(visual);
  const tick = (value: number) => shown(value, format);
  const categories = unique(points.map(({ at }) => String(at)));
  const room = { width: size.width, height: size.height - (key === null ? 0 : KEY_HEIGHT) };
  if (!visual.isHorizontal)
    return withKey(
      key,
      Plot.plot({
        ...room,
        marginLeft: 52,
        x: { domain: categories, label: null },
        y: { label: null, tickFormat: tick, ticks: 4, grid: true },
        color: scale,
        marks: [
          Plot.barY(points, { x: 'at', y: 'value', fill: 'series', inset: 1 }),
          Plot.ruleY([0]),
        ],
      }),
    );
  const clustered = names.length > 1 && !visual.isStacked;
  const marginLeft = labelWidth(categories);
  const common = {
    ...room,
    marginLeft,
    marginRight: 44,
    marginTop: 6,
    x: { label: null, tickFormat: tick, ticks: 4, grid: true },
    color: scale,
  };
  if (clustered)
    return withKey(
      key,
      Plot.plot({
        ...common,
        fy: { domain: categories, label: null, tickFormat: clipped, padding: 0.15 },
        y: { axis: null, domain: names, padding: 0.05 },
        marks: [
          Plot.barX(points, { fy: 'at', y: 'series', x: 'value', fill: 'series' }),
          Plot.axisFy({ anchor: 'left', tickFormat: clipped, label: null, fontSize: 10.5 }),
          Plot.ruleX([0]),
        ],
      }),
    );
  return withKey(
    key,
    Plot.plot({
      ...common,
      y: { domain: categories, label: null, tickFormat: clipped, padding: 0.22 },
      marks: [
        Plot.barX(points, { y: 'at', x: 'value', fill: 'series' }),
        names.length > 1
          ? null
          : Plot.text(points, {
              y: 'at',
              x: 'value',
              text: (point: Point) => tick(point.value),
              textAnchor: 'start',
              dx: 4,
              fontSize: 10.5,
            }),
        Plot.ruleX([0]),
      ],
    }),
  );
}

function drawLines(visual: PictureVisual, size: Size, colours: Colours): Element {
  const points = pointsOf(visual);
  const { scale, key } = seriesOf(points, colours);
  const format = formatOf(visual);
  const height = size.height - (key === null ? 0 : KEY_HEIGHT);
  return withKey(
    key,
    Plot.plot({
      width: size.width,
      height,
      marginLeft: 52,
      marginRight: 18,
      x: axisOf(points),
      y: {
        label: null,
        grid: true,
        ticks: 5,
        zero: true,
        tickFormat: (value: number) => shown(value, format),
      },
      color: scale,
      marks: [
        Plot.ruleY([0]),
        Plot.lineY(points, { x: 'at', y: 'value', stroke: 'series', strokeWidth: 2 }),
        Plot.dot(points, { x: 'at', y: 'value', fill: 'series', r: 2 }),
      ],
    }),
  );
}

/** Bars by the left axis, lines by the right one, which are shares. */
function drawCombo(visual: PictureVisual, size: Size, colours: Colours): Element {
  const points = pointsOf(visual);
  const isLine = ofWell(visual, 'LineValues');
  const bars = points.filter(({ series }) => !isLine.has(series));
  const lines = points.filter(({ series }) => isLine.has(series));
  const barFormat = visual.fields.find(({ well }) => well === 'BarValues')?.format ?? null;
  const lineFormat = visual.fields.find(({ well }) => well === 'LineValues')?.format ?? null;
  const most = Math.max(...bars.map(({ value }) => value));
  const top = Math.max(...lines.map(({ value }) => value)) || 1;
  const { scale, key } = seriesOf(points, {
    ...colours,
    series: [colours.gradient[0] === undefined ? '#ccc' : '#C6DCF0', ...colours.series],
  });
  const dates = points[0]?.at instanceof Date;
  const categories = unique(points.map(({ at }) => (at instanceof Date ? at.getTime() : at)));
  const place = (point: Point) => (point.at instanceof Date ? point.at.getTime() : point.at);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return withKey(
    key,
    Plot.plot({
      width: size.width,
      height: size.height - KEY_HEIGHT,
      marginLeft: 52,
      marginRight: 52,
      marginBottom: dates ? 26 : 70,
      x: {
        type: 'band',
        domain: categories,
        label: null,
        padding: 0.25,
        tickFormat: (at: number | string) =>
          typeof at === 'number' ? shown({ moment: at }, null) : clipped(at),
        tickRotate: dates ? 0 : -32,
        ...(dates && { ticks: categories.filter((_, at) => at % 4 === 0) }),
      },
      y: {
        label: null,
        grid: true,
        ticks: 4,
        tickFormat: (value: number) => shown(value, barFormat),
      },
      color: scale,
      marks: [
        Plot.barY(bars, { x: place, y: 'value', fill: 'series' }),
        Plot.ruleY([0]),
        Plot.lineY(lines, {
          x: place,
          y: (point: Point) => (point.value / top) * most,
          stroke: 'series',
          strokeWidth: 2.2,
        }),
        Plot.dot(lines, {
          x: place,
          y: (point: Point) => (point.value / top) * most,
          fill: 'series',
          r: 2.5,
        }),
        Plot.axisY(
          ticks.map((part) => part * most),
          {
            anchor: 'right',
            label: null,
            tickFormat: (value: number) => shown((value / most) * top, lineFormat),
          },
        ),
      ],
    }),
  );
}

function drawHeat(visual: PictureVisual, size: Size, colours: Colours): Element {
  const cells = visual.rows.map(([row = null, column = null, value = null]) => ({
    row,
    column,
    value,
  }));
  const columns = unique(cells.map(({ column }) => String(column))).sort();
  const format = formatOf(visual);
  return Plot.plot({
    ...size,
    marginLeft: 60,
    marginTop: 6,
    marginBottom: 30,
    padding: 0.06,
    x: { label: null, domain: columns, ticks: columns.filter((name) => name.endsWith(':00')) },
    y: { label: null },
    color: { type: 'linear', range: [...colours.gradient], interpolate: 'rgb' },
    marks: [
      Plot.cell(cells, { x: 'column', y: 'row', fill: 'value' }),
      Plot.text(cells, {
        x: 'column',
        y: 'row',
        text: (cell: { value: PictureValue }) => shown(cell.value, format),
        fill: (cell: { value: PictureValue }) =>
          Number(cell.value) > darkFrom(cells) ? '#FFFFFF' : '#1A2129',
        fontSize: 9.5,
      }),
    ],
  });
}

const darkFrom = (cells: readonly { value: PictureValue }[]) =>
  Math.max(...cells.map(({ value }) => Number(value))) / 2;

const KEY_HEIGHT = 24;

/** Each row's figures as points: one series for each colour, or else for each measure. */
function pointsOf({ fields, rows }: PictureVisual): readonly Point[] {
  const colour = fields.findIndex(({ well }) => well === 'Colors');
  return rows.flatMap((row) =>
    fields.flatMap(({ isFigure, label }, place): Point[] => {
      const value = row[place];
      if (!isFigure || typeof value !== 'number') return [];
      const series = colour < 0 ? label : String(row[colour] ?? '–');
      return [{ at: placeOf(row[0]!), series, value }];
    }),
  );
}

function placeOf(value: PictureValue): string | Date {
  if (value !== null && typeof value === 'object') return new Date(value.moment);
  return value === null ? '–' : String(value);
}

function ofWell({ fields }: PictureVisual, name: string): ReadonlySet<string> {
  return new Set(fields.filter(({ well }) => well === name).map(({ label }) => label));
}

function seriesOf(points: readonly Point[], { series }: Colours) {
  const names = unique(points.map((point) => point.series));
  const range = names.map((_, place) => series[place % series.length]!);
  const key =
    names.length < 2
      ? null
      : h(
          'ul',
          { class: 'key' },
          names.map((name, place) =>
            h('li', {}, h('i', { style: `background:${range[place]}` }), name),
          ),
        );
  return { names, scale: { domain: names, range }, key };
}

function withKey(key: Element | null, drawing: Element): Element {
  return h('div', {}, key, drawing);
}

function axisOf(points: readonly Point[]) {
  if (points[0]?.at instanceof Date)
    return {
      label: null,
      type: 'utc' as const,
      ticks: 7,
      tickFormat: (at: Date) => shown({ moment: at.getTime() }, null),
    };
  const names = unique(points.map(({ at }) => String(at))).sort();
  const each = Math.ceil(names.length / 14);
  return { label: null, domain: names, ticks: names.filter((_, place) => place % each === 0) };
}

function formatOf({ fields }: PictureVisual): NumberFormat | null {
  return fields.find((field: PictureField) => field.isFigure)?.format ?? null;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

const clipped = (text: string) =>
  text.length > AXIS_CHARACTERS ? `${text.slice(0, AXIS_CHARACTERS - 1)}…` : text;

const labelWidth = (names: readonly string[]) =>
  16 + CHARACTER_PIXELS * Math.max(...names.map((name) => clipped(name).length), 4);
