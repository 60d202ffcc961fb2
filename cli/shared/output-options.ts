import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { FORMATS, type Format } from '../../terminal/formats.ts';

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
    .option('--wide', 'all columns: a table that has no room leaves out the sums')
    .option('--excel', 'with --format csv: begin with a byte-order mark, and guard formulas')
    .option(
      '--guard-formulas',
      'with --format csv: put an apostrophe before a text that a spreadsheet would run as a formula ' +
        '(default: only if the output is a file)',
    )
    .option('--no-guard-formulas', 'with --format csv: leave every text as it is')
    .hook('preAction', refuseOutInLake);
}

/** Before any work is done for the file. */
async function refuseOutInLake(_: Command, verb: Command): Promise<void> {
  const { out } = verb.opts<OutputOptions>();
  if (out === undefined) return;
  const { refuseLakesOwn } = await import('../../local/lake/users-file.ts');
  await refuseLakesOwn(out);
}

/** The format that is asked for, by its name or by the ending of the file. */
export function formatOf({ format, out = '' }: OutputOptions): Format {
  const ending = extname(out).slice(1);
  return format ?? FORMATS.find((name) => name === ending) ?? 'table';
}
