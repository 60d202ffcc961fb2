import { type Command, Option } from 'commander';
import type { SqlOptions } from '../actions/sql-prompt.ts';
import { lakeOption } from '../shared/options.ts';

export function addSql(program: Command): void {
  program
    .command('sql')
    .summary('ask in SQL, statement by statement')
    .description(
      "A prompt for SQL that only reads, in Athena's dialect. A statement may have several lines and ends " +
        'with a semicolon; \\? lists the commands. Statements are kept for the next time in ' +
        "~/.local/state/contact-lake/sql-history. Personal data is not stored: string literals become '…', and a " +
        'statement with an address or a long number outside them is left out. ' +
        'Without a terminal, it runs the statements from standard input, up to the first that fails.',
    )
    .addOption(
      new Option('--no-history', 'neither read nor keep the statements of earlier prompts'),
    )
    .addOption(lakeOption())
    .addHelpText('after', '\nExamples:\n  contact-lake sql\n  echo "SELECT 1;" | contact-lake sql')
    .action(async (options: SqlOptions) => {
      const { sqlPrompt } = await import('../actions/sql-prompt.ts');
      await sqlPrompt(options);
    });
}
