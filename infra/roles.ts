import { Aws, type CfnCondition, Stack } from 'aws-cdk-lib';
import {
  type CfnRole,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';

/** Actions that a role may do, and on which resources. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Conditions of the permission: `{ StringEquals: { 'cloudwatch:namespace': 'ContactLake' } }`. */
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why a resource has a wildcard; without a reason none may have one. */
  readonly wildcardReason?: string;
}

/**
 * Keeps another account from making the service act with this account's roles (IAM user guide, "The
 * confused deputy problem"). "IfExists" is needed because not every service names the account for which
 * it acts; without it, every run of such a service would fail.
 */
const ON_BEHALF_OF_THIS_ACCOUNT = {
  StringEqualsIfExists: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
};

/** Permissions that a role has under a condition. */
export interface OptionalPermissions {
  /** The name of the policy: `agent_events`. */
  readonly name: string;
  readonly condition: CfnCondition;
  readonly permissions: Readonly<Record<string, Permission>>;
}

/**
 * Makes a role for a service with exactly these permissions, and with permission to use the lake's own
 * KMS key if there is one.
 */
export function serviceRole(
  scope: Construct,
  lake: Lake,
  service: string,
  description: string,
  permissions: Readonly<Record<string, Permission>>,
  optional: readonly OptionalPermissions[] = [],
): Role {
  const role = new Role(scope, 'Role', {
    description,
    assumedBy: new ServicePrincipal(service, { conditions: ON_BEHALF_OF_THIS_ACCOUNT }),
    inlinePolicies: { Work: document(permissions) },
  });
  for (const permission of Object.values(permissions)) explainWildcards(role, permission);
  const { hasKmsKey, kmsKeyArn } = lake.parameters;
  const policies = [
    { name: 'Key', condition: hasKmsKey, content: keyDocument(kmsKeyArn) },
    ...optional.map(({ name, condition, permissions }) => ({
      name,
      condition,
      content: document(permissions).toJSON() as object,
    })),
  ];
  // These policies are part of the role, so that nothing can use the role before it has them.
  for (const [i, { name, condition, content }] of policies.entries()) {
    const policy = { PolicyName: name, PolicyDocument: content };
    (role.node.defaultChild as CfnRole).addPropertyOverride(`Policies.${i + 1}`, {
      'Fn::If': [condition.logicalId, policy, { Ref: 'AWS::NoValue' }],
    });
  }
  return role;
}

function keyDocument(key: string): object {
  const Action = ['kms:Decrypt', 'kms:GenerateDataKey'];
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'UseKey', Effect: 'Allow', Action, Resource: key }],
  };
}

function document(permissions: Readonly<Record<string, Permission>>): PolicyDocument {
  const statements = Object.entries(permissions).map(
    ([sid, { actions, conditions = {}, resources }]) =>
      new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions }),
  );
  return new PolicyDocument({ statements });
}

function explainWildcards(role: Role, { resources, wildcardReason }: Permission): void {
  for (const resource of resources) {
    const flat = flattenCfnReference(Stack.of(role).resolve(resource));
    if (!flat.includes('*')) continue;
    if (!wildcardReason) throw new Error(`No reason is given for the wildcard in ${flat}`);
    acknowledge(role, `AwsSolutions-IAM5[Resource::${flat}]`, wildcardReason);
  }
}
