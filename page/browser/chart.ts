import { type Child, fill, h } from './dom.ts';
import { CLOCK_UNITS, count } from './format.ts';
import { cellsTable, type LabelledTable, provideTable, type Unit } from './plain-tables.ts';
import { fitTickLabels } from './tick-labels.ts';

/** Colours by meaning. `page.css` defines them for light, for dark and for paper. */
export const COLOUR = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  surface: 'var(--surface)',
  accent: 'var(--accent)',
  warm: 'var(--warm)',
  faint: 'var(--faint)',
};

/** The look of the tooltip under the pointer. */
export const TIP = { fill: COLOUR.surface, stroke: COLOUR.line, lineHeight: 1.35 };

/** A column's heading, with the unit of its figures. */
export type Heading = string | { readonly title: string; readonly unit: Unit | undefined };

export interface TableData {
  readonly head: readonly Heading[];
  readonly rows: readonly (readonly Child[])[];
}

export interface ChartParts {
  /** The drawing, at a width in pixels. */
  readonly draw: (width: number) => Element;
  /** What the drawing shows, in a sentence. */
  readonly label: string;
  readonly caption: string;
  /** Null if the section has the figures in a table of its own. */
  readonly table: (() => TableData) | null;
}

/** A chart with its text alternative: a sentence, and the figures as a table on demand. */
export interface Chart {
  readonly element: HTMLElement;
  readonly show: (parts: ChartParts) => void;
  /** The same of parts that depend on the width in pixels, which is 0 while the chart is not on the page. */
  readonly showAt: (partsAt: (width: number) => ChartParts) => void;
}

export function chart(): Chart {
  const plot = h('div', { class: 'plot', role: 'img' });
  const values = valuesTable();
  const element = h('figure', {}, plot, values.element);
  let partsAt: ((width: number) => ChartParts) | null = null;
  let shown: ChartParts | null = null;
  let width = 0;

  function draw() {
    if (!partsAt) return;
    shown = partsAt(width);
    plot.setAttribute('aria-label', shown.label);
    if (shown.table) {
      values.show(shown.table, shown.caption);
      if (values.element.parentNode !== element) element.append(values.element);
    } else values.element.remove();
    if (width === 0) return;
    const drawing = shown.draw(width);
    // A screen reader reads this sentence instead of the drawing.
    drawing.setAttribute('aria-hidden', 'true');
    plot.replaceChildren(drawing);
    fitTickLabels(drawing);
  }
  function showAt(next: (width: number) => ChartParts) {
    partsAt = next;
    draw();
  }
  // The width is set only here, because reading it while drawing would force a layout per chart.
  new ResizeObserver(() => {
    if (plot.clientWidth === width) return;
    width = plot.clientWidth;
    draw();
  }).observe(plot);
  provideTable(element, () => {
    return plainData(shown?.caption ?? '', shown?.table?.() ?? { head: [], rows: [] });
  });
  return { element, show: (parts) => showAt(() => parts), showAt };
}

/** The figures of a chart as a table, made when the reader asks for it. */
export function valuesTable() {
  const caption = h('caption');
  const table = h('table');
  const box = scrollBox('', table);
  let make: (() => TableData) | null = null;
  const details = h(
    'details',
    { class: 'values', toggle: () => draw() },
    h('summary', { class: 'reveal' }, 'Show as a table'),
    box,
  );
  function draw() {
    if (make && details.open) fill(table, caption, ...tableParts(make()));
  }
  return {
    element: details,
    /** @param name distinguishes this table from the others */
    show(next: () => TableData, name: string) {
      make = next;
      caption.textContent = name;
      box.setAttribute('aria-label', `${name}, as a table`);
      draw();
    },
  };
}

/** A box that scrolls on its own, by keyboard too. */
export function scrollBox(label: string, ...children: Child[]): HTMLElement {
  return h(
    'div',
    // Not named as its section is: a screen reader lists both.
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${label}: table` },
    ...children,
  );
}

/** A legend: a swatch and a word for each colour. */
export function legend(entries: readonly (readonly [className: string, label: string])[]) {
  return h(
    'ul',
    { class: 'legend', 'aria-hidden': 'true' },
    entries.map(([className, label]) => h('li', {}, h('i', { class: className }), label)),
  );
}

/** The same figures, to be exported. */
export function plainData(label: string, { head, rows }: TableData): LabelledTable {
  return cellsTable(
    label,
    head.map((heading) => (typeof heading === 'string' ? { title: heading } : heading)),
    rows.map((row) => row.map((cell) => h('td', {}, cell))),
  );
}

/** `Mean wait (min:s or h:min:s)`: times are shown as on a clock. A share has its sign beside it. */
function shownHeading(heading: Heading): string {
  if (typeof heading === 'string') return heading;
  return heading.unit === 's' ? `${heading.title} (${CLOCK_UNITS})` : heading.title;
}

function tableParts({ head, rows }: TableData): HTMLElement[] {
  return [
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        head.map((heading) => h('th', { scope: 'col' }, shownHeading(heading))),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(([name, ...cells]) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, name),
          cells.map((cell) => h('td', {}, cell)),
        ),
      ),
    ),
  ];
}

/** Counts are whole, so an axis from 0 to 1 has no tick at a half. */
export function wholeTick(value: number): string {
  return Number.isInteger(value) ? count(value) : '';
}
