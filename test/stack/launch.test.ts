/**
 * An account is looked at before a launch, by the program that a user runs. What the emulator has is
 * made there; of the services that it has not, the answers are those of their API references.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Athena } from '@aws-sdk/client-athena';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { ConfigService } from '@aws-sdk/client-config-service';
import { Glue } from '@aws-sdk/client-glue';
import { KMS } from '@aws-sdk/client-kms';
import { Organizations } from '@aws-sdk/client-organizations';
import { afterAll, afterEach, beforeAll, describe, expect, vi } from 'vitest';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { examineLaunch } from '../../stack/before-launch/launch-doctor.ts';
import { UserError } from '../../terminal/user-error.ts';
import { start, test } from '../cli/contact-lake.ts';
import { type MiniStack, startMiniStack } from '../engines/ministack.ts';
import { describeOnMiniStack } from '../engines/on-ministack.ts';
import { parse, type Template, templateText } from '../infra/template.ts';
import { newFolder, removeFolder } from '../local/folder.ts';
import { type Clients, clientsOf, environmentOf } from './emulator.ts';
import { type Answer, type Interference, startProxy } from './proxy.ts';

const ACCOUNT = '000000000000';
const REGION = 'eu-west-1';
const INSTANCE_ID = '0f6fd28b-8f5c-4b2f-9f06-6d3a3c5a9a11';
const INSTANCE = `arn:aws:connect:${REGION}:${ACCOUNT}:instance/${INSTANCE_ID}`;
const CONNECT_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_a1B2c3`;
const BUCKET = 'BucketName=a-new-lake';

const says = (body: Record<string, unknown>): Interference => {
  const answer: Answer = { status: 200, body };
  return async () => answer;
};
const denies = (action: string): Interference => {
  const Message = `User: arn:aws:iam::${ACCOUNT}:user/owner is not authorized to perform: ${action} on resource: *`;
  return async () => ({ status: 400, body: { __type: 'AccessDeniedException', Message } });
};
const isMissing = (__type: string): Interference => {
  return async () => ({ status: 404, body: { __type, code: __type, message: 'Not there' } });
};

const inTurn = (...answers: Interference[]): Interference => {
  let call = 0;
  return (...request) => answers[call++]!(...request);
};

const IAM_ALONE = [
  { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
];

/** Of an account that has room for everything. */
const ROOMY: Record<string, Interference> = {
  GetServiceQuota: says({ Quota: { Value: 1000 } }),
  DescribeLimits: says({ OnDemandStreamCount: 1, OnDemandStreamCountLimit: 50 }),
  'POST /GetDataLakeSettings': says({
    DataLakeSettings: {
      CreateDatabaseDefaultPermissions: IAM_ALONE,
      CreateTableDefaultPermissions: IAM_ALONE,
    },
  }),
  'GET /instance': says({ InstanceSummaryList: [] }),
  [`GET /instance/${INSTANCE_ID}`]: says({ Instance: { ServiceRole: CONNECT_ROLE } }),
  [`GET /instance/${INSTANCE_ID}/storage-configs`]: says({ StorageConfigs: [] }),
  'GET /account/': says({ AccountInfo: { AccountSubscriptionStatus: 'ACCOUNT_CREATED' } }),
};

describeOnMiniStack('before a launch', () => {
  let ministack: MiniStack;
  let clients: Clients;
  let template: Template;
  let shared: string;

  beforeAll(async () => {
    shared = await newFolder();
    template = parse(await templateText());
    await writeFile(join(shared, 'template.json'), JSON.stringify(template));
    ministack = await startMiniStack({ name: 'launch' });
    clients = clientsOf(ministack.aws);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    await ministack?.stop();
    await removeFolder(shared);
  });

  interface Look {
    readonly parameters?: readonly string[];
    readonly account?: Record<string, Interference>;
    readonly more?: readonly string[];
    readonly file?: string;
  }

  /** What `examineLaunch` finds; of the program as a user runs it see the first and the last. */
  async function look(folder: string, { parameters = [], account, more = [], file }: Look) {
    const proxy = await startProxy(ministack.aws.endpoint, { ...ROOMY, ...account });
    const env = environmentOf({ ...ministack.aws, endpoint: proxy.endpoint }, folder);
    for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
    const options = {
      template: file ?? join(shared, 'template.json'),
      parameters,
      stack: more[1] ?? null,
    };
    const findings = await examineLaunch(options, dataset).finally(() => proxy.stop());
    const of = (check: string) => {
      const found = findings.find((finding) => finding.check === check);
      return found && `${found.outcome}: ${found.finding}`;
    };
    const code = findings.some(({ outcome }) => outcome === 'fault') ? 1 : 0;
    return { code, findings, of, calls: proxy.calls };
  }

  /** The program. */
  async function run(folder: string, ...args: string[]) {
    const proxy = await startProxy(ministack.aws.endpoint, ROOMY);
    const env = environmentOf({ ...ministack.aws, endpoint: proxy.endpoint }, folder);
    const template = ['--template', join(shared, 'template.json')];
    return start(folder, ['doctor', ...template, ...args], { env }).ended.finally(() =>
      proxy.stop(),
    );
  }

  test('every check passes in an account that meets all conditions', async ({ folder }) => {
    const parameters = [BUCKET, `ConnectInstanceArn=${INSTANCE}`];
    const more = ['--stack', 'ContactLake'];
    const { findings, calls } = await look(folder, { parameters, more });
    expect(findings.filter(({ outcome }) => outcome !== 'well')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([
      'account',
      'parameters',
      'bucket',
      'database',
      'stream',
      'workgroup',
      'dashboard',
      'alarms',
      'stack name',
      'Connect',
      'Lake Formation',
      'KMS key',
      'organization',
      'QuickSight',
      'quota: Max databases per account',
      'quota: Max jobs per account',
      'quota: Max triggers per account',
      'quota: Number of crawlers per account',
      'quota: Max task DPUs per account',
      'quota: Concurrent executions',
      'quota: Delivery streams',
      'quota: On-demand data streams',
    ]);
    // Nothing is changed.
    for (const { operation } of calls) {
      expect(operation).toMatch(/^(Get|List|Describe|POST \/GetDataLakeSettings$|GET )/);
    }
  });

  test('values that the form would refuse are reported', async ({ folder }) => {
    const parameters = ['BucketName=No_Capitals', 'Bucket=x', 's3interval=5', 'sampledata=maybe'];
    const { code, findings, of, calls } = await look(folder, { parameters });
    expect(code).toBe(1);
    expect(findings).toHaveLength(1);
    const finding = of('parameters')!;
    expect(finding).toMatch(/^fault: Found a parameter Bucket, expected one of BucketName, /);
    expect(finding).toContain('BucketName does not fit. Type 3 to 63 lower-case letters');
    expect(finding).toContain(
      's3interval does not fit. Type a whole number of seconds from 60 to 900',
    );
    expect(finding).toContain('sampledata does not fit. Choose true or false');
    expect(calls).toEqual([]);
  });

  test('a value that may be personal data is not repeated', async ({ folder }) => {
    const parameters = [BUCKET, 'AlarmEmail=ann at example.org'];
    const { of } = await look(folder, { parameters });
    expect(of('parameters')).toContain('AlarmEmail does not fit');
    expect(of('parameters')).not.toContain('ann');
  });

  test('missing parameters are reported', async ({ folder }) => {
    const { code, of } = await look(folder, { parameters: ['sampledata=true'] });
    expect(code).toBe(1);
    expect(of('parameters')).toMatch(/^fault: BucketName is not given\. Type 3 to 63 /);
  });

  test.for([
    ['[{"ParameterKey": "BucketName", "ParameterValue": "a-new-lake"}]'],
    ['["BucketName=a-new-lake"]'],
    ['{"Parameters": {"BucketName": "a-new-lake"}}'],
    ['{"BucketName": "a-new-lake"}'],
  ])('parameters in a file: %s', async ([content], { folder }) => {
    await writeFile(join(folder, 'parameters.json'), content!);
    const { of } = await look(folder, {
      parameters: [join(folder, 'parameters.json'), 'sampledata=true'],
    });
    expect(of('bucket')).toBe('well: a-new-lake is free');
    expect(of('parameters')).toMatch(/^well: 2 values given/);
  });

  test.for([
    [['nowhere.json'], {}, /^Cannot read .*nowhere\.json \(ENOENT\), expected parameters as /],
    [[BUCKET], { file: 'nowhere.json' }, /^Cannot read .*nowhere\.json .*: `npm run synth` /],
    [['nonsense.json'], {}, /^Found no parameters in .*nonsense\.json, expected /],
    [[BUCKET], { file: 'nonsense.json' }, /^Found no template in .*nonsense\.json, expected /],
  ] as const)('%j %j cannot be read', async ([parameters, options, said], { folder }) => {
    await writeFile(join(folder, 'nonsense.json'), '7');
    // Errors name files as the user gave them: relative to this folder.
    const inFolder = (name: string) => (name === BUCKET ? name : join(folder, name));
    const file = 'file' in options ? { file: inFolder(options.file) } : {};
    const looking = look(folder, { parameters: parameters.map(inFolder), ...file });
    await expect(looking).rejects.toBeInstanceOf(UserError);
    await expect(looking).rejects.toThrow(said);
  });

  test('names that are taken are reported', async ({ folder }) => {
    const { aws } = ministack;
    await clients.s3.createBucket({ Bucket: 'a-taken-lake' });
    await clients.kinesis.createStream({ StreamName: 'taken', ShardCount: 1 });
    await new Athena(aws).createWorkGroup({ Name: 'a-taken-lake' });
    const cloudwatch = new CloudWatch(aws);
    const DashboardBody = '{"widgets": []}';
    await cloudwatch.putDashboard({ DashboardName: 'a-taken-lake', DashboardBody });
    for (const name of ['dead-letters', 'conversion-failure']) {
      await cloudwatch.putMetricAlarm({
        AlarmName: `a-taken-lake-${name}`,
        MetricName: 'm',
        Namespace: 'n',
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Period: 60,
        Threshold: 1,
      });
    }
    const names = ['BucketName=a-taken-lake', 'KinesisStreamName=taken'];
    const { code, of } = await look(folder, { parameters: names });
    expect(code).toBe(1);
    const there = 'exists already in this account and Region';
    const mend = (parameter: string) =>
      `: type another ${parameter}, or, if an earlier lake left it, launch over it as docs/deploy.md says`;
    expect(of('bucket')).toBe(
      `fault: the bucket a-taken-lake exists already, and this account may look at it${mend('BucketName')}`,
    );
    expect(of('stream')).toBe(`fault: the stream taken ${there}${mend('KinesisStreamName')}`);
    expect(of('workgroup')).toBe(`fault: the workgroup a-taken-lake ${there}${mend('BucketName')}`);
    expect(of('dashboard')).toBe(`fault: the dashboard a-taken-lake ${there}${mend('BucketName')}`);
    expect(of('alarms')).toMatch(
      /^fault: the alarm a-taken-lake-[a-z-]+ exists already in this account and Region, and 1 more: /,
    );
  });

  test('only the same lake may take over an existing database', async ({ folder }) => {
    const glue = new Glue(ministack.aws);
    await glue.createDatabase({ DatabaseInput: { Name: 'kept' } });
    const parameters = [BUCKET, 'DatabaseName=kept'];
    const sees = async () => (await look(folder, { parameters })).of('database');
    expect(await sees()).toBe(
      "warning: the database kept exists already in this account and Region: the lake's tables go into it",
    );
    const at = (Location: string) => ({ Name: 'ctr', StorageDescriptor: { Location } });
    const own = at('s3://a-new-lake/parquet/ctr');
    await glue.createTable({ DatabaseName: 'kept', TableInput: own });
    expect(await sees()).toBe("well: kept has this lake's table already, which is taken over");
    const other = at('s3://a-new-lake-2/parquet/ctr');
    await glue.updateTable({ DatabaseName: 'kept', TableInput: other });
    expect(await sees()).toBe(
      "fault: the database kept has another lake's table, at s3://a-new-lake-2/parquet/ctr: type another DatabaseName",
    );
  });

  test.for([
    [403, "is somebody else's, or s3:ListBucket on it is missing"],
    [301, 'exists already in another Region'],
  ] as const)('a bucket of which S3 says %i', async ([status, said], { folder }) => {
    const account = { 'HEAD /': async () => ({ status, body: {} }) };
    const { code, of } = await look(folder, { parameters: [BUCKET], account });
    expect(code).toBe(1);
    expect(of('bucket')).toContain(`fault: the bucket a-new-lake ${said}: type another BucketName`);
  });

  test.for([
    ['GetDatabase', 'glue:GetDatabase', 'database'],
    ['DescribeAlarms', 'cloudwatch:DescribeAlarms', 'alarms'],
    ['GetServiceQuota', 'servicequotas:GetServiceQuota', 'quota: Concurrent executions'],
    ['GetTriggers', 'glue:GetTriggers', 'quota: Max triggers per account'],
    ['POST /GetDataLakeSettings', 'lakeformation:GetDataLakeSettings', 'Lake Formation'],
    ['GET /instance', 'connect:ListInstances', 'Connect'],
  ] as const)('%s is not permitted', async ([operation, action, check], { folder }) => {
    const account = { [operation]: denies(action) };
    const { code, findings, of } = await look(folder, { parameters: [BUCKET], account });
    expect(code).toBe(1);
    expect(of(check)).toMatch(new RegExp(`^fault: Missing permission: ${action} on `));
    // It hides nothing else.
    expect(findings.filter(({ outcome }) => outcome === 'well').length).toBeGreaterThan(10);
  });

  test('quotas that are nearly or fully used are reported', async ({ folder }) => {
    const limits: Record<string, number> = { 'L-08F3B322': 3, 'L-B99A9384': 10, 'L-611FDDE4': 1 };
    const account: Record<string, Interference> = {
      GetServiceQuota: async ({ QuotaCode }) => ({
        status: 200,
        body: { Quota: { Value: limits[String(QuotaCode)] ?? 1000 } },
      }),
      GetJobs: says({ Jobs: [{ Name: 'a' }] }),
      DescribeLimits: says({ OnDemandStreamCount: 50, OnDemandStreamCountLimit: 50 }),
    };
    const { code, of } = await look(folder, { parameters: [BUCKET], account });
    expect(code).toBe(1);
    expect(of('quota: Max task DPUs per account')).toMatch(/^fault: 4 needed of 3: ask for more /);
    expect(of('quota: Concurrent executions')).toMatch(/^warning: 10 needed of 10: soon ask for /);
    expect(of('quota: Max jobs per account')).toMatch(
      /^fault: 1 of 1 used, 1 needed: ask for more of "Max jobs per account" in Service Quotas/,
    );
    expect(of('quota: On-demand data streams')).toMatch(/^fault: 50 of 50 used, 1 needed: /);
    expect(of('quota: Max triggers per account')).toMatch(/^well: /);
  });

  test("a quota without a value of the account has AWS's default", async ({ folder }) => {
    const account = {
      GetServiceQuota: isMissing('NoSuchResourceException'),
      GetAWSDefaultServiceQuota: says({ Quota: { Value: 10 } }),
    };
    const { of } = await look(folder, { parameters: [BUCKET], account });
    expect(of('quota: Delivery streams')).toBe('well: 1 needed of 10');
  });

  test('Lake Formation in force ends the launch', async ({ folder }) => {
    const account = {
      'POST /GetDataLakeSettings': says({
        DataLakeSettings: {
          CreateDatabaseDefaultPermissions: IAM_ALONE,
          CreateTableDefaultPermissions: [],
        },
      }),
    };
    const { code, of } = await look(folder, { parameters: [BUCKET], account });
    expect(code).toBe(1);
    expect(of('Lake Formation')).toBe(
      'fault: Lake Formation is in force for new databases or tables, so the launch would end there: leave both to IAM for the time of the launch (docs/deploy.md, "Lake Formation")',
    );
  });

  test('an account without QuickSight is a note, not a fault', async ({ folder }) => {
    const account = { 'GET /account/': isMissing('ResourceNotFoundException') };
    const { code, of } = await look(folder, { parameters: [BUCKET], account });
    expect(code).toBe(0);
    expect(of('QuickSight')).toMatch(/^warning: this account is not subscribed: /);
  });

  describe('a dashboard in QuickSight', () => {
    const users = `GET /accounts/${ACCOUNT}/namespaces/default/users/`;
    const groups = `GET /accounts/${ACCOUNT}/namespaces/default/groups/`;
    // The account's identity region is not the stack's.
    const arn = (resource: string, account = ACCOUNT) =>
      `QuickSightPrincipalArn=arn:aws:quicksight:us-east-1:${account}:${resource}`;
    const ANN = arn('user/default/AWSReservedSSO_Owners_1a2b/ann@example.org');
    const elsewhere: Interference = async () => ({
      status: 401,
      body: {
        __type: 'AccessDeniedException',
        Message:
          'Operation is being called from endpoint eu-west-1, but your identity region is us-east-1. Please use the us-east-1 endpoint.',
      },
    });
    const subscribed = (Edition: string) =>
      says({ AccountInfo: { AccountSubscriptionStatus: 'ACCOUNT_CREATED', Edition } });
    const exists = (Role: string) => says({ User: { Role } });
    const ENTERPRISE = { 'GET /account/': subscribed('ENTERPRISE') };

    test.for<[string, string, Record<string, Interference>, RegExp, RegExp]>([
      [
        'a subscription and an author',
        ANN,
        { ...ENTERPRISE, [users]: exists('AUTHOR') },
        /^well: subscribed$/,
        /^well: the user exists$/,
      ],
      [
        'a subscription in the identity region, which is another',
        ANN,
        {
          'GET /account/': inTurn(elsewhere, subscribed('ENTERPRISE')),
          [users]: exists('ADMIN'),
        },
        /^well: subscribed$/,
        /^well: the user exists$/,
      ],
      [
        'a group',
        arn('group/default/supervisors'),
        { ...ENTERPRISE, [groups]: says({ Group: {} }) },
        /^well: subscribed$/,
        /^well: the group exists$/,
      ],
      [
        'a reader',
        ANN,
        { ...ENTERPRISE, [users]: exists('READER') },
        /^well: subscribed$/,
        /^fault: the user is a reader, who cannot own data sets: /,
      ],
      [
        'no such user',
        ANN,
        { ...ENTERPRISE, [users]: isMissing('ResourceNotFoundException') },
        /^well: subscribed$/,
        /^fault: there is no such user in us-east-1: /,
      ],
      [
        'a user whose ARN has another region than the users of the account',
        ANN.replace('us-east-1', 'eu-west-1'),
        { ...ENTERPRISE, [users]: elsewhere },
        /^well: subscribed$/,
        /^fault: QuickSight's identity region of this account is us-east-1, not eu-west-1: /,
      ],
      [
        'a user of another account',
        arn('user/default/ann', '123456789012'),
        ENTERPRISE,
        /^well: subscribed$/,
        /^fault: the user belongs to account 123456789012, expected 000000000000: /,
      ],
      [
        'no subscription',
        ANN,
        {
          'GET /account/': isMissing('ResourceNotFoundException'),
          [users]: isMissing('ResourceNotFoundException'),
        },
        /^fault: this account is not subscribed: sign up /,
        /^fault: /,
      ],
      [
        'a subscription that was ended',
        ANN,
        {
          'GET /account/': says({ AccountInfo: { AccountSubscriptionStatus: 'UNSUBSCRIBED' } }),
          [users]: isMissing('ResourceNotFoundException'),
        },
        /^fault: this account is not subscribed: /,
        /^fault: /,
      ],
      [
        'the Standard edition',
        ANN,
        { 'GET /account/': subscribed('STANDARD'), [users]: exists('AUTHOR') },
        /^fault: the edition is Standard, expected Enterprise: upgrade /,
        /^well: /,
      ],
      [
        'a missing permission',
        ANN,
        {
          'GET /account/': denies('quicksight:DescribeAccountSubscription'),
          [users]: exists('AUTHOR'),
        },
        /^fault: Missing permission: quicksight:DescribeAccountSubscription /,
        /^well: /,
      ],
    ])('%s', async ([, parameter, account, quickSight, owner], { folder }) => {
      const { findings, of } = await look(folder, { parameters: [BUCKET, parameter], account });
      expect(of('QuickSight')).toMatch(quickSight);
      expect(of('dashboard owner')).toMatch(owner);
      // The name of a user is often an e-mail address.
      expect(JSON.stringify(findings)).not.toContain('ann@');
    });

    test('the ARN of an IAM user is refused', async ({ folder }) => {
      const parameters = [BUCKET, `QuickSightPrincipalArn=arn:aws:iam::${ACCOUNT}:user/ann`];
      const { code, of } = await look(folder, { parameters });
      expect(code).toBe(1);
      expect(of('parameters')).toMatch(
        /^fault: QuickSightPrincipalArn does not fit\. .* The ARN of an IAM user or role does not do$/,
      );
    });

    test('is not looked for without QuickSightPrincipalArn', async ({ folder }) => {
      const { of } = await look(folder, { parameters: [BUCKET] });
      expect(of('dashboard owner')).toBeUndefined();
    });
  });

  describe('a Connect instance', () => {
    test('an instance that already has a stream', async ({ folder }) => {
      const StreamArn = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/theirs`;
      const account = {
        [`GET /instance/${INSTANCE_ID}/storage-configs`]: says({
          StorageConfigs: [{ StorageType: 'KINESIS_STREAM', KinesisStreamConfig: { StreamArn } }],
        }),
      };
      const parameters = [BUCKET, `ConnectInstanceArn=${INSTANCE}`];
      const { code, of } = await look(folder, { parameters, account });
      expect(code).toBe(1);
      expect(of('Connect')).toMatch(
        new RegExp(
          `^fault: the instance streams contact records already, to ${StreamArn}, .* leave `,
        ),
      );
    });

    test('an instance that already has a stream of agent events, if the lake is to keep them', async ({
      folder,
    }) => {
      const StreamArn = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/theirs`;
      const taken = { StorageConfigs: [{ KinesisStreamConfig: { StreamArn } }] };
      const sees = async (...more: string[]) => {
        const configs = inTurn(says({ StorageConfigs: [] }), says(taken));
        const account = { [`GET /instance/${INSTANCE_ID}/storage-configs`]: configs };
        const parameters = [BUCKET, `ConnectInstanceArn=${INSTANCE}`, ...more];
        return (await look(folder, { parameters, account })).of('Connect');
      };
      expect(await sees()).toBe('well: the instance streams no contact records yet');
      expect(await sees('AgentEvents=true')).toMatch(
        new RegExp(
          `^fault: the instance streams agent events already, to ${StreamArn}, .*, leave AgentEvents at false, or `,
        ),
      );
    });

    test('an instance that does not exist', async ({ folder }) => {
      const account = {
        [`GET /instance/${INSTANCE_ID}/storage-configs`]: isMissing('ResourceNotFoundException'),
      };
      const parameters = [BUCKET, `ConnectInstanceArn=${INSTANCE}`];
      const { code, of } = await look(folder, { parameters, account });
      expect(code).toBe(1);
      expect(of('Connect')).toBe('fault: There is no Connect instance in eu-west-1');
    });

    test.for([
      [INSTANCE.replace(REGION, 'eu-west-2'), `${ACCOUNT} in eu-west-2`],
      [INSTANCE.replace(ACCOUNT, '111122223333'), `111122223333 in ${REGION}`],
    ] as const)('of elsewhere: %s', async ([arn, found], { folder }) => {
      const parameters = [BUCKET, `ConnectInstanceArn=${arn}`];
      const { code, of } = await look(folder, { parameters });
      expect(code).toBe(1);
      expect(of('Connect')).toBe(
        `fault: the instance belongs to account ${found}, expected ${ACCOUNT} in ${REGION}: launch there`,
      );
    });
  });

  describe('a KMS key', () => {
    const root = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const forConnect = {
      Effect: 'Allow',
      Principal: { AWS: CONNECT_ROLE },
      Action: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
    };

    async function keyWith(statements: readonly object[], key: object = {}): Promise<string> {
      const kms = new KMS(ministack.aws);
      const { KeyMetadata } = await kms.createKey({
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        BypassPolicyLockoutSafetyCheck: true,
        ...key,
      });
      return KeyMetadata!.Arn!;
    }

    const sees = async (folder: string, arn: string, ...more: string[]) => {
      const parameters = [BUCKET, `KmsKeyArn=${arn}`, ...more];
      return (await look(folder, { parameters })).of('KMS key');
    };

    test('a key that roles and Connect may use', async ({ folder }) => {
      const arn = await keyWith([root, forConnect]);
      const finding = await sees(folder, arn, `ConnectInstanceArn=${INSTANCE}`);
      expect(finding).toMatch(/^well: it is enabled, symmetric, /);
    });

    test('a key that Connect may not use, because only IAM could allow it and its role has no policy there', async ({
      folder,
    }) => {
      const arn = await keyWith([root]);
      expect(await sees(folder, arn)).toMatch(/^well: /);
      const finding = await sees(folder, arn, `ConnectInstanceArn=${INSTANCE}`);
      expect(finding).toContain(
        `no record would arrive: allow ${CONNECT_ROLE} kms:GenerateDataKey`,
      );
    });

    test("a key that this account's roles may not use", async ({ folder }) => {
      const arn = await keyWith([{ ...root, Action: ['kms:Describe*', 'kms:GetKeyPolicy'] }]);
      expect(await sees(folder, arn)).toBe(
        `fault: the key's policy does not let this account's roles use it: allow arn:aws:iam::${ACCOUNT}:root kms:Decrypt and kms:GenerateDataKey`,
      );
    });

    test('under conditions', async ({ folder }) => {
      const Condition = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };
      const arn = await keyWith([{ ...root, Condition }]);
      expect(await sees(folder, arn)).toMatch(/^warning: the key's policy has conditions /);
    });

    test('a key that is off, or of another kind', async ({ folder }) => {
      const kms = new KMS(ministack.aws);
      const off = await keyWith([root]);
      await kms.disableKey({ KeyId: off });
      expect(await sees(folder, off)).toMatch(/^fault: the key is Disabled, expected Enabled: /);
      const signing = await keyWith([root], { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
      expect(await sees(folder, signing)).toMatch(
        /^fault: the key is RSA_2048 for SIGN_VERIFY, expected a symmetric one /,
      );
    });

    test('a key of another Region, or one that does not exist', async ({ folder }) => {
      const id = '0f6fd28b-8f5c-4b2f-9f06-6d3a3c5a9a99';
      const elsewhere = `arn:aws:kms:us-east-1:${ACCOUNT}:key/${id}`;
      expect(await sees(folder, elsewhere)).toMatch(/^fault: the key is in us-east-1, expected /);
      const missing = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;
      expect(await sees(folder, missing)).toBe('fault: There is no KMS key in eu-west-1');
    });
  });

  describe('the log group of flows', () => {
    const LOG_GROUP = '/aws/connect/demo';
    const sees = async (folder: string, name: string, account = {}) =>
      (
        await look(folder, {
          parameters: [BUCKET, `FlowLogGroup=${name}`],
          account,
          more: ['--stack', 'ContactLake'],
        })
      ).of('FlowLogGroup');
    const groups = says({ logGroups: [{ logGroupName: LOG_GROUP }] });
    const filters = (...names: string[]) =>
      says({ subscriptionFilters: names.map((filterName) => ({ filterName })) });

    test('is not looked at if it is not given', async ({ folder }) => {
      expect((await look(folder, { parameters: [BUCKET] })).of('FlowLogGroup')).toBeUndefined();
    });

    test('must be there, by its whole name', async ({ folder }) => {
      const longer = says({ logGroups: [{ logGroupName: `${LOG_GROUP}-2` }] });
      expect(await sees(folder, LOG_GROUP, { DescribeLogGroups: longer })).toBe(
        `fault: there is no log group ${LOG_GROUP} in ${REGION}: let a flow log, which makes it, or leave FlowLogGroup empty`,
      );
    });

    test('must have a subscription free of its two', async ({ folder }) => {
      const with_ = (...names: string[]) => ({
        DescribeLogGroups: groups,
        DescribeSubscriptionFilters: filters(...names),
      });
      for (const names of [[], ['theirs']])
        expect(await sees(folder, LOG_GROUP, with_(...names))).toBe(
          `well: ${LOG_GROUP} has room for a subscription`,
        );
      expect(await sees(folder, LOG_GROUP, with_('theirs', 'another'))).toBe(
        `fault: the log group ${LOG_GROUP} has 2 subscriptions (theirs, another), and can have 2: remove one, or leave FlowLogGroup empty`,
      );
    });

    const OWN = [
      'ContactLake-CollectLog1A2B3C',
      '/aws/lambda/ContactLake-NormaliseFunction',
      '/aws-glue/jobs/a-new-lake-1a2b3c4d/output',
      '/aws/events/a-new-lake-failed-runs',
    ];

    test.for(OWN)(
      "must not be one of the stack's own, which would feed itself: %s",
      async (name, { folder }) => {
        const parameters = [BUCKET, `FlowLogGroup=${name}`];
        const refused = await look(folder, { parameters });
        expect(refused.of('parameters')).toContain(
          'FlowLogGroup does not fit. Leave empty, or type ',
        );
        // The form of an older template takes it.
        const { AllowedPattern: _, ...FlowLogGroup } = template.Parameters.FlowLogGroup!;
        const file = join(folder, 'older.json');
        const Parameters = { ...template.Parameters, FlowLogGroup };
        await writeFile(file, JSON.stringify({ ...template, Parameters }));
        const more = ['--stack', 'ContactLake'];
        const { of } = await look(folder, { parameters, file, more });
        expect(of('FlowLogGroup')).toMatch(
          /^fault: the log group .* would be one of the lake's own, /,
        );
      },
    );

    test('may have the name of the bucket or the stack in its own', async ({ folder }) => {
      const alike = '/aws/connect/a-new-lake-ContactLake';
      const account = {
        DescribeLogGroups: says({ logGroups: [{ logGroupName: alike }] }),
        DescribeSubscriptionFilters: filters(),
      };
      expect(await sees(folder, alike, account)).toMatch(/^well: /);
    });
  });

  describe('a bucket that objects are collected from', () => {
    const sees = async (folder: string, name: string, ...more: string[]) =>
      (await look(folder, { parameters: [BUCKET, `ContactLensBucket=${name}`, ...more] })).of(
        'ContactLensBucket',
      );
    const key = (id: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`;

    test('must be there', async ({ folder }) => {
      expect(await sees(folder, 'no-such-bucket')).toBe(
        'fault: there is no bucket no-such-bucket: type another ContactLensBucket',
      );
    });

    test('should notify EventBridge of its objects', async ({ folder }) => {
      const Bucket = 'connect-announces';
      await clients.s3.createBucket({ Bucket });
      expect(await sees(folder, Bucket)).toMatch(
        /^warning: the bucket connect-announces tells EventBridge nothing, .* switch Amazon EventBridge on /,
      );
      const NotificationConfiguration = { EventBridgeConfiguration: {} };
      await clients.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
      expect(await sees(folder, Bucket)).toBe(
        'well: connect-announces tells EventBridge of its objects',
      );
    });

    test('must have its key given, if it has one of its own', async ({ folder }) => {
      const Bucket = 'connect-encrypts';
      await clients.s3.createBucket({ Bucket });
      const NotificationConfiguration = { EventBridgeConfiguration: {} };
      await clients.s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
      const ApplyServerSideEncryptionByDefault = {
        SSEAlgorithm: 'aws:kms',
        KMSMasterKeyID: key('k-1'),
      } as const;
      await clients.s3.putBucketEncryption({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
      });
      expect(await sees(folder, Bucket)).toBe(
        `fault: the bucket ${Bucket} is encrypted with the key ${key('k-1')}, so its objects could not be read: give ConnectBucketKeyArn`,
      );
      expect(await sees(folder, Bucket, `ConnectBucketKeyArn=${key('k-2')}`)).toMatch(
        /^warning: .* expected that of ConnectBucketKeyArn: /,
      );
      expect(await sees(folder, Bucket, `ConnectBucketKeyArn=${key('k-1')}`)).toMatch(/^well: /);
    });

    test('has a key whose policy lets roles of the account decrypt', async ({ folder }) => {
      const kms = new KMS(ministack.aws);
      const keyThatAllows = async (Action: string[]) => {
        const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
        const Statement = [{ Effect: 'Allow', Principal, Action, Resource: '*' }];
        const { KeyMetadata } = await kms.createKey({
          Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
          BypassPolicyLockoutSafetyCheck: true,
        });
        const parameters = [BUCKET, `ConnectBucketKeyArn=${KeyMetadata!.Arn}`];
        return (await look(folder, { parameters })).of('ConnectBucketKeyArn');
      };
      expect(await keyThatAllows(['kms:Decrypt'])).toMatch(/^well: /);
      expect(await keyThatAllows(['kms:Encrypt', 'kms:Describe*'])).toBe(
        `fault: the key's policy does not let this account's roles use it, so no object could be read: allow arn:aws:iam::${ACCOUNT}:root kms:Decrypt`,
      );
    });
  });

  test('an organization', async ({ folder }) => {
    const parameters = [BUCKET, 'OrganizationId=o-a1b2c3d4e5'];
    const none = await look(folder, {
      parameters,
      account: { DescribeOrganization: isMissing('AWSOrganizationsNotInUseException') },
    });
    expect(none.code).toBe(1);
    expect(none.of('organization')).toBe(
      'fault: OrganizationId is o-a1b2c3d4e5, but this account is in no organization: leave it empty',
    );
    const { Organization } = await new Organizations(ministack.aws).describeOrganization({});
    const other = await look(folder, { parameters });
    expect(other.of('organization')).toBe(
      `fault: OrganizationId is o-a1b2c3d4e5, expected this account's, ${Organization!.Id}: type that`,
    );
    const own = await look(folder, { parameters: [BUCKET, `OrganizationId=${Organization!.Id}`] });
    expect(own.of('organization')).toMatch(/^well: /);
  });

  test("rules of AWS Config need the account's recorder", async ({ folder }) => {
    const Rule = { Type: 'AWS::Config::ConfigRule', Condition: 'SendsSample' };
    const file = join(folder, 'with-rule.json');
    const Resources = { ...template.Resources, Rule };
    await writeFile(file, JSON.stringify({ ...template, Resources }));
    const parameters = [BUCKET, 'sampledata=true'];
    expect((await look(folder, { file, parameters: [BUCKET] })).of('AWS Config')).toBeUndefined();
    const without = await look(folder, { file, parameters });
    expect(without.of('AWS Config')).toMatch(/^fault: there is no recorder in this account /);
    const config = new ConfigService(ministack.aws);
    const roleARN = `arn:aws:iam::${ACCOUNT}:role/config`;
    await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'default', roleARN } });
    const stopped = await look(folder, { file, parameters });
    expect(stopped.of('AWS Config')).toMatch(/^fault: its recorder is stopped, /);
  });

  test('a stack of that name', async ({ folder }) => {
    const Resources = { Topic: { Type: 'AWS::SNS::Topic' } };
    await clients.s3.createBucket({ Bucket: 'templates' });
    const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
    const cloudformation = new CloudFormation(ministack.aws);
    const TemplateBody = JSON.stringify({ Resources });
    await cloudformation.createStack({ StackName: 'there', TemplateBody });
    const { code, of } = await look(folder, { parameters: [BUCKET], more: ['--stack', 'there'] });
    expect(code).toBe(1);
    expect(of('stack name')).toMatch(
      /^fault: the stack there exists already \(CREATE_[A-Z_]+\): .*`contact-lake doctor --stack there`/,
    );
  });

  test('the command line reports the same', async ({ folder }) => {
    const well = await run(folder, '--stack', 'ContactLake', '--parameters', BUCKET);
    expect(well).toMatchObject({ code: 0, stderr: '' });
    expect(well.stdout).toMatch(/^✓ bucket +a-new-lake is free$/m);
    const refused = await run(folder, '--before-launch', '--json');
    expect(refused).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(refused.stdout)).toMatchObject([{ check: 'parameters', outcome: 'fault' }]);
    const both = await run(folder, '--lake', folder, '--parameters', BUCKET);
    expect(both).toMatchObject({ code: 2, stdout: '' });
    const unreadable = await run(folder, '--parameters', 'nowhere.json');
    expect(unreadable).toMatchObject({ code: 1, stdout: '' });
    expect(unreadable.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
