import { type Command, Option } from 'commander';
import type { ContactsOptions } from '../actions/list-contacts.ts';
import { addContactOptions } from '../shared/contact-options.ts';
import { addDayOptions } from '../shared/day-options.ts';
import { lakeOption, refused, wholeNumber } from '../shared/options.ts';
import { addOutputOptions } from '../shared/output-options.ts';

const USUAL_LIMIT = 40;

export function addContacts(program: Command): void {
  const verb = program
    .command('contacts')
    .summary('list contacts, the newest first')
    .description(
      'Lists contacts, the newest first, with their waits, handle times and how they ended. Days ' +
        'are those of the end, as in Connect’s own reports. No address and no attribute is shown.',
    );
  addOutputOptions(addDayOptions(addContactOptions(verb)))
    .addOption(
      new Option('--abandoned', 'only contacts that left the queue for good without an agent'),
    )
    .addOption(
      new Option('--answered', 'only contacts that an agent answered from a queue').conflicts(
        'abandoned',
      ),
    )
    .addOption(
      new Option(
        '--min-wait <time>',
        'only contacts that waited this long or longer: 90s, 2m, 1h',
      ).argParser(seconds),
    )
    .addOption(
      new Option('--limit <contacts>', 'how many at most')
        .default(USUAL_LIMIT)
        .argParser(wholeNumber(1)),
    )
    .addOption(lakeOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake contacts --abandoned --today
  contact-lake contacts --queue Claims --min-wait 2m --last 7d
  contact-lake contacts --agent agent-007 --limit 1000 --out contacts.csv`,
    )
    .action(async (options: ContactsOptions) => {
      const { listContacts } = await import('../actions/list-contacts.ts');
      await listContacts(options);
    });
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

function seconds(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smh]?)$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * UNITS[unit || 's']!;
  throw refused(text, 'a time such as 90s, 2m or 1h');
}
