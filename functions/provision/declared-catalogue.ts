/**
 * What the Glue catalogue is to hold beside the tables of the template: the Iceberg table and the
 * views over it. CloudFormation cannot own these. Its update of a table replaces the whole entry, and
 * with it Iceberg's pointer to the data; and it would change a view before the columns that the view
 * reads are there.
 */
import type { TableInput } from '@aws-sdk/client-glue';

export interface DeclaredColumn {
  readonly name: string;
  readonly hiveType: string;
}

export interface DeclaredView {
  readonly name: string;
  readonly sql: string;
  readonly columns: readonly (DeclaredColumn & { readonly prestoType: string })[];
}

/** The catalogue of a release, before a stack's names are known. */
export interface DeclaredCatalogue {
  /** Of the scripts and of all that is declared here: `3fa9c1d2e4b5`. */
  readonly release: string;
  /** The scripts' folder in the bucket, with a slash at its end. */
  readonly scripts: string;
  readonly table: {
    readonly name: string;
    /** `parquet/ctr/` */
    readonly prefix: string;
    readonly columns: readonly DeclaredColumn[];
    /** Of an Iceberg table without a row; its location, uuid and time are put in when it is made. */
    readonly metadata: Readonly<Record<string, unknown>>;
  };
  readonly views: readonly DeclaredView[];
}

/** The catalogue of a stack: the file `catalogue.json` beside the job's scripts. */
export interface Catalogue {
  readonly table: TableInput;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly views: readonly TableInput[];
}

/** The key of the catalogue's file, which the job reads. */
export function catalogueFile({ scripts }: Pick<DeclaredCatalogue, 'scripts'>): string {
  return `${scripts}catalogue.json`;
}

/** The catalogue of a release in a stack's bucket and database. */
export function catalogueOf(
  { release, table, views }: DeclaredCatalogue,
  bucket: string,
  database: string,
): Catalogue {
  const location = `s3://${bucket}/${table.prefix.replace(/\/$/, '')}`;
  return {
    table: {
      Name: table.name,
      TableType: 'EXTERNAL_TABLE',
      PartitionKeys: [],
      StorageDescriptor: { Location: location, Columns: hive(table.columns) },
    },
    metadata: { ...table.metadata, location },
    views: views.map((view) => viewInput(view, database, release)),
  };
}

/** The parameter of a view that names the release which has written it. */
const RELEASE_PARAMETER = 'contact-lake.release';

/**
 * A view as Athena keeps it: an entry of the catalogue whose text is Presto's view, in base64. It is
 * what Athena itself writes for `CREATE VIEW`.
 */
function viewInput({ name, sql, columns }: DeclaredView, schema: string, release: string) {
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
