import type { Command } from 'commander';
import type { DemoOptions } from '../actions/run-demo.ts';
import { parseDay } from '../shared/day-options.ts';
import { lakeOption, wholeNumber } from '../shared/options.ts';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('try everything on a generated contact centre')
    .description(
      'Generates contacts, takes them through every stage, compares every answer with what the ' +
        'simulation itself has counted, prints some answers and writes the dashboard. Needs no ' +
        'account.',
    )
    .option('--contacts <n>', 'how many contacts to generate', wholeNumber(1), 20_000)
    .option(
      '--seed <s>',
      'the same seed and last day generate the same contacts',
      wholeNumber(0),
      1,
    )
    .option(
      '--last-day <day>',
      'the last of five weeks; it ends at 14:00 (default: the newest weekday)',
      parseDay,
    )
    .addOption(lakeOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake demo --contacts 50000 --seed 7 --lake demo-lake',
    )
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('../actions/run-demo.ts');
      await runDemo(options);
    });
}
