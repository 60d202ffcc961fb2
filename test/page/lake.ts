import type { RunQuery } from '../../page/page-data.ts';
import type { SmallLake } from '../queries/small-lake.ts';

/** Asks the lake as the page's data is asked for: a row is an object. */
export function runOn(lake: SmallLake): RunQuery {
  return async (sql) => {
    const { columns, rows } = await lake.ask(sql);
    return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  };
}
