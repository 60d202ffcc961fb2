import {
  type Ingestion,
  paginateListIngestions,
  type QuickSightClient,
} from '@aws-sdk/client-quicksight';
import type { Import } from './imports.ts';

/** Errors that say that another import or an edit took the import's place, or that a person ended it. */
const NO_FAILURES: readonly string[] = [
  'INGESTION_CANCELED',
  'INGESTION_SUPERSEDED',
  'REFRESH_SUPPRESSED_BY_EDIT',
];

/** A data set in an account. */
export interface DataSetPlace {
  readonly AwsAccountId: string;
  readonly DataSetId: string;
}

/** Reads the history of a data set's imports. The documentation promises no order of it. */
export async function readImports(
  client: QuickSightClient,
  place: DataSetPlace,
): Promise<Import[]> {
  const imports: Import[] = [];
  for await (const { Ingestions = [] } of paginateListIngestions({ client, pageSize: 100 }, place))
    imports.push(...Ingestions.map(importOf));
  return imports;
}

/** All types but one read all rows: a first import, an edit of the data set, and a full refresh. */
function importOf(ingestion: Ingestion): Import {
  const { CreatedTime, ErrorInfo, RequestType, RowInfo } = ingestion;
  return {
    created_at: CreatedTime!,
    is_full: RequestType !== 'INCREMENTAL_REFRESH',
    state: stateOf(ingestion),
    error: ErrorInfo?.Type ?? null,
    rows: RowInfo?.TotalRowsInDataset ?? null,
  };
}

function stateOf({ ErrorInfo, IngestionStatus }: Ingestion): Import['state'] {
  if (NO_FAILURES.includes(ErrorInfo?.Type ?? '')) return 'cancelled';
  switch (IngestionStatus) {
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
      return 'cancelled';
    case 'COMPLETED':
      return 'completed';
    default:
      return 'running';
  }
}
