import { setImmediate } from 'node:timers/promises';
import { jsonOf, visible } from './control-characters.ts';
import { tableParts } from './draw-table.ts';
import type { Format } from './formats.ts';
import { guarded } from './guard-formulas.ts';
import type { Row } from './row.ts';

/** Takes text, and may return a promise of room for more. */
type Write = (text: string) => unknown;

/**
 * Writes rows as they arrive. Only a table waits for the last row, to know the widths of its columns.
 * @param width of the terminal, in characters; undefined if there is no terminal, and nothing is
 *   wrapped
 * @param guardFormulas for CSV: whether texts that a spreadsheet would take for formulas are guarded
 */
export async function writeRows(
  format: Format,
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  write: Write,
  width: number | undefined = process.stdout.columns,
  guardFormulas = false,
): Promise<void> {
  if (format === 'table') return writeTable(columns, batches, write, width);
  if (format === 'json') return writeJson(batches, write);
  return writeCsv(columns, batches, write, guardFormulas ? guarded : (text) => text);
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
  const cells = {
    names: columns.map(visible),
    isRight: columns.map(isNumeric),
    rows: rows.map((row) => columns.map((name) => shown(row[name]))),
  };
  for (const part of tableParts(cells, width)) {
    await write(part);
    await setImmediate();
  }
}

/** A value for people: numbers with four decimals, and an empty text for null. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(4);
  return visible(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** CSV by RFC 4180, with a line of names. Null is empty, and an empty text is "". */
async function writeCsv(
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  write: Write,
  guard: (text: string) => string,
) {
  const line = (values: readonly Row[string][]) =>
    `${values.map((value) => csvField(value, guard)).join(',')}\r\n`;
  await write(line(columns));
  for await (const batch of batches) {
    await write(batch.map((row) => line(columns.map((name) => row[name] ?? null))).join(''));
  }
}

function csvField(value: Row[string], guard: (text: string) => string): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe = guard(text);
  const isQuoted = safe === '' || safe !== text || /[",\r\n]/.test(safe);
  return isQuoted ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A JSON array of objects, one on each line. */
async function writeJson(batches: AsyncIterable<Row[]>, write: Write) {
  let isFirst = true;
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    await write(`${isFirst ? '[\n' : ',\n'}${batch.map(jsonOf).join(',\n')}`);
    isFirst = false;
  }
  await write(isFirst ? '[]\n' : '\n]\n');
}
