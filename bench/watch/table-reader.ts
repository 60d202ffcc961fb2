import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tablePrefix } from '../../pipeline/lake-keys.ts';
import { literal } from '../../pipeline/spellings/duckdb-types.ts';
import { contactNumber, type Version } from './deliveries.ts';

/** Reads versions of contacts from a lake's table, while others write it. */
export class TableReader {
  readonly #folder: string;
  readonly #connection: DuckDBConnection;
  /** The states of the files that were read. */
  readonly #read = new Map<string, string>();

  private constructor(lake: string, connection: DuckDBConnection) {
    this.#folder = join(lake, ...tablePrefix(contactRecords).split('/'));
    this.#connection = connection;
  }

  static async open(lake: string): Promise<TableReader> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    return new TableReader(lake, await instance.connect());
  }

  /** All rows of the files that were written since they were last read, from a version on. */
  async freshRows(fromVersion: number): Promise<Version[]> {
    const parts: Version[][] = [];
    for (const file of this.#files()) {
      const { ino, mtimeMs, size } = statSync(file);
      const state = `${ino} ${mtimeMs} ${size}`;
      if (this.#read.get(file) === state) continue;
      parts.push(await this.#rowsOf(file, fromVersion));
      this.#read.set(file, state);
    }
    return parts.flat();
  }

  /** All rows of the table. */
  async allRows(): Promise<Version[]> {
    const parts: Version[][] = [];
    for (const file of this.#files()) parts.push(await this.#rowsOf(file, Number.MIN_SAFE_INTEGER));
    return parts.flat();
  }

  close(): void {
    this.#connection.closeSync();
  }

  #files(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.parquet') && !name.startsWith('.'))
      .map((name) => join(this.#folder, name));
  }

  async #rowsOf(file: string, fromVersion: number): Promise<Version[]> {
    const sql =
      'SELECT contactid, CAST(attributes.version AS INTEGER) AS version ' +
      `FROM read_parquet(${literal(file)}) ` +
      `WHERE CAST(attributes.version AS INTEGER) >= ${fromVersion}`;
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowsJS().map(([id, version]) => ({
      contact: contactNumber(String(id)),
      version: Number(version),
    }));
  }
}
