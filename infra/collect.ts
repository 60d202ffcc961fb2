import { Aws, CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { ENV_BUCKET, ENV_COLLECTIONS } from '../functions/environment.ts';
import type { ObjectSource } from '../pipeline/dataset.ts';
import { rawPrefix } from '../pipeline/lake-keys.ts';
import { type DatasetOption, type ObjectKey, optionsOf } from './dataset-options.ts';
import type { Flow } from './flow.ts';
import { inlineFunction } from './inline-function.ts';
import { type Lake, objectsArn } from './lake.ts';
import {
  COLLECT_BATCH,
  COLLECT_CONCURRENCY,
  COLLECT_MEGABYTES,
  COLLECT_TIMEOUT,
} from './limits.ts';
import { onlyIf } from './only-if.ts';
import { type RawQueue, redrivenQueue } from './raw-queue.ts';
import type { OptionalPermissions } from './roles.ts';

type Collected = DatasetOption<ObjectSource>;

interface Parts {
  readonly raw: RawQueue;
  readonly code: string;
  /** The constructs that take raw objects further, which must be made before the first one comes. */
  readonly takers: readonly IDependable[];
}

/**
 * Copies objects of other buckets, such as Connect's own, into raw/. A rule for each dataset puts S3's
 * events into one queue, which a function reads. What it gives up is among the dead letters of normalise.
 */
export class Collect extends Construct {
  /** Whether any dataset is collected. */
  readonly condition: CfnCondition;
  readonly queue: Queue;
  readonly function: LambdaFunction;
  readonly flows: readonly Flow[];

  /** @returns null if no dataset is collected */
  static ofLake(scope: Construct, lake: Lake, parts: Parts): Collect | null {
    const { objectKey } = lake.parameters;
    return objectKey && new Collect(scope, lake, objectKey, parts);
  }

  private constructor(
    scope: Construct,
    lake: Lake,
    objectKey: ObjectKey,
    { code, raw, takers }: Parts,
  ) {
    super(scope, 'Collect');
    const options = optionsOf(lake.options, 'objects');
    const queue = redrivenQueue(this, raw.deadLetters, COLLECT_TIMEOUT);
    const collect = inlineFunction(this, lake, {
      description: 'Copies objects of other buckets into raw/',
      code,
      timeout: COLLECT_TIMEOUT,
      megabytes: COLLECT_MEGABYTES,
      environment: {
        [ENV_BUCKET]: lake.parameters.bucketName,
        [ENV_COLLECTIONS]: Fn.join(
          ',',
          options.map(({ dataset, given, isKept }) =>
            Fn.conditionIf(isKept.logicalId, `${dataset.name}=${given}`, '').toString(),
          ),
        ),
      },
      permissions: {
        TakeMessages: {
          actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          resources: [queue.queueArn],
        },
        // Without this permission S3 answers "forbidden" for a raw object that is not there.
        TellMissingFromForbidden: { actions: ['s3:ListBucket'], resources: [lake.bucketArn] },
      },
      optionalPermissions: [
        ...options.map((option) => permissionsOf(lake, option)),
        {
          name: 'ObjectKey',
          condition: objectKey.isGiven,
          permissions: { Decrypt: { actions: ['kms:Decrypt'], resources: [objectKey.arn] } },
        },
      ],
    });
    new EventSourceMapping(this, 'Messages', {
      target: collect,
      eventSourceArn: queue.queueArn,
      batchSize: COLLECT_BATCH,
      maxConcurrency: COLLECT_CONCURRENCY,
      reportBatchItemFailures: true,
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OnlyThisAccountsRules',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnLike: {
            'aws:SourceArn': `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/*`,
          },
        },
      }),
    );
    this.condition = anyOf(this, options);
    this.queue = queue;
    this.function = collect;
    onlyIf(this, this.condition);
    this.flows = options.map((option) => {
      const rule = this.rule(queue, option);
      rule.node.addDependency(collect, ...takers);
      return { dataset: option.dataset, condition: option.isKept, rule: rule.ref };
    });
  }

  private rule(queue: Queue, { dataset, given, isKept, source }: Collected): CfnRule {
    const rule = new CfnRule(this, `Rule-${dataset.name}`, {
      description: `Announces objects with ${dataset.oneRecord}`,
      eventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [given] },
          object: { key: source.keys.map((wildcard) => ({ wildcard })) },
        },
      },
      targets: [{ id: 'collect', arn: queue.queueArn }],
    });
    rule.cfnOptions.condition = isKept;
    return rule;
  }
}

/** The condition that any of these is kept. Several may have the same. */
function anyOf(scope: Construct, options: readonly Collected[]): CfnCondition {
  const conditions = [...new Set(options.map(({ isKept }) => isKept))];
  if (conditions.length === 1) return conditions[0]!;
  return new CfnCondition(scope, 'Any', { expression: Fn.conditionOr(...conditions) });
}

function permissionsOf(
  lake: Lake,
  { dataset, given, isKept, source }: Collected,
): OptionalPermissions {
  return {
    name: dataset.name,
    condition: isKept,
    permissions: {
      ReadObjects: {
        actions: ['s3:GetObject'],
        resources: source.keys.map((key) => `arn:${Aws.PARTITION}:s3:::${given}/${key}`),
        wildcardReason: 'Connect chooses the names of its objects.',
      },
      // Without it, S3 answers for an object that is gone as for one that may not be read.
      TellMissingFromForbidden: {
        actions: ['s3:ListBucket'],
        resources: [`arn:${Aws.PARTITION}:s3:::${given}`],
      },
      LandThem: {
        // Reading shows whether an object is there already.
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [objectsArn(lake, rawPrefix(dataset))],
        wildcardReason: 'An object is named after the one that it is a copy of.',
      },
    },
  };
}
