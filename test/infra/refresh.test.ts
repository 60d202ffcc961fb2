/** The part of the stack that imports data sets into QuickSight: when it exists, and what it may do. */
import { beforeAll, describe, expect, it } from 'vitest';
import { DATA_SETS } from '../../functions/refresh/data-sets.ts';
import { GIVEN } from './quicksight-given.ts';
import { holds, resolved } from './resolved.ts';
import { parse, resourcesOf, type Template, templateText } from './template.ts';

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

const parts = () =>
  Object.entries(template.Resources).filter(([name]) => name.startsWith('QuickSightRefresh'));
const properties = (name: string) =>
  resolved(template, GIVEN, template.Resources[name]!.Properties) as Record<string, unknown>;

describe('the imports into QuickSight', () => {
  it.each([
    [{}, false],
    [{ QuickSightImportMode: 'SPICE' }, false],
    [{ QuickSightPrincipalArn: GIVEN.QuickSightPrincipalArn }, true],
    [{ ...GIVEN, QuickSightImportMode: 'DIRECT_QUERY' }, false],
  ])('with %j exist: %s', (given, exist) => {
    expect(parts().map(([, { Type }]) => Type)).toEqual([
      'AWS::Logs::LogGroup',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Events::Rule',
      'AWS::Lambda::Permission',
    ]);
    for (const [name, { Condition }] of parts())
      expect(holds(template, { BucketName: 'lake', ...given }, Condition!), name).toBe(exist);
  });

  it('begin after each successful run of the one job', () => {
    const [[job]] = resourcesOf(template, 'AWS::Glue::Job') as [[string, unknown]];
    expect(properties('QuickSightRefreshRuns')).toMatchObject({
      EventPattern: {
        source: ['aws.glue'],
        'detail-type': ['Glue Job State Change'],
        detail: { jobName: [job], state: ['SUCCEEDED'] },
      },
      Targets: [{ Arn: 'QuickSightRefreshFunction.Arn' }],
    });
    expect(properties('QuickSightRefreshRunsStart')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: 'QuickSightRefreshFunction.Arn',
      Principal: 'events.amazonaws.com',
      SourceArn: 'QuickSightRefreshRuns.Arn',
      SourceAccount: '123456789012',
    });
  });

  it('may start imports of the own data sets, and see erasures’ names and views’ ages, and nothing else', () => {
    const { Policies } = properties('QuickSightRefreshRole') as {
      Policies: { PolicyName: string; PolicyDocument: { Statement: object[] } }[];
    };
    expect(Policies.map(({ PolicyName }) => PolicyName)).toEqual(['Work']);
    const arn = (name: string) => `arn:aws:quicksight:eu-west-2:123456789012:dataset/lake-${name}`;
    const views = DATA_SETS.map(({ view }) => `table/contact_lake/${view}`);
    expect(Policies[0]!.PolicyDocument.Statement).toEqual([
      {
        Sid: 'Import',
        Effect: 'Allow',
        Action: ['quicksight:CreateIngestion', 'quicksight:ListIngestions'],
        Resource: DATA_SETS.flatMap(({ name }) => [arn(name), `${arn(name)}/ingestion/*`]),
      },
      {
        Sid: 'FindErasures',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::lake',
        Condition: { StringEquals: { 's3:prefix': 'erasures/ctr/' } },
      },
      {
        Sid: 'FindViews',
        Effect: 'Allow',
        Action: 'glue:GetTable',
        Resource: ['catalog', 'database/contact_lake', ...views].map(
          (name) => `arn:aws:glue:eu-west-2:123456789012:${name}`,
        ),
      },
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'QuickSightRefreshLog.Arn',
      },
    ]);
  });

  it('are told of the bucket, of the database and of the prefix that the function lists', () => {
    expect(properties('QuickSightRefreshFunction').Environment).toEqual({
      Variables: {
        LAKE_BUCKET: 'lake',
        LAKE_DATABASE: 'contact_lake',
        ERASURES_PREFIX: 'erasures/ctr/',
      },
    });
  });
});
