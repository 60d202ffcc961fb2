import { type Command, Option } from 'commander';
import type { ContactsOptions } from '../actions/list-contacts.ts';
import { addContactOptions } from '../shared/contact-options.ts';
import { counted } from '../shared/counted.ts';
import { addDayOptions } from '../shared/day-options.ts';
import { lakeOption, wholeNumber } from '../shared/options.ts';
import { addOutputOptions } from '../shared/output-options.ts';

const USUAL_LIMIT = 40;

export function addContacts(program: Command): void {
  const verb = program
    .command('contacts')
    .summary('list contacts, the newest first')
    .description(
      'Lists contacts, the newest first, with their waits, handle times and how they ended. Days ' +
        "are those of the end, as in Connect's own reports. No address and no attribute is shown.",
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

const WAITS = {
  s: { word: 'second', least: 0, most: 999_999, seconds: 1 },
  m: { word: 'minute', least: 0, most: 999_999, seconds: 60 },
  h: { word: 'hour', least: 0, most: 999_999, seconds: 3600 },
  '': { word: '', least: 0, most: 999_999, seconds: 1 },
};

function seconds(text: string): number {
  const { count, unit } = counted(text, WAITS, 'a time such as 90s, 2m or 1h');
  return count * WAITS[unit].seconds;
}
