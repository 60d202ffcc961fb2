import type { Command } from 'commander';
import { lakeOption, wholeNumber } from '../shared/options.ts';
import { runDemo } from '../shared/run-demo.ts';

interface DemoOptions {
  contacts: number;
  seed: number;
  lake: string;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .summary('all of it, on a made-up contact centre')
    .description(
      'Generates contacts, takes them through every stage, holds every answer against the ' +
        "simulation's own, prints some and writes the page. Needs no account and ends by itself.",
    )
    .option('--contacts <n>', 'how many contacts', wholeNumber(1), 20_000)
    .option('--seed <s>', 'the same seed makes the same contacts', wholeNumber(0), 1)
    .addOption(lakeOption())
    .addHelpText(
      'after',
      '\nExample:\n  contact-lake demo --contacts 50000 --seed 7 --lake demo-lake',
    )
    .action((options: DemoOptions) => runDemo(options));
}
