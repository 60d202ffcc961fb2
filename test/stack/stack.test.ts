/** A deployed stack is looked at, diagnosed and redriven by the program that a user runs. */
import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import {
  GetTableCommand,
  Glue,
  StartCrawlerCommand,
  StartJobRunCommand,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { Lambda } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, vi } from 'vitest';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { type Erasure, erasureIds, tableErasureKey } from '../../pipeline/erase/erasure.ts';
import { articleKey, erasurePrefix, flatfileKey } from '../../pipeline/lake-keys.ts';
import { diagnose, stackJoints } from '../../stack/health/doctor.ts';
import { crawlerFacts, jobFacts } from '../../stack/health/probes.ts';
import { stackStatus } from '../../stack/health/status.ts';
import { openStack } from '../../stack/stack.ts';
import { STAGES, walk } from '../../stack/walk/walk.ts';
import { start, test } from '../cli/contact-lake.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { BUCKET, DATABASE, type LakeOnAws, startLake } from '../infra/lake-on-aws.ts';
import { resourcesOf } from '../infra/template.ts';
import { record } from '../local/records.ts';
import { environmentOf } from './emulator.ts';
import { type Interference, startProxy, type WireProxy } from './proxy.ts';

const STACK = 'contact-lake';

/** UTC, to the second. */
const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

interface Finding {
  check: string;
  outcome: string;
  finding: string;
}

describeOnMiniStack('a deployed stack', () => {
  let lake: LakeOnAws;
  const proxies: WireProxy[] = [];

  beforeAll(async () => {
    lake = await startLake({ name: 'aws-clients-stack' }, { sampledata: 'false' });
  }, 600_000);
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await lake?.stop();
  });

  function run(folder: string, args: readonly string[], proxy?: WireProxy) {
    const endpoint = proxy?.endpoint ?? lake.aws.endpoint;
    const env = environmentOf({ ...lake.aws, endpoint }, folder);
    return start(folder, [...args], { env }).ended;
  }

  async function throughProxy(interferences: Record<string, Interference>) {
    const proxy = await startProxy(lake.aws.endpoint, interferences);
    proxies.push(proxy);
    return proxy;
  }

  const letter = () =>
    lake.clients.sqs.send(
      new SendMessageCommand({ QueueUrl: lake.deployed.outputs.DeadLetters!, MessageBody: '{}' }),
    );

  test('status tells what is where', async ({ folder }) => {
    const { code, stdout, stderr } = await run(folder, ['status', '--stack', STACK]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const facts = new Map(
      stdout.split('\n').map((line) => line.split(/ {2,}/) as [string, string]),
    );
    expect(facts.get('Stack')).toBe(`${STACK} in eu-west-1: CREATE_COMPLETE`);
    expect(facts.get('Last commit')).toBe('none yet');
    expect(facts.get('Stream')).toMatch(/^contact-records: oldest unread record /);
    expect(facts.get('To normalise')).toMatch(/^0 waiting, 0 in work, oldest /);
    expect(facts.get('Dead letters')).toBe('0');
    expect(facts.get('Crawler')).toMatch(/^READY, never run$/);
    expect(facts.get('Conversion')).toBe('never run');
  });

  test('a commit, a crawl and a run of the conversion are seen', async ({ folder }) => {
    const { glue } = lake.clients;
    const name = dataset.name;
    const last = async () => {
      const { stdout } = await run(folder, ['status', '--stack', STACK, '--json']);
      return JSON.parse(stdout).table.value.last_commit_at as string | null;
    };
    const { Table: table } = await glue.send(
      new GetTableCommand({ DatabaseName: DATABASE, Name: name }),
    );
    const { StorageDescriptor } = table!;
    /** As Iceberg's catalogue does: another metadata file, and its place in the table's entry. */
    const commit = async (file: string, metadata: string) => {
      const key = `parquet/ctr/metadata/${file}`;
      await lake.clients.s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: metadata }),
      );
      const Parameters = {
        table_type: 'ICEBERG',
        metadata_location: `s3://${BUCKET}/${key}`,
        previous_metadata_location: `s3://${BUCKET}/parquet/ctr/metadata/00000.metadata.json`,
      };
      const TableInput = {
        Name: name,
        Parameters,
        ...(StorageDescriptor && { StorageDescriptor }),
      };
      await glue.send(new UpdateTableCommand({ DatabaseName: DATABASE, TableInput }));
    };
    // A change of columns or properties commits no rows.
    await commit('00001.metadata.json', '{"current-snapshot-id": -1, "snapshots": []}');
    expect(await last()).toBeNull();
    const snapshot = (id: string, milliseconds: number) =>
      `{"snapshot-id": ${id}, "timestamp-ms": ${milliseconds}}`;
    const old = snapshot('4358679421739514880', Date.UTC(2026, 10, 23, 14, 5, 9));
    const current = snapshot('3051729675574597004', Date.UTC(2026, 10, 23, 15, 0, 1, 999));
    await commit(
      '00002.metadata.json',
      `{"current-snapshot-id": 3051729675574597004, "snapshots": [${old}, ${current}]}`,
    );
    expect(await last()).toBe('2026-11-23 15:00:01');
    for (const damaged of ['', 'nonsense', 'null', '7']) {
      await commit('00003.metadata.json', damaged);
      const { code, stdout } = await run(folder, ['status', '--stack', STACK]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Last commit +The table's metadata .* is damaged, expected /m);
    }
    await commit('00004.metadata.json', '{"current-snapshot-id": -1, "snapshots": []}');

    const [crawler] = resourcesOf(lake.template, 'AWS::Glue::Crawler')[0]!;
    await glue.send(new StartCrawlerCommand({ Name: lake.deployed.ids[crawler]! }));
    const conversion = lake.deployed.ids.ConversionJob!;
    for (const [key, value] of Object.entries(environmentOf(lake.aws, folder)))
      vi.stubEnv(key, value);
    expect(await jobFacts(conversion)).toEqual({
      state: null,
      last_run: null,
      last_started_at: null,
    });
    await glue.send(new StartJobRunCommand({ JobName: conversion }));
    const job = await jobFacts(conversion);
    expect(job.last_run).toMatch(/^(RUNNING|SUCCEEDED)$/);
    expect(job.last_started_at).toMatch(MOMENT);
    const crawl = await crawlerFacts(lake.deployed.ids[crawler]!);
    expect(crawl.state).toMatch(/^(RUNNING|STOPPING|READY)$/);
    vi.unstubAllEnvs();
  });

  test('status as JSON', async ({ folder }) => {
    const { stdout } = await run(folder, ['status', '--stack', STACK, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      stack: { name: STACK, bucket: BUCKET, database: DATABASE, state: 'CREATE_COMPLETE' },
      queue: { value: { waiting: 0, in_flight: 0 } },
      table: { value: {} },
    });
  });

  test('a stack that is well', async ({ folder }) => {
    const { code, stdout } = await run(folder, ['doctor', '--stack', STACK, '--json']);
    const findings = JSON.parse(stdout) as Finding[];
    expect(findings.filter(({ outcome }) => outcome === 'fault')).toEqual([]);
    expect(code).toBe(0);
  });

  test('erasures that are damaged are a fault, and keep nobody from the others', async ({
    folder,
  }) => {
    const bodies = [' ', 'nonsense', '{}', 'null', '[]', '{"contacts":["a"]}'];
    const put = (name: string, Body: string) =>
      lake.clients.s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: `${erasurePrefix(dataset)}${name}`, Body }),
      );
    const undone: Erasure = {
      requested_at: '2026-11-23T14:05:06.789Z',
      asked_by: 'contact',
      contacts: [],
      days: [],
      fragments: [],
      raw_objects: 0,
      records: 0,
      not_searched: 0,
      not_searched_pieces: [],
      done_at: null,
    };
    for (const [i, body] of bodies.entries()) await put(`${i}.json`, body);
    await put('undone.json', JSON.stringify(undone));
    await put('.DS_Store', 'x');
    await put('notes.txt', 'x');

    const doctor = await run(folder, ['doctor', '--stack', STACK, '--json']);
    expect(doctor.code).toBe(1);
    const faults = (JSON.parse(doctor.stdout) as Finding[]).filter((f) => f.outcome === 'fault');
    expect(faults).toEqual([
      {
        check: 'erasures',
        outcome: 'fault',
        finding: `6 erasures damaged, so whom they name may be in the table: put the version before back, or remove it and erase the same again (the first is s3://${BUCKET}/erasures/ctr/0.json)`,
      },
    ]);
    const status = await run(folder, ['status', '--stack', STACK]);
    expect(status.stdout).toMatch(/^To erase +1 erasure cut off: /m);
    expect(status.stdout).toMatch(/^Damaged +6 erasures$/m);

    const erasing = await run(folder, ['erase', '--stack', STACK]);
    expect(erasing).toMatchObject({ code: 0, stderr: '' });
    expect(erasing.stdout).toMatch(/^Completed: 0 contacts in 0 records/);
    for (const i of bodies.keys())
      await lake.clients.s3.send(
        new DeleteObjectCommand({ Bucket: BUCKET, Key: `${erasurePrefix(dataset)}${i}.json` }),
      );
    expect((await run(folder, ['doctor', '--stack', STACK])).code).toBe(0);
  });

  test('dead letters are a fault, and are redriven', async ({ folder }) => {
    await letter();
    await letter();
    const before = await run(folder, ['doctor', '--stack', STACK, '--json']);
    expect(before.code).toBe(1);
    const faults = (JSON.parse(before.stdout) as Finding[]).filter((f) => f.outcome === 'fault');
    expect(faults.map(({ check }) => check)).toContain('dead letters');
    expect(faults[0]!.finding).toContain(`\`contact-lake redrive --stack ${STACK}\``);

    const moves = moveTask();
    const after = await run(folder, ['redrive', '--stack', STACK], await throughProxy(moves));
    expect(after).toMatchObject({ code: 0, stdout: 'Moved 2 dead letters back.\n' });
  });

  test('no dead letters, nothing to redrive', async ({ folder }) => {
    await lake.clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: lake.deployed.outputs.DeadLetters!,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
      }),
    );
    const { code, stdout } = await run(folder, ['redrive', '--stack', STACK, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ moved: 0, state: 'COMPLETED' });
  });

  /** What the emulator does not know: SQS moves messages, and says how far it is. */
  function moveTask(): Record<string, Interference> {
    let looks = 0;
    return {
      StartMessageMoveTask: async ({ SourceArn }) => {
        expect(SourceArn).toMatch(/^arn:aws:sqs:eu-west-1:\d{12}:.+/);
        return { status: 200, body: { TaskHandle: 'task' } };
      },
      ListMessageMoveTasks: async () => {
        const Status = looks++ < 2 ? 'RUNNING' : 'COMPLETED';
        const moved = Math.min(looks, 2);
        return {
          status: 200,
          body: { Results: [{ Status, ApproximateNumberOfMessagesMoved: moved }] },
        };
      },
    };
  }

  test('a missing permission is named, and hides nothing else', async ({ folder }) => {
    const proxy = await throughProxy({
      GetCrawler: async () => ({
        status: 400,
        body: {
          __type: 'AccessDeniedException',
          Message:
            'User: arn:aws:iam::000000000000:user/owner is not authorized to perform: glue:GetCrawler on resource: arn:aws:glue:eu-west-1:000000000000:crawler/x',
        },
      }),
    });
    const { code, stdout } = await run(folder, ['doctor', '--stack', STACK, '--json'], proxy);
    expect(code).toBe(1);
    const crawler = (JSON.parse(stdout) as Finding[]).find(({ check }) => check === 'crawler');
    expect(crawler).toMatchObject({ outcome: 'fault' });
    expect(crawler!.finding).toMatch(/^Missing permission: glue:GetCrawler on the crawler /);
    const status = await run(folder, ['status', '--stack', STACK], proxy);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/^Crawler +Missing permission: glue:GetCrawler/m);
    expect(status.stdout).toMatch(/^Dead letters +\d/m);
  });

  describe('how its parts are joined', () => {
    beforeAll(async () => {
      for (const [key, value] of Object.entries(environmentOf(lake.aws, 'nowhere')))
        vi.stubEnv(key, value);
    });
    afterAll(() => {
      vi.unstubAllEnvs();
    });

    async function sees(check: string): Promise<string> {
      const stack = await openStack(STACK);
      const now = new Date();
      const found = diagnose(await stackStatus(stack, dataset, now), await stackJoints(stack, now));
      const { outcome, finding } = found.find((one) => one.check === check)!;
      return `${outcome}: ${finding}`;
    }

    test('the bucket tells the queue, or does not', async () => {
      expect(await sees('bucket tells of them')).toBe('well: it notifies the queue');
      const s3 = new S3(lake.aws);
      const Bucket = BUCKET;
      const { QueueConfigurations } = await s3.getBucketNotificationConfiguration({ Bucket });
      const put = (NotificationConfiguration: object) =>
        s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
      await put({});
      expect(await sees('bucket tells of them')).toMatch(
        /^fault: it notifies the queue .* no longer, .*s3:\/\/contact-lake-test\/assets\/runbook\/raw-objects-wait\.md$/,
      );
      await put({ QueueConfigurations });
    });

    test('normalise reads the queue, or is switched off', async () => {
      expect(await sees('queue is read')).toBe('well: Enabled');
      const lambda = new Lambda(lake.aws);
      const UUID = lake.deployed.ids.NormaliseMessages!;
      await lambda.updateEventSourceMapping({ UUID, Enabled: false });
      expect(await sees('queue is read')).toMatch(/^fault: Disabled, expected Enabled: switch /);
      await lambda.updateEventSourceMapping({ UUID, Enabled: true });
    });

    test('the schedule is on, or off', async () => {
      const glue = new Glue(lake.aws);
      const Name = lake.deployed.ids.ConversionSchedule!;
      await glue.startTrigger({ Name });
      expect(await sees('schedule')).toBe('well: ACTIVATED');
      await glue.stopTrigger({ Name });
      expect(await sees('schedule')).toMatch(/^fault: DEACTIVATED, expected ACTIVATED: switch /);
      await glue.startTrigger({ Name });
    });

    test('somebody is told of alarms, or has not confirmed that yet', async () => {
      expect(await sees('alarms are heard')).toMatch(/^warning: nobody is told: /);
      const sns = new SNS(lake.aws);
      const TopicArn = lake.deployed.ids.OperationsTopic!;
      const Endpoint = 'http://127.0.0.1:9/owner';
      await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint });
      expect(await sees('alarms are heard')).toMatch(
        /^fault: 1 subscription not confirmed, so nobody is: open the message /,
      );
      // The emulator confirms it by itself.
      await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'owner@example.org' });
      expect(await sees('alarms are heard')).toMatch(/^warning: 1 subscription not confirmed: /);
    });

    test('records arrive, or none ever has', async () => {
      expect(await sees('records arrive')).toMatch(
        /^warning: no record came into contact-records in two weeks: switch data streaming on /,
      );
      const cloudwatch = new CloudWatch(lake.aws);
      const Timestamp = new Date(Date.now() - 3 * 3_600_000);
      const Dimensions = [{ Name: 'StreamName', Value: 'contact-records' }];
      await cloudwatch.putMetricData({
        Namespace: 'AWS/Kinesis',
        MetricData: [{ MetricName: 'IncomingRecords', Dimensions, Timestamp, Value: 3 }],
      });
      expect(await sees('records arrive')).toMatch(
        /^well: the last in the hour from \d{4}-\d\d-\d\d \d\d:00 UTC on$/,
      );
    });

    describe('the catalogue', () => {
      const KEY = 'assets/glue-scripts/0123456789ab/catalogue.json';
      const metadata_location = `s3://${BUCKET}/parquet/ctr/metadata/00009.metadata.json`;
      const iceberg = { table_type: 'ICEBERG', metadata_location };
      const column = (Name: string, Type: string) => ({ Name, Type });
      const columns = [
        column('contactid', 'string'),
        column('agent', 'struct<username:string,tags:map<string,decimal(10,2)>>'),
      ];
      const view = {
        Name: 'declared_view',
        TableType: 'VIRTUAL_VIEW',
        ViewOriginalText: '/* Presto View: e30= */',
        StorageDescriptor: { Columns: [column('contactid', 'varchar(1)')] },
      };
      const table = {
        Name: 'declared_table',
        StorageDescriptor: { Location: `s3://${BUCKET}/parquet/ctr`, Columns: columns },
      };
      const jsonTable = (Name: string, Columns: { Name: string; Type: string }[]) => ({
        Name,
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: [],
        Parameters: { EXTERNAL: 'TRUE', classification: 'json' },
        StorageDescriptor: {
          Location: `s3://${BUCKET}/${Name}/ctr/`,
          Columns,
          InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          SerdeInfo: {
            SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
            Parameters: { 'timestamp.formats': "yyyy-MM-dd'T'HH:mm:ss'Z'" },
          },
        },
      });
      const refused = jsonTable('declared_json', [
        column('reason', 'string'),
        column('landed_at', 'timestamp'),
      ]);
      const growing = jsonTable('declared_keys', [column('none', 'string')]);
      let glue: Glue;

      const put = (Key: string, Body: string) =>
        lake.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
      const entry = (TableInput: TableInput) =>
        glue.updateTable({ DatabaseName: DATABASE, TableInput });
      const asDeclared = {
        ...table,
        Parameters: iceberg,
        StorageDescriptor: {
          Columns: [
            ...columns.map(({ Name, Type }) => column(Name, Type)),
            column('of_an_owner', 'int'),
          ],
        },
      };

      beforeAll(async () => {
        glue = new Glue(lake.aws);
      });

      test('of a release that does not say what it declares', async () => {
        const JobName = lake.deployed.ids.ConversionJob!;
        const { Job } = await glue.getJob({ JobName });
        const { '--catalogue_file': _, ...without } = Job!.DefaultArguments!;
        const { Command, Role } = Job!;
        const update = (DefaultArguments: Record<string, string>) =>
          glue.updateJob({ JobName, JobUpdate: { Command, Role, DefaultArguments } });
        await update(without);
        expect(await sees('catalogue')).toMatch(/^warning: the stack's release does not say /);
        await update({ ...without, '--catalogue_file': KEY });
        expect(await sees('catalogue')).toMatch(/^fault: There is no .*catalogue\.json in /);
        const json = JSON.stringify({ table, views: [], json_tables: {} });
        for (const damaged of ['', 'null', '{}', '{"table": {}, "views": []}', json]) {
          await put(KEY, damaged);
          expect(await sees('catalogue')).toMatch(
            /^fault: .*catalogue\.json is damaged, expected /,
          );
        }
        // An earlier release declares no tables over JSON there.
        await put(KEY, JSON.stringify({ table, views: [view] }));
        expect(await sees('catalogue')).toMatch(
          /^fault: there is no table contact_lake\.declared_table; there is no view declared_view: the next run of the job /,
        );
        await put(
          KEY,
          JSON.stringify({ table, json_tables: [refused], growing: [growing], views: [view] }),
        );
        expect(await sees('catalogue')).toMatch(
          /^fault: there is no table contact_lake\.declared_table; there is no table declared_json; there is no table declared_keys; there is no view declared_view: .* s3:\/\/contact-lake-test\/assets\/runbook\/README\.md says how to put back the rest$/,
        );
        for (const TableInput of [table, refused, growing, view])
          await glue.createTable({ DatabaseName: DATABASE, TableInput });
        await put('parquet/ctr/metadata/00009.metadata.json', '{}');
      });

      test('as declared, and grown', async () => {
        await entry(asDeclared);
        expect(await sees('catalogue')).toMatch(
          /^well: the table has all 2 columns, and 2 tables over JSON and 1 view are as the release declares$/,
        );
        const grown = 'struct<tags:map<string,decimal(10,2)>,username:string,shift:string>';
        const Columns = [columns[0]!, column('Agent', grown)];
        await entry({ ...asDeclared, StorageDescriptor: { Columns } });
        expect(await sees('catalogue')).toMatch(/^well: /);
      });

      test.for<[string, Partial<TableInput>, RegExp]>([
        [
          'what CloudFormation leaves of an Iceberg table',
          { Parameters: {} },
          /the table declared_table is of type none, expected ICEBERG/,
        ],
        [
          'without its pointer',
          { Parameters: { table_type: 'iceberg' } },
          /declared_table has no metadata_location/,
        ],
        [
          'a pointer to nothing',
          {
            Parameters: {
              ...iceberg,
              metadata_location: `s3://${BUCKET}/parquet/ctr/metadata/gone.json`,
            },
          },
          /the metadata of declared_table is gone: s3:/,
        ],
        [
          'a pointer to another bucket',
          {
            Parameters: {
              ...iceberg,
              metadata_location: 's3://theirs/parquet/ctr/metadata/1.json',
            },
          },
          /the metadata_location of declared_table is s3:\/\/theirs\/parquet\/ctr\/metadata\/1\.json, expected one below s3:\/\/contact-lake-test\/parquet\/ctr\/metadata\/: /,
        ],
        [
          'a pointer to another table',
          {
            Parameters: {
              ...iceberg,
              metadata_location: `s3://${BUCKET}/parquet/ctr2/metadata/00009.metadata.json`,
            },
          },
          /is s3:\/\/contact-lake-test\/parquet\/ctr2\/metadata\/00009\.metadata\.json, expected one below /,
        ],
        [
          'a column that is not there',
          { StorageDescriptor: { Columns: [columns[0]!] } },
          /the table declared_table has no column agent/,
        ],
        [
          'a column that Iceberg has dropped',
          {
            StorageDescriptor: {
              Columns: [
                { ...columns[0]!, Parameters: { 'iceberg.field.current': 'false' } },
                columns[1]!,
              ],
            },
          },
          /the table declared_table has no column contactid/,
        ],
        [
          'a field that is not there',
          {
            StorageDescriptor: {
              Columns: [columns[0]!, column('agent', 'struct<username:string>')],
            },
          },
          /the column agent of declared_table lacks a part of its type/,
        ],
        [
          'another type',
          { StorageDescriptor: { Columns: [column('contactid', 'bigint'), columns[1]!] } },
          /the column contactid of declared_table lacks a part of its type/,
        ],
      ])('%s', async ([, change, said]) => {
        await entry({ ...asDeclared, ...change });
        const told = await sees('catalogue');
        expect(told).toMatch(/^fault: /);
        expect(told).toMatch(said);
      });

      const { StorageDescriptor: reader } = refused;
      test.for<[string, TableInput, RegExp]>([
        [
          'place',
          {
            ...refused,
            StorageDescriptor: { ...reader, Location: 's3://theirs/declared_json/ctr/' },
          },
          /the table declared_json has StorageDescriptor\.Location s3:\/\/theirs\/declared_json\/ctr\/, expected s3:\/\/contact-lake-test\/declared_json\/ctr\/: /,
        ],
        [
          'input format',
          {
            ...refused,
            StorageDescriptor: {
              ...reader,
              InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
            },
          },
          /declared_json has StorageDescriptor\.InputFormat .*MapredParquetInputFormat, expected .*TextInputFormat: /,
        ],
        [
          'output format',
          { ...refused, StorageDescriptor: { ...reader, OutputFormat: 'theirs' } },
          /declared_json has StorageDescriptor\.OutputFormat theirs, expected /,
        ],
        [
          'reader',
          {
            ...refused,
            StorageDescriptor: {
              ...reader,
              SerdeInfo: {
                ...reader.SerdeInfo,
                SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
              },
            },
          },
          /SerdeInfo\.SerializationLibrary org\.openx\.data\.jsonserde\.JsonSerDe, expected org\.apache\./,
        ],
        [
          'format of timestamps',
          {
            ...refused,
            StorageDescriptor: {
              ...reader,
              SerdeInfo: { ...reader.SerdeInfo, Parameters: { paths: 'reason' } },
            },
          },
          /SerdeInfo\.Parameters\.timestamp\.formats none, expected yyyy/,
        ],
        [
          'kind',
          { ...refused, TableType: 'VIRTUAL_VIEW' },
          /declared_json has TableType VIRTUAL_VIEW, expected EXTERNAL_TABLE: /,
        ],
        [
          'type of a column',
          {
            ...refused,
            StorageDescriptor: {
              ...reader,
              Columns: [column('reason', 'string'), column('landed_at', 'string')],
            },
          },
          /declared_json has StorageDescriptor\.Columns\.1\.Type string, expected timestamp: /,
        ],
        [
          'number of columns',
          {
            ...refused,
            StorageDescriptor: { ...reader, Columns: [...reader.Columns, column('more', 'int')] },
          },
          /declared_json has 3 StorageDescriptor\.Columns, expected 2: /,
        ],
        [
          'place, though it grows',
          {
            ...growing,
            StorageDescriptor: { ...growing.StorageDescriptor, Location: 's3://theirs/' },
          },
          /declared_keys has StorageDescriptor\.Location s3:\/\/theirs\/, expected /,
        ],
        [
          'column, though it grows',
          {
            ...growing,
            StorageDescriptor: { ...growing.StorageDescriptor, Columns: [column('new', 'string')] },
          },
          /the table declared_keys has no column none: /,
        ],
      ])('a table over JSON of another %s', async ([, changed, said]) => {
        await entry(asDeclared);
        await entry(changed);
        const told = await sees('catalogue');
        await entry(refused);
        await entry(growing);
        expect(told).toMatch(/^fault: /);
        expect(told).toMatch(said);
      });

      test('a table over JSON to which Glue, or a crawler, has added', async () => {
        await entry(asDeclared);
        await entry({
          ...refused,
          Owner: 'hadoop',
          Parameters: { ...refused.Parameters, CrawlerSchemaSerializerVersion: '1.0' },
        });
        const { Columns, ...crawled } = growing.StorageDescriptor;
        await entry({
          ...growing,
          StorageDescriptor: { ...crawled, Columns: [column('language', 'string'), ...Columns] },
        });
        expect(await sees('catalogue')).toMatch(/^well: /);
      });

      test.for<[string, Partial<TableInput>, RegExp]>([
        ['text', { ViewOriginalText: '/* Presto View: e30 */' }, /declared_view has another text/],
        [
          'columns',
          { StorageDescriptor: { Columns: [column('contactid', 'string')] } },
          /declared_view has other columns than its text gives/,
        ],
      ])('a view of another %s is stale', async ([, change, said]) => {
        await entry(asDeclared);
        await entry({ ...view, ...change });
        expect(await sees('catalogue')).toMatch(said);
        await entry(view);
      });
    });
  });

  describe('a sample that walks through', () => {
    // What is ordered to be erased would keep others from being well.
    afterAll(async () => {
      for (const Key of await lake.keysUnder(erasurePrefix(dataset)))
        await lake.clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    });
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    /** The stream takes records, and nothing reads them. */
    const SWALLOWED = { status: 200, body: { Records: [{ SequenceNumber: '1', ShardId: 's' }] } };

    /** What the job does, for which the emulator has no Spark: it marks what it has erased. */
    const convertedAs = (JobRunState: string): Record<string, Interference> => ({
      StartJobRun: async () => {
        const keys = await lake.keysUnder(erasurePrefix(dataset));
        for (const id of erasureIds(dataset, keys)) {
          const Key = tableErasureKey(dataset, id);
          const Body = '{"done_at": "2026-11-23T14:05:06Z", "rows_removed": 1}';
          await lake.clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
        }
        return { status: 200, body: { JobRunId: 'jr_1' } };
      },
      GetJobRun: async () => ({ status: 200, body: { JobRun: { Id: 'jr_1', JobRunState } } }),
    });

    /** The emulator's Athena has no Iceberg: it is asked for the number alone. */
    const answers = (contacts: number): Record<string, Interference> => ({
      StartQueryExecution: async (body, forward) =>
        forward({ ...body, QueryString: `SELECT ${contacts} AS contacts` }),
    });

    const ALL = { ...convertedAs('SUCCEEDED'), ...answers(1) };

    async function walked(interferences: Record<string, Interference>, patienceSeconds = 30) {
      const { endpoint, calls } = await throughProxy(interferences);
      const env = environmentOf({ ...lake.aws, endpoint }, 'nowhere');
      for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
      const stop = new AbortController().signal;
      const options = { patienceSeconds, stop, progress: () => {} };
      const findings = await walk(await openStack(STACK), dataset, options);
      return { findings: findings.map((f) => `${f.check} ${f.outcome}: ${f.finding}`), calls };
    }

    /** The objects of the lake that hold a sample. */
    async function left(): Promise<string[]> {
      const found: string[] = [];
      for (const room of ['raw/', 'flatfiles/', 'quarantine/', 'errors/']) {
        for (const key of await lake.keysUnder(room)) {
          const bytes = (await lake.read(key))!;
          const text = (key.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
          if (text.includes('contact-lake-walk')) found.push(key);
        }
      }
      return found;
    }

    test('to the answer is taken out again', async ({ folder }) => {
      const { endpoint } = await throughProxy(ALL);
      const env = environmentOf({ ...lake.aws, endpoint }, folder);
      const args = ['doctor', '--stack', STACK, '--walk', '--json'];
      const { stdout, stderr } = await start(folder, args, { env }).ended;
      expect(stderr).toBe('');
      const all = JSON.parse(stdout) as Finding[];
      const findings = all.filter(({ check }) => check.startsWith('walk'));
      expect(findings.map(({ check, outcome }) => `${check}: ${outcome}`)).toEqual([
        'walk: stream: well',
        'walk: raw object: well',
        'walk: flatfile: well',
        'walk: conversion: well',
        'walk: answer: well',
        'walk: removed: well',
      ]);
      expect(await left()).toEqual([]);
    });

    test('is no contact: of no account, on a day without contacts', async () => {
      const { calls } = await walked(ALL);
      const { body } = calls.find(({ operation }) => operation === 'PutRecords')!;
      const [{ Data }] = body.Records as [{ Data: string }];
      const sample = JSON.parse(Buffer.from(Data, 'base64').toString());
      expect(sample).toEqual({
        instancearn: 'arn:aws:connect:eu-west-1:000000000000:instance/contact-lake-walk',
        contactid: expect.stringMatching(/^contact-lake-walk-[0-9a-f-]{36}$/),
        initiationtimestamp: '2000-01-01T00:00:00Z',
        lastupdatetimestamp: '2000-01-01T00:00:00Z',
      });
    });

    test('leaves its neighbours in the object as they are', async () => {
      const neighbour = JSON.stringify(record({ ContactId: 'neighbour' }));
      const key = `walk-${randomUUID()}`;
      await walked({
        ...ALL,
        // The emulator's Firehose lands each record by itself, AWS's lands them together.
        PutRecords: async (body) => {
          const [{ Data }] = body.Records as [{ Data: string }];
          await lake.land(key, `${neighbour}${Buffer.from(Data, 'base64')}${neighbour}`);
          return SWALLOWED;
        },
      });
      const [raw] = (await lake.keysUnder('raw/')).filter((one) => one.endsWith(key));
      const bytes = (await lake.read(raw!))!.toString();
      expect(bytes.replace(/ {2,}/, '')).toBe(neighbour + neighbour);
      expect(await lake.linesOf(flatfileKey(dataset, raw!))).toHaveLength(2);
    });

    test.for<[string, () => Record<string, Interference>, number, RegExp[]]>([
      [
        'the stream refuses it',
        () => ({
          ...ALL,
          PutRecords: async () => ({
            status: 400,
            body: {
              __type: 'AccessDeniedException',
              Message: 'User: x is not authorized to perform: kinesis:PutRecords on resource: y',
            },
          }),
        }),
        30,
        [
          /^walk: stream fault: it stopped here\. Missing permission: kinesis:PutRecords on the stream contact-records: s3:.*\/assets\/runbook\/stream-write-throttled\.md$/,
        ],
      ],
      [
        'nothing lands',
        () => ({ ...ALL, PutRecords: async () => SWALLOWED }),
        1,
        [
          /^walk: stream well: /,
          /^walk: raw object fault: it stopped here\. No object with the sample came below s3:.* within 1\.0 s; 0 objects without it did: s3:.*\/delivery-freshness\.md$/,
          /^walk: removed warning: the sample is on its way still: erasures\/ctr\/.* keeps it out /,
        ],
      ],
      [
        'the job fails',
        () => ({ ...ALL, ...convertedAs('FAILED') }),
        30,
        [
          /^walk: stream well: /,
          /^walk: raw object well: raw\/ctr\//,
          /^walk: flatfile well: flatfiles\/ctr\//,
          /^walk: conversion fault: it stopped here\. The run jr_1 of the job .* ended with FAILED: s3:.*\/conversion-failure\.md$/,
          /^walk: removed warning: /,
        ],
      ],
      [
        'the job does not end',
        () => ({ ...ALL, ...convertedAs('RUNNING') }),
        5,
        [
          /well/,
          /well/,
          /well/,
          /^walk: conversion fault: it stopped here\. The run jr_1 .* has not ended within 5\.0 s; last seen: RUNNING: /,
          /^walk: removed warning: /,
        ],
      ],
      [
        'the answer lacks it',
        () => ({ ...ALL, ...answers(0) }),
        30,
        [
          /well/,
          /well/,
          /well/,
          /well/,
          /^walk: answer fault: it stopped here\. contact_facts has 0 rows of the sample, expected 1 row: /,
          /^walk: removed warning: /,
        ],
      ],
      [
        'Athena refuses the question',
        () => ({
          ...ALL,
          StartQueryExecution: (body, forward) =>
            forward({ ...body, QueryString: 'SELECT * FROM nowhere' }),
        }),
        30,
        [
          /well/,
          /well/,
          /well/,
          /well/,
          /^walk: answer fault: it stopped here\. The query cannot be run: /,
          /^walk: removed warning: /,
        ],
      ],
    ])('stops where %s', async ([, interferences, patience, said]) => {
      const { findings } = await walked(interferences(), patience);
      expect(findings).toHaveLength(said.length);
      for (const [i, one] of said.entries()) expect(findings[i]).toMatch(one);
    });

    test('stops where normalise is switched off, and is removed once it is on again', async ({
      folder,
    }) => {
      const lambda = new Lambda(lake.aws);
      const UUID = lake.deployed.ids.NormaliseMessages!;
      await lambda.updateEventSourceMapping({ UUID, Enabled: false });
      const { findings } = await walked(ALL, 5);
      expect(findings.slice(2)).toEqual([
        expect.stringMatching(
          /^walk: flatfile fault: it stopped here\. There is no flatfile .* with the sample within 5\.0 s: s3:.*\/raw-objects-wait\.md$/,
        ),
        expect.stringMatching(
          /^walk: removed warning: .*`contact-lake erase --stack contact-lake`/,
        ),
      ]);
      expect(await left()).not.toEqual([]);
      await lambda.updateEventSourceMapping({ UUID, Enabled: true });
      const proxy = await throughProxy(ALL);
      expect(await run(folder, ['erase', '--stack', STACK], proxy)).toMatchObject({ code: 0 });
      expect(await left()).toEqual([]);
    });

    test('names articles that there are', async () => {
      const articles = STAGES.flatMap(({ article }) => (article === null ? [] : [article]));
      const there = await lake.keysUnder('assets/runbook/');
      for (const article of articles) expect(there).toContain(articleKey(article));
    });

    test.for([
      [['--walk'], 'Found --walk without --stack NAME\n'],
      [['--walk', '--stack', 'x', '--patience', '0'], 'found 0, expected minutes, such as 20'],
      [
        ['--walk', '--before-launch'],
        "option '--walk' cannot be used with option '--before-launch'",
      ],
    ] as const)('%j is a mistake', async ([args, said], { folder }) => {
      const { code, stdout, stderr } = await start(folder, ['doctor', ...args]).ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(said);
    });
  });

  test('its cost is measured by its runs and crawls', async ({ folder }) => {
    const ago = (hours: number) => Math.floor((Date.now() - hours * 3_600_000) / 1000);
    const run = (hours: number, seconds: number, more: object = {}) => ({
      Id: `jr_${hours}`,
      JobRunState: 'SUCCEEDED',
      StartedOn: ago(hours),
      ExecutionTime: seconds,
      ...more,
    });
    const runs = [
      run(0.1, 0, { JobRunState: 'RUNNING' }),
      // Billed by what was used, by a minute at least, or also when it failed.
      run(24, 600, { DPUSeconds: 1800 }),
      run(36, 20, { MaxCapacity: 10 }),
      run(48, 120, { MaxCapacity: 10, JobRunState: 'FAILED' }),
      run(31 * 24, 9999, { DPUSeconds: 99_999 }),
    ];
    const measured = {
      GetJobRuns: async () => ({ status: 200, body: { JobRuns: runs } }),
      ListCrawls: async () => ({
        status: 200,
        body: {
          Crawls: [
            { StartTime: ago(30), DPUHour: 0.5 },
            { StartTime: ago(900), DPUHour: 7 },
          ],
        },
      }),
    };
    const cost = async (interferences: Record<string, Interference>, ...args: string[]) => {
      const { endpoint } = await throughProxy(interferences);
      const env = environmentOf({ ...lake.aws, endpoint }, folder);
      return start(folder, ['cost', '--contacts', '1000', '--stack', STACK, ...args], { env })
        .ended;
    };
    const { stdout, stderr } = await cost(measured, '--json');
    expect(stderr).toBe('');
    const bill = JSON.parse(stdout);
    // In two days 1,800 + 600 + 1,200 DPU-seconds, one DPU-hour; a month has 15.2 times as much.
    expect(bill.measured).toMatchObject({ runs: 3, crawls: 1 });
    expect(bill.measured.job_dpu_hours).toBeCloseTo(15.2, 2);
    expect(bill.measured.crawler_dpu_hours).toBeCloseTo(7.6, 2);
    const line = bill.contact_lake.lines.find((one: { item: string }) =>
      one.item.startsWith('conversion'),
    );
    expect(line.quantity).toBeCloseTo(15.2, 2);
    const told = await cost(measured);
    expect(told.stdout).toMatch(/^Measured: 3 runs of the conversion and 1 crawl in 2\.0 days$/m);
    expect(told.stdout).toMatch(/by what is guessed: log_bytes_a_run [\d,/]+$/m);
    const young = await cost({ ...measured, GetJobRuns: async () => ({ status: 200, body: {} }) });
    expect(young).toMatchObject({ code: 1, stdout: '' });
    expect(young.stderr).toMatch(/^The stack contact-lake has no runs of a whole day yet, /);
  });

  test('the stack says where to ask', async ({ folder }) => {
    const args = ['--stack', STACK, '--sql', 'SELECT 1 AS one'];
    const { code, stdout } = await run(folder, ['query', ...args, '--format', 'csv']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'one\r\n1\r\n' });
  });

  test('no such stack', async ({ folder }) => {
    const { code, stderr } = await run(folder, ['doctor', '--stack', 'nowhere']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'There is no stack nowhere in eu-west-1\n',
    });
  });
});
