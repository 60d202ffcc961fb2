import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { rowsOf, whileConnected } from '../../local/duckdb/duckdb.ts';
import { readParquetAs } from '../../local/duckdb/duckdb-files.ts';
import { readFooter } from '../../local/lake/day-footer.ts';
import { measureFile } from '../../local/lake/day-state.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { test } from './folder.ts';

/** Writes the rows of the SQL to a Parquet file. */
async function parquet(folder: string, name: string, sql: string): Promise<string> {
  const file = join(folder, name);
  await whileConnected((engine) =>
    engine.run(`COPY (${sql}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`),
  );
  return file;
}

const NESTED =
  "SELECT i AS id, {'a': i, 'b': [{'c': true, 'd': 1.5}]} AS s, MAP {'k': 'v'} AS m FROM range(7) AS r (i)";

describe('the footer of a Parquet file', () => {
  test('has its rows, the columns that have values, and its bytes', async ({ folder }) => {
    const file = await parquet(folder, 'file.parquet', NESTED);
    const { rows, columns, fileBytes } = await readFooter(file);
    // id, s.a, s.b[].c, s.b[].d, and the map's keys and values.
    expect({ rows, columns }).toEqual({ rows: 7, columns: 6 });
    expect(fileBytes).toBe((await readFile(file)).length);
  });

  test('is read whole, however long it is', async ({ folder }) => {
    const names = Array.from({ length: 3000 }, (_, i) => `i AS "a_long_name_of_a_column_${i}"`);
    const sql = `SELECT ${names.join(', ')} FROM range(300) AS r (i)`;
    const { rows, columns } = await readFooter(await parquet(folder, 'wide.parquet', sql));
    expect({ rows, columns }).toEqual({ rows: 300, columns: 3000 });
  });

  test('has the same schema for the same columns alone', async ({ folder }) => {
    const schemaOf = async (name: string, sql: string) =>
      (await measureFile(await parquet(folder, name, sql))).schema;
    const one = await schemaOf('one', "SELECT 1 AS a, {'x': 'y'} AS s");
    expect(await schemaOf('other-values', "SELECT 2 AS a, {'x': 'z'} AS s")).toBe(one);
    expect(await schemaOf('other-type', "SELECT 1::BIGINT AS a, {'x': 'y'} AS s")).not.toBe(one);
    expect(await schemaOf('other-field', "SELECT 1 AS a, {'w': 'y'} AS s")).not.toBe(one);
  });

  test('that says to be longer than the file, or than any footer, is an error', async ({
    folder,
  }) => {
    const file = await parquet(folder, 'file.parquet', NESTED);
    const whole = await readFile(file);
    const refused = async (footerBytes: number) => {
      const trailer = Buffer.from('\0\0\0\0PAR1');
      trailer.writeUInt32LE(footerBytes);
      await writeFile(file, Buffer.concat([whole.subarray(0, -8), trailer]));
      await expect(readFooter(file)).rejects.toThrow(`Found a footer of ${footerBytes} bytes`);
    };
    const own = whole.readUInt32LE(whole.length - 8);
    for (const bytes of [whole.length + own, whole.length, whole.length - 11, 2 ** 32 - 1]) {
      await refused(bytes);
    }
    // Longer than one read may be. The file has a hole, which takes no room on the disk.
    const large = join(folder, 'large.parquet');
    await writeFile(large, 'PAR1');
    await truncate(large, 3 * 2 ** 30 - 8);
    await appendFile(large, Buffer.from('\xf0\xff\xff\xbfPAR1', 'latin1'));
    await expect(readFooter(large)).rejects.toThrow('expected 268435456 at most');
  });

  test('that is cut off or damaged is an error, wherever it is', async ({ folder }) => {
    const file = await parquet(folder, 'file.parquet', NESTED);
    const whole = await readFile(file);
    const refused = async (bytes: Uint8Array) => {
      await writeFile(file, bytes);
      await expect(readFooter(file)).rejects.toThrow();
    };
    for (const bytes of [0, 4, 8, whole.length - 1]) await refused(whole.subarray(0, bytes));
    const trailer = whole.subarray(-8);
    const footerBytes = trailer.readUInt32LE(0);
    const zeroed = Buffer.from(whole);
    await refused(zeroed.fill(0, whole.length - 8 - footerBytes, whole.length - 100));
    for (const kept of [1, 10, footerBytes / 2, footerBytes - 1].map(Math.floor)) {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(kept);
      const start = whole.length - 8 - footerBytes;
      await refused(Buffer.concat([whole.subarray(0, start + kept), length, Buffer.from('PAR1')]));
    }
  });
});

test('files of different columns are read as one table, and what a file lacks is null', async ({
  folder,
}) => {
  const files = [
    await parquet(folder, '1', "SELECT 1 AS id, {'a': 'x'} AS s, [{'c': 5}] AS l"),
    await parquet(folder, '2', "SELECT {'b': 'y', 'a': 'z'} AS s, 2::BIGINT AS id, 'n' AS new"),
    await parquet(folder, '3', "SELECT 3 AS id, [{'d': 6, 'c': 7}] AS l, 'not asked for' AS other"),
  ];
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 's', type: 'STRUCT(a VARCHAR, b VARCHAR)' },
    { name: 'l', type: 'STRUCT(c INTEGER, d INTEGER)[]' },
    { name: 'new', type: 'VARCHAR' },
    { name: 'nowhere', type: 'DATE' },
  ];
  const rows = await whileConnected((engine) =>
    rowsOf(engine, `SELECT * FROM ${readParquetAs(columns, files)} ORDER BY id`),
  );
  expect(rows).toEqual([
    { id: 1, s: { a: 'x', b: null }, l: [{ c: 5, d: null }], new: null, nowhere: null },
    { id: 2, s: { a: 'z', b: 'y' }, l: null, new: 'n', nowhere: null },
    { id: 3, s: null, l: [{ c: 7, d: 6 }], new: null, nowhere: null },
  ]);
});

test('a file that does not exist is the file system’s error', async () => {
  await expect(readFooter('/nowhere/file.parquet')).rejects.toMatchObject({ code: 'ENOENT' });
});
