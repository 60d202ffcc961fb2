import { type Command, Option } from 'commander';
import { FORMATS, type Format } from '../../terminal/formats.ts';

/** The options of verbs that print rows. */
export interface OutputOptions {
  readonly format: Format;
  readonly guardFormulas?: boolean;
}

export function addOutputOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('table'))
    .option(
      '--guard-formulas',
      'with --format csv: put an apostrophe before a text that a spreadsheet would run as a formula ' +
        '(default: only if the output is a file)',
    )
    .option('--no-guard-formulas', 'with --format csv: leave every text as it is');
}
