/**
 * Whether the Glue catalogue holds what the stack's release declares: the Iceberg table, with every
 * column that saved queries may read, the tables over JSON, and each view as the release writes it. A
 * table whose place or reader is another than declared answers every question wrongly or not at all; a
 * view of another text, or over columns that are not there, is stale to Athena, which refuses it.
 */
import type { Column, Glue, Table, TableInput } from '@aws-sdk/client-glue';
import type { S3 } from '@aws-sdk/client-s3';
import { articleKey } from '../../pipeline/lake-keys.ts';
import { covers } from '../../pipeline/spellings/hive-type-covers.ts';
import { fault, type Outcome, warning, well } from '../../terminal/finding.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { CLIENT_OPTIONS, callAws, unlessMissing, withClient } from '../client.ts';
import type { DeployedStack } from '../stack.ts';
import { differenceOf } from './declared-entry.ts';

/** The job's argument that names the file. */
const ARGUMENT = '--catalogue_file';

/**
 * `catalogue.json` beside the job's scripts, as far as it is needed here
 * (`functions/provision/declared-catalogue.ts`).
 */
interface Declared {
  readonly table: TableInput;
  readonly views: readonly TableInput[];
  /** Tables over JSON whose columns are the declared ones. */
  readonly json_tables: readonly TableInput[];
  /** Tables over JSON to which a crawler adds columns. */
  readonly growing: readonly TableInput[];
}

export interface CatalogueFacts {
  /** Columns that the release declares of the table. */
  readonly columns: number;
  readonly json_tables: number;
  readonly views: number;
  /** What is not as declared, each in a clause. */
  readonly differences: readonly string[];
}

/**
 * Compares the catalogue with what is declared.
 * @returns null if the stack's release does not say what it declares
 */
export async function catalogueFacts(stack: DeployedStack): Promise<CatalogueFacts | null> {
  const [{ Glue }, { S3 }] = await Promise.all([
    import('@aws-sdk/client-glue'),
    import('@aws-sdk/client-s3'),
  ]);
  return withClient(new Glue(CLIENT_OPTIONS), (glue) =>
    withClient(new S3(CLIENT_OPTIONS), async (s3) => {
      const { Job } = await callAws(glue, [`the job ${stack.job}`, 'glue:GetJob'], () =>
        glue.getJob({ JobName: stack.job }),
      );
      const key = Job?.DefaultArguments?.[ARGUMENT];
      if (key === undefined) return null;
      const { table, views, json_tables, growing } = await declaredIn(s3, stack.bucket, key);
      const { database } = stack;
      const differences = await Promise.all([
        tableDifferences(glue, s3, database, table),
        ...json_tables.map((one) => jsonDifferences(glue, database, one)),
        ...growing.map((one) => growingDifferences(glue, database, one)),
        ...views.map((view) => viewDifferences(glue, database, view)),
      ]);
      return {
        columns: columnsOf(table).length,
        json_tables: json_tables.length + growing.length,
        views: views.length,
        differences: differences.flat(),
      };
    }),
  );
}

/** What is to be said of it. */
export function catalogueOutcome(
  facts: CatalogueFacts | null,
  { bucket, job }: DeployedStack,
): Outcome {
  if (facts === null) {
    return warning(
      "the stack's release does not say what it declares: update the stack with a newer template",
    );
  }
  const { columns, differences, json_tables, views } = facts;
  if (differences.length === 0) {
    return well(
      `the table has all ${countOf(columns, 'column')}, and ${countOf(json_tables, 'table')} over JSON and ${countOf(views, 'view')} are as the release declares`,
    );
  }
  return fault(
    `${differences.join('; ')}: the next run of the job ${job} puts back what it can, and ${howToPutBack(bucket)} says how to put back the rest`,
  );
}

/** The runbook's section "What was changed by hand". */
function howToPutBack(bucket: string): string {
  return `s3://${bucket}/${articleKey('README')}`;
}

async function declaredIn(s3: S3, bucket: string, key: string): Promise<Declared> {
  const place = `s3://${bucket}/${key}`;
  const text = await callAws(s3, [place, 's3:GetObject'], async () => {
    const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
    return Body!.transformToString();
  });
  try {
    // Earlier releases declare no tables over JSON there.
    const { table, views, json_tables = [], growing = [] } = JSON.parse(text) as Partial<Declared>;
    if (table?.StorageDescriptor?.Columns && [views, json_tables, growing].every(Array.isArray))
      return { table, views: views!, json_tables, growing };
  } catch {
    // Said below.
  }
  throw new UserError(
    `${place} is damaged, expected the declared tables and views: put its version before back (${howToPutBack(bucket)})`,
  );
}

async function entryOf(glue: Glue, database: string, name: string): Promise<Table | null> {
  const about = [`the table ${database}.${name}`, 'glue:GetTable'] as const;
  const answer = await unlessMissing(
    callAws(glue, about, () => glue.getTable({ DatabaseName: database, Name: name })),
  );
  return answer?.Table ?? null;
}

async function tableDifferences(
  glue: Glue,
  s3: S3,
  database: string,
  declared: TableInput,
): Promise<string[]> {
  const name = declared.Name ?? '';
  const entry = await entryOf(glue, database, name);
  if (entry === null) return [`there is no table ${database}.${name}`];
  const type = entry.Parameters?.table_type;
  if (type?.toUpperCase() !== 'ICEBERG') {
    return [`the table ${name} is of type ${type ?? 'none'}, expected ICEBERG`];
  }
  const columns = columnsOf(entry).filter(isCurrent);
  return [
    ...(await metadataDifferences(s3, declared, entry.Parameters?.metadata_location)),
    ...columnDifferences(name, columns, columnsOf(declared)),
  ];
}

/** The declared columns that are not there, or not with all of their type; others may be there, too. */
function columnDifferences(
  table: string,
  found: readonly Column[],
  declared: readonly Column[],
): string[] {
  const types = new Map(found.map(({ Name, Type }) => [Name!.toLowerCase(), Type ?? '']));
  return declared.flatMap(({ Name = '', Type = '' }) => {
    const type = types.get(Name.toLowerCase());
    if (type === undefined) return [`the table ${table} has no column ${Name}`];
    return covers(type, Type) ? [] : [`the column ${Name} of ${table} lacks a part of its type`];
  });
}

/** Iceberg's pointer to the data, which is below the table's place, and what it points to. */
async function metadataDifferences(
  s3: S3,
  { Name: table, StorageDescriptor }: TableInput,
  location: string | undefined,
): Promise<string[]> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location ?? '') ?? [];
  if (bucket === undefined || key === undefined) {
    return [`the table ${table} has no metadata_location`];
  }
  const place = StorageDescriptor?.Location;
  const below = `${place?.replace(/\/$/, '')}/metadata/`;
  if (place && !location!.startsWith(below)) {
    return [`the metadata_location of ${table} is ${location}, expected one below ${below}`];
  }
  const head = await unlessMissing(
    callAws(s3, [location!, 's3:GetObject'], () => s3.headObject({ Bucket: bucket, Key: key })),
  );
  return head === null ? [`the metadata of ${table} is gone: ${location}`] : [];
}

async function jsonDifferences(
  glue: Glue,
  database: string,
  declared: TableInput,
): Promise<string[]> {
  const name = declared.Name ?? '';
  const entry = await entryOf(glue, database, name);
  if (entry === null) return [`there is no table ${name}`];
  const difference = differenceOf(entry, declared);
  return difference === null ? [] : [`the table ${name} has ${difference}`];
}

/** A crawler writes such a table again: its place and the declared columns stay. */
async function growingDifferences(
  glue: Glue,
  database: string,
  { Name: name = '', StorageDescriptor }: TableInput,
): Promise<string[]> {
  const entry = await entryOf(glue, database, name);
  if (entry === null) return [`there is no table ${name}`];
  const Location = StorageDescriptor?.Location;
  const difference = differenceOf(entry, { StorageDescriptor: { Location } });
  return [
    ...(difference === null ? [] : [`the table ${name} has ${difference}`]),
    ...columnDifferences(name, columnsOf(entry), StorageDescriptor?.Columns ?? []),
  ];
}

async function viewDifferences(
  glue: Glue,
  database: string,
  declared: TableInput,
): Promise<string[]> {
  const name = declared.Name ?? '';
  const entry = await entryOf(glue, database, name);
  if (entry === null) return [`there is no view ${name}`];
  if (entry.ViewOriginalText !== declared.ViewOriginalText) {
    return [`the view ${name} has another text than the release declares`];
  }
  const spelled = (columns: readonly Column[]) =>
    columns.map(({ Name, Type }) => `${Name} ${Type}`).join();
  return spelled(columnsOf(entry)) === spelled(columnsOf(declared))
    ? []
    : [`the view ${name} has other columns than its text gives`];
}

function columnsOf({ StorageDescriptor }: Table | TableInput): readonly Column[] {
  return StorageDescriptor?.Columns ?? [];
}

/** Iceberg keeps columns in the entry that a table has had (`IcebergToGlueConverter`). */
function isCurrent({ Parameters }: Column): boolean {
  return Parameters?.['iceberg.field.current'] !== 'false';
}
