/**
 * What the role of QuickSight's data source may do, and what it is refused. The emulator has no QuickSight, so the
 * statements are read here, by the rules of the IAM user guide ("Policy evaluation logic"): what no
 * statement allows is refused.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { GIVEN } from './quicksight-given.ts';
import { resolved } from './resolved.ts';
import { parse, type Template, templateText } from './template.ts';

const KEY = 'arn:aws:kms:eu-west-2:123456789012:key/1';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

let template: Template;
beforeAll(async () => {
  template = parse(await templateText());
});

function statements(given: Record<string, string> = GIVEN): Statement[] {
  const role = resolved(template, given, template.Resources.QuickSightAthenaRole!.Properties) as {
    Policies: { PolicyDocument: { Statement: Statement[] } }[];
  };
  return role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

const listOf = (one: string | string[]) => (Array.isArray(one) ? one : [one]);

function isAllowed(action: string, resource: string, given?: Record<string, string>): boolean {
  return statements(given).some(({ Action, Condition, Effect, Resource }) => {
    expect({ Effect, Condition }).toEqual({ Effect: 'Allow', Condition: undefined });
    const fits = (pattern: string) => {
      const texts = pattern.split('*').map((text) => text.replace(/[.$]/g, '\\$&'));
      return new RegExp(`^${texts.join('.*')}$`).test(resource);
    };
    return listOf(Action).includes(action) && listOf(Resource).some(fits);
  });
}

const objects = (key: string) => `arn:aws:s3:::lake/${key}`;
const glue = (rest: string) => `arn:aws:glue:eu-west-2:123456789012:${rest}`;
const athena = (rest: string) => `arn:aws:athena:eu-west-2:123456789012:${rest}`;

describe('the role of QuickSight’s data source', () => {
  it.each([
    ['athena:StartQueryExecution', athena('workgroup/AthenaWorkGroup')],
    ['athena:GetWorkGroup', athena('workgroup/AthenaWorkGroup')],
    ['glue:GetTable', glue('table/contact_lake/ctr')],
    ['glue:GetTable', glue('table/contact_lake/flat_contacts')],
    ['glue:GetTable', glue('table/contact_lake/contact_facts')],
    ['glue:GetTable', glue('table/contact_lake/flat_agent_days')],
    ['glue:GetTable', glue('table/contact_lake/agent_time')],
    ['glue:GetTable', glue('table/contact_lake/agent_events')],
    ['glue:GetTable', glue('table/contact_lake/flow_logs')],
    ['s3:GetObject', objects('parquet/ctr/data/a.parquet')],
    ['s3:GetObject', objects('parquet/contact_lens_voice/data/a.parquet')],
    ['s3:GetObject', objects('quarantine/ctr/2026/11/23/14/a.jsonl')],
    ['s3:PutObject', objects('athena-results/a.csv')],
    ['s3:GetBucketLocation', 'arn:aws:s3:::lake'],
    ['lakeformation:GetDataAccess', '*'],
  ])('may %s on %s', (action, resource) => {
    expect(isAllowed(action, resource)).toBe(true);
  });

  it.each([
    ['athena:StartQueryExecution', athena('workgroup/primary')],
    ['glue:GetTable', glue('table/contact_lake/flatfiles_ctr')],
    ['glue:GetTable', glue('table/contact_lake/erasures_ctr')],
    ['glue:GetTable', glue('table/contact_lake/ctr_live')],
    ['glue:GetTable', glue('table/other/ctr')],
    ['glue:UpdateTable', glue('table/contact_lake/flat_contacts')],
    ['s3:GetObject', objects('raw/ctr/2026/11/23/14/a')],
    ['s3:GetObject', objects('flatfiles/ctr/a.json.gz')],
    ['s3:GetObject', objects('erasures/ctr/a.json')],
    ['s3:PutObject', objects('parquet/ctr/data/a.parquet')],
    ['s3:DeleteObject', objects('athena-results/a.csv')],
    ['s3:GetObject', 'arn:aws:s3:::other/parquet/ctr/a.parquet'],
    ['kms:Decrypt', KEY],
  ])('is refused %s on %s', (action, resource) => {
    expect(isAllowed(action, resource)).toBe(false);
  });

  it('may use the lake’s own key, if there is one', () => {
    const given = { ...GIVEN, KmsKeyArn: KEY };
    expect(isAllowed('kms:Decrypt', KEY, given)).toBe(true);
    expect(isAllowed('kms:GenerateDataKey', KEY, given)).toBe(true);
    expect(isAllowed('kms:Decrypt', `${KEY}2`, given)).toBe(false);
  });

  it('can be taken by QuickSight alone, on behalf of this account', () => {
    const { AssumeRolePolicyDocument: trust } = resolved(
      template,
      GIVEN,
      template.Resources.QuickSightAthenaRole!.Properties,
    ) as { AssumeRolePolicyDocument: { Statement: unknown[] } };
    expect(trust.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'quicksight.amazonaws.com' },
        Condition: { StringEqualsIfExists: { 'aws:SourceAccount': '123456789012' } },
      },
    ]);
  });
});
