import { h } from '../../../../page/browser/dom.ts';
import type { PictureValue, PictureVisual } from '../picture-data.ts';
import { shown } from './format.ts';

/** A table with as many rows as there is room for. */
export function drawTable({ fields, rows }: PictureVisual): Element {
  const most = fields.map((_, place) => largest(rows.map((row) => row[place]!)));
  const isNumber = fields.map(
    ({ isFigure }, place) => isFigure || rows.some((row) => typeof row[place] === 'number'),
  );
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        fields.map(({ label }, place) => h('th', { class: side(isNumber[place]!) }, label)),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((row) =>
        h(
          'tr',
          {},
          fields.map(({ format, hasBar }, place) => {
            const value = row[place]!;
            const width = hasBar && typeof value === 'number' ? (value / most[place]!) * 100 : 0;
            const style = `background:linear-gradient(90deg, var(--bar) ${width}%, transparent ${width}%)`;
            return h(
              'td',
              { class: side(isNumber[place]!), style: hasBar ? style : null },
              shown(value, format),
            );
          }),
        ),
      ),
    ),
  );
}

/** A pivot table: a line for each value of its rows, and for each value of its columns the figures. */
export function drawPivot({ fields, rows }: PictureVisual): Element {
  const figures = fields.flatMap(({ isFigure }, place) => (isFigure ? [place] : []));
  const lines = [...new Set(rows.map(([line]) => String(line)))].sort();
  const heads = new Map(rows.map(([, column]) => [orderOf(column!), shown(column!, null)]));
  const columns = [...heads.keys()].sort();
  const cells = new Map(rows.map((row) => [`${row[0]}\n${orderOf(row[1]!)}`, row]));
  const shaded = figures[0]!;
  const most = largest(rows.map((row) => row[shaded]!));
  return h(
    'table',
    { class: 'pivot' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', {}, ''),
        columns.map((column) =>
          h('th', { colspan: figures.length, class: 'group' }, heads.get(column)!),
        ),
      ),
      h(
        'tr',
        {},
        h('th', {}, fields[0]!.label),
        columns.flatMap(() =>
          figures.map((place) => h('th', { class: 'right' }, fields[place]!.label)),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      lines.map((line) =>
        h(
          'tr',
          {},
          h('td', {}, line),
          columns.flatMap((column) => {
            const row = cells.get(`${line}\n${column}`);
            return figures.map((place) => {
              const value = row?.[place] ?? null;
              const strength =
                place === shaded && typeof value === 'number' ? (value / most) * 100 : 0;
              const style = `background:color-mix(in srgb, var(--shade) ${strength}%, white)`;
              return h(
                'td',
                { class: 'right', style },
                value === null ? '' : shown(value, fields[place]!.format),
              );
            });
          }),
        ),
      ),
    ),
  );
}

/** A tile: its figure, and beside it the one that it is compared with. */
export function drawTile({ fields, rows }: PictureVisual): Element {
  const [row = []] = rows;
  const [value = null, target] = row;
  const format = fields[0]!.format;
  const difference =
    typeof value === 'number' && typeof target === 'number' && target !== 0
      ? `${value >= target ? '▲' : '▼'} ${shown(Math.abs(value / target - 1), { decimals: 1, isShare: true, suffix: '' })} `
      : '';
  return h(
    'div',
    { class: 'tile' },
    h('strong', {}, shown(value, format)),
    target === undefined
      ? null
      : h(
          'span',
          {},
          difference,
          h('small', {}, `a week before: ${shown(target, fields[1]!.format)}`),
        ),
  );
}

/** A text that is the same for the same value, and in whose order moments are those of time. */
const orderOf = (value: PictureValue) =>
  typeof value === 'object' && value !== null
    ? new Date(value.moment).toISOString()
    : String(value);

const side = (isNumber: boolean) => (isNumber ? 'right' : 'left');

const largest = (values: readonly PictureValue[]) =>
  Math.max(...values.map((value) => (typeof value === 'number' ? value : 0))) || 1;
