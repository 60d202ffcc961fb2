import { assets, declared } from 'virtual:provision';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ASSETS_PREFIX } from '../../pipeline/lake-keys.ts';
import { answer, type MakeEvent } from '../custom-resource.ts';
import { ENV_BUCKET, ENV_DATABASE, readEnvironment } from '../environment.ts';
import { log, wording } from '../log.ts';
import { hasAssets, putAssets, removeVersions } from './assets.ts';
import { catalogueFile, catalogueOf } from './declared-catalogue.ts';
import {
  makeDatabase,
  makeFirstCatalogue,
  unmakeDatabase,
  unmakeFirstCatalogue,
} from './first-catalogue.ts';
import { JOB_PROPERTY, RELEASE_RESOURCE, refuseOtherNames } from './names.ts';
import { resourcesOf, statusOf } from './own-stack.ts';

const given = readEnvironment(ENV_BUCKET, ENV_DATABASE);
const bucket = given[ENV_BUCKET];
const s3 = new S3Client({});
const glue = new GlueClient({});
const cloudformation = new CloudFormationClient({});
const place = { s3, glue, bucket, database: given[ENV_DATABASE], prefix: declared.table.prefix };
const catalogue = catalogueOf(declared, bucket, place.database);

/**
 * Puts into the bucket and the catalogue what a template cannot hold, or had better not: scripts,
 * saved queries, the runbook, tables and views.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const [make, unmake] = event.ResourceType === RELEASE_RESOURCE ? [prepare, clear] : [fill, empty];
  return answer(event, make, async ({ StackId }) => {
    if ((await statusOf(cloudformation, StackId)) === 'ROLLBACK_IN_PROGRESS') await unmake(StackId);
  });
}

async function prepare(event: MakeEvent) {
  // An update that has been refused is taken back by another one, with the names as they were.
  if ((await statusOf(cloudformation, event.StackId)) === 'UPDATE_IN_PROGRESS')
    refuseOtherNames(event, await resourcesOf(cloudformation, event.StackId));
  await makeDatabase(place, catalogue, event.StackId);
  // A job that is updated finds its scripts. A first launch, which may fail yet, leaves no object in a
  // bucket that CloudFormation could then not take back, nor in one that is there for something else.
  return { Assets: (await hasAssets(s3, bucket)) ? await putAll() : 0 };
}

const clear = (stackId: string) => unmakeDatabase(place, catalogue, stackId);

async function putAll(): Promise<number> {
  const all = { ...assets, [catalogueFile(declared)]: `${JSON.stringify(catalogue)}\n` };
  await putAssets(s3, bucket, all);
  return Object.keys(all).length;
}

/** At a first launch all there is; later the conversion itself brings the catalogue up to date. */
async function fill({ ResourceProperties }: MakeEvent) {
  const Assets = await putAll();
  const isFirst = await makeFirstCatalogue(place, catalogue);
  if (!isFirst) await startConversion(ResourceProperties[JOB_PROPERTY]);
  return { Assets, Catalogue: isFirst ? 'made' : 'there already' };
}

/** So that the table and the views are the release's now; else the next run by the schedule does it. */
async function startConversion(JobName: string): Promise<void> {
  try {
    await glue.send(new StartJobRunCommand({ JobName }));
  } catch (error) {
    log('warn', 'The conversion could not be started', { error: wording(error) });
  }
}

/** Takes back what was put, so that the bucket can be, and with it its name. Records stay. */
async function empty(): Promise<void> {
  const first = await unmakeFirstCatalogue(place, catalogue);
  await removeVersions(s3, bucket, [...first, ASSETS_PREFIX]);
}
