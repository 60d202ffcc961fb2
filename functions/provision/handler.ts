import { assets, declared } from 'virtual:provision';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ASSETS_PREFIX } from '../../pipeline/lake-keys.ts';
import { answer, type MakeEvent } from '../custom-resource.ts';
import {
  ENV_BUCKET,
  ENV_DATABASE,
  ENV_TIME_ZONE,
  readEnvironment,
  viewValues,
} from '../environment.ts';
import { log, wording } from '../log.ts';
import { hasAssets, putAssets, removeVersions } from './assets.ts';
import { makeDatabase, unmakeDatabase } from './database.ts';
import { catalogueFile, catalogueOf } from './declared-catalogue.ts';
import { makeFirstTables, unmakeFirstTables } from './first-tables.ts';
import {
  JOB_PROPERTY,
  RELEASE_RESOURCE,
  refuseOtherNames,
  refuseOtherValues,
  refuseOtherZone,
} from './names.ts';
import { resourcesOf, statusOf } from './own-stack.ts';

const given = readEnvironment(ENV_BUCKET, ENV_DATABASE, ENV_TIME_ZONE);
const bucket = given[ENV_BUCKET];
const s3 = new S3Client({});
const glue = new GlueClient({});
const cloudformation = new CloudFormationClient({});
const place = { s3, glue, bucket, database: given[ENV_DATABASE] };
const values = viewValues(declared.settings);
const catalogue = catalogueOf(declared, bucket, place.database, given[ENV_TIME_ZONE], values);

/**
 * Puts into the bucket and the catalogue what the template cannot hold, or should not own: scripts,
 * saved queries, the runbook, tables and views. A first launch that fails takes them back.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const [make, unmake] = event.ResourceType === RELEASE_RESOURCE ? [prepare, clear] : [fill, empty];
  return answer(event, make, async ({ StackId }) => {
    if ((await statusOf(cloudformation, StackId)) === 'ROLLBACK_IN_PROGRESS') await unmake(StackId);
  });
}

async function prepare(event: MakeEvent) {
  refuseOtherZone(given[ENV_TIME_ZONE]);
  refuseOtherValues(declared.settings, values);
  // An update that was refused is rolled back under another status, with the names as they were.
  if ((await statusOf(cloudformation, event.StackId)) === 'UPDATE_IN_PROGRESS')
    refuseOtherNames(event, await resourcesOf(cloudformation, event.StackId));
  await makeDatabase(place, catalogue, event.StackId);
  // In an update the job's new scripts must be there before the job is updated. A first launch may
  // still fail, so it puts no object into the bucket yet: CloudFormation could not delete the bucket,
  // and the bucket may belong to something else.
  return { Assets: (await hasAssets(s3, bucket)) ? await putAllAssets() : 0 };
}

const clear = (stackId: string) => unmakeDatabase(place, catalogue, stackId);

async function putAllAssets(): Promise<number> {
  const all = { ...assets, [catalogueFile(declared)]: `${JSON.stringify(catalogue)}\n` };
  await putAssets(s3, bucket, all);
  return Object.keys(all).length;
}

/** Makes the tables at a first launch; later the conversion itself brings the catalogue up to date. */
async function fill({ ResourceProperties }: MakeEvent) {
  const Assets = await putAllAssets();
  const isFirst = await makeFirstTables(place, catalogue);
  if (!isFirst) await startConversion(ResourceProperties[JOB_PROPERTY]);
  return { Assets, Catalogue: isFirst ? 'made' : 'there already' };
}

/** Updates tables and views to this release at once. If it fails, the next scheduled run does it. */
async function startConversion(JobName: string): Promise<void> {
  try {
    await glue.send(new StartJobRunCommand({ JobName }));
  } catch (error) {
    log('warn', 'The conversion could not be started', { error: wording(error) });
  }
}

/** Removes what was put, so that CloudFormation can delete the bucket and free its name. Records stay. */
async function empty(): Promise<void> {
  const first = await unmakeFirstTables(place, catalogue);
  await removeVersions(s3, bucket, [...first, ASSETS_PREFIX]);
}
