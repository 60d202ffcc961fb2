/** Queries in Trino over Spark's table must give the answers of the answer sheet. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { difference } from '../../local/query/answer-difference.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  erasurePrefix,
  flatfilePrefix,
  quarantinePrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { listSavedQueries, withParameters } from '../../queries/reader/saved-queries.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { answerOf } from '../conformance/answers.ts';
import { pythonProgram } from '../engines/python.ts';
import type { Spark } from '../engines/spark.ts';
import type { Trino } from '../engines/trino.ts';
import { declareLake } from '../engines/trino-lake.ts';
import { BUCKET, DATABASE, type LakeOnAws } from '../infra/lake-on-aws.ts';
import { openFieldsIn } from '../local/lake.ts';

/** Prints the files of the table's current snapshot, as `docs/other-engines.md` finds them. */
const LISTING = `
from pyiceberg.catalog import load_catalog
table = load_catalog("lake", type="glue").load_table("${DATABASE}.${dataset.name}")
for task in table.scan().plan_files():
    print(task.file.file_path)`;

/** The files of the table's current snapshot, found without a Spark, which takes longer to start. */
export async function filesInCatalogue({ aws }: LakeOnAws): Promise<string[]> {
  const python = await pythonProgram('python of others');
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    PYICEBERG_CATALOG__LAKE__S3__ENDPOINT: aws.endpoint,
  };
  const { stdout } = await promisify(execFile)(python, ['-c', LISTING], { env });
  return stdout.trim().split('\n');
}

/** The same by Spark. */
export async function filesInSpark(spark: Spark): Promise<string[]> {
  const { rows } = await spark.sql(`SELECT file_path FROM lake.${DATABASE}.${dataset.name}.files`);
  return rows.map(([uri]) => String(uri));
}

/** Copies files of the table into a folder and to a prefix without any other. */
export function copyFiles(
  lake: LakeOnAws,
  uris: readonly string[],
  folder: string,
): Promise<string[]> {
  return Promise.all(
    uris.map(async (uri) => {
      const key = uri.slice(`s3://${BUCKET}/`.length);
      const Key = key.replace(tablePrefix(dataset), 'current/');
      await lake.clients.s3.send(
        new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource: `${BUCKET}/${key}` }),
      );
      const file = join(folder, basename(key));
      await writeFile(file, (await lake.read(key))!);
      return file;
    }),
  );
}

/**
 * Asks every saved query over these files, with each set of parameters that the sheet has.
 * @returns how many answers were compared
 */
export async function expectAnswers(
  trino: Trino,
  schema: string,
  files: readonly string[],
  sheet: AnswerSheet,
): Promise<number> {
  const queries = listSavedQueries(QUERIES);
  const locations = {
    table: `s3://${BUCKET}/current/`,
    openKeys: await openFieldsIn([...files]),
    quarantine: `s3://${BUCKET}/${quarantinePrefix(dataset)}`,
    flatfiles: `s3://${BUCKET}/${flatfilePrefix(dataset)}`,
    erasures: `s3://${BUCKET}/${erasurePrefix(dataset)}`,
    root: `s3://${BUCKET}/`,
  };
  const asked = queries.map(({ sql }) => sql);
  const ask = await declareLake(trino, schema, dataset, locations, asked);
  let compared = 0;
  for (const query of queries) {
    for (const expected of sheet.queries.filter((answer) => answer.query === query.name)) {
      const values = Object.entries(expected.parameters).map(([name, value]) => [name, `${value}`]);
      const { rows } = answerOf(await ask(withParameters(query, Object.fromEntries(values))));
      expect(difference(expected, rows), query.name).toBeNull();
      compared++;
    }
  }
  expect(compared).toBe(sheet.queries.length);
  return compared;
}
