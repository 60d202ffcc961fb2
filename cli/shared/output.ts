import { once } from 'node:events';
import { fstatSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { writeAsIs } from '../../terminal/control-characters.ts';
import { FORMATS, type Format, writeRows } from '../../terminal/render-rows.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';

/** As the options say. */
export interface OutputOptions {
  readonly format: Format;
  readonly guardFormulas?: boolean;
}

/** Adds them. */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('table'))
    .option(
      '--guard-formulas',
      'of csv: put an apostrophe before texts that a spreadsheet would take for a formula ' +
        '(default: if the output is a file)',
    )
    .option('--no-guard-formulas', 'of csv: leave every text as it is');
}

/**
 * Prints rows to standard output, and waits for whoever reads slowly. CSV for a file or a program
 * has its bytes as they are; a terminal is given none that it would take for a command.
 * @returns what prints them
 * @throws UserError if formulas are to be guarded where there is none
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

/** What prints rows as the options say. */
export type PrintRows = ReturnType<typeof rowsPrinter>;
