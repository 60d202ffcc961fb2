import type { Row } from '../../page/columns.ts';
import type { SmallLake } from '../queries/small-lake.ts';

/** Queries the lake as the page does: a row is an object. */
export function runOn(lake: SmallLake): (sql: string) => Promise<Row[]> {
  return async (sql) => {
    const { columns, rows } = await lake.ask(sql);
    return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  };
}
