import { type Command, Option } from 'commander';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import { GRAINS } from '../../queries/grains.ts';
import { liveName } from '../../queries/reader/views.ts';
import type { QueryOptions } from '../actions/query.ts';
import { addAthenaOptions } from '../shared/athena-options.ts';
import { addContactOptions } from '../shared/contact-options.ts';
import { addDayOptions } from '../shared/day-options.ts';
import { lakeOption, refused } from '../shared/options.ts';
import { addOutputOptions } from '../shared/output-options.ts';

export function addQuery(program: Command): void {
  const command = program
    .command('query')
    .summary('run a saved query, or SQL of your own')
    .description(
      'Runs one of the saved queries by its name, or your own SQL, on a lake or, with --stack, on a ' +
        `deployed stack. SQL is in Athena's dialect; the tables and views are ${datasets.map(({ name }) => name).join(', ')}, contact_facts, ` +
        `${QUARANTINE_TABLE} and ${SCHEDULES_TABLE}. ${liveName(dataset.name)} and ${liveName('contact_facts')} also hold the contacts ` +
        'that are not converted yet.',
    )
    .argument('[name]', 'a saved query; `contact-lake queries` lists them')
    .option('--sql <text>', 'SQL to run instead of a saved query')
    .addOption(
      new Option(
        '--param <name=value>',
        'a value for a parameter of the saved query; may be repeated',
      )
        .default({}, "the query's own")
        .argParser(collectParameter),
    )
    .option('--live', 'let a saved query also count contacts that are not converted yet');
  addDayOptions(command);
  addContactOptions(command)
    .addOption(
      new Option('--by <period>', 'with service-level: the length of a period').choices(GRAINS),
    )
    .option('--together', 'with service-level: all queues together, a row for each period');
  addOutputOptions(addAthenaOptions(command.addOption(lakeOption())))
    .addHelpText(
      'after',
      `
Examples:
  contact-lake query contacts-by-day-and-channel
  contact-lake query service-level --last 7d --together
  contact-lake query service-level --yesterday --queue Claims --by hour
  contact-lake query agent-summary --yesterday --channel VOICE
  contact-lake query agent-summary --format csv > agents.csv
  contact-lake query --sql "SELECT count(*) AS contacts FROM contact_facts"
  contact-lake query longest-waits --param rows_shown=20
  contact-lake query longest-waits --stack ContactLake
  contact-lake query volume-by-interval --stack ContactLake --live`,
    )
    .action(async (name: string | undefined, options: QueryOptions) => {
      const { query } = await import('../actions/query.ts');
      await query(name, options);
    });

  program
    .command('queries')
    .summary('list the saved queries')
    .description(
      'Lists the saved queries with the questions that they answer; with a name, the columns of one, and its ' +
        'parameters with their defaults, in the form that `query --param` takes.',
    )
    .argument('[name]', 'a saved query')
    .option('--json', 'print the list as JSON, with everything in the headers of the query files')
    .addHelpText(
      'after',
      '\nExamples:\n  contact-lake queries\n  contact-lake queries service-level',
    )
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { listQueries } = await import('../actions/list-queries.ts');
      await listQueries(name, json);
    });
}

function collectParameter(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw refused(text, 'name=value');
  }
  return { ...before, [name]: value };
}
