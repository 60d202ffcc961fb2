import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  erasurePrefix,
  flatfilePrefix,
  quarantinePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { connectTrino } from '../engines/trino.ts';
import { declareLake } from '../engines/trino-lake.ts';
import { trinoOfRun } from '../engines/trino-of-run.ts';
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
  close(): void;
}

/** The Trino of the run, over a bucket of its emulator. */
export async function openEngines(): Promise<Engines> {
  const { aws, bucket, trino: url } = await trinoOfRun();
  const trino = connectTrino(url);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
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
    close: () => s3.destroy(),
  };
}
