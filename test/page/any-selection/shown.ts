/** What a reader sees of the page, as text. */
import type { Locator, Page } from 'playwright-core';

/** The rows of a table by their first cell, the other cells by the column's heading. */
export type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Goes to another address of the same page, as a reader with a link does, and opens the tables of charts. The
 * page draws its figures when it hears of the address, those out of sight a frame later, and such a table when
 * it hears that it is open.
 */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate(async (hash) => {
    const heard = (target: EventTarget, event: string) =>
      new Promise((resolve) => target.addEventListener(event, resolve, { once: true }));
    if (location.hash !== `#${hash}`) {
      const changed = heard(window, 'hashchange');
      location.hash = hash;
      await changed;
    }
    while (document.querySelector('[aria-busy]')) await new Promise(requestAnimationFrame);
    const closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    const opened = closed.map((table) => heard(table, 'toggle'));
    for (const table of closed) table.open = true;
    await Promise.all(opened);
  }, address);
}

/** The table below a section's chart. */
export function chartTable(page: Page, section: string): Promise<Table> {
  return readTable(sectionOf(page, section).locator('details table'));
}

/** A table that is in sight. @returns an empty one if it is not there */
export function tableOf(page: Page, selector: string): Promise<Table> {
  return readTable(page.locator(selector));
}

function readTable(tables: Locator): Promise<Table> {
  return tables.evaluateAll((found) => {
    const seen = (cell: Element) => {
      if (cell.querySelector('.missing')) return '–';
      const copy = cell.cloneNode(true) as Element;
      for (const beside of copy.querySelectorAll('.spoken, small')) beside.remove();
      return (copy.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    };
    return Object.fromEntries(
      found.flatMap((table) => {
        const heads = [...table.querySelectorAll('thead tr:last-child > *')].map((head) =>
          seen(head.querySelector('button') ?? head),
        );
        return [...table.querySelectorAll('tbody tr, tfoot tr')].map((row) => {
          const [name, ...cells] = [...row.children].map(seen);
          return [name, Object.fromEntries(cells.map((cell, at) => [heads[at + 1], cell]))];
        });
      }),
    );
  });
}

function sectionOf(page: Page, name: string): Locator {
  const heading = page.getByRole('heading', { name, exact: true });
  return page.locator('section', { has: heading });
}

/** The cells of a table without headings, by the first cell of their row. */
export function rowsOf(page: Page, selector: string): Promise<Record<string, string[]>> {
  return page.evaluate((table) => {
    const seen = (cell: Element) =>
      cell.querySelector('.missing')
        ? '–'
        : (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    const rows = [...document.querySelectorAll(`${table} tr`)];
    return Object.fromEntries(
      rows.map((row) => {
        const [name, ...cells] = [...row.children];
        return [seen(name!), cells.map((cell) => seen(cell))];
      }),
    );
  }, selector);
}

/** The texts of some parts of a section, in the order of the selectors. */
export async function partsOf(page: Page, section: string, ...parts: string[]): Promise<string[]> {
  const found = sectionOf(page, section);
  const texts = await Promise.all(parts.map((part) => found.locator(part).allTextContents()));
  return texts.map((all) => all.join(' ').replaceAll(/\s+/g, ' ').trim());
}

/** Texts by their headings, of the parts that the first selector finds. */
export function textsOf(
  page: Page,
  parts: string,
  heading: string,
  text: string,
): Promise<Record<string, string>> {
  return page.evaluate(
    ([all, one, other]) =>
      Object.fromEntries(
        [...document.querySelectorAll(all!)].map((part) => {
          const found = part.querySelector(other!)!;
          const seen = found.querySelector('.missing') ? '–' : (found.textContent ?? '');
          return [part.querySelector(one!)?.textContent ?? '', seen.replaceAll(/\s+/g, ' ').trim()];
        }),
      ),
    [parts, heading, text],
  );
}
