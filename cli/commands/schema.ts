import type { Command } from 'commander';
import type { SchemaOptions } from '../actions/show-schema.ts';
import { lakeOption } from '../shared/options.ts';
import { addOutputOptions } from '../shared/output-options.ts';

export function addSchema(program: Command): void {
  addOutputOptions(program.command('schema'))
    .summary('show what SQL can ask for: tables, columns, attributes')
    .description(
      'Lists the tables and views; with the name of one, its columns with types and meanings; with ' +
        '`attributes`, the attributes of the contacts and how many contacts have each.',
    )
    .argument('[table]', 'a table or view, or `attributes`')
    .option(
      '--examples',
      'with `attributes`: show the commonest values of each, which may be personal data',
    )
    .addOption(lakeOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake schema
  contact-lake schema contact_facts
  contact-lake schema attributes --examples`,
    )
    .action(async (table: string | undefined, options: SchemaOptions) => {
      const { showSchema } = await import('../actions/show-schema.ts');
      await showSchema(table, options);
    });
}
