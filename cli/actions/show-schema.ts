import type { DuckDBConnection } from '@duckdb/node-api';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { attributesOf, columnsOf, examplesOf, tablesOf } from '../../local/query/schema.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { nearest, nearNames } from '../../queries/reader/near-names.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';
import { rowsPrinter } from '../shared/output.ts';
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
    throw new UserError(`Found --examples, expected it with \`schema ${ATTRIBUTES}\` only`);
  }
  const print = rowsPrinter(options);
  const printAll = (columns: readonly string[], rows: readonly object[]) =>
    print(columns, inOneBatch(rows as readonly Row[]));
  if (table === undefined) {
    await openLake(options.lake);
    return printAll(['table', 'rows'], tablesOf(dataset));
  }
  const isAttributes = table === ATTRIBUTES;
  const name = table.toLowerCase();
  if (!isAttributes) refuseUnknown(name);
  const lake = await openLake(options.lake);
  // Both are read whole before they are printed, so that the lake is not held while a reader is slow.
  if (isAttributes) {
    const rows = await whileAsking(lake, dataset, (connection) =>
      attributeRows(connection, options.examples),
    );
    const columns = ['attribute', 'contacts', 'different_values'];
    return printAll(options.examples ? [...columns, 'examples'] : columns, rows);
  }
  const rows = await whileAsking(
    lake,
    dataset,
    (connection) => columnsOf(connection, dataset, name),
    `FROM ${name}`,
  );
  return printAll(['column', 'type', 'meaning'], rows);
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

function refuseUnknown(name: string): void {
  const known = [ATTRIBUTES, ...tablesOf(dataset).map(({ table }) => table)];
  if (known.includes(name)) return;
  const near = nearNames(
    name,
    known.map((one) => ({ name: one })),
  );
  throw new UserError(
    `There is no table "${name}"${nearest(near) || '; `contact-lake schema` lists them'}`,
  );
}

async function* inOneBatch(rows: readonly Row[]): AsyncGenerator<Row[]> {
  yield [...rows];
}
