import {
  DuckDBInstance,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
} from '@duckdb/node-api';
import { type Field, NO_OPEN_KEY } from '../pipeline/column-types.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { erasureTable, flatfileFields, flatfileTable, tableFields } from '../pipeline/dataset.ts';
import { ERASURE_FIELDS } from '../pipeline/erase/erasure.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../pipeline/normalise/quarantine.ts';
import { SCHEDULE_FIELDS, SCHEDULES_TABLE } from '../pipeline/schedules.ts';
import { duckdbColumn } from '../pipeline/spellings/duckdb-types.ts';
import type { View } from '../queries/reader/views.ts';

/** A type, as the two engines that read the catalogue spell it. */
interface CatalogueType {
  /** `varchar` */
  readonly prestoType: string;
  /** `string` */
  readonly hiveType: string;
}

/** A column of a view. */
export interface ViewColumn extends CatalogueType {
  readonly name: string;
}

export interface DescribedView extends View {
  readonly columns: readonly ViewColumn[];
}

/**
 * The catalogue's types, by DuckDB's. Athena calls a view stale if a stored type is narrower than that of
 * its query, but not if it is wider. So texts have no length, and timestamps have Iceberg's six decimals.
 */
const TYPES: Readonly<Record<string, CatalogueType>> = {
  VARCHAR: { prestoType: 'varchar', hiveType: 'string' },
  INTEGER: { prestoType: 'integer', hiveType: 'int' },
  BIGINT: { prestoType: 'bigint', hiveType: 'bigint' },
  DOUBLE: { prestoType: 'double', hiveType: 'double' },
  BOOLEAN: { prestoType: 'boolean', hiveType: 'boolean' },
  TIMESTAMP: { prestoType: 'timestamp(6)', hiveType: 'timestamp' },
  DATE: { prestoType: 'date', hiveType: 'date' },
};

/**
 * Finds the names and types of the views' columns, by creating the views over empty tables in DuckDB.
 * @param macros definitions by which DuckDB understands Athena's functions
 */
export async function describeViews(
  datasets: readonly Dataset[],
  macros: string,
  views: readonly View[],
): Promise<DescribedView[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(macros);
    const declare = (name: string, fields: readonly Field[], openKeys?: readonly string[]) => {
      const columns = fields.map((field) => duckdbColumn(field, openKeys));
      return connection.run(`CREATE TABLE ${name} (${columns.join(', ')})`);
    };
    for (const one of datasets) {
      await declare(one.name, tableFields(one), [NO_OPEN_KEY]);
      await declare(flatfileTable(one), flatfileFields(one));
      await declare(erasureTable(one), ERASURE_FIELDS);
    }
    await declare(QUARANTINE_TABLE, QUARANTINE_FIELDS);
    await declare(SCHEDULES_TABLE, SCHEDULE_FIELDS);
    const described: DescribedView[] = [];
    for (const view of views) {
      await connection.run(`CREATE VIEW ${view.name} AS ${view.sql}`);
      const rows = await connection.run(`SELECT * FROM ${view.name}`);
      const columns = rows
        .columnTypes()
        .map((type, place) => ({ name: rows.columnName(place), ...catalogueType(type) }));
      described.push({ ...view, columns });
    }
    return described;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** @throws Error if the catalogue has no such type */
function catalogueType(type: DuckDBType): CatalogueType {
  if (type instanceof DuckDBListType) {
    const { prestoType, hiveType } = catalogueType(type.valueType);
    return { prestoType: `array(${prestoType})`, hiveType: `array<${hiveType}>` };
  }
  if (type instanceof DuckDBMapType) {
    const [key, value] = [catalogueType(type.keyType), catalogueType(type.valueType)];
    return {
      prestoType: `map(${key.prestoType}, ${value.prestoType})`,
      hiveType: `map<${key.hiveType},${value.hiveType}>`,
    };
  }
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((name, place) => ({
      name,
      ...catalogueType(type.entryTypes[place]!),
    }));
    return {
      prestoType: `row(${fields.map(({ name, prestoType }) => `${name} ${prestoType}`).join(', ')})`,
      hiveType: `struct<${fields.map(({ name, hiveType }) => `${name}:${hiveType}`).join(',')}>`,
    };
  }
  const types = TYPES[String(type)];
  if (!types) throw new Error(`No catalogue type for a view's column that is ${type}`);
  return types;
}
