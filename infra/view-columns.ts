import { DuckDBInstance } from '@duckdb/node-api';
import { duckdbColumn } from '../local/duckdb/duckdb-types.ts';
import type { View } from '../local/query/saved-queries.ts';
import { NO_OPEN_KEY } from '../pipeline/column-types.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { tableFields } from '../pipeline/dataset.ts';

/** A column of a view, in the words of both engines that the catalogue has to serve. */
export interface ViewColumn {
  readonly name: string;
  /** `varchar` */
  readonly prestoType: string;
  /** `string` */
  readonly hiveType: string;
}

export interface DescribedView extends View {
  readonly columns: readonly ViewColumn[];
}

/**
 * By DuckDB's type. A view whose stored type is narrower than its query's is stale to Athena, a
 * wider one is not; so text has no length and a timestamp Iceberg's six digits.
 */
const TYPES: Readonly<Record<string, { prestoType: string; hiveType: string }>> = {
  VARCHAR: { prestoType: 'varchar', hiveType: 'string' },
  INTEGER: { prestoType: 'bigint', hiveType: 'bigint' },
  BIGINT: { prestoType: 'bigint', hiveType: 'bigint' },
  DOUBLE: { prestoType: 'double', hiveType: 'double' },
  BOOLEAN: { prestoType: 'boolean', hiveType: 'boolean' },
  TIMESTAMP: { prestoType: 'timestamp(6)', hiveType: 'timestamp' },
  DATE: { prestoType: 'date', hiveType: 'date' },
};

/**
 * The views with their columns' names and types, found by making them over an empty table.
 * @param macros what makes DuckDB read Athena's SQL
 */
export async function describeViews(
  dataset: Dataset,
  macros: string,
  views: readonly View[],
): Promise<DescribedView[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const columns = tableFields(dataset).map((field) => duckdbColumn(field, [NO_OPEN_KEY]));
    await connection.run(macros);
    await connection.run(`CREATE TABLE ${dataset.name} (${columns.join(', ')})`);
    const described: DescribedView[] = [];
    for (const view of views) {
      await connection.run(`CREATE VIEW ${view.name} AS ${view.sql}`);
      const rows = await connection.runAndReadAll(`DESCRIBE ${view.name}`);
      described.push({
        ...view,
        columns: rows
          .getRowObjects()
          .map((row) => viewColumn(view, String(row.column_name), String(row.column_type))),
      });
    }
    return described;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function viewColumn(view: View, name: string, type: string): ViewColumn {
  const types = TYPES[type];
  if (!types) throw new Error(`No catalogue type for ${view.name}.${name}, which is ${type}`);
  return { name, ...types };
}
