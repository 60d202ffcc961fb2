import { gunzipSync } from 'node:zlib';
import { GetJobCommand, GetTableCommand } from '@aws-sdk/client-glue';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectMetrics } from '../../functions/log.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { rawKey } from '../../pipeline/lake-keys.ts';
import { type MiniStackOptions, startMiniStack } from '../engines/ministack.ts';
import { until } from '../engines/until.ts';
import { clientsOf } from './clients.ts';
import { type Deployed, launch, type StackParameters } from './deploy.ts';
import { keysUnder } from './keys-under.ts';
import { parse, type Template, templateText } from './template.ts';

export const BUCKET = 'contact-lake-test';
export const DATABASE = 'contact_lake';
const ARRIVAL_MILLISECONDS = 30_000;

/** What a suite changes before the launch, and says why. */
export interface Changes {
  readonly template?: (template: Template) => Template;
}

export type ObjectLine = ObjectMetrics & { readonly source_key: string };

export type LakeOnAws = Awaited<ReturnType<typeof startLake>>;

/** The conversion's job as the stack has it: its entry, the scripts that this imports, its arguments. */
export async function jobOf({ clients, deployed }: Pick<LakeOnAws, 'clients' | 'deployed'>) {
  const JobName = deployed.ids.ConversionJob!;
  const { Job } = await clients.glue.send(new GetJobCommand({ JobName }));
  const given = Job!.DefaultArguments!;
  const uris = [Job!.Command!.ScriptLocation!, ...given['--extra-py-files']!.split(',')];
  return {
    scripts: uris.map((uri) => uri.slice(`s3://${BUCKET}/`.length)),
    given,
    args: Object.entries(given).flat(),
  };
}

/** An emulator with the stack on it, and hands to reach into its bucket. */
export async function startLake(
  options: MiniStackOptions,
  parameters: StackParameters = {},
  change: Changes = {},
) {
  const synthesised = parse(await templateText());
  const template = change.template?.(synthesised) ?? synthesised;
  const ministack = await startMiniStack(options);
  const { aws } = ministack;
  const clients = clientsOf(aws);
  let deployed: Deployed;
  try {
    deployed = await launch(aws, clients, template, { BucketName: BUCKET, ...parameters });
  } catch (error) {
    await ministack.stop();
    throw error;
  }
  const { s3 } = clients;

  /** Lands a raw object; the name needs no encoding. */
  async function land(name: string, body: string | Uint8Array): Promise<string> {
    const key = rawKey(dataset, new Date(), name);
    await put(key, body);
    return key;
  }

  async function put(Key: string, Body: string | Uint8Array): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  }

  /** The bytes of an object; null if there is none. */
  async function read(key: string): Promise<Buffer | null> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      return Buffer.from(await Body!.transformToByteArray());
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return null;
      throw error;
    }
  }

  /** An object's bytes, once it is there. */
  const arrived = (key: string) => until(key, ARRIVAL_MILLISECONDS, () => read(key));

  /** A flatfile's lines, once it is there. */
  const linesOf = async (key: string) =>
    gunzipSync(await arrived(key))
      .toString()
      .split('\n')
      .slice(0, -1);

  /** The SQL of a view, as the catalogue has it. */
  async function viewSql(Name: string): Promise<string> {
    const entry = new GetTableCommand({ DatabaseName: DATABASE, Name });
    const { Table } = await clients.glue.send(entry);
    const [, packed = ''] = /Presto View: (\S+) /.exec(Table!.ViewOriginalText!) ?? [];
    return JSON.parse(Buffer.from(packed, 'base64').toString()).originalSql;
  }

  /** Normalise's log lines, one for each raw object: its metrics, and the object's key. */
  async function objectLines(): Promise<ObjectLine[]> {
    const lines = await ministack.log();
    return lines
      .filter((line) => line.startsWith('{') && line.includes('"_aws"'))
      .map((line) => JSON.parse(line) as ObjectLine);
  }

  return {
    aws,
    clients,
    template,
    deployed,
    land,
    put,
    read,
    keysUnder: (prefix: string) => keysUnder(s3, BUCKET, prefix),
    arrived,
    linesOf,
    viewSql,
    objectLines,
    log: ministack.log,
    stop: ministack.stop,
  };
}
