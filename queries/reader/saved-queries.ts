/** Reads the saved queries and their heads. `queries/README.md` has the grammar of a query file. */

import { join } from 'node:path';
import { UsageError, UserError } from '../../terminal/user-error.ts';
import { inOtherWords } from './field-words.ts';
import { type Named, nearNames } from './near-names.ts';
import { type Parametrised, parametersOf } from './parameters.ts';
import { readText, sqlFiles } from './sql-files.ts';

export interface QueryColumn {
  /** The name in the query: `wait_seconds_sum`. */
  readonly name: string;
  /** The unit or the type of the values: `contacts`, `seconds`, `share 0..1`, `date`, `text`… */
  readonly unit: string;
  readonly meaning: string;
}

/** Its name is that of its file without `.sql`. */
export interface SavedQuery extends Parametrised {
  readonly question: string;
  /** One of `GROUPS`; null if the file names none. */
  readonly group: string | null;
  /** The meaning of a row: `one row per day and channel`. */
  readonly grain: string;
  /** The moment that decides the day of a contact: `disconnect; a contact counts when…`. */
  readonly time: string;
  /** The kind of chart, then what it draws: `line: contacts_created over day, a line per channel`. */
  readonly chart: string;
  /** The columns that a narrow terminal keeps, the most wanted first; none if it needs all. */
  readonly narrow: readonly string[];
  /** In the order of the result. */
  readonly columns: readonly QueryColumn[];
}

/** What saved queries are about, in the order in which they are listed. */
export const GROUPS = ['Service', 'Volume', 'People', 'Customers', 'Data'] as const;

const MACROS_FILE = 'duckdb-macros.sql';
const COLUMN_LINE = /^-- {3}([a-z0-9_]+), ([^:]+): (.+)$/;

/** All saved queries in the directory, by name. */
export function listSavedQueries(directory: string): SavedQuery[] {
  return queryNames(directory).map((name) => readQueryFile(directory, name));
}

/** The unit of each of the query's columns. */
export function unitsOf({ columns }: SavedQuery): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map(({ name, unit }) => [name, unit]));
}

/** One saved query. @throws UsageError if there is no file of this name */
export function readSavedQuery(directory: string, name: string): SavedQuery {
  const names = queryNames(directory);
  if (names.includes(name)) return readQueryFile(directory, name);
  const near = nearQueries(name, listSavedQueries(directory));
  const hint =
    near.length === 0
      ? 'the verb `queries` lists them'
      : `the nearest name${near.length === 1 ? ' is' : 's are'} ${near.join(', ')}`;
  throw new UsageError(`There is no saved query "${name}"; ${hint}`);
}

function nearQueries(name: string, queries: readonly SavedQuery[]): string[] {
  const named: Named[] = queries.map((query) => ({
    name: query.name,
    about: [query.question, ...query.columns.map((column) => column.name)],
  }));
  return nearNames(inOtherWords(name), named);
}

/** The statements that make DuckDB read Athena's SQL, for each connection, before the views. */
export function readMacros(directory: string): string {
  return readText(join(directory, MACROS_FILE));
}

function queryNames(directory: string): string[] {
  return sqlFiles(directory).filter((name) => `${name}.sql` !== MACROS_FILE);
}

function readQueryFile(directory: string, name: string): SavedQuery {
  const path = join(directory, `${name}.sql`);
  const sql = readText(path);
  const header = sql.slice(0, sql.search(/^(?!--)/m)).split('\n');
  const field = (title: string) => {
    const line = header.find((candidate) => candidate.startsWith(`-- ${title}: `));
    if (!line) throw new UserError(`The head of ${path} has no line "-- ${title}: …"`);
    return line.slice(`-- ${title}: `.length);
  };
  return {
    name,
    question: field('Question'),
    group: /^-- Group: (.+)$/m.exec(header.join('\n'))?.[1] ?? null,
    grain: field('Grain'),
    time: field('Time'),
    chart: field('Chart'),
    narrow: /^-- Narrow: (.+)$/m.exec(header.join('\n'))?.[1]?.split(', ') ?? [],
    columns: header.flatMap((line) => {
      const [, column, unit, meaning] = COLUMN_LINE.exec(line) ?? [];
      return column && unit && meaning ? [{ name: column, unit, meaning }] : [];
    }),
    parameters: parametersOf(path, sql),
    sql,
  };
}
