/** One lake on the laptop and one on Spark's side, given the same raw bytes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CreateDatabaseCommand } from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { catalogueOf } from '../../functions/provision/declared-catalogue.ts';
import { describeDataset } from '../../infra/job-dataset.ts';
import { declareCatalogue } from '../../infra/job-scripts.ts';
import { CONVERTED_TAG } from '../../infra/lake-bucket.ts';
import type { DescribedView } from '../../infra/view-columns.ts';
import { fileOf, listObjects } from '../../local/lake/lake-folder.ts';
import { type ConvertTotals, convertLake } from '../../local/stages/convert-lake.ts';
import { normaliseLake } from '../../local/stages/normalise-lake.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { dataset as contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { keptEngines } from '../engines/kept.ts';
import { type AwsConfig, startMiniStack } from '../engines/ministack.ts';
import { loseSharedSpark, sharedSpark, sharedSparkName } from '../engines/shared-spark.ts';
import { type Events, type JobRun, type Spark, startSpark } from '../engines/spark.ts';
import { clientsOf } from '../infra/clients.ts';
import { keysUnder } from '../infra/keys-under.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { dayFiles, landObject, makeLake } from '../local/lake.ts';

const SCRIPTS = 'assets/glue-scripts/';
const DATASETS_FILE = `${SCRIPTS}datasets.json`;
const CATALOGUE_FILE = `${SCRIPTS}catalogue.json`;

/** A Spark that is started when it is needed, and anew once it is lost: it ends with a crash. */
export interface SparkOnDemand {
  spark(): Promise<Spark>;
  lost(): void;
}

/** Spark and the emulator it stands on. */
export interface Engines extends SparkOnDemand {
  readonly aws: AwsConfig;
  readonly folder: string;
  /** The name of Spark's log. */
  readonly name: string;
  stop(): Promise<void>;
}

/** @param name of its log */
export function sparkOnDemand(
  aws: AwsConfig,
  name: string,
): SparkOnDemand & { stop(): Promise<void> } {
  let running: Promise<Spark> | null = null;
  return {
    spark: () => (running ??= startSpark(aws, name)),
    lost: () => {
      running = null;
    },
    stop: async () => (await running)?.stop(),
  };
}

export async function startEngines(name: string): Promise<Engines> {
  const { aws, stop } = await startMiniStack({ name });
  const folder = await newFolder();
  const spark = sparkOnDemand(aws, name);
  return {
    ...spark,
    aws,
    folder,
    name,
    stop: async () => {
      await spark.stop();
      await stop();
      await removeFolder(folder);
    },
  };
}

let shared: Promise<Engines> | undefined;

/** Engines that the files of a worker share. */
export function sharedEngines(): Promise<Engines> {
  shared ??= startShared();
  return shared;
}

async function startShared(): Promise<Engines> {
  const name = sharedSparkName();
  const { aws } = keptEngines() ?? (await startMiniStack({ name }));
  let spark: Promise<Spark> | null = null;
  return {
    aws,
    folder: await newFolder(),
    name,
    spark: () => (spark ??= sharedSpark(aws)),
    lost: () => {
      spark = null;
      loseSharedSpark();
    },
    // They end with the worker.
    stop: async () => {},
  };
}

type Content = readonly (object | string)[] | Uint8Array;

export type Twins = Awaited<ReturnType<typeof makeTwins>>;

interface TwinOptions {
  readonly dataset?: Dataset;
  /** Datasets that the job converts, too. Those of the laptop are as they are. */
  readonly besides?: readonly Dataset[];
  readonly views?: readonly DescribedView[];
  /** The database's name, if it is not the name of the twins. */
  readonly database?: string;
}

/** @param name of the bucket and the laptop's folder; lower-case letters */
export async function makeTwins(
  engines: Engines,
  name: string,
  { dataset = contactRecords, besides = [], views = [], database = name }: TwinOptions = {},
) {
  const { aws } = engines;
  const { glue, s3 } = clientsOf(aws);
  const Bucket = `lake-${name}`;
  const args = [
    ...['--bucket', Bucket, '--database', database],
    ...['--datasets_file', DATASETS_FILE, '--catalogue_file', CATALOGUE_FILE],
  ];
  const laptop = await makeLake(engines.folder, name);
  const put = (Key: string, body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }));
  const get = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  };
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  const all = [dataset, ...besides];
  await put(DATASETS_FILE, JSON.stringify(all.map(describeDataset)));
  const declared = { release: 'test', scripts: SCRIPTS, ...declareCatalogue(all, views) };
  await put(CATALOGUE_FILE, JSON.stringify(catalogueOf(declared, Bucket, database)));

  /** Normalises what has landed on the laptop, and gives the flatfiles to both sides. */
  async function normalise(): Promise<string[]> {
    await normaliseLake(laptop, dataset);
    const flatfiles = await listObjects(laptop, flatfilePrefix(dataset));
    for (const { key } of flatfiles) await put(key, await readFile(fileOf(laptop, key)));
    return flatfiles.map(({ key }) => key);
  }

  return {
    aws,
    Bucket,
    args,
    dataset,
    database,
    laptop,
    s3,
    glue,
    put,
    get,
    keysUnder: (prefix: string) => keysUnder(s3, Bucket, prefix),
    normalise,
    /** Lands raw objects, by their names; returns all flatfiles that are new. */
    landAll: async (objects: Readonly<Record<string, Content>>): Promise<string[]> => {
      for (const [name, content] of Object.entries(objects)) {
        await landObject(laptop, name, content, dataset);
      }
      return normalise();
    },
    /** Lands one raw object; returns all flatfiles that are new. */
    land: async (object: string, content: Content): Promise<string[]> => {
      await landObject(laptop, object, content, dataset);
      return normalise();
    },
    /** Runs the job, in the Spark of the engines or in another. It rejects if it was cut off. */
    convert: async (events?: Events, where: SparkOnDemand = engines): Promise<JobRun> => {
      const spark = await where.spark();
      return spark.run(args, events).catch((error) => {
        where.lost();
        throw error;
      });
    },
    convertOnLaptop: (): Promise<ConvertTotals> => convertLake(laptop, dataset),
    ask: async (sql: string) => (await engines.spark()).sql(sql),
    isReleased: async (Key: string): Promise<boolean> => {
      const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
      return TagSet!.some((tag) => tag.Key === CONVERTED_TAG.key);
    },
    /** The files of the table's current snapshot on Spark's side, copied into a folder. */
    tableFiles: async (): Promise<string[]> => {
      const { rows } = await (await engines.spark()).sql(
        `SELECT file_path FROM lake.${database}.${dataset.name}.files`,
      );
      const prefix = `s3://${Bucket}/`;
      return Promise.all(
        rows.map(async ([uri]) => {
          const key = String(uri).slice(prefix.length);
          const file = join(engines.folder, 'copies', name, key);
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, await get(key));
          return file;
        }),
      );
    },
    laptopFiles: () => dayFiles(laptop, dataset),
  };
}
