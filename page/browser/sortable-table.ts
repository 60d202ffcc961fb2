import { scrollBox } from './chart.ts';
import { type Child, fill, h } from './dom.ts';

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

/** A table that a click on a heading sorts. The first column names the row; `totals` stays at the end. */
export function sortableTable<Item>(label: string, start: Order, className = '') {
  let order = start;
  let shown: { columns: readonly Column<Item>[]; items: readonly Item[]; totals: Child[] } | null =
    null;
  const table = h('table', { class: `sortable ${className}` });
  const element = scrollBox(label, table);

  function draw() {
    if (!shown) return;
    const { columns, items, totals } = shown;
    const column = columns[Math.min(order.column, columns.length - 1)]!;
    const sorted = items.toSorted((one, other) =>
      compare(column.key(one), column.key(other), order.descending),
    );
    const focused = [...table.querySelectorAll('th button')].indexOf(document.activeElement!);
    fill(
      table,
      h('caption', { class: 'spoken' }, label),
      h('thead', {}, h('tr', {}, columns.map(heading))),
      h(
        'tbody',
        {},
        sorted.map((item) => rowElement(columns, item)),
      ),
      totals.length > 0 && h('tfoot', {}, h('tr', {}, totals)),
    );
    if (focused >= 0) table.querySelectorAll<HTMLElement>('th button')[focused]?.focus();
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
    draw();
  }

  return {
    element,
    show(columns: readonly Column<Item>[], items: readonly Item[], totals: Child[] = []) {
      shown = { columns, items, totals };
      draw();
    },
  };
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
