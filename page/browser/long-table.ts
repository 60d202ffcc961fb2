import { formatCount } from '../../terminal/wording.ts';
import { type Child, fill, h } from './dom.ts';
import { columnsTable, type PlainColumn, provideTable } from './plain-tables.ts';
import { allColumnsButton, compare } from './sortable-table.ts';

/** A column of a table of which only the rows in sight are drawn. */
export interface LongColumn<Item> extends PlainColumn<Item> {
  readonly hint?: string;
  /** Share of the table's width; the columns together need not be 100. */
  readonly width: number;
  readonly cell: (item: Item) => Child;
  /** The value to sort by. Null comes last, in both directions. */
  readonly key: (item: Item) => number | string | null;
  readonly className?: string | ((item: Item) => string);
  /**
   * Whether the column is hidden on a phone until the reader shows all columns. Called each time that rows are shown.
   */
  readonly isExtra?: () => boolean;
}

/** Pixels; `page.css` gives a row the same height. */
const ROW_HEIGHT = 34;
/** The number of rows drawn above, and below, the visible ones. */
const MARGIN = 12;
/** Rows that are printed; nobody wants a thousand pages of contacts by accident. */
const MOST_PRINTED = 1_000;

/** On paper nothing can be scrolled, so that each long table draws its rows before the page is printed. */
const PRINTING = 'longtable:printing';
addEventListener('beforeprint', () => {
  for (const table of document.querySelectorAll('.long-box')) {
    table.dispatchEvent(new Event(PRINTING));
  }
});
addEventListener('afterprint', () => {
  for (const table of document.querySelectorAll('.long-box')) {
    table.dispatchEvent(new Event('scroll'));
  }
});

/**
 * A table that is sorted by a click on a heading, with any number of rows: only visible rows are drawn, and each has
 * its number for screen readers.
 */
export function longTable<Item>(
  label: string,
  columns: readonly LongColumn<Item>[],
  start: { readonly column: number; readonly descending: boolean },
) {
  let order = start;
  let items: readonly Item[] = [];
  let drawn = '';
  // Set by scroll and resize events only. Reading them from the page while drawing would force a layout per table.
  let top = 0;
  let height = 600;
  const head = h('tr');
  const body = h('tbody');
  const widths = h('colgroup');
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const table = h(
    'table',
    { class: 'long' },
    h('caption', { class: 'spoken' }, label),
    widths,
    h('thead', {}, head),
    body,
  );
  const element = h(
    'div',
    {
      class: 'scroll long-box',
      tabindex: 0,
      role: 'region',
      'aria-label': `${label}: table`,
      scroll: () => {
        top = element.scrollTop;
        drawRows();
      },
      [PRINTING]: () => drawPrinted(),
    },
    table,
  );
  new ResizeObserver(() => {
    height = element.clientHeight || height;
    drawRows();
  }).observe(element);

  function drawHead() {
    fill(
      widths,
      columns.map((column) =>
        h('col', {
          class: classOf(column),
          style: `width: ${(100 * column.width) / total}%`,
        }),
      ),
    );
    fill(
      head,
      columns.map((column, at) =>
        h(
          'th',
          {
            scope: 'col',
            class: `heading ${classOf(column)}`,
            title: column.hint,
            'aria-sort':
              at === order.column ? (order.descending ? 'descending' : 'ascending') : null,
          },
          h('button', { type: 'button', click: () => sortBy(at) }, column.title),
        ),
      ),
    );
  }

  function drawRows(isNew = false) {
    const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - MARGIN);
    const last = Math.min(items.length, Math.ceil((top + height) / ROW_HEIGHT) + MARGIN);
    const place = `${first}-${last}`;
    if (!isNew && place === drawn) return;
    drawn = place;
    fill(
      body,
      spacer(first),
      items.slice(first, last).map((item, at) => rowElement(item, first + at)),
      spacer(items.length - last),
    );
  }

  function drawPrinted() {
    drawn = 'printed';
    const more = items.length - MOST_PRINTED;
    const note = `${formatCount(more)} more are not printed; the CSV has all of them.`;
    fill(
      body,
      items.slice(0, MOST_PRINTED).map(rowElement),
      more > 0 && h('tr', {}, h('td', { colspan: columns.length, class: 'text' }, note)),
    );
  }

  function rowElement(item: Item, at: number): HTMLElement {
    const [name, ...rest] = columns;
    return h(
      'tr',
      // The heading is the first row.
      { 'aria-rowindex': at + 2 },
      h('th', { scope: 'row' }, name!.cell(item)),
      rest.map((column) => h('td', { class: classOf(column, item) }, column.cell(item))),
    );
  }

  function spacer(rows: number) {
    return (
      rows > 0 &&
      h('tr', { class: 'spacer', 'aria-hidden': 'true', style: `height: ${rows * ROW_HEIGHT}px` })
    );
  }

  function sortBy(column: number) {
    const descending = column === order.column ? !order.descending : column > 0;
    order = { column, descending };
    show(items);
    element.scrollTop = 0;
  }

  function show(next: readonly Item[]) {
    const { key } = columns[order.column]!;
    items = next.toSorted((one, other) => compare(key(one), key(other), order.descending));
    table.setAttribute('aria-rowcount', String(items.length + 1));
    drawHead();
    drawRows(true);
  }

  provideTable(element, () => columnsTable(label, columns, items));

  return {
    element,
    /** Shows the columns that a phone has no room for; the style shows this button only there. */
    allColumns: allColumnsButton(table),
    show,
    /** The rows as they are sorted now. */
    items: () => items,
  };
}

/** The classes of a cell; without an item, the classes of all cells of the column. */
function classOf<Item>({ className, isExtra }: LongColumn<Item>, item?: Item): string {
  const own =
    typeof className !== 'function' ? className : item === undefined ? '' : className(item);
  return [own, isExtra?.() && 'extra'].filter(Boolean).join(' ');
}
