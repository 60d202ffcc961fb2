/** The columns and rows that a key goes to the right and down. */
const MOVES: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/**
 * Makes the cells of a table one stop of the Tab key, between which the arrows move: hundreds of stops would be in a
 * reader's way. What stops is the button of a cell, or the cell itself.
 * @param onCell called with each cell that gets the focus, is tapped or has the pointer over it
 */
export function arrowCells(
  table: HTMLTableElement,
  onCell: (cell: HTMLTableCellElement) => void,
): void {
  const rows = [...table.tBodies[0]!.rows].map((row) => [...row.querySelectorAll('td')]);
  let stop: HTMLElement | undefined;
  const stopAt = (cell: HTMLElement | undefined) => {
    if (!cell) return;
    stop?.setAttribute('tabindex', '-1');
    stop = stopOf(cell);
    stop.setAttribute('tabindex', '0');
  };
  for (const cell of rows.flat()) stopOf(cell).setAttribute('tabindex', '-1');
  stopAt(rows[0]?.[0]);
  const tell = ({ target }: Event) => {
    const cell = (target as Element).closest('td');
    if (cell) onCell(cell);
  };
  table.addEventListener('pointerover', tell);
  table.addEventListener('focusin', (event) => {
    stopAt((event.target as Element).closest('td') ?? undefined);
    tell(event);
  });
  table.addEventListener('keydown', (event) => {
    const move = MOVES[event.key];
    const cell = (event.target as Element).closest('td');
    if (!move || !cell) return;
    const at = rows.findIndex((row) => row.includes(cell));
    const next = rows[at + move[1]]?.[rows[at]!.indexOf(cell) + move[0]];
    if (!next) return;
    // Otherwise the page would scroll.
    event.preventDefault();
    stopOf(next).focus();
  });
}

function stopOf(cell: HTMLElement): HTMLElement {
  return cell.querySelector('button') ?? cell;
}
