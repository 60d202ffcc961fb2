import type { Command } from 'commander';
import type { EraseOptions } from '../actions/erase.ts';
import { jsonOption, lakeOption, stackOption } from '../shared/options.ts';

export function addErase(program: Command): void {
  program
    .command('erase')
    .summary('remove a person, or a contact, from the lake')
    .description(
      'Removes all records of a person, or of one contact, from the whole lake: raw objects, ' +
        'flatfiles, quarantine and table. Shows what it has found and asks before it erases. It leaves ' +
        'a receipt, which names nobody and stops the erased contacts from coming back when their ' +
        'records are delivered or replayed again. If it is cut off, run `erase` again, with or without ' +
        'a target, to complete it. It lists pieces that it cannot search, such as a ZIP archive, and ' +
        'then ends with exit code 1.',
    )
    .option(
      '--customer <address>',
      'erase every contact with a record that holds this address: a phone number, an e-mail address, ' +
        'a SIP address or a URI that reaches a person',
    )
    .option(
      '--contact <id>',
      'erase the contact with this ContactId (the whole id, not its beginning)',
    )
    .option(
      '--attribute <name=value>',
      'erase every contact with a record whose contact attribute NAME has exactly this value',
    )
    .option(
      '--remove-unsearchable',
      'also remove every piece that cannot be searched, whoever it belongs to',
    )
    .option('--yes', 'do not ask before erasing')
    .addOption(stackOption('erase in this deployed stack instead'))
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake erase --customer +441632960961
  contact-lake erase --contact 7f0ae01d-5ad6-4a3b-9c06-08d1ee2f1c11 --yes
  contact-lake erase --customer ann@example.org --stack ContactLake
  contact-lake erase --attribute membership=A-1234
  contact-lake erase                             complete one that was cut off`,
    )
    .action(async (options: EraseOptions) => {
      const { erase } = await import('../actions/erase.ts');
      await erase(options);
    });
}
