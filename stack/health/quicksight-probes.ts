/** Looks at the QuickSight parts of a deployed stack, whose ids are made from the bucket's name. */
import { DATA_SETS, dataSetId } from '../../functions/refresh/data-sets.ts';
import { type Import, lastEnded, lastFull, lastOf } from '../../functions/refresh/imports.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { erasurePrefix } from '../../pipeline/lake-keys.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import type { DeployedStack } from '../stack.ts';
import { moment } from './probes.ts';

export interface DataSourceFacts {
  /** `CREATION_SUCCESSFUL`, `UPDATE_FAILED`… */
  readonly state: string;
  /** QuickSight's type of the error: `ACCESS_DENIED`, `TIMEOUT`… */
  readonly error: string | null;
}

export interface DashboardFacts {
  readonly state: string;
  readonly version: number | null;
  /** What is wrong with the definition: `COLUMN_TYPE_MISMATCH`, and where. */
  readonly errors: readonly string[];
}

/** The imports of a data set into SPICE. Times are UTC, `2026-11-23 14:05:09`. */
export interface ImportFacts {
  readonly data_set: string;
  /** Whether an import runs. */
  readonly is_running: boolean;
  /** How the last import ended, cancelled ones aside; null before the first. */
  readonly last: 'completed' | 'failed' | null;
  readonly last_started_at: string | null;
  /** QuickSight's type of the last import's error. */
  readonly error: string | null;
  /** Rows of the last import that was completed. */
  readonly rows: number | null;
  /** When the last completed import of all rows began; null if there is none. */
  readonly full_started_at: string | null;
  /** When contacts were last erased from the table, if the data set may still hold them. */
  readonly erased_at: string | null;
}

/** The state of the connection to Athena. */
export async function dataSourceFacts({
  account,
  bucket,
}: DeployedStack): Promise<DataSourceFacts> {
  const { QuickSight } = await import('@aws-sdk/client-quicksight');
  return withClient(new QuickSight(CLIENT_OPTIONS), async (client) => {
    const about = [
      `the QuickSight data source ${bucket}`,
      'quicksight:DescribeDataSource',
    ] as const;
    const { DataSource } = await callAws(client, about, () =>
      client.describeDataSource({ AwsAccountId: account, DataSourceId: bucket }),
    );
    return { state: DataSource?.Status ?? 'unknown', error: DataSource?.ErrorInfo?.Type ?? null };
  });
}

/** The state of the published dashboard. */
export async function dashboardFacts({ account, bucket }: DeployedStack): Promise<DashboardFacts> {
  const { QuickSight } = await import('@aws-sdk/client-quicksight');
  return withClient(new QuickSight(CLIENT_OPTIONS), async (client) => {
    const about = [`the QuickSight dashboard ${bucket}`, 'quicksight:DescribeDashboard'] as const;
    const { Dashboard } = await callAws(client, about, () =>
      client.describeDashboard({ AwsAccountId: account, DashboardId: bucket }),
    );
    const { Errors = [], Status = 'unknown', VersionNumber = null } = Dashboard?.Version ?? {};
    const errors = Errors.map(({ Type = 'unknown', ViolatedEntities = [] }) =>
      [Type, ...ViolatedEntities.map(({ Path = '' }) => Path)].join(' '),
    );
    return { state: Status, version: VersionNumber, errors };
  });
}

/** The imports of each data set, and whether erased contacts may still be in it. */
export async function importFacts(
  { account, bucket }: DeployedStack,
  dataset: Dataset,
): Promise<ImportFacts[]> {
  const erasedAt = await lastErasure(bucket, dataset);
  const { QuickSight } = await import('@aws-sdk/client-quicksight');
  const { readImports } = await import('../../functions/refresh/read-imports.ts');
  return withClient(new QuickSight(CLIENT_OPTIONS), async (client) => {
    const facts: ImportFacts[] = [];
    // One after another: QuickSight answers five such calls a second.
    for (const dataSet of DATA_SETS) {
      const DataSetId = dataSetId(bucket, dataSet);
      const about = [`the QuickSight data set ${DataSetId}`, 'quicksight:ListIngestions'] as const;
      const imports = await callAws(client, about, () =>
        readImports(client, { AwsAccountId: account, DataSetId }),
      );
      facts.push(factsOf(dataSet.name, imports, erasedAt));
    }
    return facts;
  });
}

async function lastErasure(bucket: string, dataset: Dataset): Promise<Date | null> {
  const { S3 } = await import('@aws-sdk/client-s3');
  const { erasedAt } = await import('../../functions/refresh/erased-at.ts');
  return withClient(new S3(CLIENT_OPTIONS), (s3) =>
    callAws(s3, [`the bucket ${bucket}`, 's3:ListBucket'], () =>
      erasedAt(s3, bucket, erasurePrefix(dataset)),
    ),
  );
}

function factsOf(data_set: string, imports: readonly Import[], erasedAt: Date | null): ImportFacts {
  const completed = imports.filter(({ state }) => state === 'completed');
  const last = lastEnded(imports);
  // An import that is running has not yet replaced the rows.
  const full = lastFull(completed);
  const holdsErased = full !== null && erasedAt !== null && full.created_at <= erasedAt;
  return {
    data_set,
    is_running: lastOf(imports)?.state === 'running',
    last: last === null ? null : last.state === 'failed' ? 'failed' : 'completed',
    last_started_at: moment(last?.created_at),
    error: last?.error ?? null,
    rows: lastOf(completed)?.rows ?? null,
    full_started_at: moment(full?.created_at),
    erased_at: holdsErased ? moment(erasedAt) : null,
  };
}
