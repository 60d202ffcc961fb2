import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetCrawlerCommand, GetTableCommand, UpdateTableCommand } from '@aws-sdk/client-glue';
import {
  GetObjectCommand,
  type HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { normaliseObject } from '../../functions/normalise/normalise-object.ts';
import { openKeyTable } from '../../functions/open-keys.ts';
import { MOST_OPEN_KEYS } from '../../pipeline/column-types.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfileKey, openKeyPrefix, quarantineKey } from '../../pipeline/lake-keys.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { until } from '../engines/until.ts';
import { BUCKET, DATABASE, type LakeOnAws, startLake } from '../infra/lake-on-aws.ts';
import { rootQuery } from '../infra/query-api.ts';
import { recordText } from '../infra/record.ts';

describeOnMiniStack('what comes again, late, new or spoilt', () => {
  let lake: LakeOnAws;
  beforeAll(async () => {
    // With every optional parameter, so that what depends on them is deployed too.
    lake = await startLake(
      { name: 'retries' },
      {
        AlarmEmail: 'owner@example.com',
        ConnectInstanceArn: `arn:aws:connect:eu-west-1:000000000000:instance/${'0'.repeat(36)}`,
        KmsKeyArn: 'arn:aws:kms:eu-west-1:000000000000:key/00000000-0000-0000-0000-000000000000',
        OrganizationId: 'o-a1b2c3d4e5',
      },
    );
  });
  afterAll(() => lake?.stop());

  const crawls = async () =>
    (await lake.log()).filter((line) => line.includes('"Crawler started"')).length;
  const landWithAttribute = async (name: string, key: string) => {
    const raw = await lake.land(`${name}.json`, recordText(name, { Attributes: { [key]: 'x' } }));
    await until(`a log line of ${name}`, 30_000, async () =>
      (await lake.objectLines()).some((line) => line.source_key === raw) ? true : null,
    );
    // The line is logged before the catalogue is read; the next object waits for the one before.
    await lake.land(`${name}-after.json`, recordText(`${name}-after`));
    await until(`${name}-after`, 30_000, async () =>
      (await lake.objectLines()).some((line) => line.source_key.endsWith(`${name}-after.json`))
        ? true
        : null,
    );
  };
  const crawlerIs = (state: string) =>
    until(`a crawler that is ${state}`, 30_000, async () => {
      const { Crawler } = await lake.clients.glue.send(
        new GetCrawlerCommand({ Name: lake.deployed.ids.CatalogueCrawler! }),
      );
      return Crawler?.State === state ? Crawler : null;
    });

  it('a new attribute starts the crawler once, a known one never', async () => {
    await landWithAttribute('new-1', 'Call-Reason');
    expect(await crawls()).toBe(1);
    await landWithAttribute('new-2', 'Call-Reason');
    await crawlerIs('READY');
    await landWithAttribute('new-3', 'Call-Reason');
    expect(await crawls()).toBe(1);
    // The emulator's crawler crawls nothing: this is what Glue's would have done, for another key.
    const { glue } = lake.clients;
    const named = { DatabaseName: DATABASE, Name: openKeyTable(dataset) };
    const { Table } = await glue.send(new GetTableCommand(named));
    const descriptor = Table!.StorageDescriptor!;
    const Columns = [...descriptor.Columns!, { Name: 'language', Type: 'string' }];
    await glue.send(
      new UpdateTableCommand({
        DatabaseName: DATABASE,
        TableInput: { Name: named.Name, StorageDescriptor: { ...descriptor, Columns } },
      }),
    );
    await landWithAttribute('known', 'Language');
    expect(await crawls()).toBe(1);
    await landWithAttribute('newer', 'Team');
    expect(await crawls()).toBe(2);
  });

  it('attributes that only one record has are written for the crawler if they can be columns', async () => {
    const left = () => lake.keysUnder(openKeyPrefix(dataset));
    const own = (name: string) =>
      recordText(name, {
        Attributes: Object.fromEntries(
          Array.from({ length: 2 * MOST_OPEN_KEYS }, (_, i) => [`order_${name}_${i}`, 'x']),
        ),
      });
    const first = await lake.land('own-1.json', own('own1') + recordText('neighbour'));
    await until('as many keys as columns', 60_000, async () =>
      (await left()).length >= MOST_OPEN_KEYS ? true : null,
    );
    const second = await lake.land('own-2.json', own('own2'));
    await landWithAttribute('own-after', 'Language');
    expect((await left()).length).toBe(MOST_OPEN_KEYS);
    expect(await lake.linesOf(flatfileKey(dataset, first))).toHaveLength(2);
    expect(await lake.linesOf(flatfileKey(dataset, second))).toHaveLength(1);
    const lines = (await lake.log()).filter((line) => line.includes('order_own'));
    expect(lines).toEqual([]);
  });

  it('an object with many simultaneous events becomes one flatfile', async () => {
    const key = await lake.land('many-times.json', recordText('many-times'));
    const { sqs } = lake.clients;
    const event = { Records: [{ s3: { bucket: { name: BUCKET }, object: { key } } }] };
    const times = 8;
    await Promise.all(
      Array.from({ length: times }, () =>
        sqs.send(
          new SendMessageCommand({
            QueueUrl: lake.deployed.ids.RawQueue,
            MessageBody: JSON.stringify(event),
          }),
        ),
      ),
    );
    await until('a log line of each attempt', 60_000, async () =>
      (await lake.objectLines()).filter((line) => line.source_key === key).length > times
        ? true
        : null,
    );
    expect(await lake.linesOf(flatfileKey(dataset, key))).toHaveLength(1);
    expect(await lake.read(quarantineKey(dataset, key))).toBeNull();
  });

  it('an older event never overwrites the flatfile of a newer object', async () => {
    const { s3 } = lake.clients;
    const key = 'raw/ctr/2026/11/23/14/overtaken.json';
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: recordText('old') }));
    const flatfile = flatfileKey(dataset, key);
    await lake.arrived(flatfile);
    let isOvertaken = false;
    const slow = new Proxy(s3, {
      get(target, name) {
        if (name !== 'send') return Reflect.get(target, name) as unknown;
        return async (command: unknown) => {
          const answer = await target.send(command as HeadObjectCommand);
          if (command instanceof GetObjectCommand && !isOvertaken) {
            isOvertaken = true;
            const body = recordText('new');
            await target.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
            await until('the newer result', 30_000, async () =>
              (await lake.linesOf(flatfile))[0]?.includes('"new"') ? true : null,
            );
          }
          return answer;
        };
      },
    }) as S3Client;
    const report = await normaliseObject(slow, BUCKET, dataset, key);
    expect(isOvertaken).toBe(true);
    expect(report).toMatchObject({ records_out: 1 });
    expect((await lake.linesOf(flatfile))[0]).toContain('"contactid":"new"');
  });

  it('an object that cannot be read reaches the dead letters and raises the alarm; the others are normalised', async () => {
    const { cloudwatch, s3, sqs } = lake.clients;
    const { RawQueue, RawDeadLetters, OperationsTopic } = lake.deployed.ids;
    // So that the test need not wait for half an hour between attempts.
    await sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: RawQueue,
        Attributes: { VisibilityTimeout: '1' },
      }),
    );
    const notices = await subscribe(OperationsTopic!);
    // Archived: it is there, and cannot be read.
    await s3.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'raw/ctr/2026/11/23/14/spoilt.json',
        Body: recordText('spoilt'),
        StorageClass: 'GLACIER',
      }),
    );
    const neighbours = await Promise.all(
      ['a', 'b', 'c'].map((name) => lake.land(`beside-${name}.json`, recordText(name))),
    );
    for (const key of neighbours) await lake.arrived(flatfileKey(dataset, key));
    const count = await until('a dead letter', 60_000, async () => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: RawDeadLetters,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      const messages = Number(Attributes!.ApproximateNumberOfMessages);
      return messages > 0 ? messages : null;
    });
    expect(count).toBe(1);
    // The emulator's SQS has no metrics; this is the one that SQS publishes.
    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/SQS',
        MetricData: [
          {
            MetricName: 'ApproximateNumberOfMessagesVisible',
            Dimensions: [{ Name: 'QueueName', Value: RawDeadLetters!.split('/').at(-1)! }],
            Value: count,
          },
        ],
      }),
    );
    const message = await until('the alarm', 30_000, async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: notices }));
      return Messages.find(({ Body }) => Body?.includes('dead-letters'));
    });
    expect(message.Body).toContain(`s3://${BUCKET}/assets/runbook/dead-letters.md`);
  });

  /** A queue that receives the topic's messages. */
  async function subscribe(topic: string): Promise<string> {
    const { QueueUrl } = await lake.clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'notices' }),
    );
    await rootQuery(lake.aws, 'sns', {
      Action: 'Subscribe',
      Version: '2010-03-31',
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:${lake.aws.region}:000000000000:notices`,
    });
    return QueueUrl!;
  }
});
