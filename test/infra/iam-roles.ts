import type { LakeOnAws } from './lake-on-aws.ts';
import { elementOf, rootQuery } from './query-api.ts';
import type { Template } from './template.ts';

const ACCOUNT_ROOT = 'arn:aws:iam::000000000000:root';

/** Changes the template so that the emulator can evaluate the policies of each role. */
export function openToTests(template: Template): Template {
  return withSample(withoutTls(crawlersAsTables(withoutNamespace(assumableByTests(template)))));
}

/** Widens only the trust of each role, so that the tests can assume it; its permissions stay. */
function assumableByTests(template: Template): Template {
  const changed = structuredClone(template);
  for (const { Properties, Type } of Object.values(changed.Resources)) {
    if (Type !== 'AWS::IAM::Role') continue;
    const trust = Properties!.AssumeRolePolicyDocument as { Statement: object[] };
    const Principal = { AWS: ACCOUNT_ROOT };
    trust.Statement.push({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal });
  }
  return changed;
}

/** The emulator is reached without TLS, so the policies that forbid this are left out. */
function withoutTls(template: Template): Template {
  const changed = structuredClone(template);
  for (const { Properties } of Object.values(changed.Resources)) {
    const document = Properties?.PolicyDocument as { Statement: object[] } | undefined;
    if (!Array.isArray(document?.Statement)) continue;
    document.Statement = document.Statement.filter(
      (statement) => !JSON.stringify(statement).includes('aws:SecureTransport'),
    );
  }
  return changed;
}

/**
 * The emulator knows no namespace of metrics to make a condition of: that it is one is held by the
 * template's own test.
 */
function withoutNamespace(template: Template): Template {
  return JSON.parse(JSON.stringify(template), (name, value: unknown) =>
    name === 'Condition' && JSON.stringify(value).includes('cloudwatch:namespace')
      ? undefined
      : value,
  ) as Template;
}

/**
 * The emulator takes the name of a crawler for a table's, and a call on a table for one on its
 * database. So crawlers get that name too, and template.test.ts distinguishes the tables.
 */
function crawlersAsTables(template: Template): Template {
  const text = JSON.stringify(template);
  return JSON.parse(text, (_, value: unknown) =>
    isCrawlerList(value) ? [value, asTable(value)] : value,
  ) as Template;
}

function isCrawlerList(value: unknown): value is object {
  return (
    JSON.stringify(value)?.startsWith('{"Fn::Join"') && JSON.stringify(value).includes(':crawler/')
  );
}

function asTable(value: object): object {
  return JSON.parse(JSON.stringify(value).replace(':crawler/', ':table/')) as object;
}

/** The role of the sample, without its two thousand contacts. */
function withSample(template: Template): Template {
  const changed = structuredClone(template) as {
    Resources: Record<string, { Condition?: string }>;
  };
  delete changed.Resources.SampleRole!.Condition;
  delete changed.Resources.SampleLog!.Condition;
  return changed as unknown as Template;
}

/** The configuration of whoever has taken the role. */
export async function assume({ aws }: LakeOnAws, role: string) {
  const xml = await rootQuery(aws, 'sts', {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: `arn:aws:iam::000000000000:role/${role}`,
    RoleSessionName: 'test',
  });
  const credentials = {
    accessKeyId: elementOf(xml, 'AccessKeyId'),
    secretAccessKey: elementOf(xml, 'SecretAccessKey'),
    sessionToken: elementOf(xml, 'SessionToken'),
  };
  return { ...aws, credentials };
}

/** A role of the account that may do anything with its storage, as an owner may. */
export async function ownerOfStorage({ aws }: LakeOnAws): Promise<string> {
  const role = 'owner-of-storage';
  const iam = (Action: string, parameters: Record<string, string>) =>
    rootQuery(aws, 'iam', { Action, Version: '2010-05-08', RoleName: role, ...parameters });
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  await iam('CreateRole', {
    AssumeRolePolicyDocument: document({
      Action: 'sts:AssumeRole',
      Principal: { AWS: ACCOUNT_ROOT },
    }),
  });
  await iam('PutRolePolicy', {
    PolicyName: 'Storage',
    PolicyDocument: document({ Action: 's3:*', Resource: '*' }),
  });
  return role;
}
