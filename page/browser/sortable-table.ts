import { countOf } from '../../terminal/wording.ts';
import { scrollBox } from './chart.ts';
import { type Child, fill, h } from './dom.ts';
import { provideTable } from './plain-tables.ts';
import type { Context, View } from './section.ts';

export interface Column<Item> {
  readonly title: string;
  /** The tooltip: an explanation of the column. */
  readonly hint?: string;
  readonly cell: (item: Item) => Child;
  /** The value to sort by. Null comes last, in both directions. */
  readonly key: (item: Item) => number | string | null;
  readonly className?: (item: Item) => string;
}

interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** How many cells are drawn at a time: the rows below follow when the reader comes near. */
const CELLS_AT_ONCE = 1500;

/**
 * A table that a click on a heading sorts. The first column names the row; `totals` stays at the end.
 * @param kept the name under which the address keeps the order; without it, the order is the table's alone
 */
export function sortableTable<Item>(
  label: string,
  start: Order,
  { choose, replaced }: Pick<Context, 'choose' | 'replaced'>,
  className = '',
  kept?: string,
) {
  let order = start;
  let drawn = 0;
  let rest: readonly Item[] = [];
  let shown: { columns: readonly Column<Item>[]; items: readonly Item[]; totals: Child[] } | null =
    null;
  const table = h('table', { class: `sortable ${className}` });
  const more = h('p', { class: 'more-rows' });
  const element = h('div', {}, scrollBox(label, table), more);
  const nearEnd = new IntersectionObserver(
    (seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) drawMore(Math.max(10, drawn));
    },
    { rootMargin: '200px' },
  );
  addEventListener('beforeprint', () => drawMore(rest.length), { signal: replaced });

  function draw() {
    if (!shown) return;
    const { columns, items, totals } = shown;
    const column = columns[Math.min(order.column, columns.length - 1)]!;
    const sorted = items.toSorted((one, other) =>
      compare(column.key(one), column.key(other), order.descending),
    );
    const few = Math.max(10, Math.floor(CELLS_AT_ONCE / columns.length));
    const first = sorted.slice(0, Math.max(few, drawn));
    rest = sorted.slice(first.length);
    fill(
      table,
      h('caption', { class: 'spoken' }, label),
      h('thead', {}, h('tr', {}, columns.map(heading))),
      h(
        'tbody',
        {},
        first.map((item) => rowElement(columns, item)),
      ),
      totals.length > 0 && h('tfoot', {}, h('tr', {}, totals)),
    );
    watchEnd();
  }

  /** Draws the next rows, and the rows after them when the last of these comes into sight. */
  function drawMore(count: number) {
    if (!shown) return;
    const { columns } = shown;
    const next = rest.slice(0, count);
    rest = rest.slice(count);
    table.tBodies[0]?.append(...next.map((item) => rowElement(columns, item)));
    drawn = table.tBodies[0]?.rows.length ?? 0;
    watchEnd();
  }

  function watchEnd() {
    more.textContent =
      rest.length > 0 ? `${countOf(rest.length, 'row')} more below: scroll on.` : '';
    nearEnd.disconnect();
    const last = table.tBodies[0]?.lastElementChild;
    if (rest.length > 0 && last) nearEnd.observe(last);
  }

  function heading({ title, hint }: Column<Item>, at: number): HTMLElement {
    const sorted = at === order.column;
    const sort = sorted ? (order.descending ? 'descending' : 'ascending') : null;
    return h(
      'th',
      { scope: 'col', 'aria-sort': sort, title: hint },
      h('button', { type: 'button', click: () => sortBy(at) }, title),
      // Browsers do not repeat a heading with a button on the next sheet of paper.
      h('span', { class: 'paper' }, title),
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
    return {
      label,
      head: columns.map(({ title }) => title),
      rows: items.map((item) => columns.map(({ key }) => key(item))),
    };
  });

  return {
    element,
    /** @param view has the order that the address keeps */
    show(
      columns: readonly Column<Item>[],
      items: readonly Item[],
      totals: Child[] = [],
      view?: Pick<View, 'choices'>,
    ) {
      if (kept && view) order = orderIn(view, kept) ?? start;
      shown = { columns, items, totals };
      draw();
    },
  };
}

function orderIn({ choices }: Pick<View, 'choices'>, name: string): Order | null {
  const [, column, way] = /^(\d{1,3})([ad])$/.exec(choices[name] ?? '') ?? [];
  return column === undefined ? null : { column: Number(column), descending: way === 'd' };
}

function rowElement<Item>(columns: readonly Column<Item>[], item: Item): HTMLElement {
  const [name, ...rest] = columns;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name!.cell(item)),
    rest.map((column) => h('td', { class: column.className?.(item) }, column.cell(item))),
  );
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
