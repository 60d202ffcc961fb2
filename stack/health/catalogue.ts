/**
 * Compares the Glue catalogue with what the stack's release declares: the Iceberg tables with every
 * column that saved queries may read, the tables over JSON, and the text of each view. A table at
 * another place, or with another reader, gives wrong answers or none. A view with another text, or over
 * missing columns, is stale: Athena refuses to query it.
 */
import type { Glue, Table, TableInput } from '@aws-sdk/client-glue';
import type { S3 } from '@aws-sdk/client-s3';
import { articleKey } from '../../pipeline/lake-keys.ts';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { UserError } from '../../terminal/user-error.ts';
import { countOf } from '../../terminal/wording.ts';
import { CLIENT_OPTIONS, callAws, unlessMissing, withClient } from '../client.ts';
import type { DeployedStack } from '../stack.ts';
import {
  columnsOf,
  growingTableDifferences,
  icebergTableDifferences,
  isIceberg,
  jsonTableDifferences,
  viewDifferences,
} from './entry-differences.ts';

/** The job's argument that holds the key of `catalogue.json`. */
const ARGUMENT = '--catalogue_file';

/**
 * The members of `catalogue.json` that are compared. It lies beside the job's scripts and is written by
 * `functions/provision/declared-catalogue.ts`.
 */
interface Declared {
  /** The Iceberg tables, one of each dataset. */
  readonly tables: readonly TableInput[];
  readonly views: readonly TableInput[];
  /** Tables over JSON whose columns are the declared ones. */
  readonly json_tables: readonly TableInput[];
  /** Tables over CSV, the same. */
  readonly csv_tables: readonly TableInput[];
  /** Tables over JSON to which a crawler adds columns. */
  readonly growing: readonly TableInput[];
}

/** The same as the file has it. */
interface Found extends Partial<Omit<Declared, 'tables'>> {
  readonly tables?: readonly { readonly entry: TableInput }[];
  readonly table?: TableInput;
}

/** Compares an entry of the catalogue with its declaration. */
type Comparison = (entry: Table, declared: TableInput) => string[] | Promise<string[]>;

export interface CatalogueFacts {
  /** The Iceberg tables. */
  readonly tables: number;
  /** Columns that the release declares of them. */
  readonly columns: number;
  /** Tables over JSON and CSV. */
  readonly text_tables: number;
  readonly views: number;
  /** Every difference from the declaration, in words: `the table ctr has no column agent`. */
  readonly differences: readonly string[];
}

/**
 * Compares the catalogue with the declaration.
 * @returns null if the stack's release is so old that it declares nothing
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
      const { tables, views, json_tables, csv_tables, growing } = await declaredIn(
        s3,
        stack.bucket,
        key,
      );
      const compare = async (thing: string, declared: TableInput, differences: Comparison) => {
        const name = declared.Name ?? '';
        const entry = await entryOf(glue, stack.database, name);
        if (entry === null) return [`there is no ${thing} ${stack.database}.${name}`];
        return differences(entry, declared);
      };
      const differences = await Promise.all([
        ...tables.map((table) =>
          compare('table', table, async (entry) => [
            ...icebergTableDifferences(entry, table),
            ...(await pointerDifferences(s3, entry, table)),
          ]),
        ),
        ...[...json_tables, ...csv_tables].map((one) =>
          compare('table', one, jsonTableDifferences),
        ),
        ...growing.map((one) => compare('table', one, growingTableDifferences)),
        ...views.map((view) => compare('view', view, viewDifferences)),
      ]);
      return {
        tables: tables.length,
        columns: tables.flatMap(columnsOf).length,
        text_tables: json_tables.length + csv_tables.length + growing.length,
        views: views.length,
        differences: differences.flat(),
      };
    }),
  );
}

export function catalogueOutcome(
  facts: CatalogueFacts | null,
  { bucket, job }: DeployedStack,
): CheckResult {
  if (facts === null) {
    return warning(
      "the stack's release does not say what it declares: update the stack with a newer template",
    );
  }
  const { columns, differences, text_tables, tables, views } = facts;
  if (differences.length === 0) {
    return well(
      `${tables === 1 ? 'the table has' : `${tables} tables have`} all ${countOf(columns, 'column')}, and ${countOf(text_tables, 'table')} over JSON or CSV and ${countOf(views, 'view')} are as the release declares`,
    );
  }
  return fault(
    `${differences.join('; ')}: the next run of the job ${job} puts back what it can, and ${howToPutBack(bucket)} says how to put back the rest`,
  );
}

/** The place of the runbook's section "What was changed by hand". */
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
    const found = JSON.parse(text) as Found;
    // Earlier releases declare no tables over JSON or CSV there, and a single Iceberg table.
    const { views, json_tables = [], csv_tables = [], growing = [] } = found;
    const tables = found.tables?.map(({ entry }) => entry) ?? [found.table];
    const areTables = tables.length > 0 && tables.every((one) => one?.StorageDescriptor?.Columns);
    if (areTables && [views, json_tables, csv_tables, growing].every(Array.isArray))
      return { tables: tables as TableInput[], views: views!, json_tables, csv_tables, growing };
  } catch {
    // The error below says so.
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

/** Checks Iceberg's pointer to its metadata: the file must lie below the table's place, and exist. */
async function pointerDifferences(
  s3: S3,
  entry: Table,
  { Name: table, StorageDescriptor }: TableInput,
): Promise<string[]> {
  if (!isIceberg(entry)) return [];
  const location = entry.Parameters?.metadata_location ?? '';
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  if (bucket === undefined || key === undefined) {
    return [`the table ${table} has no metadata_location`];
  }
  const place = StorageDescriptor?.Location;
  const below = `${place?.replace(/\/$/, '')}/metadata/`;
  if (place && !location.startsWith(below)) {
    return [`the metadata_location of ${table} is ${location}, expected one below ${below}`];
  }
  const head = await unlessMissing(
    callAws(s3, [location, 's3:GetObject'], () => s3.headObject({ Bucket: bucket, Key: key })),
  );
  return head === null ? [`the metadata of ${table} is gone: ${location}`] : [];
}
