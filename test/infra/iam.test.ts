import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import {
  DeleteTableCommand,
  GetCrawlerCommand,
  GetTableCommand,
  StartCrawlerCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { DescribeStreamCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRIC_NAMESPACE } from '../../functions/log.ts';
import { openKeyTable } from '../../functions/open-keys.ts';
import { CONVERTED_TAG } from '../../infra/lake-bucket.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { flatfileKey } from '../../pipeline/lake-keys.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { until } from '../engines/until.ts';
import { type Clients, clientsOf } from './clients.ts';
import { assume, openToTests, ownerOfStorage } from './iam-roles.ts';
import { BUCKET, DATABASE, type LakeOnAws, startLake } from './lake-on-aws.ts';
import { recordText } from './record.ts';

const OTHER_BUCKET = 'somebody-elses';
const TAKEN = 'flatfiles/ctr/a';
const PRESENT = [
  'raw/ctr/a',
  TAKEN,
  'quarantine/ctr/a',
  'parquet/ctr/a',
  'assets/a',
  'assets/glue-scripts/a/convert.py',
  'assets/glue-scripts/a/datasets.json',
  'batches/ctr/a.json',
  'erasures/ctr/a.json',
];
const CONVERTED_TAG_SET = { Key: CONVERTED_TAG.key, Value: CONVERTED_TAG.value };
const REFUSALS = ['AccessDenied', 'AccessDeniedException', 'AccessDeniedFault', 'Forbidden', '403'];

type Call = (clients: Clients) => Promise<unknown>;

const get =
  (key: string, bucket = BUCKET): Call =>
  ({ s3 }) =>
    s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
const put =
  (key: string, bucket = BUCKET): Call =>
  ({ s3 }) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
const remove =
  (key: string): Call =>
  ({ s3 }) =>
    s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
const list: Call = ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
const getVersion =
  (key: string, version: string): Call =>
  ({ s3 }) =>
    s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key, VersionId: version }));
const tagsOf =
  (key: string): Call =>
  ({ s3 }) =>
    s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: key }));
const tag =
  (key: string, version?: string): Call =>
  ({ s3 }) =>
    s3.send(
      new PutObjectTaggingCommand({
        Bucket: BUCKET,
        Key: key,
        VersionId: version,
        Tagging: { TagSet: [CONVERTED_TAG_SET] },
      }),
    );
const table =
  (name: string, database = DATABASE): Call =>
  ({ glue }) =>
    glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
const commitTable: Call = async ({ glue }) => {
  const named = { DatabaseName: DATABASE, Name: dataset.name };
  const { Table } = await glue.send(new GetTableCommand(named));
  const { Name, Parameters, StorageDescriptor } = Table!;
  const TableInput = { Name, Parameters, StorageDescriptor };
  await glue.send(new UpdateTableCommand({ DatabaseName: DATABASE, TableInput }));
};
const measure: Call = ({ cloudwatch }) =>
  cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: METRIC_NAMESPACE,
      MetricData: [{ MetricName: 'RowsRead', Value: 1 }],
    }),
  );
const dropTable: Call = ({ glue }) =>
  glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name: dataset.name }));

describeOnMiniStack('each role, with policies evaluated', () => {
  let lake: LakeOnAws;
  /** The version of a flatfile that a run has taken. */
  let taken: string;
  beforeAll(async () => {
    lake = await startLake(
      { name: 'iam', evaluatesIam: true },
      // Mistyped, and an account in no organisation: its own roles and owner stay in nevertheless.
      { sampledata: 'false', OrganizationId: 'o-mistyped00' },
      { template: openToTests },
    );
    const { s3 } = lake.clients;
    await s3.send(new CreateBucketCommand({ Bucket: OTHER_BUCKET }));
    for (const Key of PRESENT) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
      if (Key === TAKEN) taken = VersionId!;
    }
    await s3.send(new PutObjectCommand({ Bucket: OTHER_BUCKET, Key: 'a', Body: 'x' }));
  });
  afterAll(() => lake?.stop());

  it('together they take a record from the stream to a flatfile', async () => {
    const key = await lake.land(
      'with-iam.json',
      recordText('with-iam', { Attributes: { A: 'x' } }),
    );
    expect(await lake.linesOf(flatfileKey(dataset, key))).toHaveLength(1);
    await until('the crawler started', 30_000, async () =>
      (await lake.log()).some((line) => line.includes('"Crawler started"')) ? true : null,
    );
    expect((await lake.log()).filter((l) => /"Message failed"|does not know/.test(l))).toEqual([]);
  });

  const stream: Call = ({ kinesis }) =>
    kinesis.send(new DescribeStreamCommand({ StreamName: 'contact-records' }));
  const send: Call = ({ kinesis }) =>
    kinesis.send(
      new PutRecordsCommand({
        StreamName: 'contact-records',
        Records: [{ PartitionKey: 'a', Data: Buffer.from(recordText('sent')) }],
      }),
    );
  const crawler: Call = ({ glue }) =>
    glue.send(new GetCrawlerCommand({ Name: lake.deployed.ids.CatalogueCrawler! }));
  const startCrawler: Call = ({ glue }) =>
    glue
      .send(new StartCrawlerCommand({ Name: lake.deployed.ids.CatalogueCrawler! }))
      .catch((error: Error) => {
        if (error.name !== 'CrawlerRunningException') throw error;
      });
  const receive: Call = ({ sqs }) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl: lake.deployed.ids.RawQueue }));
  const drain: Call = ({ sqs }) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl: lake.deployed.ids.RawDeadLetters }));
  const inject: Call = ({ sqs }) =>
    sqs.send(new SendMessageCommand({ QueueUrl: lake.deployed.ids.RawQueue, MessageBody: '{}' }));
  const delivery: Call = ({ firehose }) =>
    firehose.send(
      new DescribeDeliveryStreamCommand({
        DeliveryStreamName: lake.deployed.ids.DeliveryDeliveryStream,
      }),
    );

  const roles: Record<string, { does: Record<string, Call>; isRefused: Record<string, Call> }> = {
    NormaliseRole: {
      does: {
        'read raw': get('raw/ctr/a'),
        'write flatfiles': put('flatfiles/ctr/b'),
        'write quarantine': put('quarantine/ctr/b'),
        'remove quarantine': remove('quarantine/ctr/b'),
        'leave a key for the crawler': put('open-keys/ctr/b.json'),
        'list, to tell missing from forbidden': list,
        'take messages': receive,
        'read the known keys': table(openKeyTable(dataset)),
        'ask after the crawler': crawler,
        'start the crawler': startCrawler,
      },
      isRefused: {
        'write raw': put('raw/ctr/b'),
        'delete raw': remove('raw/ctr/a'),
        'delete flatfiles': remove('flatfiles/ctr/a'),
        'read the table': get('parquet/ctr/a'),
        'write the table': put('parquet/ctr/b'),
        'write assets': put('assets/b'),
        'read another bucket': get('a', OTHER_BUCKET),
        'write another bucket': put('b', OTHER_BUCKET),
        'look into another database': table(dataset.name, 'somebody_elses'),
        'drop the table': dropTable,
        'read dead letters': drain,
        'send itself messages': inject,
        'put records into the stream': send,
      },
    },
    DeliveryRole: {
      does: {
        'read the stream': stream,
        'land raw': put('raw/ctr/c'),
        'land errors': put('errors/ctr/c'),
        'find the bucket': list,
      },
      isRefused: {
        'read raw': get('raw/ctr/a'),
        'delete raw': remove('raw/ctr/a'),
        'write flatfiles': put('flatfiles/ctr/c'),
        'write the table': put('parquet/ctr/c'),
        'put records into the stream': send,
        'write another bucket': put('c', OTHER_BUCKET),
      },
    },
    CatalogueRole: {
      does: {
        'read keys': get('open-keys/ctr/a.json'),
        'read its table': table(openKeyTable(dataset)),
      },
      isRefused: {
        'read raw': get('raw/ctr/a'),
        'read flatfiles': get('flatfiles/ctr/a'),
        'write keys': put('open-keys/ctr/d.json'),
        'look into another database': table(dataset.name, 'somebody_elses'),
        'drop the table': dropTable,
      },
    },
    ProvisionRole: {
      does: {
        'put assets': put('assets/e'),
        'take assets back': remove('assets/e'),
        "make a table's first metadata": put('parquet/ctr/metadata/00000-e.metadata.json'),
        'take it back': remove('parquet/ctr/metadata/00000-e.metadata.json'),
        'read its table': table(dataset.name),
        list,
      },
      isRefused: {
        'read assets': get('assets/a'),
        'write later metadata': put('parquet/ctr/metadata/00001-e.metadata.json'),
        'delete later metadata': remove('parquet/ctr/metadata/00001-e.metadata.json'),
        'delete a file of the table': remove('parquet/ctr/data/a.parquet'),
        'delete raw': remove('raw/ctr/a'),
        'write raw': put('raw/ctr/e'),
        'read raw': get('raw/ctr/a'),
        'write another bucket': put('e', OTHER_BUCKET),
      },
    },
    ConversionRole: {
      does: {
        'read its scripts': get('assets/glue-scripts/a/convert.py'),
        'read the datasets': get('assets/glue-scripts/a/datasets.json'),
        'read flatfiles': get('flatfiles/ctr/a'),
        'read the version of a flatfile that it took': (clients) =>
          getVersion(TAKEN, taken)(clients),
        'see whether a flatfile is released': tagsOf('flatfiles/ctr/a'),
        'release flatfiles': tag('flatfiles/ctr/a'),
        'release the version that it took': (clients) => tag(TAKEN, taken)(clients),
        'note a batch': put('batches/ctr/g.json'),
        'read a batch': get('batches/ctr/a.json'),
        'forget a batch': remove('batches/ctr/g.json'),
        'read erasures': get('erasures/ctr/a.json'),
        'mark an erasure done': put('erasures/ctr/a.table.json'),
        'write the table': put('parquet/ctr/g'),
        'remove what it compacted': remove('parquet/ctr/g'),
        'read its table': table(dataset.name),
        'commit its table': commitTable,
        'measure itself': measure,
        list,
      },
      isRefused: {
        'read raw': get('raw/ctr/a'),
        'delete raw': remove('raw/ctr/a'),
        'tag raw': tag('raw/ctr/a'),
        'read quarantine': get('quarantine/ctr/a'),
        'write flatfiles': put('flatfiles/ctr/g'),
        'delete flatfiles': remove('flatfiles/ctr/a'),
        'delete erasures': remove('erasures/ctr/a.json'),
        'write its scripts': put('assets/glue-scripts/a/convert.py'),
        'read other assets': get('assets/a'),
        'drop the table': dropTable,
        'look into another database': table(dataset.name, 'somebody_elses'),
        'start the crawler': startCrawler,
        'take messages': receive,
        'read another bucket': get('a', OTHER_BUCKET),
        'write another bucket': put('g', OTHER_BUCKET),
      },
    },
    DeliveryStartRole: {
      does: { 'ask after the delivery': delivery },
      isRefused: {
        'read the stream': stream,
        'put records into the stream': send,
        'read raw': get('raw/ctr/a'),
        list,
      },
    },
    SampleRole: {
      does: { 'put records into the stream': send },
      isRefused: {
        'ask after the delivery': delivery,
        'read the stream': stream,
        'write raw': put('raw/ctr/f'),
        'read raw': get('raw/ctr/a'),
        list,
      },
    },
  };

  for (const [role, { does, isRefused }] of Object.entries(roles)) {
    describe(role, () => {
      let clients: Clients;
      beforeAll(async () => {
        clients = clientsOf(await assume(lake, lake.deployed.ids[role]!));
      });
      for (const [what, call] of Object.entries(does)) {
        it(`may ${what}`, async () => {
          await call(clients);
        });
      }
      for (const [what, call] of Object.entries(isRefused)) {
        it(`may not ${what}`, async () => {
          const error = await call(clients).then(
            () => 'nothing',
            (error: Error) => error.name,
          );
          expect(REFUSALS).toContain(error);
        });
      }
    });
  }

  it('an owner may change the policy of the bucket, though the organisation is another', async () => {
    const { s3 } = clientsOf(await assume(lake, await ownerOfStorage(lake)));
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }));
    expect(Policy).toContain('o-mistyped00');
    const putPolicy = (by: typeof s3, policy: string) =>
      by.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: policy }));
    await putPolicy(s3, Policy);
    // Without the account in the policy, only the root user could undo it.
    const strict = JSON.parse(Policy, (key, value: unknown) =>
      key === 'aws:PrincipalAccount' ? undefined : value,
    ) as object;
    await putPolicy(s3, JSON.stringify(strict));
    await expect(putPolicy(s3, Policy)).rejects.toMatchObject({ name: 'AccessDenied' });
    await putPolicy(lake.clients.s3, Policy);
    await putPolicy(s3, Policy);
  });

  it('include every role of the stack', () => {
    const all = Object.entries(lake.template.Resources).filter(
      ([, r]) => r.Type === 'AWS::IAM::Role',
    );
    // These come with AWS Config's rules and with QuickSight only, which the emulator does not have. What
    // QuickSight's roles are refused is in quicksight-role.test.ts and refresh.test.ts.
    const others = ['OperationsGuardRailsRole', 'QuickSightAthenaRole', 'QuickSightRefreshRole'];
    const expected = [...Object.keys(roles), ...others];
    // Those that come with an option are in datasets.test.ts, sources.test.ts and collect.test.ts.
    const ofOptions = all.filter(([, { Condition = '' }]) => /^Keeps|^CollectAny$/.test(Condition));
    expect(ofOptions.length).toBeGreaterThan(3);
    const ofEveryStack = all.filter((one) => !ofOptions.includes(one));
    expect(ofEveryStack.map(([id]) => id).sort()).toEqual(expected.sort());
  });
});
