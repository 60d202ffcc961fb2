import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  type ContactChoice,
  chosenNames,
  columnOf,
  type Dimension,
} from '../../queries/reader/chosen-contacts.ts';
import { dayIn } from '../../queries/reader/days.ts';
import { listed, nearest, nearNames } from '../../queries/reader/near-names.ts';
import { UserError } from '../../terminal/user-error.ts';
import { rowsOf } from '../duckdb/duckdb.ts';

/** The first and the newest local day that have contacts, or other records. */
export interface DaysHeld {
  readonly first: string;
  /** The newest on which a contact disconnected. */
  readonly newest: string;
}

/**
 * The range of days that have contacts, or records of the other datasets; null if there are none. An evaluation may
 * be later than the last contact.
 * @param facts the view, `contact_facts` or its live version
 */
export async function daysHeld(
  connection: DuckDBConnection,
  facts: string,
  timeZone: string,
  others: readonly Dataset[] = [],
): Promise<DaysHeld | null> {
  const held = [await daysOfContacts(connection, facts, timeZone)];
  for (const other of others) held.push(await daysOfRecords(connection, other, timeZone));
  const known = held.filter((one) => one !== null);
  if (known.length === 0) return null;
  return {
    first: known.map(({ first }) => first).sort()[0]!,
    newest: known
      .map(({ newest }) => newest)
      .sort()
      .at(-1)!,
  };
}

/** The range of days of a dataset's records; null if there are none. */
export async function daysOfRecords(
  connection: DuckDBConnection,
  { name, day, version }: Dataset,
  timeZone: string,
): Promise<DaysHeld | null> {
  const [row] = await rowsOf(
    connection,
    `SELECT min(${day.name}) AS first, max(greatest(${day.name}, ${version.name})) AS newest FROM ${name}`,
  );
  if (typeof row?.newest !== 'string' || typeof row.first !== 'string') return null;
  return { first: localDay(row.first, timeZone), newest: localDay(row.newest, timeZone) };
}

/** Whether there is any contact. @param facts the view, `contact_facts` or its live version */
export async function hasContacts(connection: DuckDBConnection, facts: string): Promise<boolean> {
  return (await rowsOf(connection, `SELECT 1 AS one FROM ${facts} LIMIT 1`)).length > 0;
}

async function daysOfContacts(
  connection: DuckDBConnection,
  facts: string,
  timeZone: string,
): Promise<DaysHeld | null> {
  // No moment in a record is later than its last update, so a wrong date does not count.
  const [row] = await rowsOf(
    connection,
    `SELECT
       min(coalesce(initiated_at, disconnected_at)) AS first,
       max(CASE WHEN disconnected_at > last_updated_at THEN last_updated_at ELSE disconnected_at END) AS newest
     FROM ${facts}`,
  );
  if (typeof row?.newest !== 'string') return null;
  const newest = localDay(row.newest, timeZone);
  return { first: typeof row.first === 'string' ? localDay(row.first, timeZone) : newest, newest };
}

/** @param moment `2026-11-23 14:05:09`, UTC */
function localDay(moment: string, timeZone: string): string {
  return dayIn(timeZone, new Date(`${moment.replace(' ', 'T')}Z`));
}

/**
 * Refuses a name that neither a contact nor a row of what is counted has, because its answer would be empty without a
 * word. An agent may be online without contacts.
 * @param facts the view, `contact_facts` or its live version
 * @param besideOf what else has names of a dimension, to stand behind FROM; null if nothing has
 * @throws UserError naming it, with the names that are most alike
 */
export async function refuseUnknownNames(
  connection: DuckDBConnection,
  facts: string,
  choice: ContactChoice,
  besideOf: (dimension: Dimension) => string | null = () => null,
): Promise<void> {
  for (const [dimension, typed] of chosenNames(choice)) {
    if (typed.length === 0) continue;
    const ofContacts = await namesOf(connection, facts, dimension);
    if (typed.every((name) => ofContacts.includes(name))) continue;
    const beside = besideOf(dimension);
    const others = beside === null ? [] : await namesOf(connection, beside, dimension);
    const known = [...new Set([...ofContacts, ...others])];
    const have = known.length > ofContacts.length ? 'contacts or other records' : 'contacts';
    refuseUnknownName(dimension, typed, known, have);
  }
}

/**
 * The names that have rows in the view, such as contacts, those with most first.
 */
export async function namesOf(
  connection: DuckDBConnection,
  view: string,
  dimension: Dimension,
): Promise<string[]> {
  const column = columnOf(dimension);
  const rows = await rowsOf(
    connection,
    `SELECT ${column} AS name FROM ${view} WHERE ${column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1`,
  );
  return rows.map(({ name }) => String(name));
}

/**
 * Refuses a name that is not known.
 * @param known the likeliest first
 * @param have what those that are known have
 * @throws UserError naming it, with the names that are most alike
 */
export function refuseUnknownName(
  dimension: Dimension,
  typed: readonly string[],
  known: readonly string[],
  have = 'contacts',
): void {
  const unknown = typed.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError(
    `Found --${dimension} ${unknown}, expected the name of ${dimension === 'agent' ? 'an' : 'a'} ${dimension} that has ${have}${hint(unknown, known)}`,
  );
}

/** The end of a sentence: the names most alike, or the first ones if none is. */
export function hint(unknown: string, known: readonly string[]): string {
  const near = nearNames(
    unknown,
    known.map((name) => ({ name })),
  );
  if (near.length > 0) return nearest(near);
  return known.length === 0 ? '; there are none' : `: ${listed(known)}`;
}
