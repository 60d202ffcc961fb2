import { guarded } from '../../terminal/guard-formulas.ts';

/** A table as text: numbers to the last digit, null where nothing is known. */
export interface PlainTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** CSV by RFC 4180; spreadsheets read UTF-8 by its mark, and run no text as a formula. */
export function csvOf({ head, rows }: PlainTable): string {
  return `\ufeff${[head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')}`;
}

function csvField(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  return `"${guarded(value).replaceAll('"', '""')}"`;
}

/** The form that spreadsheets paste: a tab between cells. */
export function tsvOf({ head, rows }: PlainTable): string {
  const cell = (value: string | number | null) =>
    typeof value === 'string' ? guarded(value).replaceAll(/[\t\r\n]+/g, ' ') : String(value ?? '');
  return [head, ...rows].map((row) => row.map(cell).join('\t')).join('\n');
}

/** The same table for programs that paste HTML. */
export function htmlOf({ head, rows }: PlainTable): string {
  const escaped = (value: string | number | null) =>
    (typeof value === 'string' ? guarded(value) : String(value ?? ''))
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;');
  const row = (cells: PlainTable['rows'][number], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

/** Lets the browser save a text as a file. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Puts a text on the clipboard, and beside it the same as HTML for programs that take tables. */
export async function copyText(text: string, html?: string): Promise<void> {
  try {
    const parts = { 'text/plain': new Blob([text], { type: 'text/plain' }) };
    const marked = html && { 'text/html': new Blob([html], { type: 'text/html' }) };
    await navigator.clipboard.write([new ClipboardItem({ ...parts, ...marked })]);
  } catch {
    // A browser may keep its clipboard from a page that was opened from disk.
    copyBySelection(text);
  }
}

function copyBySelection(text: string): void {
  const area = document.createElement('textarea');
  area.value = text;
  const within = document.querySelector('dialog[open]') ?? document.body;
  within.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/**
 * `Waits by queue` → `waits-by-queue.csv`.
 * @param days the days of the figures, which are never cut off
 */
export function fileName(title: string, days = ''): string {
  const words = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${[words.slice(0, 60) || 'table', days].filter(Boolean).join('-')}.csv`;
}
