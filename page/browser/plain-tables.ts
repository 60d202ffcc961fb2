import type { PlainTable } from './csv.ts';

/** The tables of a section as text, for whoever wants to take them elsewhere. */
export interface LabelledTable extends PlainTable {
  readonly label: string;
}

const providers = new WeakMap<Element, () => LabelledTable>();

/** Says what an element shows, to the last digit and with the rows that are not drawn. */
export function provideTable(element: Element, table: () => LabelledTable): void {
  providers.set(element, table);
}

/** The tables of a section with any rows: as their elements tell, else as they are drawn. */
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
  const [head, ...rows] = [...table.rows].map((row) => [...row.cells].map(textOf));
  return { label: table.caption?.textContent ?? '', head: head ?? [], rows };
}

/** What is seen of an element: not the words for screen readers, nor those for paper. */
export function textOf(element: Node): string {
  if (element instanceof Element && element.matches('.spoken, .paper')) return '';
  if (element.childNodes.length === 0) return element.textContent ?? '';
  return [...element.childNodes].map(textOf).join('').replaceAll(/\s+/g, ' ').trim();
}
