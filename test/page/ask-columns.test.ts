import { describe, expect, test } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { askColumns } from '../../page/ask-columns.ts';
import { inColumns } from '../../page/columns.ts';

/** Rows of every type that the page's queries have, in an order that is not that of the making. */
const MANY = `
  SELECT
    number,
    CASE WHEN number % 3 > 0 THEN number * 1000 END AS sparse,
    sum(number) OVER (ORDER BY number DESC) AS sum,
    number % 2 = 0 AS is_even,
    CASE number % 4 WHEN 0 THEN 'a "quoted" \\ name' WHEN 1 THEN '顧客 😀' WHEN 2 THEN chr(1) END AS name
  FROM range(-5, 60000) AS numbers (number)
  ORDER BY hash(number)`;

describe('an answer by its columns', () => {
  test('has the values of the answer by rows, in their order', async () => {
    await whileConnected(async (connection) => {
      await connection.run('SET threads = 4');
      const rows = inColumns(await rowsOf(connection, MANY));
      expect(await askColumns(connection, MANY)).toEqual(rows);
    });
  });

  test('has its columns without a row too', async () => {
    await whileConnected(async (connection) => {
      const answer = await askColumns(connection, `FROM (${MANY}) WHERE number > 60000`);
      const columns = { number: [], sparse: [], sum: [], is_even: [], name: [] };
      expect(answer).toEqual({ length: 0, columns });
    });
  });
});
