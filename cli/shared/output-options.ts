import { basename, extname } from 'node:path';
import { type Command, Option } from 'commander';
import { FORMATS, type Format } from '../../terminal/formats.ts';
import { UsageError } from '../../terminal/user-error.ts';

/** The options of verbs that print rows. */
export interface OutputOptions {
  /** Undefined if neither it nor a name by --out chooses one: a table. */
  readonly format?: Format;
  readonly out?: string;
  readonly all?: true;
  readonly wide?: true;
  readonly excel?: true;
  readonly guardFormulas?: boolean;
}

export function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        "how to print (default: by --out's ending, else table)",
      ).choices(FORMATS),
    )
    .option('--out <file>', 'write to this file instead of the screen')
    .option('--all', 'all rows: on a terminal, a table has 40 at most')
    .option('--wide', 'all columns, even those that do not fit the terminal')
    .option('--excel', 'with --format csv: begin with a byte-order mark, and guard formulas')
    .option(
      '--guard-formulas',
      'with --format csv: put an apostrophe before a text that a spreadsheet would run as a formula ' +
        '(default: only if the output is a file)',
    )
    .option('--no-guard-formulas', 'with --format csv: leave every text as it is')
    .hook('preAction', refuseMistakes);
}

/** Runs before the verb's work, so that a wrong option costs no time. */
async function refuseMistakes(_: Command, verb: Command): Promise<void> {
  const options = verb.opts<OutputOptions>();
  refuseOtherFormat(options);
  if (options.out === undefined) return;
  const { refuseLakesOwn } = await import('../../local/lake/users-file.ts');
  await refuseLakesOwn(options.out);
}

/** @throws UsageError if an option does not belong to the format */
function refuseOtherFormat(options: OutputOptions): void {
  const format = formatOf(options);
  const { guardFormulas, excel, wide, out } = options;
  const refuse = (found: string, expected: string) => {
    throw new UsageError(`Found ${found} with --format ${format}, expected ${expected}`);
  };
  if (excel && format !== 'csv') refuse('--excel', 'it with --format csv');
  if (guardFormulas !== undefined && format !== 'csv' && format !== 'tsv') {
    refuse(guardFormulas ? '--guard-formulas' : '--no-guard-formulas', 'it with --format csv');
  }
  if (wide && format !== 'table' && format !== 'md') {
    refuse('--wide', 'it with --format table: all others have every column');
  }
  if (format === 'parquet' && out === undefined) {
    throw new UsageError('Found --format parquet without --out, expected --out FILE');
  }
}

/** The formats by the ending of a file; plain text is a table. */
const ENDINGS: ReadonlyMap<string, Format> = new Map([
  ['txt', 'table'],
  ...FORMATS.filter((name) => name !== 'table').map((name) => [name, name] as const),
]);

/**
 * The format that is asked for, by its name or by the ending of the file.
 * @throws UsageError if the ending is of no format
 */
export function formatOf({ format, out = '' }: OutputOptions): Format {
  // `.csv` alone is an ending, too, though it is the name of a hidden file.
  const ending = extname(`x${basename(out)}`)
    .slice(1)
    .toLowerCase();
  if (format !== undefined || ending === '') return format ?? 'table';
  const found = ENDINGS.get(ending);
  if (found !== undefined) return found;
  const known = [...ENDINGS.keys()].map((name) => `.${name}`).join(', ');
  throw new UsageError(`Found --out ${out}, expected an ending such as ${known}, or --format`);
}
