import { assets, declared } from 'virtual:provision';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
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

const given = readEnvironment(ENV_BUCKET, ENV_DATABASE);
const bucket = given[ENV_BUCKET];
const s3 = new S3Client({});
const glue = new GlueClient({});
const place = { s3, glue, bucket, database: given[ENV_DATABASE], prefix: declared.table.prefix };
const catalogue = catalogueOf(declared, bucket, place.database);

/**
 * Puts into the bucket and the catalogue what a template cannot hold, or had better not: scripts,
 * saved queries, the runbook, tables and views.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const [make, unmake] = event.ResourceType === RELEASE_RESOURCE ? [prepare, clear] : [fill, empty];
  return answer(event, make, async ({ StackId }) => {
    if (await isRolledBack(StackId)) await unmake();
  });
}

async function prepare(event: MakeEvent) {
  refuseOtherNames(event);
  await makeDatabase(place, catalogue);
  // A job that is updated finds its scripts. A first launch, which may fail yet, leaves no object in a
  // bucket that CloudFormation could then not take back, nor in one that is there for something else.
  return { Assets: (await hasAssets(s3, bucket)) ? await putAll() : 0 };
}

const clear = () => unmakeDatabase(place, catalogue);

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

/** Whether the stack is taken back as its first launch has failed. */
async function isRolledBack(StackName: string): Promise<boolean> {
  const { Stacks } = await new CloudFormationClient({}).send(
    new DescribeStacksCommand({ StackName }),
  );
  return Stacks?.[0]?.StackStatus === 'ROLLBACK_IN_PROGRESS';
}

/** Takes back what was put, so that the bucket can be, and with it its name. Records stay. */
async function empty(): Promise<void> {
  const first = await unmakeFirstCatalogue(place, catalogue);
  await removeVersions(s3, bucket, [...first, ASSETS_PREFIX]);
}
