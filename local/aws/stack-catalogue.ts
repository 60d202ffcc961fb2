/**
 * Whether the Glue catalogue holds what the stack's release declares: the Iceberg table, with every
 * column that saved queries may read, and each view as the release writes it. A view of another text,
 * or over columns that are not there, is stale to Athena, which refuses it.
 */
import type { Column, Glue, Table, TableInput } from '@aws-sdk/client-glue';
import type { S3 } from '@aws-sdk/client-s3';
import { UserError } from '../user-error.ts';
import { counted } from '../wording.ts';
import { asked, CLIENT_OPTIONS, unlessMissing, withClient } from './client.ts';
import { covers } from './hive-type.ts';
import { fault, type Outcome, warning, well } from './outcomes.ts';
import type { DeployedStack } from './stack.ts';

/** The job's argument that names the file. */
const ARGUMENT = '--catalogue_file';

/** `catalogue.json` beside the job's scripts, as far as it is needed here. */
interface Declared {
  readonly table: TableInput;
  readonly views: readonly TableInput[];
}

export interface CatalogueFacts {
  /** Columns that the release declares of the table. */
  readonly columns: number;
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
      const { Job } = await asked(glue, [`the job ${stack.job}`, 'glue:GetJob'], () =>
        glue.getJob({ JobName: stack.job }),
      );
      const key = Job?.DefaultArguments?.[ARGUMENT];
      if (key === undefined) return null;
      const { table, views } = await declaredIn(s3, stack.bucket, key);
      const [ofTable, ofViews] = await Promise.all([
        tableDifferences(glue, s3, stack.database, table),
        Promise.all(views.map((view) => viewDifferences(glue, stack.database, view))),
      ]);
      return {
        columns: columnsOf(table).length,
        views: views.length,
        differences: [...ofTable, ...ofViews.flat()],
      };
    }),
  );
}

/** What is to be said of it. */
export function catalogueOutcome(facts: CatalogueFacts | null, { job }: DeployedStack): Outcome {
  if (facts === null) {
    return warning("the stack's release does not say what it declares: update the stack");
  }
  const { columns, differences, views } = facts;
  if (differences.length === 0) {
    return well(
      `the table has all ${counted(columns, 'column')} and ${counted(views, 'view')} their text, as the release declares`,
    );
  }
  return fault(
    `${differences.join('; ')}: the next run of the job ${job} mends it, or says in its log why it cannot`,
  );
}

async function declaredIn(s3: S3, bucket: string, key: string): Promise<Declared> {
  const place = `s3://${bucket}/${key}`;
  const text = await asked(s3, [place, 's3:GetObject'], async () => {
    const { Body } = await s3.getObject({ Bucket: bucket, Key: key });
    return Body!.transformToString();
  });
  try {
    const { table, views } = JSON.parse(text) as Partial<Declared>;
    if (table?.StorageDescriptor?.Columns && Array.isArray(views)) return { table, views };
  } catch {
    // Said below.
  }
  throw new UserError(
    `${place} is damaged, expected the declared table and views: update the stack`,
  );
}

async function entryOf(glue: Glue, database: string, name: string): Promise<Table | null> {
  const about = [`the table ${database}.${name}`, 'glue:GetTable'] as const;
  const answer = await unlessMissing(
    asked(glue, about, () => glue.getTable({ DatabaseName: database, Name: name })),
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
  const types = new Map(columns.map(({ Name, Type }) => [Name!.toLowerCase(), Type ?? '']));
  return [
    ...(await metadataDifferences(s3, name, entry.Parameters?.metadata_location)),
    ...columnsOf(declared).flatMap(({ Name = '', Type = '' }) => {
      const found = types.get(Name.toLowerCase());
      if (found === undefined) return [`the table ${name} has no column ${Name}`];
      return covers(found, Type) ? [] : [`the column ${Name} of ${name} lacks a part of its type`];
    }),
  ];
}

/** Iceberg's pointer to the data, and what it points to. */
async function metadataDifferences(
  s3: S3,
  table: string,
  location: string | undefined,
): Promise<string[]> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location ?? '') ?? [];
  if (bucket === undefined || key === undefined) {
    return [`the table ${table} has no metadata_location`];
  }
  const head = await unlessMissing(
    asked(s3, [location!, 's3:GetObject'], () => s3.headObject({ Bucket: bucket, Key: key })),
  );
  return head === null ? [`the metadata of ${table} is gone: ${location}`] : [];
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
