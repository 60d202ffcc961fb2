import { GlueClient } from '@aws-sdk/client-glue';
import { QuickSightClient } from '@aws-sdk/client-quicksight';
import { S3Client } from '@aws-sdk/client-s3';
import type { EventBridgeEvent } from 'aws-lambda';
import { ENV_BUCKET, ENV_DATABASE, ENV_ERASURES, readEnvironment } from '../environment.ts';
import { log, wording } from '../log.ts';
import { DATA_SETS, type DataSet, dataSetId } from './data-sets.ts';
import { erasedAt } from './erased-at.ts';
import { importDue, lastEnded, latest } from './imports.ts';
import { readImports } from './read-imports.ts';
import { startImport } from './start-import.ts';
import { viewWrittenAt } from './view-written-at.ts';

const given = readEnvironment(ENV_BUCKET, ENV_DATABASE, ENV_ERASURES);
const bucket = given[ENV_BUCKET];
const s3 = new S3Client({});
const glue = new GlueClient({});
const quicksight = new QuickSightClient({});

/** A successful run of the conversion job (AWS Glue developer guide, "Automating with EventBridge"). */
export type RunEvent = Pick<
  EventBridgeEvent<'Glue Job State Change', { readonly jobRunId: string }>,
  'account' | 'detail'
>;

/**
 * Imports the lake's data sets into QuickSight after a run of the conversion. A data set that fails does not hold up
 * the others. If an import could not be started, or the last one failed, the function fails at the end, which raises
 * an alarm.
 */
export async function handler({ account, detail }: RunEvent): Promise<void> {
  const erased = await erasedAt(s3, bucket, given[ENV_ERASURES]);
  const failed: string[] = [];
  for (const dataSet of DATA_SETS) {
    try {
      await refresh(dataSet, account, detail.jobRunId, erased);
    } catch (error) {
      log('error', 'Import failed', { data_set: dataSet.name, error: wording(error) });
      failed.push(dataSet.name);
    }
  }
  if (failed.length > 0) throw new Error(`Data sets with a failed import: ${failed.join(', ')}`);
}

async function refresh(dataSet: DataSet, account: string, run: string, erased: Date | null) {
  const place = { AwsAccountId: account, DataSetId: dataSetId(bucket, dataSet) };
  const imports = await readImports(quicksight, place);
  const written = await viewWritten(dataSet);
  const due = importDue(dataSet, imports, latest(erased, written), new Date());
  const start = due === null ? 'not due' : await startImport(quicksight, place, run, due);
  const facts = { data_set: dataSet.name, import: due ?? 'none', start };
  log(start === 'limit reached' ? 'warn' : 'info', 'Import', facts);
  if (start === 'limit reached' && due === 'FULL_REFRESH' && dataSet.window)
    throw new Error('QuickSight allows no more imports today, and rows of any age have changed');
  const last = lastEnded(imports);
  if (last?.state === 'failed') throw new Error(`The last import failed: ${last.error}`);
}

/** An unknown age of a view must not hold up an import, least of all after an erasure. */
async function viewWritten({ view }: DataSet): Promise<Date | null> {
  try {
    return await viewWrittenAt(glue, given[ENV_DATABASE], view);
  } catch (error) {
    log('warn', 'The age of a view is not known', { view, error: wording(error) });
    return null;
  }
}
