import type { PlainTable } from './csv.ts';

/** A table of a section as text, to be exported. */
export interface LabelledTable extends PlainTable {
  readonly label: string;
}

/**
 * The unit of a column's numbers, which its heading names. A duration is a number of seconds, because spreadsheets
 * read `0:29` as a time of day; a share is in per cent.
 */
export type Unit = 's' | '%' | 'points';

type Value = string | number | null;

/** A column of a table that is taken elsewhere. */
export interface PlainColumn<Item> {
  readonly title: string;
  /** The value to sort by: seconds of a duration, 0..1 of a share. */
  readonly key: (item: Item) => Value;
  readonly unit?: Unit | undefined;
  /** The text to export, if it differs from the value to sort by. */
  readonly plain?: (item: Item) => string | null;
}

/** A column of a table with items as rows. */
export function columnsTable<Item>(
  label: string,
  columns: readonly PlainColumn<Item>[],
  items: readonly Item[],
): LabelledTable {
  return {
    label,
    head: distinct(columns.map(({ title, unit }) => headingOf(title, unit))),
    rows: items.map((item) =>
      columns.map(({ key, unit, plain }) => (plain ?? (() => inUnit(key(item), unit)))(item)),
    ),
  };
}

/** `Mean wait (s)` */
function headingOf(title: string, unit: Unit | undefined): string {
  return unit ? `${title} (${unit})` : title;
}

/** Adds a number to a repeated heading, so that programs can distinguish the columns. */
export function distinct(heads: readonly string[]): string[] {
  const taken = new Set<string>();
  return heads.map((head) => {
    let name = head;
    for (let at = 2; taken.has(name); at++) name = `${head} ${at}`;
    taken.add(name);
    return name;
  });
}

/** Two digits after the point are more than any figure of the page shows. */
function inUnit(value: Value, unit: Unit | undefined): Value {
  if (typeof value !== 'number') return value;
  return Math.round((unit === '%' ? value * 100 : value) * 100) / 100;
}

interface PlainCell {
  readonly value: Value;
  readonly unit: Unit | undefined;
}
const plainCells = new WeakMap<Node, PlainCell>();

/**
 * Stores the value that is exported for an element.
 * @param value seconds of a duration, 0..1 of a share, a number, or a text that is fuller than what is seen
 */
export function withPlainValue<Shown extends Node>(shown: Shown, value: Value, unit?: Unit): Shown {
  plainCells.set(shown, { value: inUnit(value, unit), unit });
  return shown;
}

const providers = new WeakMap<Element, () => LabelledTable>();

/** Stores a function that makes the whole table to export, with all digits and the rows that are not drawn. */
export function provideTable(element: Element, table: () => LabelledTable): void {
  providers.set(element, table);
}

/** The tables of a section that have rows: from their stored functions, else as they are drawn. */
export function tablesIn(section: Element): LabelledTable[] {
  const found: LabelledTable[] = [];
  const walk = (element: Element) => {
    const provider = providers.get(element);
    if (provider) found.push(provider());
    else if (element instanceof HTMLTableElement) found.push(drawnTable(element));
    else for (const child of element.children) walk(child);
  };
  walk(section);
  return found.filter(({ rows }) => rows.length > 0);
}

function drawnTable(table: HTMLTableElement): LabelledTable {
  const [head, ...rows] = [...table.rows].map((row) => [...row.cells]);
  return cellsTable(
    table.caption?.textContent ?? '',
    (head ?? []).map((cell) => ({ title: textOf(cell) })),
    rows,
  );
}

/** A table of cells as they are drawn; a column has the unit of its heading, else that of its first figure with one. */
export function cellsTable(
  label: string,
  heads: readonly { readonly title: string; readonly unit?: Unit | undefined }[],
  rows: readonly (readonly Node[])[],
): LabelledTable {
  const cells = rows.map((row) => row.map(plainCellOf));
  const units = heads.map(
    ({ unit }, at) => unit ?? cells.find((row) => row[at]?.unit !== undefined)?.[at]?.unit,
  );
  return {
    label,
    head: distinct(heads.map(({ title }, at) => headingOf(title, units[at]))),
    rows: cells.map((row) => row.map(({ value }) => value)),
  };
}

/** The value stored for a cell, or else its visible text; empty for a missing figure. */
function plainCellOf(cell: Node): PlainCell {
  const text = textOf(cell);
  return (
    plainCellWithin(cell) ?? { value: text === '–' || text === '' ? null : text, unit: undefined }
  );
}

function plainCellWithin(node: Node): PlainCell | null {
  const own = plainCells.get(node);
  if (own) return own;
  for (const child of node.childNodes) {
    const found = plainCellWithin(child);
    if (found) return found;
  }
  return null;
}

/** The visible text of an element, without the words for screen readers and for paper. */
export function textOf(element: Node): string {
  if (element instanceof Element && element.matches('.spoken, .paper')) return '';
  if (element.childNodes.length === 0) return element.textContent ?? '';
  return [...element.childNodes].map(textOf).join('').replaceAll(/\s+/g, ' ').trim();
}
