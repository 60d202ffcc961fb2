/**
 * The law of datasets on AWS: adding one folder to `pipeline/datasets/` is all it takes. A made-up dataset, of a shape
 * that none of the lake's has, goes through the template, the functions and Spark to a row that is read back.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idDigits } from '../../pipeline/id-digits.ts';
import { ENGINES } from '../engines/folder.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { sharedSpark } from '../engines/shared-spark.ts';
import type { Spark } from '../engines/spark.ts';
import { until } from '../engines/until.ts';
import { copyRepository } from '../handbook/scratch-copy.ts';

const NAME = 'own-dataset';
const SOURCE = 'survey-system';
const CONTACT = '4b1c8c1e-6a39-4d5e-9a53-2f6f2c8f0a11';
const KEY = `export/Answers/2026-11-23_1000/${CONTACT}.json`;
const ARRIVAL_MILLISECONDS = 60_000;

const MODEL = `{
  "fields": {
    "Contact": { "type": "struct", "fields": { "Id": { "type": "string" } } },
    "Question": { "type": "string" },
    "Score": { "type": "int" },
    "AnsweredAt": { "type": "timestamp" }
  }
}`;

// Objects of a bucket that are envelopes of several answers, each in base64 of gzip. The day of the question stands in the object's key only, and
// a comment has any shape.
const DATASET = `
import { ownField, STRING, TIMESTAMP } from '../../column-types.ts';
import type { Dataset } from '../../dataset.ts';
import { fieldNamed, fieldsFromModel, type ModelFields } from '../../model-fields.ts';
import model from './model.json' with { type: 'json' };

const fields = fieldsFromModel(model.fields as ModelFields);
const contactId = ownField('contact_id', STRING);
const askedAt = ownField('asked_at', TIMESTAMP);

export const dataset: Dataset = {
  name: 'survey_answers',
  oneRecord: 'a survey answer',
  oneRow: 'survey answer',
  fields,
  derived: [
    { field: contactId, from: { path: ['Contact', 'Id'] } },
    { field: askedAt, from: { key: '$<date>T$<hour>:$<minute>:00Z' } },
    { field: ownField('comment', STRING), from: { jsonOf: 'Comment' } },
  ],
  keyPattern: /(?<date>\\d{4}-\\d\\d-\\d\\d)_(?<hour>\\d\\d)(?<minute>\\d\\d)/,
  identity: [contactId, fieldNamed(fields, 'question')],
  version: fieldNamed(fields, 'answeredat'),
  day: askedAt,
  contact: contactId,
  envelope: {
    kind: { field: 'Kind', full: 'ANSWERS', empty: 'NOTHING' },
    elements: 'Answers',
    text: 'Body',
    encoding: 'base64',
    ofElement: {},
    ofEnvelope: [],
  },
  source: {
    kind: 'objects',
    keys: ['*Answers/*.json'],
    option: { parameter: 'SurveyBucket', label: 'Bucket with surveys', description: 'Made up.' },
  },
  volume: { records_a_contact: 0.1, record_bytes: 500 },
  marks: [{ what: 'answers to a survey', fields: ['Kind', 'Answers'] }],
  endpoints: [],
};
`;

const VIEW = `-- Question: What did customers answer?
-- Grain: one row per contact and question, its latest answer
-- Columns:
--   contact_id, text: id of the contact
--   question, text: what was asked
--   asked_at, timestamp UTC: when
--   score, points: from 0 to 10
SELECT contact_id, question, asked_at, score
FROM survey_answers
`;

const answer = (Question: string, Score: number, minute: number) => ({
  Body: gzipSync(
    JSON.stringify({
      Contact: { Id: CONTACT },
      Question,
      Score,
      AnsweredAt: `2026-11-23T10:0${minute}:00Z`,
      Comment: [{ text: 'good', at: minute }],
      Language: 'en',
    }),
  ).toString('base64'),
});

describeOnSpark('a dataset that is one more folder', () => {
  let copy: string;
  let lake: Awaited<ReturnType<typeof startCopy>>['lake'];
  let jobOf: Awaited<ReturnType<typeof startCopy>>['jobOf'];
  let spark: Spark;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'own-dataset-'));
    await copyRepository(copy);
    await symlink(ENGINES, join(copy, '.engines'));
    const folder = join(copy, 'pipeline/datasets/survey-answers');
    await mkdir(join(folder, 'views'), { recursive: true });
    await writeFile(join(folder, 'model.json'), MODEL);
    await writeFile(join(folder, 'dataset.ts'), DATASET);
    await writeFile(join(folder, 'views/survey_scores.sql'), VIEW);
    await promisify(execFile)(process.execPath, ['build.mjs'], { cwd: copy });
    ({ lake, jobOf } = await startCopy(copy));
  });
  afterAll(async () => {
    await spark?.stop();
    await lake?.stop();
    await rm(copy, { recursive: true, force: true });
  });

  it('is in the template: a parameter, a rule, alarms, a row of the dashboard', () => {
    const { Parameters, Resources } = lake.template;
    expect(Parameters.SurveyBucket).toMatchObject({ Default: '', Description: 'Made up.' });
    const names = Object.keys(Resources);
    expect(names).toContain('CollectRuleSurveyAnswers');
    expect(names.filter((name) => /^OperationsAlarm.*SurveyAnswers$/.test(name))).toHaveLength(3);
    expect(JSON.stringify(Resources.OperationsDashboard)).toContain('survey_answers: what comes');
  });

  it('is collected and normalised by the functions, each record out of its envelope', async () => {
    const body = { Kind: 'ANSWERS', Answers: [answer('q1', 9, 1), answer('q2', 4, 1)] };
    const later = { Kind: 'ANSWERS', Answers: [answer('q1', 3, 2)] };
    for (const [Key, content] of [
      [KEY, body],
      [KEY.replace('.json', '-again.json'), later],
    ] as const)
      await lake.clients.s3.send(
        new PutObjectCommand({ Bucket: SOURCE, Key, Body: JSON.stringify(content) }),
      );
    const flatfiles = await until('two flatfiles', ARRIVAL_MILLISECONDS, async () => {
      const keys = await lake.keysUnder('flatfiles/survey_answers/');
      return keys.length >= 2 ? keys : null;
    });
    const lines = (await Promise.all(flatfiles.map((key) => lake.linesOf(key)))).flat();
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ question, score }) => `${question} ${score}`).sort()).toEqual([
      'q1 3',
      'q1 9',
      'q2 4',
    ]);
    expect(rows[0]!.source_key).toContain(idDigits(CONTACT));
    expect((await lake.log()).filter((line) => line.includes(CONTACT))).toEqual([]);
    expect(await lake.keysUnder('quarantine/')).toEqual([]);
  });

  it('is converted by the job, and read back: the latest version of each row, with its free field', async () => {
    spark = await sharedSpark(lake.aws);
    const { error, log } = await spark.run((await jobOf(lake)).args);
    expect({ error, log: error === null ? [] : log }).toEqual({ error: null, log: [] });
    const { rows } = await spark.sql(
      `SELECT contact_id, question, CAST(asked_at AS string), score, comment, other_fields['Language']
       FROM lake.contact_lake.survey_answers ORDER BY question`,
    );
    expect(rows).toEqual([
      [CONTACT, 'q1', '2026-11-23 10:00:00', 3, '[{"text":"good","at":2}]', '"en"'],
      [CONTACT, 'q2', '2026-11-23 10:00:00', 4, '[{"text":"good","at":1}]', '"en"'],
    ]);
  });
});

/** The stack of the copy, with the bucket that its new dataset comes from. */
async function startCopy(folder: string) {
  const path = join(folder, 'test/infra/lake-on-aws.ts');
  const { jobOf, startLake } = (await import(path)) as typeof import('../infra/lake-on-aws.ts');
  const lake = await startLake({ name: NAME }, { SurveyBucket: SOURCE });
  const { s3 } = lake.clients;
  await s3.send(new CreateBucketCommand({ Bucket: SOURCE }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: SOURCE,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  return { lake, jobOf };
}
