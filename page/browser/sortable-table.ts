import { countOf } from '../../terminal/wording.ts';
import { scrollBox } from './chart.ts';
import { type Child, fill, h } from './dom.ts';
import { columnsTable, type PlainColumn, provideTable } from './plain-tables.ts';
import type { Context, View } from './section.ts';

export interface Column<Item> extends PlainColumn<Item> {
  /** The tooltip: an explanation of the column. */
  readonly hint?: string;
  readonly cell: (item: Item) => Child;
  /** The value to sort by. Null comes last, in both directions. */
  readonly key: (item: Item) => number | string | null;
  readonly className?: (item: Item) => string;
  /** Whether the column is hidden on a phone until the reader shows all columns. */
  readonly isExtra?: boolean;
}

/** The parts of a table besides columns and rows. */
interface Beside<Item> {
  /** Has the order that the address keeps. */
  readonly view?: Pick<View, 'choices'>;
  /** The last row, which is not sorted. */
  readonly total?: { readonly name: string; readonly item: Item };
}

interface Shown<Item> extends Beside<Item> {
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
}

interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** How many cells are drawn at a time: the rows below follow when the reader comes near. */
const CELLS_AT_ONCE = 1500;

/**
 * A table that is sorted by a click on a heading; equal rows keep their order. The first column names the row.
 * @param kept the name under which the address keeps the sort order; without it, the address does not keep it
 */
export function sortableTable<Item>(
  label: string,
  start: Order,
  { choose, replaced }: Pick<Context, 'choose' | 'replaced'>,
  className = '',
  kept?: string,
) {
  let order = start;
  let shown: Shown<Item> | null = null;
  const table = h('table', { class: `sortable ${className}` });
  const rows = growingRows(replaced);
  const element = h('div', {}, allColumnsButton(table), scrollBox(label, table), rows.more);

  function draw() {
    if (!shown) return;
    const { columns, items, total } = shown;
    const { key } = columns[Math.min(order.column, columns.length - 1)]!;
    const sorted = items.toSorted((one, other) => compare(key(one), key(other), order.descending));
    const body = h('tbody');
    const few = Math.max(10, Math.floor(CELLS_AT_ONCE / columns.length));
    // Before they are in the table, which gives the focus back to what it finds there.
    rows.start(
      body,
      sorted.map((item) => () => rowElement(columns, item)),
      few,
    );
    fill(
      table,
      h('caption', { class: 'spoken' }, label),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map((column, at) => heading(column, at, order, sortBy)),
        ),
      ),
      body,
      total && h('tfoot', {}, rowElement(columns, total.item, total.name)),
    );
  }

  function sortBy(column: number) {
    // Names start with A, figures with the greatest.
    const first = column > 0;
    order = { column, descending: column === order.column ? !order.descending : first };
    if (kept) choose(kept, `${column}${order.descending ? 'd' : 'a'}`);
    else draw();
  }

  provideTable(element, () => {
    const { columns = [], items = [] } = shown ?? {};
    return columnsTable(label, columns, items);
  });

  return {
    element,
    show(columns: readonly Column<Item>[], items: readonly Item[], beside: Beside<Item> = {}) {
      if (kept && beside.view) order = orderIn(beside.view, kept) ?? start;
      shown = { columns, items, ...beside };
      draw();
    },
  };
}

function orderIn({ choices }: Pick<View, 'choices'>, name: string): Order | null {
  const [, column, way] = /^(\d{1,3})([ad])$/.exec(choices[name] ?? '') ?? [];
  return column === undefined ? null : { column: Number(column), descending: way === 'd' };
}

/** @param name of the row, instead of the text of the first column */
function rowElement<Item>(
  columns: readonly Column<Item>[],
  item: Item,
  name?: string,
): HTMLElement {
  const [first, ...rest] = columns;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name ?? first!.cell(item)),
    rest.map((column) => {
      const classes = [column.className?.(item), column.isExtra && 'extra'].filter(Boolean);
      return h('td', { class: classes.join(' ') || null }, column.cell(item));
    }),
  );
}

function heading<Item>(
  { title, hint, isExtra }: Column<Item>,
  at: number,
  order: Order,
  sortBy: (column: number) => void,
): HTMLElement {
  const direction = order.descending ? 'descending' : 'ascending';
  return h(
    'th',
    {
      scope: 'col',
      class: isExtra ? 'extra' : null,
      'aria-sort': at === order.column ? direction : null,
      title: hint,
    },
    h('button', { type: 'button', click: () => sortBy(at) }, title),
    // Browsers do not repeat a heading with a button on the next sheet of paper.
    h('span', { class: 'paper' }, title),
  );
}

/** A button that shows and hides the columns that a phone has no room for. The style shows it only there. */
export function allColumnsButton(table: HTMLElement): HTMLElement {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'plain all-columns',
      'aria-pressed': 'false',
      click() {
        const isWhole = table.classList.toggle('whole');
        button.setAttribute('aria-pressed', String(isWhole));
      },
    },
    'All columns',
  );
  return button;
}

/** Draws the first rows of a table, and the rows after them when the last of these comes into sight. */
function growingRows(replaced: AbortSignal) {
  let body: HTMLElement | undefined;
  let drawn = 0;
  let rest: readonly (() => HTMLElement)[] = [];
  const more = h('p', { class: 'more-rows' });
  const nearEnd = new IntersectionObserver(
    (seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) drawMore(Math.max(10, drawn));
    },
    { rootMargin: '200px' },
  );
  addEventListener('beforeprint', () => drawMore(rest.length), { signal: replaced });

  function drawMore(count: number) {
    body?.append(...rest.slice(0, count).map((row) => row()));
    rest = rest.slice(count);
    drawn = body?.childElementCount ?? 0;
    more.textContent =
      rest.length > 0 ? `${countOf(rest.length, 'row')} more below: scroll on.` : '';
    nearEnd.disconnect();
    const last = body?.lastElementChild;
    if (rest.length > 0 && last) nearEnd.observe(last);
  }

  return {
    more,
    /** @param few the number of rows to draw at once; if more were drawn before, as many as before */
    start(next: HTMLElement, all: readonly (() => HTMLElement)[], few: number) {
      body = next;
      rest = all;
      drawMore(Math.max(few, drawn));
    },
  };
}

export function compare(
  one: number | string | null,
  other: number | string | null,
  descending: boolean,
): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const ascending =
    typeof one === 'number' && typeof other === 'number'
      ? one - other
      : String(one).localeCompare(String(other), 'en');
  return descending ? -ascending : ascending;
}
