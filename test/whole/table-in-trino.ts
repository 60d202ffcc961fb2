/** Queries in Trino over Spark's table must give the answers of the answer sheet. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { difference } from '../../cli/actions/answer-difference.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { erasurePrefix, flatfilePrefix, quarantinePrefix } from '../../pipeline/lake-keys.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { type AskTrino, openEngines } from '../conformance/engines.ts';
import { pythonProgram } from '../engines/python.ts';
import type { Spark } from '../engines/spark.ts';
import { BUCKET, DATABASE, type LakeOnAws } from '../infra/lake-on-aws.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
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

/**
 * Asks every saved query over these files of the table, with each set of parameters that the sheet has.
 * @param schema of its own in the run's Trino, to whose emulator the lake's files are copied
 * @returns how many answers were compared
 */
export async function expectAnswers(
  lake: LakeOnAws,
  schema: string,
  uris: readonly string[],
  sheet: AnswerSheet,
): Promise<number> {
  const folder = await newFolder();
  const engines = await openEngines();
  try {
    const copied = async (key: string) => {
      const file = join(folder, key.replaceAll('/', '-'));
      await writeFile(file, (await lake.read(key))!);
      return [key, file] as const;
    };
    const ofTable = await Promise.all(
      uris.map((uri) => copied(uri.slice(`s3://${BUCKET}/`.length))),
    );
    const besides = [quarantinePrefix, flatfilePrefix, erasurePrefix].map((prefix) =>
      lake.keysUnder(prefix(dataset)),
    );
    const ofOthers = await Promise.all((await Promise.all(besides)).flat().map(copied));
    const openKeys = await openFieldsIn(ofTable.map(([, file]) => file));
    const asked = listSavedQueries(QUERIES).map(({ sql }) => sql);
    const files = new Map([...ofTable, ...ofOthers]);
    return await compare(await engines.openLake(schema, files, openKeys, asked), sheet);
  } finally {
    engines.close();
    await removeFolder(folder);
  }
}

async function compare(ask: AskTrino, sheet: AnswerSheet): Promise<number> {
  let compared = 0;
  for (const query of listSavedQueries(QUERIES)) {
    for (const expected of sheet.queries.filter((answer) => answer.query === query.name)) {
      const values = Object.entries(expected.parameters).map(([name, value]) => [name, `${value}`]);
      const { rows } = await ask(withParameters(query, Object.fromEntries(values)));
      expect(difference(expected, rows), query.name).toBeNull();
      compared++;
    }
  }
  expect(compared).toBe(sheet.queries.length);
  return compared;
}
