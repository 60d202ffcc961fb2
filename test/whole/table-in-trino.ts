/** Queries in Trino over Spark's table must give the answers of the answer sheet. */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { difference } from '../../local/query/answer-difference.ts';
import { dataset } from '../../pipeline/datasets/datasets.ts';
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
import type { Spark } from '../engines/spark.ts';
import type { Trino } from '../engines/trino.ts';
import { declareLake } from '../engines/trino-lake.ts';
import { BUCKET, DATABASE, type LakeOnAws } from '../infra/lake-on-aws.ts';
import { openFieldsIn } from '../local/lake.ts';

/** The files of the table's current snapshot, copied into a folder and to a prefix without any other. */
export async function currentFiles(lake: LakeOnAws, spark: Spark, folder: string) {
  const { rows } = await spark.sql(`SELECT file_path FROM lake.${DATABASE}.${dataset.name}.files`);
  return Promise.all(
    rows.map(async ([uri]) => {
      const key = String(uri).slice(`s3://${BUCKET}/`.length);
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
  const ask = await declareLake(trino, schema, dataset, {
    table: `s3://${BUCKET}/current/`,
    openKeys: await openFieldsIn([...files]),
    quarantine: `s3://${BUCKET}/${quarantinePrefix(dataset)}`,
    flatfiles: `s3://${BUCKET}/${flatfilePrefix(dataset)}`,
    erasures: `s3://${BUCKET}/${erasurePrefix(dataset)}`,
  });
  let compared = 0;
  for (const query of listSavedQueries(QUERIES)) {
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
