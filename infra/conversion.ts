import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnJob, CfnTrigger } from 'aws-cdk-lib/aws-glue';
import { CfnResourcePolicy, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { flatfilePrefix, quarantinePrefix, tablePrefix } from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { ASSETS_PREFIX, catalogueArns, type Lake, location, objectsArn } from './lake.ts';
import { CONVERTED_TAG, type LakeBucket } from './lake-bucket.ts';
import { serviceRole } from './roles.ts';

/** The script, in the package and below the assets of the bucket. */
export const CONVERT_SCRIPT = 'glue-scripts/convert.py';

/** The least a Spark job can have. */
const WORKERS = 2;
const TIMEOUT_MINUTES = 120;
/** States of a run that is over and has not done its work. */
const FAILED_STATES = ['FAILED', 'TIMEOUT', 'ERROR'];

/** Flatfiles become rows of the table: a Spark job, at its times, one run after the other. */
export class Conversion extends Construct {
  readonly jobName: string;
  /** A rule that matches each failed run. */
  readonly failureRule: string;

  constructor(scope: Construct, id: string, lake: Lake, bucket: LakeBucket) {
    super(scope, id);
    const job = new CfnJob(this, 'Job', {
      description: 'Merges flatfiles into the table: one row per contact, the latest version',
      glueVersion: '5.1',
      command: {
        name: 'glueetl',
        pythonVersion: '3',
        scriptLocation: location(lake, `${ASSETS_PREFIX}${CONVERT_SCRIPT}`),
      },
      role: this.role(lake).roleArn,
      workerType: 'G.1X',
      numberOfWorkers: WORKERS,
      executionProperty: { maxConcurrentRuns: 1 },
      maxRetries: 1,
      timeout: TIMEOUT_MINUTES,
      defaultArguments: {
        '--datalake-formats': 'iceberg',
        '--job-bookmark-option': 'job-bookmark-disable',
        '--enable-metrics': 'true',
        '--enable-continuous-cloudwatch-log': 'true',
        '--bucket': lake.parameters.bucketName,
        '--database': lake.database,
        '--table': lake.dataset.name,
        '--released_tag': `${CONVERTED_TAG.key}=${CONVERTED_TAG.value}`,
      },
    });
    job.node.addDependency(bucket);
    for (const rule of ['AwsSolutions-GL1', 'AwsSolutions-GL3'])
      acknowledge(job, rule, 'Its logs hold counts and keys of objects, and it has no bookmarks.');
    new CfnTrigger(this, 'Schedule', {
      type: 'SCHEDULED',
      schedule: lake.parameters.conversionSchedule,
      startOnCreation: true,
      actions: [{ jobName: job.ref }],
    });
    this.jobName = job.ref;
    this.failureRule = this.failures(job, lake.parameters.bucketName);
  }

  private role(lake: Lake) {
    const { dataset } = lake;
    const below = 'The objects below a prefix are named by what they come from.';
    return serviceRole(this, lake, 'glue.amazonaws.com', 'Merges flatfiles into the table', {
      ReadScript: {
        actions: ['s3:GetObject'],
        resources: [`${lake.bucketArn}/${ASSETS_PREFIX}${CONVERT_SCRIPT}`],
      },
      ReadAndReleaseFlatfiles: {
        actions: ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObjectTagging'],
        resources: [objectsArn(lake, flatfilePrefix(dataset))],
        wildcardReason: below,
      },
      WriteTable: {
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
        resources: [objectsArn(lake, tablePrefix(dataset))],
        wildcardReason: below,
      },
      ReadQuarantine: {
        actions: ['s3:GetObject'],
        resources: [objectsArn(lake, quarantinePrefix(dataset))],
        wildcardReason: below,
      },
      FindObjects: {
        actions: ['s3:ListBucket', 's3:GetBucketLocation'],
        resources: [lake.bucketArn],
      },
      CommitTable: {
        actions: ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:UpdateTable'],
        resources: catalogueArns(lake, [dataset.name]),
      },
      Log: {
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [
          `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:/aws-glue/*`,
        ],
        wildcardReason: 'Glue names the log groups of its jobs.',
      },
      Measure: {
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        wildcardReason: 'Metrics have no ARN: the service takes no narrower resource.',
      },
    });
  }

  /** Failed runs have no metric, but an event: a rule counts them and a log group keeps them. */
  private failures(job: CfnJob, bucketName: string): string {
    const log = new LogGroup(this, 'FailedRuns', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { logGroupName } = log;
    const arn = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${logGroupName}`;
    new CfnResourcePolicy(this, 'FailedRunsPolicy', {
      policyName: `${bucketName}-failed-runs`,
      policyDocument: Fn.join('', [
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",',
        '"Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},',
        `"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"${arn}:*"}]}`,
      ]),
    });
    const rule = new CfnRule(this, 'Failure', {
      description: 'Failed runs of the conversion',
      eventPattern: {
        source: ['aws.glue'],
        'detail-type': ['Glue Job State Change'],
        detail: { jobName: [job.ref], state: FAILED_STATES },
      },
      targets: [{ id: 'log', arn }],
    });
    return rule.ref;
  }
}
