/**
 * Tests the whole way on AWS: the template is deployed on the emulator, and generated records are put
 * into its delivery stream. Its function normalises them, and its job, read from the bucket, converts
 * them. Queries in Trino must give the answers of the answer sheet.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfilePrefix, rawPrefix } from '../../pipeline/lake-keys.ts';
import type { AnswerSheet } from '../../sample-data/answers/answer-sheet.ts';
import { generate } from '../../sample-data/generate.ts';
import { describeOnTrino } from '../engines/on-trino.ts';
import { runScript } from '../engines/spark.ts';
import { until } from '../engines/until.ts';
import { jobOf, type LakeOnAws, startLake } from '../infra/lake-on-aws.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { expectAnswers, filesInCatalogue } from './table-in-trino.ts';

const NAME = 'whole-aws';
const CONTACTS = 1_000;
const SEED = 11;
const ARRIVAL_MILLISECONDS = 300_000;

describeOnTrino('the whole way on AWS', () => {
  let folder: string;
  let lake: LakeOnAws;
  let sheet: AnswerSheet;

  beforeAll(async () => {
    folder = await newFolder();
    lake = await startLake({ name: NAME });
  });

  afterAll(async () => {
    await lake?.stop();
    await removeFolder(folder);
  });

  it('delivers and normalises every object that is sent', async () => {
    const { firehose } = lake.clients;
    const objects = generate({ contacts: CONTACTS, seed: SEED });
    let sent = 0;
    for (;;) {
      const next = objects.next();
      if (next.done) {
        sheet = next.value;
        break;
      }
      const bytes = Buffer.from(next.value.bytes);
      const Data = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
      await firehose.send(
        new PutRecordCommand({
          DeliveryStreamName: lake.deployed.ids.DeliveryDeliveryStream!,
          Record: { Data },
        }),
      );
      sent++;
    }
    const objectLines = await until('all objects normalised', ARRIVAL_MILLISECONDS, async () => {
      const lines = await lake.objectLines();
      return lines.length >= sent ? lines : null;
    });
    const sum = (figure: 'RecordsIn' | 'RecordsQuarantined') =>
      objectLines.reduce((total, line) => total + line[figure], 0);
    expect(sum('RecordsIn')).toBe(sheet.records_delivered);
    expect(sum('RecordsQuarantined')).toBe(sheet.malformed_records);
    expect((await lake.keysUnder(rawPrefix(dataset))).length).toBe(sent);
  });

  it('converts with the scripts and the arguments of the stack', async () => {
    const job = await jobOf(lake);
    const scripts = join(folder, 'scripts');
    await mkdir(scripts);
    for (const key of job.scripts)
      await writeFile(join(scripts, basename(key)), (await lake.read(key))!);
    const said = await runScript(lake.aws, `${NAME}-script`, job.args, {
      scripts,
    });
    const converted = JSON.parse(said.trim().split('\n').at(-1)!);
    expect(converted).toMatchObject({
      message: 'Converted',
      rows_read: sheet.records_delivered - sheet.malformed_records,
      rows_inserted: CONTACTS,
      files_released: (await lake.keysUnder(flatfilePrefix(dataset))).length,
    });
  });

  it('gives the answers of the answer sheet in Trino', async () => {
    const files = await filesInCatalogue(lake);
    const compared = await expectAnswers(lake, 'whole', files, sheet);
    process.stdout.write(`The whole way: ${compared} answers equal the answer sheet.\n`);
  });
});
