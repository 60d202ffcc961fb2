import { type Command, Option } from 'commander';
import type { ContactDetailOptions } from '../actions/show-contact.ts';
import { jsonOption, lakeOption, refused } from '../shared/options.ts';

export function addContact(program: Command): void {
  program
    .command('contact')
    .summary('show one contact from the first segment to the last')
    .description(
      'Shows the journey of a contact: its segments in order, with queue, wait, agent, talk, hold, ' +
        'after-contact work and how each ended; and what other datasets of the lake know: its way ' +
        "through the flows, its analysis by Contact Lens, its evaluations. The customer's address " +
        'and the transcript are never shown, of the attributes only the names, and of issues the ' +
        'words only as the redacted file has them.',
    )
    .argument('<id>', 'its id, or a beginning of it that no other has', beginning)
    .addOption(
      new Option('--attributes', 'show the values of the attributes, which may be personal data'),
    )
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  contact-lake contacts --abandoned --limit 5\n  contact-lake contact 36ef1131',
    )
    .action(async (id: string, options: ContactDetailOptions) => {
      const { showContact } = await import('../actions/show-contact.ts');
      await showContact(id, options);
    });
}

function beginning(text: string): string {
  if (text.trim() !== '') return text;
  throw refused(text, 'an id or a beginning of it');
}
