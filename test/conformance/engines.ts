import { readFile } from 'node:fs/promises';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  erasurePrefix,
  flatfilePrefix,
  quarantinePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { keptEngines } from '../engines/kept.ts';
import { startMiniStack } from '../engines/ministack.ts';
import { connectTrino, startTrino } from '../engines/trino.ts';
import { declareLake } from '../engines/trino-lake.ts';
import { type Answer, answerOf } from './answers.ts';

export type AskTrino = (sql: string) => Promise<Answer>;

export interface Engines {
  /** Asks where there is no table. */
  ask: AskTrino;
  /**
   * Puts a lake's files into the bucket and declares it to Trino.
   * @param name of its schema
   * @param files path of each file by its key in the lake, `parquet/ctr/2026-11-23.parquet`
   * @param openKeys the attributes that the files have
   * @param asked all that will be asked, where the lake is to have only the views that this needs
   */
  openLake(
    name: string,
    files: ReadonlyMap<string, string>,
    openKeys: readonly string[],
    asked?: readonly string[],
  ): Promise<AskTrino>;
  /** Puts files into a lake's place in the bucket, over those of the same keys. */
  putFiles(name: string, files: ReadonlyMap<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/** Trino over a bucket of an emulator. */
export async function startEngines(): Promise<Engines> {
  const kept = keptEngines();
  const ministack = kept ? null : await startMiniStack({ name: 'conformance' });
  const aws = kept?.aws ?? ministack!.aws;
  const bucket = kept?.bucket ?? 'contact-lake-conformance';
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const trino = kept
    ? connectTrino(kept.trino)
    : await startTrino('conformance-trino', aws, bucket);
  const putFiles: Engines['putFiles'] = async (name, files) => {
    for (const [key, path] of files) {
      const Body = await readFile(path);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${name}/${key}`, Body }));
    }
  };
  return {
    ask: async (sql) => answerOf(await trino.query(sql)),
    putFiles,
    async openLake(name, files, openKeys, asked) {
      await putFiles(name, files);
      const under = (prefix: string) => `s3://${bucket}/${name}/${prefix}`;
      const locations = {
        table: under(tablePrefix(dataset)),
        openKeys,
        quarantine: under(quarantinePrefix(dataset)),
        flatfiles: under(flatfilePrefix(dataset)),
        erasures: under(erasurePrefix(dataset)),
        root: under(''),
      };
      const ask = await declareLake(trino, name, dataset, locations, asked);
      return async (sql) => answerOf(await ask(sql));
    },
    async stop() {
      s3.destroy();
      await trino.stop();
      await ministack?.stop();
    },
  };
}
