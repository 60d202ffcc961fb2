import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { describeRowError, describeSqlError } from '../../local/duckdb/engine-errors.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import type { DaysOfTables } from '../../local/lake/leave-days.ts';
import { datasetsRead } from '../../local/lake/names-read.ts';
import { refuseUnknownAttribute } from '../../local/query/attributes.ts';
import {
  type DaysHeld,
  daysHeld,
  hasContacts,
  refuseUnknownNames,
} from '../../local/query/chosen.ts';
import { checkInstances } from '../../local/query/instances.ts';
import { limitedToDays } from '../../local/query/limited-to-days.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets, othersThan } from '../../pipeline/datasets/datasets.ts';
import { arraysOfRows, refuseDifferent } from '../../queries/reader/athena-dialect.ts';
import { namedBesideContacts } from '../../queries/reader/chosen-contacts.ts';
import { attributeAsked, withConstantBounds } from '../../queries/reader/parameters.ts';
import { unitsOf } from '../../queries/reader/saved-queries.ts';
import { doesMoreThanRead, refuseChanging } from '../../queries/reader/sql-statements.ts';
import { liveName } from '../../queries/reader/views.ts';
import { visibleInLine } from '../../terminal/control-characters.ts';
import { LaidOutError, UserError } from '../../terminal/user-error.ts';
import { areChosen, clockOfToday, outsideOf, printDays } from '../shared/days-meant.ts';
import type { AboutRows } from '../shared/output.ts';
import { printResult } from '../shared/print-result.ts';
import { otherThanPromised, type QueryWords, readyQuery, zoneOf } from '../shared/query-words.ts';
import { whyNoRows } from './no-rows.ts';
import type { QueryOptions, QueryToRun } from './query.ts';

/** Types of statement that DuckDB itself says only read. */
const READING_TYPES = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

/** Runs the query on the lake of the options, and prints the rows. */
export async function queryLake(toRun: QueryToRun, options: QueryOptions): Promise<void> {
  const lake = await openLake(options.lake);
  if ('sql' in toRun) {
    const answer = async (connection: DuckDBConnection) => {
      await answered(connection, { sql: toRun.sql }, options);
    };
    return whileAsking(lake, dataset, answer, toRun.sql);
  }
  const { query, words } = toRun;
  const { settings } = lake;
  const zone = zoneOf(query, words, settings);
  // The statement says which tables and which zone are needed, whatever the days are.
  const { sql } = readyQuery(query, words, settings, clockOfToday(zone));
  const answer = async (connection: DuckDBConnection, _days: unknown, tables: DaysOfTables) => {
    const held = await daysFor(connection, toRun, zone, sql);
    const clock = { ...clockOfToday(zone), newest: held?.newest ?? null };
    const ready = readyQuery(query, words, settings, clock);
    const ofAll = readyQuery(query, { ...words, contacts: {} }, settings, clock).sql;
    await checkNames(connection, toRun, ofAll);
    const outside = outsideOf(ready.days, clock, held);
    printDays(options, ready.days, outside);
    const promised = outside === null ? otherThanPromised(query, words, settings) : null;
    // Without contacts there is nobody to whom something could be promised.
    const isJudged = promised !== null && (await hasContacts(connection, factsOf(toRun)));
    const about = [ready.about, isJudged ? promised : null, outside]
      .filter((part) => part !== null)
      .join(' · ');
    const columns = { units: unitsOf(query), narrow: query.narrow };
    const limited = await limitedToDays(connection, tables, ready.sql);
    const count = await answered(connection, { sql: limited, about, ...columns }, options);
    if (count > 0 || outside !== null) return;
    const sqlOf = (others: QueryWords) =>
      withConstantBounds(readyQuery(query, others, settings, clock).sql);
    const why = await whyNoRows({ ...toRun, connection, timeZone: zone, sqlOf });
    for (const sentence of why) process.stderr.write(`${visibleInLine(sentence)}.\n`);
  };
  return whileAsking(lake, dataset, answer, [sql, `FROM ${factsOf(toRun)}`]);
}

type SavedQueryToRun = Exclude<QueryToRun, { sql: string }>;

function factsOf({ isLive }: SavedQueryToRun): string {
  return isLive ? liveName('contact_facts') : 'contact_facts';
}

/** The days of the data, if the words are about days. */
async function daysFor(
  connection: DuckDBConnection,
  toRun: SavedQueryToRun,
  zone: string,
  sql: string,
): Promise<DaysHeld | null> {
  if (!areChosen(toRun.words.days)) return null;
  const others = datasetsRead(othersThan(dataset), sql);
  return daysHeld(connection, factsOf(toRun), zone, others);
}

/**
 * Refuses names that nothing in the lake has, and names the instances if there are several.
 * @param sql of the query for all contacts
 */
async function checkNames(
  connection: DuckDBConnection,
  toRun: SavedQueryToRun,
  sql: string,
): Promise<void> {
  const { query, words, isLive } = toRun;
  const attribute = attributeAsked(query, words.param);
  if (attribute !== null) await refuseUnknownAttribute(connection, dataset, attribute, isLive);
  const others = datasetsRead(othersThan(dataset), sql);
  await checkInstances(connection, factsOf(toRun), others, words.param.instance);
  await refuseUnknownNames(connection, factsOf(toRun), words.contacts, (dimension) =>
    namedBesideContacts(query, sql, dimension),
  );
}

async function answered(
  connection: DuckDBConnection,
  { sql, ...about }: { readonly sql: string } & AboutRows,
  options: QueryOptions,
): Promise<number> {
  const statement = await prepared(connection, sql);
  try {
    return await printResult(await statement.stream(), options, about);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw cannotRun(describeRowError((error as Error).message, sql), error);
  }
}

/**
 * The statement, checked by the engine that is to run it, before any row is read.
 * @throws UserError if it is not understood, or does more than read
 */
export async function prepared(connection: DuckDBConnection, sql: string) {
  const statement = await connection
    .extractStatements(sql)
    .then((statements) => {
      refuseChanging(sql);
      refuseDifferent(sql, arraysOfRows(datasets.flatMap(tableFields)));
      return statements.prepare(0);
    })
    .catch((error: Error) => {
      throw error instanceof UserError ? error : cannotRun(describeSqlError(error.message), error);
    });
  if (READING_TYPES.has(statement.statementType)) return statement;
  throw doesMoreThanRead(StatementType[statement.statementType]);
}

export function cannotRun(said: string, cause: unknown): UserError {
  return new LaidOutError(`The query cannot be run: ${said}`, { cause });
}
