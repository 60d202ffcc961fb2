/**
 * The database, tables and views that the Glue catalogue should hold. CloudFormation cannot own them,
 * for three reasons. It updates a table by replacing the whole entry, and would lose Iceberg's pointer
 * to the data, or the columns that a crawler has added. It would update a view before the table has the
 * columns that the view reads. And it could not launch over a database that an earlier stack has left.
 */
import type { DatabaseInput, StorageDescriptor, TableInput } from '@aws-sdk/client-glue';
import { type ViewSetting, type ViewValues, withValues } from '../../pipeline/view-settings.ts';

export interface DeclaredColumn {
  readonly name: string;
  readonly hiveType: string;
}

/** A table over files of one JSON object a line, plain or gzip. */
export interface DeclaredJsonTable {
  readonly name: string;
  readonly prefix: string;
  readonly columns: readonly DeclaredColumn[];
  /** Whether a crawler adds columns, so that the entry must not be overwritten. */
  readonly grows: boolean;
}

/** A table over files of CSV, each with a head. All columns are text. */
export interface DeclaredCsvTable {
  readonly name: string;
  readonly prefix: string;
  readonly columns: readonly string[];
}

export interface DeclaredView {
  readonly name: string;
  readonly sql: string;
  readonly columns: readonly (DeclaredColumn & { readonly prestoType: string })[];
}

/** The catalogue of a release, before a stack's names are known. */
export interface DeclaredCatalogue {
  /** A hash of the scripts and of everything declared here: `3fa9c1d2e4b5`. */
  readonly release: string;
  /** The scripts' folder in the bucket, with a slash at its end. */
  readonly scripts: string;
  /** The Iceberg tables, one of each dataset. */
  readonly tables: readonly {
    readonly name: string;
    /** `parquet/ctr/` */
    readonly prefix: string;
    readonly columns: readonly DeclaredColumn[];
    /** Iceberg's metadata of an empty table, without location, uuid and time, which each table gets. */
    readonly metadata: Readonly<Record<string, unknown>>;
  }[];
  readonly json_tables: readonly DeclaredJsonTable[];
  readonly csv_tables: readonly DeclaredCsvTable[];
  readonly views: readonly DeclaredView[];
  /** Numbers in the views that a stack may choose. */
  readonly settings: readonly ViewSetting[];
}

/** An Iceberg table of a stack. */
export interface IcebergTable {
  readonly entry: TableInput;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The catalogue of a stack: the file `catalogue.json` beside the job's scripts. */
export interface Catalogue {
  readonly database: DatabaseInput;
  readonly tables: readonly IcebergTable[];
  /** Tables over JSON to which a crawler adds columns: created, but never overwritten. */
  readonly growing: readonly TableInput[];
  /** Other tables over JSON. */
  readonly json_tables: readonly TableInput[];
  readonly csv_tables: readonly TableInput[];
  readonly views: readonly TableInput[];
}

/** The key of the catalogue's file, which the job reads. */
export function catalogueFile({ scripts }: Pick<DeclaredCatalogue, 'scripts'>): string {
  return `${scripts}catalogue.json`;
}

/** The time zone in the text of a view, as in the files of `queries/`. */
const TIME_ZONE = "'UTC' AS time_zone";

/**
 * The catalogue of a release in a stack's bucket and database.
 * @param timeZone the zone of the local times in views, an IANA name
 * @param values of the views' settings; a missing one is the usual value
 */
export function catalogueOf(
  { release, tables, json_tables, csv_tables, views, settings }: DeclaredCatalogue,
  bucket: string,
  database: string,
  timeZone = 'UTC',
  values: ViewValues = {},
): Catalogue {
  const inStack = (sql: string) =>
    withValues(sql.replace(TIME_ZONE, `'${timeZone}' AS time_zone`), settings, values);
  const json = (grows: boolean) =>
    json_tables.filter((one) => one.grows === grows).map((one) => jsonInput(one, bucket));
  return {
    database: { Name: database, Description: 'Contact lake' },
    tables: tables.map((table) => icebergTable(table, bucket)),
    growing: json(true),
    json_tables: json(false),
    csv_tables: csv_tables.map((one) => csvInput(one, bucket)),
    views: views.map((view) => viewInput({ ...view, sql: inStack(view.sql) }, database, release)),
  };
}

function icebergTable(
  { name, prefix, columns, metadata }: DeclaredCatalogue['tables'][number],
  bucket: string,
): IcebergTable {
  const location = `s3://${bucket}/${prefix.replace(/\/$/, '')}`;
  const entry = {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [],
    StorageDescriptor: { Location: location, Columns: hive(columns) },
  };
  return { entry, metadata: { ...metadata, location } };
}

/**
 * The formats of timestamps for the JSON reader: `2026-11-23T14:05:06Z`, with up to six decimals of a
 * second, as normalise writes them. A timestamp of another format would fail every query.
 */
export const TIMESTAMP_FORMATS = ['', '.S', '.SS', '.SSS', '.SSSS', '.SSSSS', '.SSSSSS']
  .map((fraction) => `yyyy-MM-dd'T'HH:mm:ss${fraction}'Z'`)
  .join(',');

function jsonInput({ name, prefix, columns }: DeclaredJsonTable, bucket: string): TableInput {
  return textInput(name, `s3://${bucket}/${prefix}`, columns, {
    Parameters: { classification: 'json' },
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
      Parameters: { 'timestamp.formats': TIMESTAMP_FORMATS },
    },
  });
}

/**
 * A character that no file has, so that each character stands for itself. Without one, OpenCSVSerde takes a backslash
 * for the escape, also if a quote is declared, and `corp\ann` would be `corpann`.
 */
export const NO_CSV_ESCAPE = '\u0001';

function csvInput({ name, prefix, columns }: DeclaredCsvTable, bucket: string): TableInput {
  const texts = columns.map((column) => ({ name: column, hiveType: 'string' }));
  return textInput(name, `s3://${bucket}/${prefix}`, texts, {
    Parameters: { classification: 'csv', 'skip.header.line.count': '1' },
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: NO_CSV_ESCAPE },
    },
  });
}

/** A table over all files of text below a place. */
function textInput(
  name: string,
  location: string,
  columns: readonly DeclaredColumn[],
  {
    Parameters,
    SerdeInfo,
  }: Required<Pick<TableInput, 'Parameters'>> & Pick<StorageDescriptor, 'SerdeInfo'>,
): TableInput {
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    // Athena needs this member even if there are none (AWS Glue web API reference, "TableInput").
    PartitionKeys: [],
    Parameters: { EXTERNAL: 'TRUE', ...Parameters },
    StorageDescriptor: {
      Location: location,
      Columns: hive(columns),
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo,
    },
  };
}

/** The parameter of a view that names the release which wrote it. */
const RELEASE_PARAMETER = 'contact-lake.release';

/**
 * A view as Athena itself writes it for `CREATE VIEW`: an entry of the catalogue whose text is Presto's
 * view, in base64.
 */
function viewInput(
  { name, sql, columns }: DeclaredView,
  schema: string,
  release: string,
): TableInput {
  const presto = {
    schema,
    originalSql: sql,
    catalog: 'awsdatacatalog',
    columns: columns.map((column) => ({ name: column.name, type: column.prestoType })),
  };
  return {
    Name: name,
    TableType: 'VIRTUAL_VIEW',
    PartitionKeys: [],
    Parameters: { presto_view: 'true', comment: 'Presto View', [RELEASE_PARAMETER]: release },
    ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(presto)).toString('base64')} */`,
    ViewExpandedText: '/* Presto View */',
    StorageDescriptor: { Columns: hive(columns), Location: '', SerdeInfo: {} },
  };
}

function hive(columns: readonly DeclaredColumn[]) {
  return columns.map(({ name, hiveType }) => ({ Name: name, Type: hiveType }));
}
