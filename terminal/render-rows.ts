import { setImmediate } from 'node:timers/promises';
import { jsonOf, visibleInLine } from './control-characters.ts';
import { drawTable, wrapped } from './draw-table.ts';
import { forPeople, haveTimes, namesForPeople, type Units } from './for-people.ts';
import type { Format } from './formats.ts';
import { guarded } from './guard-formulas.ts';
import type { Row } from './row.ts';
import { countOf, formatCount } from './wording.ts';

/** Takes text, and may return a promise of room for more. */
type Write = (text: string) => unknown;

/** How rows are laid out. */
export interface Layout {
  /** The width of the terminal, in characters; undefined if there is no terminal, and nothing is wrapped. */
  readonly width?: number | undefined;
  /** The most rows of a table; without it, all. */
  readonly most?: number | undefined;
  /** Whether a table keeps the columns that it would leave out. */
  readonly isWide?: boolean | undefined;
  readonly units?: Units | undefined;
  /** The columns that a narrow terminal keeps, the most wanted first; without it, all. */
  readonly narrow?: readonly string[] | undefined;
  /** What the last line of a table says about the rows: zone and days. */
  readonly about?: string | undefined;
  /** For CSV and TSV: whether texts that a spreadsheet would take for formulas are guarded. */
  readonly isGuarded?: boolean | undefined;
  /** For CSV: whether it begins with a byte-order mark, by which Excel knows UTF-8. */
  readonly isMarked?: boolean | undefined;
}

/** The forms that rows can be written in as text. */
export type TextFormat = Exclude<Format, 'parquet'>;

type Writer = (
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  write: Write,
  layout: Layout,
) => Promise<number>;

/** Gives each batch to `take`. @returns the number of rows */
async function inTurn(
  batches: AsyncIterable<Row[]>,
  take: (batch: Row[]) => unknown,
): Promise<number> {
  let count = 0;
  for await (const batch of batches) {
    if (batch.length > 0) await take(batch);
    count += batch.length;
  }
  return count;
}

const writeTable: Writer = async (columns, batches, write, layout) => {
  const { width, most = Number.POSITIVE_INFINITY, isWide = false, units, narrow = [] } = layout;
  const rows: Row[] = [];
  const count = await inTurn(batches, (batch) =>
    rows.push(...batch.slice(0, Math.max(0, most - rows.length))),
  );
  const names = namesForPeople(columns, units);
  const wanted = narrow.flatMap((name) => names[columns.indexOf(name)] ?? []);
  const cells = forPeople(columns, rows, units, isWide);
  const { parts, leftOut } = drawTable(cells, width, { isWide, wanted });
  for (const part of parts) {
    await write(part);
    await setImmediate();
  }
  const said = notes(columns, count, rows.length, leftOut, layout);
  const lines = width === undefined ? said : said.flatMap((note) => wrapped(note, width));
  for (const line of lines) await write(`${line}\n`);
  return count;
};

/** The last lines, below a table. */
function notes(
  columns: readonly string[],
  count: number,
  shown: number,
  leftOut: readonly string[],
  { units, about }: Layout,
): string[] {
  const facts = [
    ...(about === undefined ? [] : [visibleInLine(about)]),
    ...(count > 0 && haveTimes(columns, units) ? ['times are m:ss or h:mm:ss'] : []),
  ];
  return [
    ...(count > shown
      ? [`${formatCount(shown)} of ${countOf(count, 'row')}; --all shows them, or --format csv`]
      : []),
    ...(leftOut.length > 0 ? [`No room for ${inShort(leftOut)}: --wide shows all columns`] : []),
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
  ];
}

/** With more names the line would be too long. */
const MOST_NAMED = 3;

function inShort(names: readonly string[]): string {
  return names.length > MOST_NAMED ? countOf(names.length, 'column') : names.join(', ');
}

/** CSV by RFC 4180, with a line of names. Null is empty, and an empty text is "". */
const writeCsv: Writer = async (columns, batches, write, { isGuarded, isMarked }) => {
  const guard = isGuarded ? guarded : (text: string) => text;
  const line = (values: readonly Row[string][]) =>
    `${values.map((value) => csvField(value, guard)).join(',')}\r\n`;
  await write((isMarked ? '\ufeff' : '') + line(columns));
  return inTurn(batches, (batch) =>
    write(batch.map((row) => line(columns.map((name) => row[name] ?? null))).join('')),
  );
};

function csvField(value: Row[string], guard: (text: string) => string): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = textOf(value);
  const safe = guard(text);
  const isQuoted = safe === '' || safe !== text || /[",\r\n]/.test(safe);
  return isQuoted ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Values between tabs; a tab or a line break within a value is spelled out. */
const writeTsv: Writer = async (columns, batches, write, { isGuarded }) => {
  const field = (value: Row[string]) => {
    const text = value === null ? '' : textOf(value);
    const safe = isGuarded && typeof value !== 'number' ? guarded(text) : text;
    return safe.replace(/[\\\t\r\n]/g, (found) => TSV_ESCAPES[found]!);
  };
  const line = (values: readonly Row[string][]) => `${values.map(field).join('\t')}\n`;
  await write(line(columns));
  return inTurn(batches, (batch) =>
    write(batch.map((row) => line(columns.map((name) => row[name] ?? null))).join('')),
  );
};

const TSV_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\r': '\\r',
  '\n': '\\n',
};

function textOf(value: Exclude<Row[string], null>): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A JSON array of objects, one on each line. */
const writeJson: Writer = async (_, batches, write) => {
  let isFirst = true;
  const count = await inTurn(batches, (batch) => {
    const text = `${isFirst ? '[\n' : ',\n'}${batch.map(jsonOf).join(',\n')}`;
    isFirst = false;
    return write(text);
  });
  await write(isFirst ? '[]\n' : '\n]\n');
  return count;
};

/** A table in Markdown, for people as a table on the screen is. */
const writeMarkdown: Writer = async (columns, batches, write, { units, isWide = false }) => {
  const rows: Row[] = [];
  const count = await inTurn(batches, (batch) => rows.push(...batch));
  const cells = forPeople(columns, rows, units, isWide);
  const line = (texts: readonly string[]) => `| ${texts.map(inMarkdown).join(' | ')} |\n`;
  const rule = cells.isRight.map((isRight) => (isRight ? '---:' : '---'));
  await write(`${line(cells.names)}| ${rule.join(' | ')} |\n`);
  await write(cells.rows.map(line).join(''));
  return count;
};

/** The text without any effect as Markdown or HTML. */
function inMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*[\]|~]/g, '\\$&')
    .replaceAll('\n', '<br>');
}

const WRITERS: Readonly<Record<TextFormat, Writer>> = {
  table: writeTable,
  csv: writeCsv,
  tsv: writeTsv,
  json: writeJson,
  jsonl: (_, batches, write) =>
    inTurn(batches, (batch) => write(batch.map((row) => `${jsonOf(row)}\n`).join(''))),
  md: writeMarkdown,
};

/**
 * Writes rows as they arrive. Only a table waits for the last row, to know the widths of its columns.
 * @returns the number of rows
 */
export async function writeRows(
  format: TextFormat,
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  write: Write,
  layout: Layout = {},
): Promise<number> {
  return WRITERS[format](columns, batches, write, layout);
}
