/** What `doctor` and `status` find in the QuickSight parts of a stack, against a stand-in for the API. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DATA_SETS, dataSetId } from '../../functions/refresh/data-sets.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { quickSightChecks, quickSightJoints, stackImports } from '../../stack/health/quicksight.ts';
import { type StackStatus, statusLines } from '../../stack/health/status.ts';
import { type DeployedStack, openStack } from '../../stack/stack.ts';
import type { CheckResult } from '../../terminal/finding.ts';
import { QuickSightService, type WireImport } from '../functions/quicksight-service.ts';
import { environmentOf } from './emulator.ts';

const ACCOUNT = '123456789012';
const NOON = Date.UTC(2026, 10, 23, 12) / 1000;
const MINUTE = 60;
const PRINCIPAL = `arn:aws:quicksight:us-east-1:${ACCOUNT}:user/default/ann@example.org`;

const DATA_SOURCE = `GET /accounts/${ACCOUNT}/data-sources/lake`;
const DASHBOARD = `GET /accounts/${ACCOUNT}/dashboards/lake`;
const SUBSCRIPTION = `GET /account/${ACCOUNT}`;
const USER = `GET /accounts/${ACCOUNT}/namespaces/default/users/ann%40example.org`;

/** The resources that every stack has, as far as `openStack` looks for them. */
const RESOURCES = [
  'AWS::SQS::Queue',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Glue::Crawler',
  'AWS::Glue::Job',
];
/** The resources that are known by their names. */
const NAMES: Record<string, string> = { 'AWS::SQS::Queue': 'RawQueue' };
const OUTPUTS = ['Stream', 'Database', 'WorkGroup', 'DeadLetters'];

let service: QuickSightService;
beforeEach(async () => {
  service = new QuickSightService();
  await service.listen();
  const aws = {
    endpoint: service.endpoint,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  for (const [key, value] of Object.entries(environmentOf(aws, 'nowhere'))) vi.stubEnv(key, value);
  says(SUBSCRIPTION, {
    AccountInfo: { AccountSubscriptionStatus: 'ACCOUNT_CREATED', Edition: 'ENTERPRISE' },
  });
  says(USER, { User: { Role: 'AUTHOR' } });
  says(DATA_SOURCE, { DataSource: { Status: 'CREATION_SUCCESSFUL' } });
  says(DASHBOARD, {
    Dashboard: { Version: { Status: 'CREATION_SUCCESSFUL', VersionNumber: 3, Errors: [] } },
  });
  for (const dataSet of DATA_SETS)
    service.imports.set(dataSetId('lake', dataSet), [imported('INITIAL_INGESTION', NOON)]);
  deployed({ QuickSightPrincipalArn: PRINCIPAL, QuickSightImportMode: 'SPICE' });
});
afterEach(() => {
  service.close();
  vi.unstubAllEnvs();
});

function says(call: string, body: object, status = 200): void {
  service.answers.set(call, { status, body: JSON.stringify(body) });
}

/** Stands in for CloudFormation: a stack with these parameters. */
function deployed(parameters: Record<string, string>, types: readonly string[] = []): void {
  const list = <T>(items: readonly T[], xml: (item: T) => string) =>
    items.map((item) => `<member>${xml(item)}</member>`).join('');
  const outputs = [['Bucket', 'lake'], ...OUTPUTS.map((key) => [key, `the-${key}`])];
  const hasQuickSight = parameters.QuickSightPrincipalArn ? ['AWS::QuickSight::DataSource'] : [];
  const described = `<Stacks><member>
    <StackId>arn:aws:cloudformation:eu-west-2:${ACCOUNT}:stack/lake/1</StackId>
    <StackName>lake</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
    <CreationTime>2026-11-23T12:00:00Z</CreationTime>
    <Outputs>${list(outputs, ([key, value]) => `<OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue>`)}</Outputs>
    <Parameters>${list(
      Object.entries(parameters),
      ([key, value]) =>
        `<ParameterKey>${key}</ParameterKey><ParameterValue>${value}</ParameterValue>`,
    )}</Parameters></member></Stacks>`;
  const resources = `<StackResourceSummaries>${list(
    [...RESOURCES, ...hasQuickSight, ...types],
    (type) =>
      `<LogicalResourceId>${NAMES[type] ?? 'A'}</LogicalResourceId><ResourceType>${type}</ResourceType><PhysicalResourceId>an-id</PhysicalResourceId>`,
  )}</StackResourceSummaries>`;
  service.answers.set('POST /', {
    status: 200,
    type: 'text/xml',
    // Both answers in one: each call reads its own part.
    body: `<Response><DescribeStacksResult>${described}</DescribeStacksResult><ListStackResourcesResult>${resources}</ListStackResourcesResult></Response>`,
  });
}

function imported(
  RequestType: string,
  CreatedTime: number,
  IngestionStatus = 'COMPLETED',
  Type?: string,
): WireImport {
  return {
    IngestionId: `${CreatedTime}`,
    RequestType,
    CreatedTime,
    IngestionStatus,
    ...(Type && { ErrorInfo: { Type, Message: 'In the row of +441632960961' } }),
    RowInfo: { RowsIngested: 7, TotalRowsInDataset: 12_345 },
  };
}

/** The findings, by their checks: `well: subscribed`. */
async function found(): Promise<Record<string, string>> {
  const stack = await openStack('lake');
  const [joints, imports] = await Promise.all([
    quickSightJoints(stack),
    stackImports(stack, dataset),
  ]);
  const checks: Record<string, CheckResult> = quickSightChecks(joints, imports);
  return Object.fromEntries(
    Object.entries(checks).map(([check, { finding, outcome }]) => [
      check,
      `${outcome}: ${finding}`,
    ]),
  );
}

describe('the dashboard of a stack', () => {
  it('is well, part by part', async () => {
    expect(await found()).toEqual({
      QuickSight: 'well: subscribed',
      'dashboard owner': 'well: the user exists',
      'data source': 'well: it reaches Athena',
      'data set contacts': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'data set repeats': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'data set callbacks': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'data set agents': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'data set evaluations': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'data set blocks': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'data set findings': 'well: 12,345 rows, imported 2026-11-23 12:00:00',
      'QuickSight dashboard': 'well: version 3 is published',
    });
  });

  it('is not looked for in a stack without it', async () => {
    deployed({ QuickSightPrincipalArn: '', QuickSightImportMode: 'SPICE' });
    const stack = await openStack('lake');
    expect(stack.quicksight).toBeNull();
    expect(await quickSightJoints(stack)).toBeNull();
    expect(await stackImports(stack, dataset)).toBeNull();
    expect(await found()).toEqual({});
  });

  it('imports nothing with direct query', async () => {
    deployed({ QuickSightPrincipalArn: PRINCIPAL, QuickSightImportMode: 'DIRECT_QUERY' });
    expect(Object.keys(await found())).toEqual([
      'QuickSight',
      'dashboard owner',
      'data source',
      'QuickSight dashboard',
    ]);
  });

  it.for([
    [{ TimeZone: 'Asia/Tokyo' }, 'Asia/Tokyo'],
    [{}, 'UTC'],
  ] as const)('is of a stack whose parameters %j say the time zone %s', async ([more, zone]) => {
    deployed({ QuickSightPrincipalArn: PRINCIPAL, ...more });
    expect((await openStack('lake')).time_zone).toBe(zone);
  });

  it("has an owner whose name is not part of the stack's facts", async () => {
    expect(JSON.stringify(await openStack('lake'))).not.toContain('ann@');
  });

  it('has nothing else to report without a subscription', async () => {
    says(SUBSCRIPTION, { __type: 'ResourceNotFoundException' }, 404);
    expect(await found()).toEqual({
      QuickSight: expect.stringMatching(/^fault: this account is not subscribed: sign up /),
    });
  });

  it.each<[string, string, object, number, string, RegExp]>([
    [
      'the Standard edition',
      SUBSCRIPTION,
      { AccountInfo: { Edition: 'STANDARD' } },
      200,
      'QuickSight',
      /^fault: the edition is Standard, expected Enterprise: /,
    ],
    [
      'an owner who was deleted',
      USER,
      { __type: 'ResourceNotFoundException' },
      404,
      'dashboard owner',
      /^fault: there is no such user in us-east-1: /,
    ],
    [
      'an ARN of another identity region',
      USER,
      {
        __type: 'AccessDeniedException',
        Message:
          'Operation is being called from endpoint us-east-1, but your identity region is eu-west-2. Please use the eu-west-2 endpoint.',
      },
      401,
      'dashboard owner',
      /^fault: QuickSight's identity region of this account is eu-west-2, not us-east-1: /,
    ],
    [
      'a data source without permissions',
      DATA_SOURCE,
      {
        DataSource: { Status: 'CREATION_FAILED', ErrorInfo: { Type: 'ACCESS_DENIED' } },
      },
      200,
      'data source',
      /^fault: CREATION_FAILED \(ACCESS_DENIED\): its role may not use Athena, the bucket, /,
    ],
    [
      'a data source with an error that has no sentence of its own',
      DATA_SOURCE,
      { DataSource: { Status: 'UPDATE_FAILED', ErrorInfo: { Type: 'GENERIC_SQL_FAILURE' } } },
      200,
      'data source',
      /^fault: UPDATE_FAILED \(GENERIC_SQL_FAILURE\): the data source in the QuickSight console, /,
    ],
    [
      'a data source that is being changed',
      DATA_SOURCE,
      { DataSource: { Status: 'UPDATE_IN_PROGRESS' } },
      200,
      'data source',
      /^warning: UPDATE_IN_PROGRESS: look again in a minute$/,
    ],
    [
      'no data source',
      DATA_SOURCE,
      { __type: 'ResourceNotFoundException' },
      404,
      'data source',
      /^fault: There is no QuickSight data source lake in eu-west-2$/,
    ],
    [
      'a dashboard with errors',
      DASHBOARD,
      {
        Dashboard: {
          Version: {
            Status: 'CREATION_FAILED',
            Errors: [
              {
                Type: 'COLUMN_TYPE_MISMATCH',
                Message: 'Type of waited is wrong',
                ViolatedEntities: [{ Path: 'sheet/Today/visual/waits' }],
              },
              { Type: 'INTERNAL_FAILURE' },
            ],
          },
        },
      },
      200,
      'QuickSight dashboard',
      /^fault: CREATION_FAILED \(COLUMN_TYPE_MISMATCH sheet\/Today\/visual\/waits, INTERNAL_FAILURE\): /,
    ],
    [
      'a missing permission',
      DASHBOARD,
      { __type: 'AccessDeniedException', Message: 'not authorized' },
      403,
      'QuickSight dashboard',
      /^fault: Missing permission: quicksight:DescribeDashboard on the QuickSight dashboard lake$/,
    ],
  ])('reports %s', async (_, call, body, status, check, expected) => {
    says(call, body, status);
    const findings = await found();
    expect(findings[check]).toMatch(expected);
    expect(JSON.stringify(findings)).not.toContain('ann@');
  });
});

describe('the imports of a data set', () => {
  const full = (at: number, state?: string, type?: string) =>
    imported('FULL_REFRESH', at, state, type);
  const part = (at: number, state?: string, type?: string) =>
    imported('INCREMENTAL_REFRESH', at, state, type);
  const FULL = full(NOON);
  const ERASED = NOON + 10 * MINUTE;

  it.each<[string, readonly WireImport[], number | null, RegExp]>([
    ['none yet', [], null, /^fault: never imported: start the conversion job, /],
    ['none yet, after an erasure', [], ERASED, /^fault: never imported: /],
    [
      'the first is running',
      [imported('INITIAL_INGESTION', NOON, 'RUNNING')],
      null,
      /^warning: the first import is running: /,
    ],
    ['completed', [FULL], null, /^well: 12,345 rows, imported 2026-11-23 12:00:00$/],
    [
      'completed, and the next is running',
      [FULL, part(NOON + MINUTE, 'RUNNING')],
      null,
      /^well: 12,345 rows, imported 2026-11-23 12:00:00, an import is running$/,
    ],
    [
      'the last was cancelled',
      [FULL, part(NOON + MINUTE, 'CANCELLED')],
      null,
      /^well: 12,345 rows, imported 2026-11-23 12:00:00$/,
    ],
    ['an erasure before the last import of all rows', [FULL], NOON - MINUTE, /^well: 12,345 rows/],
    [
      'an erasure after it',
      [FULL, part(NOON + 20 * MINUTE)],
      ERASED,
      /^fault: erased contacts are still in QuickSight's data set contacts: last full import 2026-11-23 12:00:00, erased 2026-11-23 12:10:00: start the conversion job, /,
    ],
    [
      'an erasure, and the import of all rows after it is running',
      [FULL, full(NOON + 20 * MINUTE, 'RUNNING')],
      ERASED,
      /^warning: erased contacts are still in QuickSight's data set contacts: .*; an import is running: /,
    ],
    [
      'an erasure, and the import of all rows after it failed',
      [FULL, full(NOON + 20 * MINUTE, 'FAILED', 'ACCOUNT_CAPACITY_LIMIT_EXCEEDED')],
      ERASED,
      /^fault: erased contacts are still in .*; the last import failed \(ACCOUNT_CAPACITY_LIMIT_EXCEEDED\): SPICE is full in this Region: buy /,
    ],
    [
      'the last failed, and the next is running',
      [FULL, part(NOON + MINUTE, 'FAILED', 'QUERY_TIMEOUT'), part(NOON + 2 * MINUTE, 'QUEUED')],
      null,
      /^warning: the last import failed \(QUERY_TIMEOUT\): Athena was too busy, .*; an import is running: /,
    ],
    ...(
      [
        ['FAILURE_TO_ASSUME_ROLE', "QuickSight cannot take on the data source's role: "],
        ['IAM_ROLE_NOT_AVAILABLE', "QuickSight cannot take on the data source's role: "],
        ['PERMISSION_DENIED', "the data source's role may not read: "],
        ['PERMISSION_NOT_FOUND', "the data source's role may not read: "],
        ['S3_FILE_INACCESSIBLE', "the data source's role may not read: "],
        ['ACCOUNT_CAPACITY_LIMIT_EXCEEDED', 'SPICE is full in this Region: '],
        ['DATA_SET_SIZE_LIMIT_EXCEEDED', 'there are more rows than SPICE takes: '],
        ['SQL_TABLE_NOT_FOUND', 'the view does not have the expected columns: '],
        ['SQL_SCHEMA_MISMATCH_ERROR', 'the view does not have the expected columns: '],
        ['SQL_EXCEPTION', 'the view does not have the expected columns: '],
        ['SOURCE_API_LIMIT_EXCEEDED_FAILURE', 'Athena was too busy, '],
        ['SOURCE_RESOURCE_LIMIT_EXCEEDED', 'Athena was too busy, '],
        ['DATA_SOURCE_NOT_FOUND', 'a part was deleted by hand: '],
        ['SPICE_TABLE_NOT_FOUND', 'a part was deleted by hand: '],
        ['INTERNAL_SERVICE_ERROR', 'the next run of the conversion imports again'],
        ['A_TYPE_OF_THE_FUTURE', 'the next run of the conversion imports again'],
      ] as const
    ).map(([type, sentence]): [string, WireImport[], null, RegExp] => [
      type,
      [FULL, part(NOON + MINUTE, 'FAILED', type)],
      null,
      new RegExp(`^fault: the last import failed \\(${type}\\): ${sentence}`),
    ]),
  ])('%s', async (_, imports, erased, expected) => {
    service.imports.set('lake-contacts', [...imports]);
    if (erased !== null) service.objects.set('erasures/ctr/a.table.json', new Date(erased * 1000));
    // The order alone has erased nothing yet.
    service.objects.set('erasures/ctr/b.json', new Date((NOON + 1e6) * 1000));
    const finding = (await found())['data set contacts'];
    expect(finding).toMatch(expected);
    // QuickSight's own message may quote a row.
    expect(finding).not.toContain('960961');
  });

  it('of a data set that was deleted are reported', async () => {
    service.imports.delete('lake-callbacks');
    expect(await found()).toMatchObject({
      'data sets': 'fault: There is no QuickSight data set lake-callbacks in eu-west-2',
    });
  });

  it('are a line each in the status', async () => {
    service.imports.set('lake-contacts', [FULL, part(NOON + 20 * MINUTE)]);
    service.objects.set('erasures/ctr/a.table.json', new Date(ERASED * 1000));
    service.imports.set('lake-repeats', [
      FULL,
      full(NOON + 20 * MINUTE, 'FAILED', 'SQL_EXCEPTION'),
    ]);
    service.imports.set('lake-callbacks', []);
    service.imports.set('lake-findings', [full(NOON + 20 * MINUTE)]);
    const stack = await openStack('lake');
    const lines = async () => {
      const imports = await stackImports(stack, dataset);
      return Object.fromEntries(statusLines({ ...nothingFound(stack), imports }));
    };
    expect(await lines()).toMatchObject({
      'Data set contacts':
        '12,345 rows, imported 2026-11-23 12:20:00, contacts erased 2026-11-23 12:10:00 are still in it',
      'Data set repeats':
        'the import of 2026-11-23 12:20:00 failed (SQL_EXCEPTION), contacts erased 2026-11-23 12:10:00 are still in it',
      'Data set callbacks': 'never imported',
      'Data set findings': '12,345 rows, imported 2026-11-23 12:20:00',
    });
    service.imports.delete('lake-repeats');
    expect(await lines()).toMatchObject({
      'Data sets': 'There is no QuickSight data set lake-repeats in eu-west-2',
    });
  });

  it('are not in the status of a stack without them', async () => {
    const lines = statusLines(nothingFound(await openStack('lake')));
    expect(lines.map(([name]) => name).join()).not.toContain('Data set');
  });
});

/** The status of a stack of which nothing else is known. */
function nothingFound(stack: DeployedStack): StackStatus {
  const unknown = { problem: 'not looked for', missing_permission: null };
  return {
    stack,
    ages: unknown,
    queue: unknown,
    collect: null,
    dead_letters: unknown,
    crawler: unknown,
    job: unknown,
    table: unknown,
    options: [],
    erasures_undone: unknown,
    erasures_unreadable: unknown,
    alarms: unknown,
    imports: null,
  };
}
