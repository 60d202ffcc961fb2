import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { writeAsIs } from '../../terminal/control-characters.ts';
import type { Format } from '../../terminal/formats.ts';
import { writeRows } from '../../terminal/render-rows.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';
import type { OutputOptions } from './output-options.ts';

/**
 * A function that prints rows to standard output and waits while its reader is slow. CSV goes to a
 * file or a program byte for byte; control characters are spelled out only for a terminal.
 * @throws UserError if an option about formulas is given with another format than CSV
 */
export function rowsPrinter({ format, guardFormulas }: OutputOptions) {
  if (format !== 'csv' && guardFormulas !== undefined) {
    const found = guardFormulas ? '--guard-formulas' : '--no-guard-formulas';
    throw new UserError(`Found ${found} with --format ${format}, expected it with --format csv`);
  }
  const isGuarded = guardFormulas ?? isFile(process.stdout.fd);
  return (columns: readonly string[], batches: AsyncIterable<Row[]>) =>
    writeRows(format, columns, batches, printerOf(format), process.stdout.columns, isGuarded);
}

function printerOf(format: Format) {
  const { stdout } = process;
  const write = (text: string) => {
    if (format !== 'csv') return stdout.write(text);
    return stdout.isTTY ? stdout.write(text.replaceAll('\r\n', '\n')) : writeAsIs(stdout, text);
  };
  return async (text: string) => {
    if (!write(text)) await once(stdout, 'drain');
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Prints the rows of an answer. */
export type PrintRows = ReturnType<typeof rowsPrinter>;
