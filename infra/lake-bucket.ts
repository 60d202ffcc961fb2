import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type Dataset, isInEveryStack } from '../pipeline/dataset.ts';
import {
  batchPrefix,
  ERRORS_PREFIX,
  flatfilePrefix,
  quarantinePrefix,
  RESULTS_PREFIX,
  rawPrefix,
  SCHEDULES_PREFIX,
  tablePrefix,
} from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import type { Lake } from './lake.ts';
import type { RawQueue } from './raw-queue.ts';

/** The tag that the conversion puts on a flatfile after the commit that contains its records. */
export const CONVERTED_TAG = { key: 'converted', value: 'true' };

const ERROR_DAYS = 90;

/** The bucket and its policy. Both stay when the stack is deleted. */
export class LakeBucket extends Construct {
  constructor(scope: Construct, id: string, lake: Lake, queue: RawQueue) {
    super(scope, id);
    const { bucketName, hasKmsKey, kmsKeyArn } = lake.parameters;
    const ifKey = (value: string, otherwise: object | string) =>
      Fn.conditionIf(hasKmsKey.logicalId, value, otherwise).toString();
    const bucket = new CfnBucket(this, 'Bucket', {
      bucketName,
      bucketEncryption: {
        serverSideEncryptionConfiguration: [
          {
            bucketKeyEnabled: true,
            serverSideEncryptionByDefault: {
              sseAlgorithm: ifKey('aws:kms', 'AES256'),
              kmsMasterKeyId: ifKey(kmsKeyArn, { Ref: 'AWS::NoValue' }),
            },
          },
        ],
      },
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      versioningConfiguration: { status: 'Enabled' },
      lifecycleConfiguration: { rules: lifecycleRules(lake) },
    });
    bucket.addPropertyOverride(
      'NotificationConfiguration.QueueConfigurations',
      notifications(lake, queue),
    );
    // S3 refuses to notify a queue as long as it has no permission to send to it.
    bucket.node.addDependency(queue.policy);
    // Retained on delete and update, but not if the first launch fails: the next launch could not
    // reuse the bucket's name.
    bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    acknowledge(
      bucket,
      'AwsSolutions-S1',
      'An owner can record access with CloudTrail data events; server access logs would need a second bucket.',
    );
    const policy = new CfnBucketPolicy(this, 'Policy', {
      bucket: bucket.ref,
      policyDocument: { Version: '2012-10-17', Statement: statements(lake, bucket.attrArn) },
    });
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  }
}

/** Each new raw object of a dataset that the stack keeps is announced to the queue. */
function notifications(lake: Lake, { arn }: RawQueue): object[] {
  const of = (dataset: Dataset) => ({
    Event: 's3:ObjectCreated:*',
    Queue: arn,
    Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: rawPrefix(dataset) }] } },
  });
  const optional = lake.options.map(({ dataset, isKept }) => ({
    'Fn::If': [isKept.logicalId, of(dataset), { Ref: 'AWS::NoValue' }],
  }));
  return [of(lake.dataset), ...optional];
}

function statements(lake: Lake, bucketArn: string): object[] {
  const everything = [bucketArn, `${bucketArn}/*`];
  const { hasOrganization, organizationId } = lake.parameters;
  return [
    {
      Sid: 'OnlyOverTls',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: everything,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    Fn.conditionIf(
      hasOrganization.logicalId,
      {
        Sid: 'OnlyTheOrganization',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: everything,
        // All keys of one operator must match, so this denies a caller who is outside the organisation
        // and outside this account. Without the account, a mistyped organisation id would lock out the
        // owner, and so would an account that leaves its organisation; only the root user could undo
        // that. AWS services act with roles of this account, or as service principals, which belong to
        // no organisation.
        Condition: {
          StringNotEqualsIfExists: {
            'aws:PrincipalOrgID': organizationId,
            'aws:PrincipalAccount': Aws.ACCOUNT_ID,
          },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
      { Ref: 'AWS::NoValue' },
    ),
  ];
}

function lifecycleRules(lake: Lake): CfnBucket.RuleProperty[] {
  return [
    rule('unfinished uploads', { abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } }),
    rule('marks of what expired', { expiredObjectDeleteMarker: true }),
    ...lake.datasets.flatMap(lifecycleOf),
    rule('replaced schedules', {
      prefix: SCHEDULES_PREFIX,
      noncurrentVersionExpiration: { noncurrentDays: 30 },
    }),
    rule('query results', {
      prefix: RESULTS_PREFIX,
      expirationInDays: 7,
      noncurrentVersionExpiration: { noncurrentDays: 1 },
    }),
    rule('delivery errors', { prefix: ERRORS_PREFIX, expirationInDays: ERROR_DAYS }),
  ];
}

/** The rules of a dataset's objects. */
function lifecycleOf(dataset: Dataset): CfnBucket.RuleProperty[] {
  const of = isInEveryStack(dataset) ? '' : ` of ${dataset.name}`;
  return [
    rule(`converted flatfiles${of}`, {
      prefix: flatfilePrefix(dataset),
      tagFilters: [CONVERTED_TAG],
      expirationInDays: 1,
    }),
    rule(`replaced flatfiles${of}`, {
      prefix: flatfilePrefix(dataset),
      noncurrentVersionExpiration: { noncurrentDays: 1 },
    }),
    // S3 does not move objects under 128 KB: that would cost more than it saves.
    rule(`archive${of}`, {
      prefix: rawPrefix(dataset),
      transitions: [
        { storageClass: 'STANDARD_IA', transitionInDays: 30 },
        { storageClass: 'GLACIER_IR', transitionInDays: 90 },
      ],
      noncurrentVersionExpiration: { noncurrentDays: 30 },
    }),
    // Iceberg keeps its own history; these versions help if somebody deletes a file by mistake.
    rule(`replaced table files${of}`, {
      prefix: tablePrefix(dataset),
      noncurrentVersionExpiration: { noncurrentDays: 7 },
    }),
    rule(`finished batches${of}`, {
      prefix: batchPrefix(dataset),
      noncurrentVersionExpiration: { noncurrentDays: 1 },
    }),
    rule(`replaced quarantine${of}`, {
      prefix: quarantinePrefix(dataset),
      noncurrentVersionExpiration: { noncurrentDays: 30 },
    }),
  ];
}

function rule(
  id: string,
  properties: Omit<CfnBucket.RuleProperty, 'status'>,
): CfnBucket.RuleProperty {
  return { id, status: 'Enabled', ...properties };
}
