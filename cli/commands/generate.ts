import type { Command } from 'commander';
import type { GenerateOptions } from '../actions/generate.ts';
import { jsonOption, wholeNumber } from '../shared/options.ts';

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .summary('write records of a generated contact centre, and answers')
    .description(
      'Simulates a contact centre. Writes the contact records that its stream would deliver to ' +
        'DIR/records/ and the records of other datasets to folders of their own beside it, such as ' +
        'DIR/agent-events/, in files named as they are delivered, what their agents were to do to DIR/schedules/, and the ' +
        'right answers to DIR/answers.json.',
    )
    .requiredOption('--contacts <n>', 'how many contacts to generate', wholeNumber(1))
    .option('--seed <s>', 'the same seed generates the same records', wholeNumber(0), 1)
    .option(
      '--days <n>',
      'the least number of days to simulate (default: two weeks)',
      wholeNumber(1),
    )
    .option(
      '--other-days <days>',
      "write other datasets' records for the last <days> days only (default: all)",
      wholeNumber(0),
    )
    .requiredOption('--out <dir>', 'an empty or new folder')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  contact-lake generate --contacts 50000 --out week\n  contact-lake land week/records',
    )
    .action(async (options: GenerateOptions) => {
      const { generateInto } = await import('../actions/generate.ts');
      await generateInto(options);
    });
}
