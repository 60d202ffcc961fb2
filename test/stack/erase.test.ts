/** The person is erased in a deployed stack: its own function and the real job do their parts. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import {
  ERRORS_PREFIX,
  erasurePrefix,
  flatfileKey,
  RESULTS_PREFIX,
  rawPrefix,
  tablePrefix,
} from '../../pipeline/lake-keys.ts';
import { start, test } from '../cli/contact-lake.ts';
import { describeOnSpark } from '../engines/on-spark.ts';
import { sharedSpark } from '../engines/shared-spark.ts';
import type { Spark } from '../engines/spark.ts';
import { until } from '../engines/until.ts';
import { BUCKET, DATABASE, jobOf, type LakeOnAws, startLake } from '../infra/lake-on-aws.ts';
import { contentsOf, standsIn } from '../local/erase/everywhere.ts';
import { ADDRESS, DIGITS, FOUND, OBJECTS, SECRET } from '../local/erase/person.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { record } from '../local/records.ts';
import { environmentOf } from './emulator.ts';
import { startProxy, type WireProxy } from './proxy.ts';

const STACK = 'contact-lake';

/** Without the contact whose attribute is named by the address: on AWS, that name is the schema's. */
const ON_AWS = OBJECTS.map((object) => ({
  ...object,
  pieces: object.pieces.filter(({ text }) => !text.includes('"person-5"')),
}));

const ARRIVAL_MILLISECONDS = 60_000;

describeOnSpark('in a deployed stack', () => {
  let lake: LakeOnAws;
  let spark: Spark;
  let jobArguments: string[];
  let glue: WireProxy;
  let folder: string;
  /** Of the job's runs, by the emulator's ids. */
  const runs = new Map<unknown, string>();
  let refusals = 0;

  beforeAll(async () => {
    folder = await newFolder();
    lake = await startLake({ name: 'erase' }, { sampledata: 'false' });
    spark = await sharedSpark(lake.aws);
    jobArguments = (await jobOf(lake)).args;
    // The emulator's jobs do nothing: the job itself is run in its place.
    glue = await startProxy(lake.aws.endpoint, {
      StartJobRun: async (body, forward) => {
        if (refusals-- > 0) {
          const __type = 'ConcurrentRunsExceededException';
          return { status: 400, body: { __type, Message: 'Concurrent runs exceeded' } };
        }
        const answer = await forward(body);
        const { JobRunId } = answer.body;
        runs.set(JobRunId, 'RUNNING');
        const ended = (error: unknown) => runs.set(JobRunId, error ? 'FAILED' : 'SUCCEEDED');
        spark.run(jobArguments).then(({ error }) => ended(error), ended);
        return answer;
      },
      GetJobRun: async ({ RunId }) => ({
        status: 200,
        body: { JobRun: { Id: RunId, JobRunState: runs.get(RunId) } },
      }),
    });
  });
  afterAll(async () => {
    await glue?.stop();
    await spark?.stop();
    await lake?.stop();
    await removeFolder(folder);
  });

  const env = () => ({
    ...environmentOf(lake.aws, folder),
    AWS_ENDPOINT_URL_GLUE: glue.endpoint,
  });

  const run = (...args: string[]) => start(folder, [...args, '--stack', STACK], { env: env() });

  async function put(Key: string, Body: string | Uint8Array): Promise<void> {
    await lake.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  }

  /** Lands the objects and waits for all their flatfiles. */
  async function land(): Promise<void> {
    for (const { name, pieces, pack } of ON_AWS) {
      await put(`${rawPrefix(dataset)}${name}`, pack(pieces.map(({ text }) => text).join('')));
    }
    for (const { name } of ON_AWS) {
      const flatfile = flatfileKey(dataset, `${rawPrefix(dataset)}${name}`);
      await until(flatfile, ARRIVAL_MILLISECONDS, () => lake.read(flatfile));
    }
  }

  async function versions(): Promise<ObjectVersion[]> {
    const found: ObjectVersion[] = [];
    for (let marks = {}; ; ) {
      const page = await lake.clients.s3.send(
        new ListObjectVersionsCommand({ Bucket: BUCKET, ...marks }),
      );
      found.push(...(page.Versions ?? []));
      if (!page.IsTruncated) return found;
      marks = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }

  /** The keys of which any version, decompressed, holds one of the texts. */
  async function keysWith(...texts: string[]): Promise<string[]> {
    const keys = new Set<string>();
    const held = (await versions()).filter(({ Key }) => !Key!.startsWith('assets/'));
    for (const { Key, VersionId } of held) {
      const { Body } = await lake.clients.s3.send(
        new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }),
      );
      const file = join(folder, `copy${Key!.endsWith('.parquet') ? '.parquet' : ''}`);
      await writeFile(file, await Body!.transformToByteArray());
      const contents = await contentsOf(file);
      if (texts.some((text) => contents.some((content) => standsIn(content, text)))) keys.add(Key!);
      await rm(file);
    }
    return [...keys].sort();
  }

  const contacts = async () => {
    const { rows } = await spark.sql(
      `SELECT contactid FROM lake.${DATABASE}.${dataset.name} ORDER BY 1`,
    );
    return rows.map(([id]) => String(id));
  };

  const flatfileLines = async () => {
    const lines = await Promise.all(
      ON_AWS.map(async ({ name }) => {
        const key = flatfileKey(dataset, `${rawPrefix(dataset)}${name}`);
        return (await lake.read(key)) === null ? [] : lake.linesOf(key);
      }),
    );
    return lines.flat();
  };

  test('is in no version of any object, and all other records are unchanged', async () => {
    await land();
    // Delivered a second time over the same keys: versions that are not current.
    await land();
    const twice = `${rawPrefix(dataset)}2026/11/23/15/of-two-persons`;
    for (const ContactId of ['person-8', 'person-9']) {
      await put(twice, JSON.stringify(record({ ContactId, Name: ADDRESS })));
    }
    await until(twice, ARRIVAL_MILLISECONDS, () => lake.read(flatfileKey(dataset, twice)));
    expect(await spark.run(jobArguments)).toMatchObject({ error: null });
    const undelivered = Buffer.from(JSON.stringify(record({ Name: ADDRESS }))).toString('base64');
    const failed = `${ERRORS_PREFIX}${dataset.name}/processing-failed/2026/11/23/09/some`;
    const line = (rawData: string) => `${JSON.stringify({ errorCode: 'x', rawData })}\n`;
    const others = Buffer.from(JSON.stringify(record({ ContactId: 'other' }))).toString('base64');
    await put(failed, line(undelivered) + line(others));
    const innocent = `${ERRORS_PREFIX}${dataset.name}/processing-failed/2026/11/23/09/other`;
    await put(innocent, `${JSON.stringify({ errorCode: 'x', rawData: 'e30=' })}\n`);
    await put(`${RESULTS_PREFIX}answer.csv`, `"contactid","name"\n"person-1","${SECRET}"\n`);
    const before = await keysWith(DIGITS, SECRET);
    for (const room of ['raw/', 'flatfiles/', 'quarantine/', 'parquet/', 'athena-results/']) {
      expect(
        before.filter((key) => key.startsWith(room)),
        room,
      ).not.toEqual([]);
    }
    const lines = await flatfileLines();
    const all = await contacts();
    expect(all).toContain('person-1');

    refusals = 1;
    const erasing = run('erase', '--customer', ADDRESS, '--yes', '--json');
    const { code, stdout, stderr } = await erasing.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).erased).toMatchObject({
      asked_by: 'customer',
      records: FOUND.records - 2 + 2,
      raw_objects: FOUND.raw_objects + 1,
      done_at: expect.any(String),
    });
    expect(stdout).not.toContain(DIGITS);

    expect(await keysWith(DIGITS, SECRET, 'person-')).toEqual([]);
    const left = (await lake.read(failed))!;
    expect(left.toString()).toBe(line(' '.repeat(undelivered.length)) + line(others));
    expect(await lake.read(innocent)).not.toBeNull();
    const old = (await versions()).filter(
      ({ IsLatest, Key }) => !IsLatest && Key!.startsWith(tablePrefix(dataset)),
    );
    expect(old).toEqual([]);
    expect(await contacts()).toEqual(all.filter((id) => !id.startsWith('person-')));
    expect(await flatfileLines()).toEqual(lines.filter((line) => !line.includes('"person-')));

    const again = await run('erase', '--customer', ADDRESS, '--yes').ended;
    expect(again).toMatchObject({ code: 0, stdout: 'Nothing of this customer is in the lake.\n' });
    const receipts = await lake.keysUnder(erasurePrefix(dataset));
    expect(receipts).toHaveLength(2);
  });

  test('records that are delivered again, also without the address, are erased by the next erase', async () => {
    const late = ON_AWS.find(({ name }) => name.endsWith('a-version-without-the-address'))!;
    const text = late.pieces.map((piece) => piece.text).join('');
    expect(text).not.toContain(DIGITS);
    const key = `${rawPrefix(dataset)}2026/11/23/16/again`;
    await put(key, text);
    await until(key, ARRIVAL_MILLISECONDS, () => lake.read(flatfileKey(dataset, key)));
    expect(await keysWith('person-')).not.toEqual([]);
    const { code, stdout, stderr } = await run('erase').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('Erased again: 1 record of contacts that had come back.\n');
    expect(await keysWith('person-')).toEqual([]);
  });

  test('an interrupted erasure is reported, and can be completed', async () => {
    const key = `${rawPrefix(dataset)}2026/11/23/17/once-more`;
    await put(key, JSON.stringify(record({ ContactId: 'person-10', Name: ADDRESS })));
    await until(key, ARRIVAL_MILLISECONDS, () => lake.read(flatfileKey(dataset, key)));
    expect(await keysWith(DIGITS)).not.toEqual([]);
    const begun = await lake.keysUnder(erasurePrefix(dataset));
    const erasing = run('erase', '--customer', ADDRESS, '--yes');
    await until('an erasure', ARRIVAL_MILLISECONDS, async () =>
      (await lake.keysUnder(erasurePrefix(dataset))).length > begun.length ? true : null,
    );
    expect(await erasing.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    const status = await run('status').ended;
    expect(status.stdout).toMatch(
      /^To erase +1 erasure cut off: `contact-lake erase --stack contact-lake`$/m,
    );
    const { code, stdout, stderr } = await run('erase').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Completed: 1 contact in /);
    expect(await keysWith(DIGITS, SECRET, 'person-')).toEqual([]);
    expect((await run('status').ended).stdout).toMatch(/^To erase +0$/m);
  });

  test('the sample of walk is in the table, and afterwards in no table', async () => {
    const before = await contacts();
    // The emulator's Athena has no Iceberg, so the test queries the table itself.
    const athena = await startProxy(lake.aws.endpoint, {
      StartQueryExecution: async (body, forward) => {
        const [, id] = /contactid = '([^']+)'/.exec(String(body.QueryString))!;
        const { rows } = await spark.sql(
          `SELECT count(*) FROM lake.${DATABASE}.${dataset.name} WHERE contactid = '${id}'`,
        );
        return forward({ ...body, QueryString: `SELECT ${rows[0]![0]} AS contacts` });
      },
    });
    const args = ['doctor', '--stack', STACK, '--walk', '--json'];
    const walking = start(folder, args, {
      env: { ...env(), AWS_ENDPOINT_URL_ATHENA: athena.endpoint },
    });
    const { stdout, stderr } = await walking.ended;
    await athena.stop();
    expect(stderr).toBe('');
    const findings = JSON.parse(stdout) as { check: string; outcome: string; finding: string }[];
    const walked = findings.filter(({ check }) => check.startsWith('walk'));
    expect(walked.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([
      'walk: stream: well',
      'walk: raw object: well',
      'walk: flatfile: well',
      'walk: conversion: well',
      'walk: answer: well',
      'walk: removed: well',
    ]);
    expect(await contacts()).toEqual(before);
    // An old version without the person; the bucket's lifecycle removes it.
    expect(await keysWith('contact-lake-walk')).toEqual([
      expect.stringMatching(/^parquet\/ctr\/data\/initiationtimestamp_day=2000-01-01\//),
    ]);
  });
});
