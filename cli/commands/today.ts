import type { Command } from 'commander';
import type { TodayOptions } from '../actions/show-today.ts';
import { jsonOption, lakeOption } from '../shared/options.ts';

export function addToday(program: Command): void {
  program
    .command('today')
    .summary('how the newest day goes: targets, where it hurts, since when')
    .description(
      'Shows the newest day so far: each channel against its target and the mean of the same weekdays ' +
        'before, the queues that are most short of their targets and when, and the longest waits. ' +
        'Contacts count when they enter the queue. Each queue and channel is measured on its own, in whole ' +
        'contacts: one ahead of its target does not make up for one behind. Where the lake has agent ' +
        'events, contact events or flow logs, it also shows who is online and how busy, who waits, ' +
        'and where contacts left within the flows; the times are those of the newest events.',
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  contact-lake today')
    .action(async (options: TodayOptions) => {
      const { showToday } = await import('../actions/show-today.ts');
      await showToday(options);
    });
}
