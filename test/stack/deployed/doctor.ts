import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { Glue } from '@aws-sdk/client-glue';
import { Lambda } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-records/dataset.ts';
import type { Erasure } from '../../../pipeline/erase/erasure.ts';
import { erasurePrefix } from '../../../pipeline/lake-keys.ts';
import { test } from '../../cli/contact-lake.ts';
import { BUCKET } from '../../infra/lake-on-aws.ts';
import { environmentOf } from '../emulator.ts';
import { describeCatalogue } from './catalogue.ts';
import { type Finding, finding, STACK, type StackUnderTest } from './stack-under-test.ts';

/** What `doctor` finds in a deployed stack. */
export function describeDoctor(stack: StackUnderTest): void {
  test('finds no fault in a healthy stack', async ({ folder }) => {
    const { code, stdout } = await stack.run(folder, ['doctor', '--stack', STACK, '--json']);
    const findings = JSON.parse(stdout) as Finding[];
    expect(findings.filter(({ outcome }) => outcome === 'fault')).toEqual([]);
    expect(code).toBe(0);
  });

  test('damaged erasures are reported as a fault, and the other erasures still work', async ({
    folder,
  }) => {
    const bodies = [' ', 'nonsense', '{}', 'null', '[]', '{"contacts":["a"]}'];
    const put = (name: string, Body: string) =>
      stack.lake.clients.s3.send(
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

    const doctor = await stack.run(folder, ['doctor', '--stack', STACK, '--json']);
    expect(doctor.code).toBe(1);
    const faults = (JSON.parse(doctor.stdout) as Finding[]).filter((f) => f.outcome === 'fault');
    expect(faults).toEqual([
      {
        check: 'erasures',
        outcome: 'fault',
        finding: `6 erasures damaged, so whom they name may be in the table: put the version before back, or remove it and erase the same again (the first is s3://${BUCKET}/erasures/ctr/0.json)`,
      },
    ]);
    const status = await stack.run(folder, ['status', '--stack', STACK]);
    expect(status.stdout).toMatch(/^To erase +1 erasure cut off: /m);
    expect(status.stdout).toMatch(/^Damaged +6 erasures$/m);

    const erasing = await stack.run(folder, ['erase', '--stack', STACK]);
    expect(erasing).toMatchObject({ code: 0, stderr: '' });
    expect(erasing.stdout).toMatch(/^Completed: 0 contacts in 0 records/);
    for (const i of bodies.keys())
      await stack.lake.clients.s3.send(
        new DeleteObjectCommand({ Bucket: BUCKET, Key: `${erasurePrefix(dataset)}${i}.json` }),
      );
    expect((await stack.run(folder, ['doctor', '--stack', STACK])).code).toBe(0);
  });

  test('names a missing permission, and still reports everything else', async ({ folder }) => {
    const proxy = await stack.throughProxy({
      GetCrawler: async () => ({
        status: 400,
        body: {
          __type: 'AccessDeniedException',
          Message:
            'User: arn:aws:iam::000000000000:user/owner is not authorized to perform: glue:GetCrawler on resource: arn:aws:glue:eu-west-1:000000000000:crawler/x',
        },
      }),
    });
    const { code, stdout } = await stack.run(folder, ['doctor', '--stack', STACK, '--json'], proxy);
    expect(code).toBe(1);
    const crawler = (JSON.parse(stdout) as Finding[]).find(({ check }) => check === 'crawler');
    expect(crawler).toMatchObject({ outcome: 'fault' });
    expect(crawler!.finding).toMatch(/^Missing permission: glue:GetCrawler on the crawler /);
    const status = await stack.run(folder, ['status', '--stack', STACK], proxy);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/^Crawler +Missing permission: glue:GetCrawler/m);
    expect(status.stdout).toMatch(/^Dead letters +\d/m);
  });

  describe('the connections between the parts', () => {
    beforeAll(async () => {
      for (const [key, value] of Object.entries(environmentOf(stack.lake.aws, 'nowhere')))
        vi.stubEnv(key, value);
    });
    afterAll(() => {
      vi.unstubAllEnvs();
    });

    test('reports schedules of which Athena leaves out rows', async () => {
      const { s3 } = stack.lake.clients;
      const head = 'instance,agent,status,starts_at,ends_at';
      const row = 'all,ann,Lunch,2026-11-23T12:00:00Z,2026-11-23T13:00:00Z';
      const keys = ['schedules/', 'schedules/a.csv', 'schedules/b/c.csv'];
      const put = (Key: string, Body: string) =>
        s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
      expect(await finding('schedules')).toBe('well: 0 files, each readable');
      await put(keys[0]!, '');
      await put(keys[1]!, `${head}\n${row}\n`);
      await put(keys[2]!, `${head}\r\n${row}\r\n`);
      expect(await finding('schedules')).toBe('well: 2 files, each readable');
      await put(keys[2]!, `${head}\n${row}\n${row},\n`);
      expect(await finding('schedules')).toBe(
        `fault: Found 6 columns in line 3 of s3://${BUCKET}/schedules/b/c.csv, expected 5: ${head}: agent-adherence takes the columns by their place, and leaves out the first line of each file and each row that cannot be read`,
      );
      await put(keys[1]!, row);
      expect(await finding('schedules')).toBe(
        `fault: Found another head in line 1 of s3://${BUCKET}/schedules/a.csv, expected ${head}, and faults in 1 other file: agent-adherence takes the columns by their place, and leaves out the first line of each file and each row that cannot be read`,
      );
      for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
      expect(await finding('schedules')).toBe('well: 0 files, each readable');
    });

    test('reports whether the bucket notifies the queue', async () => {
      expect(await finding('bucket tells of them')).toBe('well: it notifies the queue');
      const s3 = new S3(stack.lake.aws);
      const Bucket = BUCKET;
      const { QueueConfigurations } = await s3.getBucketNotificationConfiguration({ Bucket });
      const put = (NotificationConfiguration: object) =>
        s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
      await put({});
      expect(await finding('bucket tells of them')).toMatch(
        /^fault: it notifies the queue .* no longer, .*s3:\/\/contact-lake-test\/assets\/runbook\/raw-objects-wait\.md$/,
      );
      // Of one dataset and not of the other.
      await put({ QueueConfigurations: QueueConfigurations!.slice(0, 1) });
      expect(await finding('bucket tells of them')).toMatch(/^fault: /);
      await put({ QueueConfigurations });
    });

    test('reports on the datasets that options have switched on', async () => {
      expect(await finding('agent_events arrive')).toBe(
        `warning: no record came into ${BUCKET}-agent-events in two weeks`,
      );
      expect(await finding('agent_events are read')).toMatch(/^well: /);
      expect(await finding('agent_events land')).toMatch(/^well: /);
    });

    test('reports whether normalise reads the queue', async () => {
      expect(await finding('queue is read')).toBe('well: Enabled');
      const lambda = new Lambda(stack.lake.aws);
      const UUID = stack.lake.deployed.ids.NormaliseMessages!;
      await lambda.updateEventSourceMapping({ UUID, Enabled: false });
      expect(await finding('queue is read')).toMatch(/^fault: Disabled, expected Enabled: switch /);
      await lambda.updateEventSourceMapping({ UUID, Enabled: true });
    });

    test('reports whether objects of other buckets are collected', async () => {
      expect(await finding('objects are collected')).toBe('well: Enabled');
      expect(await finding('to collect')).toBe('well: 0 objects waiting');
      expect(await finding('collecting keeps up')).toMatch(/^well: /);
      const lambda = new Lambda(stack.lake.aws);
      const UUID = stack.lake.deployed.ids.CollectMessages!;
      await lambda.updateEventSourceMapping({ UUID, Enabled: false });
      expect(await finding('objects are collected')).toMatch(
        /^fault: Disabled, expected Enabled: switch /,
      );
      await lambda.updateEventSourceMapping({ UUID, Enabled: true });
    });

    test('reports whether the schedule is on', async () => {
      const glue = new Glue(stack.lake.aws);
      const Name = stack.lake.deployed.ids.ConversionSchedule!;
      await glue.startTrigger({ Name });
      expect(await finding('schedule')).toBe('well: ACTIVATED');
      await glue.stopTrigger({ Name });
      expect(await finding('schedule')).toMatch(/^fault: DEACTIVATED, expected ACTIVATED: switch /);
      await glue.startTrigger({ Name });
    });

    test('reports confirmed and unconfirmed alarm subscriptions', async () => {
      expect(await finding('alarms are heard')).toMatch(/^warning: nobody gets alarms: /);
      const sns = new SNS(stack.lake.aws);
      const TopicArn = stack.lake.deployed.ids.OperationsTopic!;
      const Endpoint = 'http://127.0.0.1:9/owner';
      await sns.subscribe({ TopicArn, Protocol: 'http', Endpoint });
      expect(await finding('alarms are heard')).toMatch(
        /^fault: 1 subscription not confirmed, so nobody gets alarms: open the message /,
      );
      // The emulator confirms it by itself.
      await sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'owner@example.org' });
      expect(await finding('alarms are heard')).toMatch(/^warning: 1 subscription not confirmed: /);
    });

    test('reports whether any record has arrived', async () => {
      expect(await finding('records arrive')).toMatch(
        /^warning: no record came into contact-records in two weeks: switch data streaming on /,
      );
      const cloudwatch = new CloudWatch(stack.lake.aws);
      const Timestamp = new Date(Date.now() - 3 * 3_600_000);
      const Dimensions = [{ Name: 'StreamName', Value: 'contact-records' }];
      await cloudwatch.putMetricData({
        Namespace: 'AWS/Kinesis',
        MetricData: [{ MetricName: 'IncomingRecords', Dimensions, Timestamp, Value: 3 }],
      });
      expect(await finding('records arrive')).toMatch(
        /^well: the last in the hour from \d{4}-\d\d-\d\d \d\d:00 UTC on$/,
      );
    });
    describeCatalogue(stack);
  });
}
