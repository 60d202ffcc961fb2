/**
 * DuckDB by itself: JSON lines with inferred types to one Parquet file.
 *
 *     node duckdb-straight.mjs LINES PARQUET
 *
 * Prints how many records it has written. There is no check, no latest version and no day's file.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [lines, parquet] = process.argv.slice(2).map((path) => `'${path.replaceAll("'", "''")}'`);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const read = `read_json(${lines}, format = 'newline_delimited', ignore_errors = true)`;
const written = await connection.runAndReadAll(
  `COPY (SELECT * FROM ${read}) TO ${parquet} (FORMAT parquet, COMPRESSION zstd)`,
);
console.log(JSON.stringify({ records: Number(written.getRows()[0][0]) }));
connection.closeSync();
instance.closeSync();
