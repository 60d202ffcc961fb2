import { GetDatabaseCommand, GetTableCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { type MiniStack, startMiniStack } from '../engines/ministack.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { type Clients, clientsOf } from './clients.ts';
import { launch } from './deploy.ts';
import { keysUnder } from './keys-under.ts';
import { parse, type Template, templateText } from './template.ts';

const BucketName = 'contact-lake-first';
const DatabaseName = 'contact_lake';

describeOnMiniStack('a first launch that fails', () => {
  let ministack: MiniStack;
  let clients: Clients;
  let template: Template;
  beforeAll(async () => {
    ministack = await startMiniStack({ name: 'first-launch' });
    clients = clientsOf(ministack.aws);
    template = parse(await templateText());
  });
  afterAll(() => ministack?.stop());

  const launched = (changed: Template) => launch(ministack.aws, clients, changed, { BucketName });
  const bucket = () => clients.s3.send(new HeadBucketCommand({ Bucket: BucketName }));
  const database = () => clients.glue.send(new GetDatabaseCommand({ Name: DatabaseName }));

  for (const [when, dependsOn] of [
    ['before anything is put into the bucket', 'LakeBucket'],
    ['after all is in it', 'ProvisionContent'],
  ] as const) {
    it(`leaves neither bucket nor database, so that their names are free, ${when}`, async () => {
      await expect(launched(failingAfter(dependsOn))).rejects.toThrow('ROLLBACK_COMPLETE');
      await expect(bucket()).rejects.toMatchObject({ name: 'NotFound' });
      await expect(database()).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    });
  }

  it('writes nothing to a bucket that exists for another purpose', async () => {
    const other = 'somebody-s-bucket';
    await clients.s3.send(new CreateBucketCommand({ Bucket: other }));
    await expect(
      launch(ministack.aws, clients, template, { BucketName: other }, { isValidated: false }),
    ).rejects.toThrow('ROLLBACK_COMPLETE');
    expect(await keysUnder(clients.s3, other, '')).toEqual([]);
    await expect(database()).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it('can be followed by a successful launch under the same names', async () => {
    await launched(template);
    await bucket();
    const { Table } = await clients.glue.send(
      new GetTableCommand({ DatabaseName, Name: dataset.name }),
    );
    expect(Table!.Parameters).toMatchObject({ table_type: 'ICEBERG' });
    expect((await keysUnder(clients.s3, BucketName, 'assets/')).length).toBeGreaterThan(40);
  });

  it('of a second lake in the database of the first is refused, and the first stays unchanged', async () => {
    const tables = async () =>
      (await clients.glue.send(new GetTablesCommand({ DatabaseName }))).TableList!.map(
        ({ Name, Parameters, StorageDescriptor }) => [
          Name,
          Parameters,
          StorageDescriptor?.Location,
        ],
      );
    const before = await tables();
    expect(before.length).toBeGreaterThan(5);
    const second = { BucketName: 'contact-lake-second', KinesisStreamName: 'second' };
    await expect(
      launch(ministack.aws, clients, template, second, { stack: 'second' }),
    ).rejects.toThrow('ROLLBACK_COMPLETE');
    expect(await tables()).toEqual(before);
  });

  /** The template with a resource that fails once another is there. */
  function failingAfter(name: string): Template {
    const changed = structuredClone(template);
    const ZipFile = `exports.handler = ({ ResponseURL, RequestType, ...event }) =>
      fetch(ResponseURL, { method: 'PUT', body: JSON.stringify({ ...event, PhysicalResourceId: 'x',
        Status: RequestType === 'Delete' ? 'SUCCESS' : 'FAILED', Reason: 'on purpose' }) });`;
    Object.assign(changed.Resources, {
      FailingFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': ['ProvisionRole', 'Arn'] },
        },
      },
      Failing: {
        Type: 'Custom::Failing',
        DependsOn: name,
        Properties: { ServiceToken: { 'Fn::GetAtt': ['FailingFunction', 'Arn'] } },
      },
    });
    return changed;
  }
});
