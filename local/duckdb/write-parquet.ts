import type { DuckDBResult } from '@duckdb/node-api';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { whileConnected } from './duckdb.ts';

/**
 * Writes an answer as a Parquet file with the same types. Another engine writes it, because the one that
 * has asked the lake may open no other file.
 * @returns the number of rows
 */
export async function writeParquet(result: DuckDBResult, file: string): Promise<number> {
  return whileConnected(async (connection) => {
    const columns = result
      .columnNames()
      .map((name, i) => `${identifier(name)} ${result.columnType(i)}`);
    await connection.run(`CREATE TABLE answer (${columns.join(', ')})`);
    const appender = await connection.createAppender('answer');
    let count = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      appender.appendDataChunk(chunk);
      count += chunk.rowCount;
    }
    appender.closeSync();
    await connection.run(`COPY answer TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`);
    return count;
  });
}
