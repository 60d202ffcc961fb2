import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { batchesOf } from '../../local/duckdb/duckdb.ts';
import { describeRowError, describeSqlError } from '../../local/duckdb/engine-errors.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { refuseUnknownAttribute } from '../../local/query/attributes.ts';
import { tellInstances } from '../../local/query/instances.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { arraysOfRows, refuseDifferent } from '../../queries/reader/athena-dialect.ts';
import {
  attributeAsked,
  listSavedQueries,
  liveName,
  overLiveViews,
  readSavedQuery,
  type SavedQuery,
  withParameters,
} from '../../queries/reader/saved-queries.ts';
import {
  doesMoreThanRead,
  oneStatement,
  refuseChanging,
} from '../../queries/reader/sql-statements.ts';
import { jsonOf } from '../../terminal/control-characters.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { LaidOutError, UserError } from '../../terminal/user-error.ts';
import { lakeOption } from '../shared/options.ts';
import { addOutputOptions, type OutputOptions, rowsPrinter } from '../shared/output.ts';
import {
  type AthenaOptions,
  addAthenaOptions,
  queryAthena,
  refuseAthenasPlace,
} from './query-athena.ts';

/** Characters a line of the list of queries. */
const LIST_WIDTH = 80;

/** What the engine itself takes for reading. */
const READING_TYPES = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

interface QueryOptions extends AthenaOptions, OutputOptions {
  lake: string;
  sql?: string;
  live?: true;
  param: Record<string, string>;
}

export function addQuery(program: Command): void {
  const query = program.command('query');
  addOutputOptions(addAthenaOptions(query))
    .summary('ask the lake a saved query, or SQL of your own')
    .description(
      'Asks the lake, or with --stack a deployed one: one of the saved queries by its name, or SQL ' +
        `in Athena's dialect over the tables ${dataset.name}, contact_facts and quarantine. ` +
        `${liveName(dataset.name)} and contact_facts_live have what is not converted yet, too.`,
    )
    .argument('[name]', 'a saved query; `contact-lake queries` lists them')
    .option('--sql <text>', 'SQL in place of a saved query')
    .addOption(
      new Option(
        '--param <name=value>',
        'a value for a parameter of the saved query; may be repeated',
      )
        .default({}, "the query's own")
        .argParser(collectParameter),
    )
    .option('--live', 'of a saved query: take in contacts that are not converted yet, too')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      `
Examples:
  contact-lake query contacts-by-day-and-channel
  contact-lake query service-level-by-queue-and-day --param service_level_seconds=30
  contact-lake query agent-summary --format csv > agents.csv
  contact-lake query --sql "SELECT channel, count(*) FROM contact_facts GROUP BY channel"
  contact-lake query longest-waits --param instance=11111111-2222-4333-8444-555555555555
  contact-lake query longest-waits --stack ContactLake
  contact-lake query volume-by-interval --stack ContactLake --live`,
    )
    .action(async (name: string | undefined, options: QueryOptions) => {
      const sql = sqlFor(name, options);
      const print = rowsPrinter(options);
      if (options.engine === 'athena') {
        refuseChanging(sql);
        return queryAthena(sql, print, options);
      }
      refuseAthenasPlace(options);
      const lake = await openLake(options.lake);
      const answer = async (connection: DuckDBConnection) => {
        const isLive = options.live ?? false;
        const attribute = name
          ? attributeAsked(readSavedQuery(QUERIES, name), options.param)
          : null;
        if (attribute !== null)
          await refuseUnknownAttribute(connection, dataset, attribute, isLive);
        if (name !== undefined) {
          const facts = isLive ? liveName('contact_facts') : 'contact_facts';
          await tellInstances(connection, facts, options.param.instance);
        }
        const statement = await prepared(connection, sql);
        try {
          const result = await statement.stream();
          await print(result.columnNames(), batchesOf(result));
        } catch (error) {
          throw cannotRun(describeRowError((error as Error).message, sql), error);
        }
      };
      await whileAsking(lake, dataset, answer, sql);
    });

  program
    .command('queries')
    .summary('list the saved queries')
    .description(
      'Lists the saved queries: the question each answers, and its parameters with their defaults, ' +
        'as `query --param` takes them.',
    )
    .option('--json', 'print the list, with all that the queries say of themselves, as JSON')
    .addHelpText('after', '\nExample:\n  contact-lake queries')
    .action((options: { json?: boolean }) => {
      const queries = listSavedQueries(QUERIES);
      process.stdout.write(
        options.json
          ? `${jsonOf(queries.map(({ sql, ...query }) => query))}\n`
          : `${queries.map(entry).join('\n\n')}\n`,
      );
    });
}

/** Its name, its question, its parameters: `time_zone=UTC rows_shown=20`. */
function entry({ name, question, parameters }: SavedQuery): string {
  const values = parameters.map((parameter) => `${parameter.name}=${parameter.default}`);
  return [name, ...indented(question.split(' ')), ...indented(values)].join('\n');
}

/** The words in as many lines as it takes. */
function indented(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= LIST_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`  ${word}`);
  }
  return lines;
}

function sqlFor(name: string | undefined, { sql, live, param }: QueryOptions): string {
  if (name !== undefined && sql !== undefined) {
    throw new UserError(`Found both the saved query ${name} and --sql, expected one of them`);
  }
  if (name !== undefined) {
    const query = readSavedQuery(QUERIES, name);
    return withParameters(live ? overLiveViews(QUERIES, query) : query, param);
  }
  if (sql === undefined || sql.trim() === '') {
    throw new UserError('Found neither the name of a saved query nor --sql, expected one of them');
  }
  if (Object.keys(param).length > 0) {
    throw new UserError('Found --param with --sql, expected it with a saved query only');
  }
  if (live) {
    throw new UserError(
      'Found --live with --sql, expected it with a saved query only: SQL names contact_facts_live itself',
    );
  }
  return oneStatement(sql);
}

/**
 * The statement, checked by the engine that is to run it, before any row is read.
 * @throws UserError if it is not understood, or does more than read
 */
async function prepared(connection: DuckDBConnection, sql: string) {
  const statement = await connection
    .extractStatements(sql)
    .then((statements) => {
      refuseChanging(sql);
      refuseDifferent(sql, arraysOfRows(tableFields(dataset)));
      return statements.prepare(0);
    })
    .catch((error: Error) => {
      throw error instanceof UserError ? error : cannotRun(describeSqlError(error.message), error);
    });
  if (READING_TYPES.has(statement.statementType)) return statement;
  throw doesMoreThanRead(StatementType[statement.statementType]);
}

function cannotRun(said: string, cause: unknown): UserError {
  return new LaidOutError(`The query cannot be run: ${said}`, { cause });
}

function collectParameter(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError(`found ${text}, expected name=value`);
  }
  return { ...before, [name]: value };
}
