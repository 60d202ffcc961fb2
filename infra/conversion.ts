import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnJob, CfnTrigger } from 'aws-cdk-lib/aws-glue';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE } from '../functions/log.ts';
import { FAILED_RUN_STATES } from '../functions/run-states.ts';
import {
  ASSETS_PREFIX,
  batchPrefix,
  erasurePrefix,
  flatfilePrefix,
  tablePrefix,
} from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { eventLog, glueRule } from './event-log.ts';
import { JOB_FOLDER, type Job } from './job-scripts.ts';
import {
  ALL_TABLES,
  allObjectsArn,
  catalogueArns,
  type Lake,
  location,
  objectsArn,
} from './lake.ts';
import { serviceRole } from './roles.ts';

/**
 * The most workers of a run. A run starts with few, adds workers while Spark has more tasks than it can
 * run, and is billed for those that it uses. An hour's records need a single executor. Whoever starts a
 * backfill can give it more workers. (AWS Glue developer guide, "Using auto scaling for AWS Glue".)
 */
const MOST_WORKERS = 4;

/**
 * The time after which Glue ends a run. A usual run takes minutes. A run that hangs costs at most
 * 4 workers x 1 DPU x 1 hour x 0.44 USD = 1.76 USD, and raises an alarm after an hour. A run that is
 * ended keeps all batches that it has committed. Whoever starts a backfill can give it more time.
 */
const TIMEOUT_MINUTES = 60;

/** The Spark job that turns flatfiles into rows of the tables, and its schedule. Runs do not overlap. */
export class Conversion extends Construct {
  readonly jobName: string;
  /** A rule that matches each failed run. */
  readonly failureRule: string;

  constructor(scope: Construct, id: string, lake: Lake, scripts: Job) {
    super(scope, id);
    const job = new CfnJob(this, 'Job', {
      description: 'Merges flatfiles into the tables: one row per record, its latest version',
      glueVersion: '5.1',
      command: {
        name: 'glueetl',
        pythonVersion: '3',
        scriptLocation: location(lake, scripts.entry),
      },
      role: this.role(lake).roleArn,
      workerType: 'G.1X',
      numberOfWorkers: MOST_WORKERS,
      executionProperty: { maxConcurrentRuns: 1 },
      // A run that is due while another one goes on waits. Otherwise Glue would count it as failed.
      // Queuing is possible only without retries (developer guide, "Job run statuses").
      jobRunQueuingEnabled: true,
      // The next scheduled run takes up what a failed run has left, so it is the retry.
      maxRetries: 0,
      timeout: TIMEOUT_MINUTES,
      // No '--enable-metrics': Glue's own job metrics are billed as custom metrics, need a GlueContext,
      // which the job does not use otherwise, and need permission for another namespace (developer
      // guide, "Monitoring AWS Glue using Amazon CloudWatch metrics").
      defaultArguments: {
        '--datalake-formats': 'iceberg',
        '--extra-py-files': scripts.modules.map((key) => location(lake, key)).join(','),
        '--enable-auto-scaling': 'true',
        '--job-bookmark-option': 'job-bookmark-disable',
        '--custom-logGroup-prefix': this.logGroups(lake),
        '--bucket': lake.parameters.bucketName,
        '--database': lake.database,
        '--datasets_file': scripts.datasetsFile,
        '--catalogue_file': scripts.catalogueFile,
      },
    });
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
    const below = 'Objects below the prefix are named after their origin.';
    return serviceRole(this, lake, 'glue.amazonaws.com', 'Merges flatfiles into the tables', {
      ReadScripts: {
        actions: ['s3:GetObject'],
        resources: [objectsArn(lake, `${ASSETS_PREFIX}${JOB_FOLDER}`)],
        wildcardReason: 'The scripts differ from release to release.',
      },
      // A run releases the version that it took, as a newer one may have replaced it meanwhile.
      ReadAndReleaseFlatfiles: {
        actions: [
          's3:GetObject',
          's3:GetObjectVersion',
          's3:GetObjectTagging',
          's3:PutObjectTagging',
          's3:PutObjectVersionTagging',
        ],
        resources: [allObjectsArn(lake, flatfilePrefix)],
        wildcardReason: below,
      },
      NoteBatches: {
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [allObjectsArn(lake, batchPrefix)],
        wildcardReason: 'A run chooses the name of its batch.',
      },
      DoErasures: {
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [allObjectsArn(lake, erasurePrefix)],
        wildcardReason: 'The caller who orders an erasure chooses its name.',
      },
      WriteTable: {
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
        resources: [allObjectsArn(lake, tablePrefix)],
        wildcardReason: below,
      },
      FindObjects: {
        actions: ['s3:ListBucket', 's3:GetBucketLocation'],
        resources: [lake.bucketArn],
      },
      CommitTable: {
        // AWS's build of Iceberg looks up the catalogue itself, too.
        actions: [
          'glue:GetCatalog',
          'glue:GetDatabase',
          'glue:CreateDatabase',
          'glue:GetTable',
          'glue:UpdateTable',
          'glue:CreateTable',
        ],
        resources: catalogueArns(lake, ALL_TABLES),
        wildcardReason:
          "The database is the stack's own, and the job keeps all of its tables and views.",
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
        conditions: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
        wildcardReason: 'Metrics have no ARN: their namespace is the condition.',
      },
    });
  }

  /**
   * Makes the job's log groups, so that their logs expire: Glue would make groups that keep logs for
   * ever. Their names contain a part of the stack's id. A run that outlives its stack may create the
   * groups again, and the next stack on the same bucket would fail if it used the same names.
   * @returns the beginning of their names (developer guide, "Logging for AWS Glue jobs")
   */
  private logGroups(lake: Lake): string {
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/1a2b3c4d-…
    const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    const prefix = `/aws-glue/jobs/${lake.parameters.bucketName}-${Fn.select(0, Fn.split('-', uuid))}`;
    for (const name of ['output', 'error']) {
      new LogGroup(this, `Log-${name}`, {
        logGroupName: `${prefix}/${name}`,
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    }
    return prefix;
  }

  /** Counts failed runs by a rule, since Glue sends events of them but no metric; a log keeps them. */
  private failures(job: CfnJob, bucketName: string): string {
    const log = eventLog(this, 'FailedRuns', `/aws/events/${bucketName}-failed-runs`);
    return glueRule(this, 'Failure', log, {
      description: 'Failed runs of the conversion',
      type: 'Glue Job State Change',
      detail: { jobName: [job.ref], state: FAILED_RUN_STATES },
    });
  }
}
