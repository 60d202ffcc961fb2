import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetCrawlerCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import { GetBucketPolicyCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readContent } from '../../infra/app.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { flatfileKey, flatfilePrefix } from '../../pipeline/lake-keys.ts';
import { readFlatViews, readViews } from '../../queries/reader/views.ts';
import { ROOT } from '../engines/folder.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { until } from '../engines/until.ts';
import { alarmMessage } from './alarm-message.ts';
import { remove, update } from './deploy.ts';
import { BUCKET, DATABASE, type LakeOnAws, startLake } from './lake-on-aws.ts';
import { recordText } from './record.ts';
import { snsOf } from './sns.ts';
import type { Template } from './template.ts';

const CONTACTS = 150;
const QUERIES = join(ROOT, 'queries');
const VIEWS = [...readViews(QUERIES), ...readFlatViews(QUERIES)].map(({ name }) => name);
const ADDRESSES = { AlarmEmail: 'all@example.org', UrgentAlarmEmail: 'urgent@example.org' };
const TABLES = [
  'attributes_ctr',
  'quarantine',
  'schedules',
  // Of every dataset, whether the stack keeps it or not.
  ...datasets.flatMap(({ name }) => [name, `erasures_${name}`, `flatfiles_${name}`]),
  ...VIEWS,
].sort();

describeOnMiniStack('a stack that is updated and deleted', () => {
  let lake: LakeOnAws;
  let kept: string;
  beforeAll(async () => {
    lake = await startLake({ name: 'lifecycle' }, ADDRESSES, { template: withSmallSample });
    kept = flatfileKey(dataset, await lake.land('kept.json', recordText('kept')));
    await lake.arrived(kept);
  });
  afterAll(() => lake?.stop());

  const tables = async () => {
    const { TableList = [] } = await lake.clients.glue.send(
      new GetTablesCommand({ DatabaseName: DATABASE }),
    );
    return TableList.map(({ Name }) => Name).sort();
  };

  it('has its tables, scripts, queries and runbook from the start', async () => {
    expect(await tables()).toEqual(TABLES);
    const assets = await lake.keysUnder('assets/');
    expect(assets).toContain('assets/README.txt');
    expect(assets).toContain('assets/queries/views/contact_facts.sql');
    const scripts = `assets/glue-scripts/${(await readContent(ROOT)).job.declared.release}/`;
    for (const [folder, ending, prefix] of [
      ['glue-scripts', '.py', scripts],
      ['docs/runbook', '.md', 'assets/runbook/'],
    ] as const) {
      const files = (await readdir(join(ROOT, folder))).filter((file) => file.endsWith(ending));
      expect(files, folder).not.toEqual([]);
      for (const file of files) {
        const inBucket = await lake.read(`${prefix}${file}`);
        expect(inBucket, file).toEqual(await readFile(join(ROOT, folder, file)));
      }
    }
    const described = JSON.parse(String(await lake.read(`${scripts}datasets.json`)));
    expect(described.map(({ table }: { table: string }) => table)).toEqual(
      datasets.map(({ name }) => name),
    );
    expect(lake.deployed.outputs).toMatchObject({
      Bucket: BUCKET,
      Database: DATABASE,
      Stream: 'contact-records',
      WorkGroup: BUCKET,
    });
  });

  it('sends urgent alarms to both addresses, and others to one', async () => {
    const { sqs } = lake.clients;
    const topic = lake.deployed.ids.OperationsTopic!;
    const sns = snsOf(lake.aws);
    // Queues get what e-mail addresses would, by the filters that the stack has given to these.
    const queues = await Promise.all(
      ['OperationsEmail', 'OperationsUrgentEmail'].map(async (subscription) => {
        const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: subscription }));
        await sns.subscribe(topic, `arn:aws:sqs:${lake.aws.region}:000000000000:${subscription}`, {
          ...(await sns.filterOf(lake.deployed.ids[subscription]!)),
          RawMessageDelivery: 'true',
        });
        return QueueUrl!;
      }),
    );
    const { MetricAlarms } = await lake.clients.cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNames: ['delivery-failure', 'dead-letters'].map((name) => `${BUCKET}-${name}`),
      }),
    );
    for (const { AlarmDescription, AlarmName } of MetricAlarms!)
      await sns.publish(topic, alarmMessage(AlarmName!, AlarmDescription!, 'ALARM'));
    const received = await Promise.all(
      queues.map(async (QueueUrl) => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        );
        return Messages.map(({ Body }) => JSON.parse(Body!).AlarmName).sort();
      }),
    );
    const [dead, failed] = ['dead-letters', 'delivery-failure'].map((n) => `lake-${BUCKET}-${n}`);
    expect(received).toEqual([[dead, failed], [failed]]);
  });

  it('keeps the data when it is updated, and sends the sample if the parameter requests it', async () => {
    const before = (await lake.keysUnder(flatfilePrefix(dataset))).length;
    const { outputs } = await update(lake.aws, lake.clients, lake.template, {
      BucketName: BUCKET,
      s3interval: '60',
      sampledata: 'true',
    });
    expect(await lake.read(kept)).not.toBeNull();
    const sent = Number(outputs.SampleRecords);
    expect(sent).toBeGreaterThan(CONTACTS);
    await until('the sample in flatfiles', 120_000, async () => {
      const count = (await lake.keysUnder(flatfilePrefix(dataset))).length - before;
      return count >= sent ? count : null;
    });
  });

  it('leaves the data, its tables and its policy when it is deleted', async () => {
    const crawler = lake.deployed.ids.CatalogueCrawler!;
    await remove(lake.clients);
    expect(await lake.read(kept)).not.toBeNull();
    expect(await tables()).toEqual(TABLES);
    await lake.clients.s3.send(new HeadBucketCommand({ Bucket: BUCKET }));
    const { Policy } = await lake.clients.s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
    expect(Policy).toContain('OnlyOverTls');
    await expect(
      lake.clients.glue.send(new GetCrawlerCommand({ Name: crawler })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });
});

/** Fewer contacts: the emulator's Firehose gathers nothing and writes an object for each record. */
function withSmallSample(template: Template): Template {
  const changed = structuredClone(template);
  changed.Resources.SampleContacts!.Properties!.Contacts = CONTACTS;
  return changed;
}
