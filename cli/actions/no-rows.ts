import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { datasetsRead, readsSchedules } from '../../local/lake/names-read.ts';
import { daysOfRecords } from '../../local/query/chosen.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import { chosenNames, nameInRows } from '../../queries/reader/chosen-contacts.ts';
import { listed, nearNames } from '../../queries/reader/near-names.ts';
import { lookedFor } from '../../queries/reader/parameters.ts';
import type { SavedQuery } from '../../queries/reader/saved-queries.ts';
import { liveName } from '../../queries/reader/views.ts';
import type { QueryWords } from '../shared/query-words.ts';

/** A question without rows. */
interface Unanswered {
  readonly connection: DuckDBConnection;
  readonly query: SavedQuery;
  readonly words: QueryWords;
  readonly isLive: boolean;
  readonly timeZone: string;
  /** The SQL of the query with other words. */
  readonly sqlOf: (words: QueryWords) => string;
}

/** A word that leaves rows out. */
interface Limit {
  /** The words as they were typed: `--queue Billing` */
  readonly said: string;
  readonly typed: readonly string[];
  /** What each row has instead, in SQL; null if the answer does not say it. */
  readonly name: string | null;
  readonly without: (words: QueryWords) => QueryWords;
}

/** Sentences that say which words leave no row, what there is without them, and what the lake has if that is nothing. */
export async function whyNoRows(asked: Unanswered): Promise<string[]> {
  const limits = limitsIn(asked.query, asked.words);
  const instead: string[] = [];
  for (const limit of limits) {
    const rows = await rowsWithout(asked, limit);
    if (rows !== null) instead.push(`No row with ${limit.said}; there are ${rows}`);
  }
  if (instead.length > 0) return instead;
  return [(limits.length > 1 && (await withoutAll(asked, limits))) || (await whatIsThere(asked))];
}

function limitsIn(query: SavedQuery, { contacts, param }: QueryWords): Limit[] {
  const ofContacts = chosenNames(contacts).map(([dimension, typed]) => ({
    said: typed.map((name) => `--${dimension} ${name}`).join(' '),
    typed,
    name: nameInRows(query, dimension),
    without: (words: QueryWords) => ({
      ...words,
      contacts: { ...words.contacts, [dimension]: undefined },
    }),
  }));
  const ofParameters = lookedFor(query)
    .filter(({ parameter }) => param[parameter] !== undefined)
    .map(({ parameter, column }) => ({
      said: `${parameter}="${param[parameter]}"`,
      typed: [param[parameter]!],
      name: column,
      without: ({ param: { [parameter]: _, ...others }, ...words }: QueryWords) => ({
        ...words,
        param: others,
      }),
    }));
  return [...ofContacts, ...ofParameters];
}

/** What the rows without this limit are of, the nearest names first: `rows of Claims, Sales`. Null if there are none. */
async function rowsWithout(asked: Unanswered, limit: Limit): Promise<string | null> {
  const { typed, name, without } = limit;
  const rows = await among(asked, without(asked.words), name);
  if (rows.length === 0) return null;
  const known = rows.map((row) => row.name).filter((one) => typeof one === 'string');
  if (known.length === 0) return `rows without ${typed.length > 1 ? 'these' : 'it'}`;
  const near = typed.flatMap((one) =>
    nearNames(
      one,
      known.map((other) => ({ name: other })),
    ),
  );
  return `rows of ${listed([...new Set([...near, ...known])])}`;
}

/** A sentence, if there are rows without any of the limits. */
async function withoutAll(asked: Unanswered, limits: readonly Limit[]): Promise<string | null> {
  const words = limits.reduce((before, { without }) => without(before), asked.words);
  const some = (await among(asked, words, null)).length > 0;
  return some
    ? `No row with ${limits.map(({ said }) => said).join(' ')}; there are rows without these`
    : null;
}

/** The days of the records that the query reads, and whether there are schedules if it reads them. */
async function whatIsThere({ connection, query, isLive, timeZone }: Unanswered): Promise<string> {
  const said: string[] = [];
  for (const one of datasetsRead(datasets, query.sql)) {
    const table = isLive ? liveName(one.name) : one.name;
    const held = await daysOfRecords(connection, { ...one, name: table }, timeZone);
    said.push(held === null ? `no ${one.name}` : `${one.name} of ${held.first} to ${held.newest}`);
  }
  if (readsSchedules(query.sql)) {
    const some = await rowsOf(connection, `SELECT 1 AS one FROM ${SCHEDULES_TABLE} LIMIT 1`);
    said.push(some.length > 0 ? 'schedules' : 'no schedules');
  }
  return `No rows; the lake has ${said.join(', ')}`;
}

/** What the rows of the query with these words are of; not cut off, so that no name is missing. */
async function among(
  { connection, query, sqlOf }: Unanswered,
  words: QueryWords,
  name: string | null,
) {
  const isCut = query.parameters.some((parameter) => parameter.name === 'rows_shown');
  const param = isCut ? { ...words.param, rows_shown: '999999999' } : words.param;
  return rowsOf(
    connection,
    `SELECT DISTINCT ${name ?? 'NULL'} AS name FROM (${sqlOf({ ...words, param })}\n) AS answer ORDER BY 1`,
  );
}
