import { fill, h } from '../../../../page/browser/dom.ts';
import type { Picture, PictureSheet, PictureVisual } from '../picture-data.ts';
import { CHARTS, type Colours } from './charts.ts';
import { drawPivot, drawTable, drawTile } from './tables.ts';

declare global {
  /** Set before this script runs. */
  var picture: Picture;
}

/** The grid has 36 columns; a row is as high as 32 pixels of a canvas that is 1,600 wide. */
const GRID_COLUMNS = 36;
const SHEET_WIDTH = 1200;
const ROW_HEIGHT = (32 * SHEET_WIDTH) / 1600;
const GAP = 8;
const PADDING = 10;
const HEAD_HEIGHT = 42;

const TABLES: Readonly<Record<string, (visual: PictureVisual) => Element>> = {
  KPIVisual: drawTile,
  TableVisual: drawTable,
  PivotTableVisual: drawPivot,
};

draw(globalThis.picture);

function draw({ title, note, theme, sheets }: Picture): void {
  const { DataColorPalette: data, UIColorPalette: ui } = theme;
  const colours = { series: data.Colors, gradient: data.MinMaxGradient };
  const variables = {
    surface: ui.PrimaryBackground,
    raised: ui.SecondaryBackground,
    text: ui.PrimaryForeground,
    muted: ui.SecondaryForeground,
    accent: ui.Accent,
    line: data.EmptyFillColor,
    bar: '#C6DCF0',
    shade: '#9DC4E6',
  };
  for (const [name, colour] of Object.entries(variables))
    document.body.style.setProperty(`--${name}`, colour ?? null);
  fill(
    document.body,
    h('header', {}, h('h1', {}, title), h('p', {}, note)),
    h(
      'main',
      {},
      columnsOf(sheets).map((column) =>
        h(
          'div',
          { class: 'column' },
          column.map((sheet) => drawSheet(sheet, colours)),
        ),
      ),
    ),
  );
}

/** The sheets in two columns of about the same height, in their order. */
function columnsOf(sheets: readonly PictureSheet[]): readonly (readonly PictureSheet[])[] {
  const columns: { sheets: PictureSheet[]; height: number }[] = [
    { sheets: [], height: 0 },
    { sheets: [], height: 0 },
  ];
  for (const sheet of sheets) {
    const [shorter] = [...columns].sort((left, right) => left.height - right.height);
    shorter!.sheets.push(sheet);
    shorter!.height += heightOf(sheet) + 110;
  }
  return columns.map((column) => column.sheets);
}

function heightOf({ visuals }: PictureSheet): number {
  return Math.max(...visuals.map(({ row, height }) => row + height)) * ROW_HEIGHT;
}

function drawSheet(sheet: PictureSheet, colours: Colours): Element {
  const grid = h(
    'div',
    { class: 'grid', style: `width:${SHEET_WIDTH}px;height:${heightOf(sheet)}px` },
    sheet.visuals.map((visual) => drawVisual(visual, colours)),
  );
  return h(
    'section',
    {},
    h('h2', {}, sheet.name, h('small', {}, sheet.about)),
    h(
      'ul',
      { class: 'controls' },
      sheet.controls.map(({ title, value }) => h('li', {}, h('b', {}, title), value)),
    ),
    grid,
  );
}

function drawVisual(visual: PictureVisual, colours: Colours): Element {
  const unit = SHEET_WIDTH / GRID_COLUMNS;
  const box = {
    left: visual.column * unit + GAP / 2,
    top: visual.row * ROW_HEIGHT + GAP / 2,
    width: visual.columns * unit - GAP,
    height: visual.height * ROW_HEIGHT - GAP,
  };
  const inner = { width: box.width - 2 * PADDING, height: box.height - HEAD_HEIGHT - 2 * PADDING };
  const chart = CHARTS[visual.kind];
  const table = TABLES[visual.kind];
  if (chart === undefined && table === undefined)
    throw new Error(`the picture does not know the visual ${visual.kind}`);
  const style = Object.entries(box).map(([name, pixels]) => `${name}:${pixels}px`);
  return h(
    'article',
    { style: style.join(';'), class: visual.kind },
    h('h3', {}, visual.title),
    h('p', {}, visual.subtitle),
    h('div', { class: 'body' }, chart ? chart(visual, inner, colours) : table!(visual)),
  );
}
