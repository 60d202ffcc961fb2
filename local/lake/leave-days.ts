import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { DAY_MILLISECONDS } from '../../pipeline/units-of-time.ts';
import type { DayRange } from '../../queries/reader/parameters.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import type { HeldDay } from './table-days.ts';
import { table } from './table-rows.ts';

/** Limits the table to the rows of these days, on a connection of `whileAsking`. */
export async function leaveDays(
  connection: DuckDBConnection,
  dataset: Dataset,
  days: readonly HeldDay[],
): Promise<void> {
  const { sql } = await table(connection, dataset, days);
  await connection.run(`CREATE OR REPLACE VIEW ${dataset.name} AS ${sql}`);
}

/** The days of each table. */
export type DaysOfTables = ReadonlyMap<Dataset, ReadonlyMap<string, HeldDay>>;

/**
 * Limits the tables whose views follow something from row to row to what an answer about these days needs, on a
 * connection of `whileAsking`. Tables that bounds of columns limit stay as they are.
 */
export async function leaveDaysAround(
  connection: DuckDBConnection,
  tables: DaysOfTables,
  range: DayRange,
): Promise<void> {
  for (const [dataset, days] of tables) {
    if (dataset.followed !== undefined && days.size > 0)
      await leaveFollowed(connection, dataset, dataset.followed, days, range);
  }
}

async function leaveFollowed(
  connection: DuckDBConnection,
  dataset: Dataset,
  { days_around, scope, thing }: NonNullable<Dataset['followed']>,
  days: ReadonlyMap<string, HeldDay>,
  { first, last }: DayRange,
): Promise<void> {
  const from = Date.parse(first) - days_around * DAY_MILLISECONDS;
  const to = Date.parse(last) + days_around * DAY_MILLISECONDS;
  const isNear = ([day]: readonly [string, HeldDay]) =>
    from <= Date.parse(day) && Date.parse(day) <= to;
  const tableOf = (of: readonly (readonly [string, HeldDay])[]) =>
    table(
      connection,
      dataset,
      of.map(([, held]) => held),
    );
  const rest = [...days].filter((one) => !isNear(one));
  const time = dataset.day.name;
  // The first rows of each thing before and behind, of which only the times are read here.
  const firsts = `firsts_of_${dataset.name}`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${firsts} AS
    SELECT ${scope.name}, ${thing.name}, min(${time}) AS ${time}, max(${time}) AS newest
    FROM (${(await tableOf(rest)).sql})
    GROUP BY ${scope.name}, ${thing.name}, ${time} < ${literal(new Date(from).toISOString())}::TIMESTAMP`);
  const found = await rowsOf(
    connection,
    `SELECT DISTINCT strftime(${time}, '%Y-%m-%d') AS day FROM ${firsts}`,
  );
  const daysOfFirsts = new Set(found.map(({ day }) => day));
  const near = await tableOf([...days].filter(isNear));
  const further = await tableOf(rest.filter(([day]) => daysOfFirsts.has(day)));
  await connection.run(
    `CREATE OR REPLACE VIEW ${dataset.name} AS (${near.sql})
    UNION ALL BY NAME (
      FROM (${further.sql}) SEMI JOIN ${firsts} USING (${scope.name}, ${thing.name}, ${time})
    )
    UNION ALL BY NAME (
      SELECT ${scope.name}, max(newest) AS ${time} FROM ${firsts} GROUP BY ${scope.name}
    )`,
  );
}
