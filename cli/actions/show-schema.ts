import type { DuckDBConnection } from '@duckdb/node-api';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import {
  attributesOf,
  type ColumnNote,
  columnsOf,
  examplesOf,
  tablesOf,
} from '../../local/query/schema.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { nearest, nearNames } from '../../queries/reader/near-names.ts';
import type { Row } from '../../terminal/row.ts';
import { UsageError, UserError } from '../../terminal/user-error.ts';
import { inOneBatch, rowsPrinter } from '../shared/output.ts';
import type { OutputOptions } from '../shared/output-options.ts';

export interface SchemaOptions extends OutputOptions {
  readonly lake: string;
  readonly examples?: true;
}

/** The argument that asks for attributes in place of a table. */
const ATTRIBUTES = 'attributes';

/** Prints the tables, the columns of one, or the attributes of the contacts. */
export async function showSchema(table: string | undefined, options: SchemaOptions): Promise<void> {
  if (options.examples && table !== ATTRIBUTES) {
    throw new UsageError(`Found --examples, expected it with \`schema ${ATTRIBUTES}\` only`);
  }
  const print = rowsPrinter(options);
  const printAll = async (columns: readonly string[], rows: readonly object[]) => {
    await print(columns, inOneBatch(rows as readonly Row[]));
  };
  if (table === undefined) {
    await openLake(options.lake);
    return printAll(['table', 'rows'], tablesOf(datasets));
  }
  if (table !== ATTRIBUTES) {
    const unknown = unknownTable(table.toLowerCase());
    if (unknown !== null) throw new UsageError(unknown);
    return printAll(
      ['column', 'type', 'meaning'],
      await columnRows(options.lake, table.toLowerCase()),
    );
  }
  const rows = await whileAsking(
    await openLake(options.lake),
    dataset,
    (connection) => attributeRows(connection, options.examples),
    `FROM ${dataset.name}`,
  );
  const columns = ['attribute', 'contacts', 'different_values'];
  return printAll(options.examples ? [...columns, 'examples'] : columns, rows);
}

/**
 * The columns of a table or view of the lake in the folder `path`.
 * @throws UserError if there is no such table
 */
export async function columnRows(path: string, table: string): Promise<ColumnNote[]> {
  const unknown = unknownTable(table);
  if (unknown !== null) throw new UserError(unknown);
  return whileAsking(
    await openLake(path),
    dataset,
    (connection) => columnsOf(connection, datasets, table),
    `FROM ${table}`,
  );
}

async function attributeRows(connection: DuckDBConnection, withExamples = false) {
  const attributes = await attributesOf(connection, dataset);
  if (!withExamples) return attributes;
  const examples = await examplesOf(connection, dataset);
  return attributes.map((row) => ({
    ...row,
    examples: (examples.get(row.attribute) ?? []).join(' · '),
  }));
}

/** What is wrong with the name of a table, in a sentence; null if there is one. */
function unknownTable(name: string): string | null {
  const known = [ATTRIBUTES, ...tablesOf(datasets).map(({ table }) => table)];
  if (known.includes(name)) return null;
  const near = nearNames(
    name,
    known.map((one) => ({ name: one })),
  );
  return `There is no table "${name}"${nearest(near) || '; `contact-lake schema` lists them'}`;
}
