import Table from 'cli-table3';
import type { Row } from '../duckdb/duckdb.ts';
import { fitColumns } from './fit-columns.ts';

export const FORMATS = ['table', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

type Write = (text: string) => void;

/**
 * Writes rows as they come: a table waits for the last one, to know how wide its columns are.
 * @param width of the terminal, in characters; undefined where there is none, for which nothing is
 * wrapped
 */
export async function writeRows(
  format: Format,
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  write: Write,
  width: number | undefined = process.stdout.columns,
): Promise<void> {
  if (format === 'table') return writeTable(columns, batches, write, width);
  return format === 'csv' ? writeCsv(columns, batches, write) : writeJson(columns, batches, write);
}

async function writeTable(
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  write: Write,
  width: number | undefined,
) {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  const isNumeric = (name: string) => rows.some((row) => typeof row[name] === 'number');
  const cells = rows.map((row) => columns.map((name) => shown(row[name])));
  const table = new Table({
    ...fitColumns(columns, cells, width),
    colAligns: columns.map((name) => (isNumeric(name) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    wordWrap: true,
  });
  table.push(...cells);
  write(`${table.toString()}\n`);
}

/** As people read it: four decimals, and nothing at all for what is not there. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(4);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 4180, with a line of names. Null is nothing, an empty text is "". */
async function writeCsv(columns: readonly string[], batches: AsyncIterable<Row[]>, write: Write) {
  write(`${columns.map(csvField).join(',')}\r\n`);
  for await (const batch of batches) {
    write(
      batch.map((row) => `${columns.map((name) => csvField(row[name])).join(',')}\r\n`).join(''),
    );
  }
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An array of objects, one a line. */
async function writeJson(_columns: readonly string[], batches: AsyncIterable<Row[]>, write: Write) {
  let separator = '[\n';
  for await (const batch of batches) {
    for (const row of batch) {
      write(`${separator}${JSON.stringify(row)}`);
      separator = ',\n';
    }
  }
  write(separator === '[\n' ? '[]\n' : '\n]\n');
}
