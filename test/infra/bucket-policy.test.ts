/** Whom the bucket's policy keeps out, with an organisation and without: never the account itself. */
import { beforeAll, describe, expect, it } from 'vitest';
import { denials, type RequestKeys, type Statement } from './policy-evaluator.ts';
import { parse, resourcesOf, templateText } from './template.ts';

const BUCKET = 'arn:aws:s3:::lake';
const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const ORGANIZATION = 'o-a1b2c3d4e5';
const OTHER_ORGANIZATION = 'o-zzzzzzzzzz';

/** The actions of which a lock-out is made; the policy treats all of S3 alike. */
const REQUESTS = {
  's3:GetObject': `${BUCKET}/raw/ctr/2026/11/23/14/a.gz`,
  's3:PutObject': `${BUCKET}/assets/README.txt`,
  's3:ListBucket': BUCKET,
  's3:GetBucketPolicy': BUCKET,
  's3:PutBucketPolicy': BUCKET,
  's3:DeleteBucketPolicy': BUCKET,
  's3:DeleteBucket': BUCKET,
};

/** What AWS knows of a caller over TLS. */
function caller(account: string, organization?: string): RequestKeys {
  return {
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalAccount': account,
    ...(organization && { 'aws:PrincipalOrgID': organization }),
  };
}

const ANONYMOUS: RequestKeys = { 'aws:SecureTransport': 'true' };
const SERVICE: RequestKeys = {
  'aws:SecureTransport': 'true',
  'aws:PrincipalIsAWSService': 'true',
};
const inTheClear = (keys: RequestKeys) => ({ ...keys, 'aws:SecureTransport': 'false' });

let policy: { Statement: unknown[] };
beforeAll(async () => {
  const [[, { Properties }] = [] as never] = resourcesOf(
    parse(await templateText()),
    'AWS::S3::BucketPolicy',
  );
  policy = Properties!.PolicyDocument as { Statement: unknown[] };
});

/** The statements as CloudFormation resolves them. */
function statementsFor(organizationId: string): Statement[] {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined);
    if (typeof value !== 'object' || value === null) return value;
    const [name = '', of] = Object.entries(value as Record<string, unknown>)[0] ?? [];
    switch (name) {
      case 'Ref':
        return { OrganizationId: organizationId, 'AWS::AccountId': ACCOUNT }[of as string];
      case 'Fn::If': {
        const [condition, then, otherwise] = of as [string, unknown, unknown];
        expect(condition).toBe('HasOrganization');
        return resolve(organizationId ? then : otherwise);
      }
      case 'Fn::GetAtt':
        expect(of).toEqual(['LakeBucket', 'Arn']);
        return BUCKET;
      case 'Fn::Join': {
        const [between, parts] = of as [string, unknown];
        return (resolve(parts) as string[]).join(between);
      }
      default:
        return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, resolve(v)]));
    }
  };
  return resolve(policy.Statement) as Statement[];
}

const OUTSIDE = ['OnlyTheOrganization'];
const CLEAR = ['OnlyOverTls'];

describe.each(Object.entries(REQUESTS))('%s', (_, resource) => {
  const deniedTo = (keys: RequestKeys, organizationId: string) =>
    denials(statementsFor(organizationId), resource, keys);

  it.each<[who: string, keys: RequestKeys, denied: string[]]>([
    ["the account's administrator", caller(ACCOUNT, ORGANIZATION), []],
    [
      'a role of the stack, by which Firehose, Lambda and Glue act',
      caller(ACCOUNT, ORGANIZATION),
      [],
    ],
    ['another account of the organisation', caller(OTHER_ACCOUNT, ORGANIZATION), []],
    ['an account of another organisation', caller(OTHER_ACCOUNT, OTHER_ORGANIZATION), OUTSIDE],
    ['an account of no organisation', caller(OTHER_ACCOUNT), OUTSIDE],
    ['nobody known', ANONYMOUS, OUTSIDE],
    ['a service of AWS as itself', SERVICE, []],
    ["the account's administrator, in the clear", inTheClear(caller(ACCOUNT, ORGANIZATION)), CLEAR],
    ['a stranger, in the clear', inTheClear(caller(OTHER_ACCOUNT)), [...CLEAR, ...OUTSIDE]],
  ])('where an organisation is given, is denied to %s: %j by %j', (_, keys, denied) => {
    expect(deniedTo(keys, ORGANIZATION)).toEqual(denied);
  });

  it.each<[when: string, keys: RequestKeys]>([
    ['the id is mistyped', caller(ACCOUNT, OTHER_ORGANIZATION)],
    ['the account is in no organisation', caller(ACCOUNT)],
    ['the account has moved to another', caller(ACCOUNT, OTHER_ORGANIZATION)],
  ])('is not denied to the account itself when %s', (_, keys) => {
    expect(deniedTo(keys, ORGANIZATION)).toEqual([]);
  });

  it('without an organisation, denies only requests without TLS', () => {
    for (const keys of [caller(ACCOUNT), caller(OTHER_ACCOUNT), ANONYMOUS, SERVICE]) {
      expect(deniedTo(keys, '')).toEqual([]);
      expect(deniedTo(inTheClear(keys), '')).toEqual(CLEAR);
    }
  });
});

describe('the evaluator', () => {
  it('recognises a policy that would lock out the owner', () => {
    const { Condition, ...rest } = statementsFor(ORGANIZATION)[1]!;
    const withoutAccount = {
      ...rest,
      Condition: { ...Condition, StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION } },
    };
    expect(denials([withoutAccount], BUCKET, caller(ACCOUNT))).toEqual(OUTSIDE);
  });

  it('refuses conditions that it does not know', () => {
    const [statement] = statementsFor(ORGANIZATION);
    const Condition = { StringLike: { 'aws:PrincipalOrgID': 'o-*' } };
    expect(() => denials([{ ...statement!, Condition }], BUCKET, ANONYMOUS)).toThrow(
      'This operator is not known: StringLike',
    );
  });
});
