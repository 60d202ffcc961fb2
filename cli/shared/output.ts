import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { writeUsersFile } from '../../local/lake/users-file.ts';
import { visibleInLine, writeAsIs } from '../../terminal/control-characters.ts';
import { wrapped } from '../../terminal/draw-table.ts';
import type { Units } from '../../terminal/for-people.ts';
import { type Layout, type TextFormat, writeRows } from '../../terminal/render-rows.ts';
import type { Row } from '../../terminal/row.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { formatOf, type OutputOptions } from './output-options.ts';
import { widthOfOutput } from './output-width.ts';

/** What is known about rows beside their values. */
export interface AboutRows {
  readonly units?: Units | undefined;
  /** The columns that a narrow terminal keeps, the most wanted first. */
  readonly narrow?: readonly string[] | undefined;
  /** What the last line of a table says: zone and days. */
  readonly about?: string | undefined;
}

/** Prints the rows of an answer, to the screen or to the file of the options, and counts them. */
export type PrintRows = (
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  about?: AboutRows,
) => Promise<number>;

/** Rows that are all there at once, as a printer takes them. */
export async function* inOneBatch(rows: readonly Row[]): AsyncGenerator<Row[]> {
  yield [...rows];
}

/** Rows of a table on a terminal; --all shows the others. */
const MOST_ROWS = 40;

/**
 * A function that prints rows and waits while their reader is slow. Values go to a file or a program
 * byte for byte; control characters are spelled out only for a terminal.
 * @throws UsageError if the format is Parquet
 */
export function rowsPrinter(options: OutputOptions): PrintRows {
  const format = formatOf(options);
  if (format === 'parquet') {
    throw new UsageError('Found --format parquet, which this verb cannot write');
  }
  const { out } = options;
  return async (columns, batches, about = {}) => {
    if (out !== undefined) return toFile(out, format, columns, batches, layoutOf(options, about));
    if (format === 'table' && process.stdout.isTTY && process.env.PAGER) {
      return throughPager(process.env.PAGER, columns, batches, layoutOf(options, about));
    }
    const layout = {
      ...layoutOf(options, about),
      width: widthOfOutput(),
      most: process.stdout.isTTY && !options.all ? MOST_ROWS : undefined,
    };
    return writeRows(format, columns, batches, printerOf(format), layout);
  };
}

function layoutOf(
  { wide, excel, guardFormulas, out }: OutputOptions,
  { units, narrow, about }: AboutRows,
): Layout {
  const isFile = out !== undefined || isFileBehind(process.stdout.fd);
  return {
    isWide: wide,
    isGuarded: guardFormulas ?? (excel || isFile),
    isMarked: excel,
    units,
    narrow,
    about,
  };
}

async function toFile(
  file: string,
  format: TextFormat,
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  layout: Layout,
): Promise<number> {
  let count = 0;
  await writeUsersFile(file, async (path) => {
    const stream = createWriteStream(path);
    await once(stream, 'open');
    const failed = once(stream, 'error').then(([error]) => {
      throw error;
    });
    failed.catch(() => {});
    const write = async (text: string) => {
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed]);
    };
    count = await writeRows(format, columns, batches, write, layout);
    stream.end();
    await Promise.race([once(stream, 'close'), failed]);
  });
  sayWritten(file, count);
  return count;
}

/** Prints what the file holds now. */
export function sayWritten(file: string, count: number): void {
  process.stdout.write(`Wrote ${countOf(count, 'row')} to ${visibleInLine(file)}.\n`);
}

/** Shows a table that is longer than the terminal in the user's pager. */
async function throughPager(
  pager: string,
  columns: readonly string[],
  batches: AsyncIterable<Row[]>,
  layout: Layout,
): Promise<number> {
  const { stdout } = process;
  let text = '';
  const width = stdout.columns;
  const count = await writeRows('table', columns, batches, (part) => (text += part), {
    ...layout,
    width,
  });
  if (text.split('\n').length <= stdout.rows) {
    stdout.write(text);
    return count;
  }
  const shown = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
  // A reader who leaves the pager early has seen enough.
  shown.stdin.on('error', () => {});
  shown.stdin.end(text);
  await once(shown, 'close');
  return count;
}

/** Prints a sentence, in a terminal with its lines broken between words. */
export function printSentence(text: string): void {
  const width = widthOfOutput();
  const line = visibleInLine(text);
  process.stdout.write(`${width === undefined ? line : wrapped(line, width).join('\n')}\n`);
}

function printerOf(format: TextFormat) {
  const { stdout } = process;
  const isData = format === 'csv' || format === 'tsv';
  const write = (text: string) => {
    if (!isData) return stdout.write(text);
    return stdout.isTTY ? stdout.write(text.replaceAll('\r\n', '\n')) : writeAsIs(stdout, text);
  };
  return (text: string) => drained(stdout, write(text));
}

async function drained(stream: Writable, hasRoom: boolean): Promise<void> {
  if (!hasRoom) await once(stream, 'drain');
}

function isFileBehind(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
