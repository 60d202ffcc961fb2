import type { Command } from 'commander';
import type { TodayOptions } from '../actions/show-today.ts';
import { jsonOption, lakeOption } from '../shared/options.ts';

export function addToday(program: Command): void {
  program
    .command('today')
    .summary('how the newest day goes: targets, where it hurts, since when')
    .description(
      'Shows the newest day so far in a dozen lines: each channel against its target and the same ' +
        'weekday a week before, the queues that are short of their targets and since when, and the ' +
        'longest waits. Contacts count when they enter the queue.',
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  contact-lake today')
    .action(async (options: TodayOptions) => {
      const { showToday } = await import('../actions/show-today.ts');
      await showToday(options);
    });
}
