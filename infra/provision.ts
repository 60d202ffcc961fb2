import { createHash } from 'node:crypto';
import { Aws, CfnResource, CustomResource, Duration, Fn } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { ENV_BUCKET, ENV_DATABASE, ENV_TIME_ZONE, envOfSetting } from '../functions/environment.ts';
import { FIRST_METADATA } from '../functions/provision/first-tables.ts';
import {
  CONTENT_RESOURCE,
  JOB_PROPERTY,
  type LASTING_NAMES,
  RELEASE_RESOURCE,
  TIME_ZONE_PROPERTY,
} from '../functions/provision/names.ts';
import { ASSETS_PREFIX, tablePrefix } from '../pipeline/lake-keys.ts';
import type { Conversion } from './conversion.ts';
import { inlineFunction } from './inline-function.ts';
import { ALL_TABLES, allObjectsArn, catalogueArns, type Lake, objectsArn } from './lake.ts';
import type { Permission } from './roles.ts';

/**
 * Puts into the bucket and the catalogue what the template cannot hold, when the stack is created or
 * updated. It does so in two steps. `release` comes before every resource whose name is a parameter; the
 * resource of `fillAfter` comes after all others.
 */
export class Provision extends Construct {
  private readonly function: LambdaFunction;
  /** The custom resource on which every resource depends whose name is a parameter. */
  readonly release: CustomResource;
  private readonly version: string;
  /** What the views are written with: another value has them written again. */
  private readonly ofViews: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, lake: Lake, code: string) {
    super(scope, id);
    const { bucketName, databaseName, streamName, timeZone, viewSettings } = lake.parameters;
    this.ofViews = {
      [TIME_ZONE_PROPERTY]: timeZone,
      ...Object.fromEntries(viewSettings.map(({ setting, given }) => [setting.parameter, given])),
    };
    // The code contains the assets. A new release changes this hash, and so CloudFormation calls again.
    this.version = createHash('sha256').update(code).digest('hex').slice(0, 12);
    this.function = inlineFunction(this, lake, {
      description: 'Puts scripts, saved queries, the runbook, tables and views in place',
      code,
      timeout: Duration.minutes(2),
      megabytes: 256,
      environment: {
        [ENV_BUCKET]: bucketName,
        [ENV_DATABASE]: lake.database,
        [ENV_TIME_ZONE]: timeZone,
        ...Object.fromEntries(
          viewSettings.map(({ setting, given }) => [envOfSetting(setting), given]),
        ),
      },
      permissions: permissions(lake),
    });
    const names: Record<keyof typeof LASTING_NAMES, string> = {
      BucketName: bucketName,
      DatabaseName: databaseName,
      KinesisStreamName: streamName,
    };
    this.release = this.resource('Release', RELEASE_RESOURCE, names);
  }

  /** Fills the bucket and the catalogue after all of these are made. */
  fillAfter(conversion: Conversion, ...others: readonly IConstruct[]): CustomResource {
    const { jobName } = conversion;
    // A policy of its own: the job depends on the function's role, so the role cannot name the job.
    const start = new Policy(this, 'StartConversion', {
      roles: [this.function.role!],
      statements: [
        new PolicyStatement({
          actions: ['glue:StartJobRun'],
          resources: [`arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:job/${jobName}`],
        }),
      ],
    });
    const resources = [conversion, ...others].flatMap(resourcesOf);
    const optional = resources.filter(({ cfnOptions }) => cfnOptions.condition);
    const content = this.resource('Content', CONTENT_RESOURCE, {
      [JOB_PROPERTY]: jobName,
      // CloudFormation allows no dependency on a resource that a condition leaves out; a reference does.
      Optional: optional.map(({ cfnOptions, ref }) =>
        Fn.conditionIf(cfnOptions.condition!.logicalId, ref, ''),
      ),
    });
    const referred = [...optional.map(({ ref }) => ref), jobName];
    content.node.addDependency(start, ...resources.filter(({ ref }) => !referred.includes(ref)));
    return content;
  }

  private resource(id: string, resourceType: string, properties: Record<string, unknown>) {
    return new CustomResource(this, id, {
      resourceType,
      serviceToken: this.function.functionArn,
      // A function that does not answer fails the launch after this time, not after an hour.
      serviceTimeout: Duration.minutes(3),
      properties: { Release: this.version, ...this.ofViews, ...properties },
    });
  }
}

/** The ARN of all user-defined functions of the database. */
function functionsArn({ database }: Lake): string {
  return `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:userDefinedFunction/${database}/*`;
}

function resourcesOf(scope: IConstruct): CfnResource[] {
  return scope.node.findAll().filter((one) => CfnResource.isCfnResource(one));
}

function permissions(lake: Lake): Readonly<Record<string, Permission>> {
  const assets = objectsArn(lake, ASSETS_PREFIX);
  const firstMetadata = allObjectsArn(lake, (one) => `${tablePrefix(one)}${FIRST_METADATA}`);
  const ownStack = `arn:${Aws.PARTITION}:cloudformation:${Aws.REGION}:${Aws.ACCOUNT_ID}:stack/${Aws.STACK_NAME}/*`;
  return {
    Put: {
      actions: ['s3:PutObject'],
      resources: [assets, firstMetadata],
      wildcardReason: 'The assets differ from release to release; a table names its metadata.',
    },
    // Used after a first launch that failed. Of a table, only metadata without rows can be deleted.
    TakeBack: {
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [assets, firstMetadata],
      wildcardReason: 'The assets differ from release to release; a table names its metadata.',
    },
    FindObjects: {
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resources: [lake.bucketArn],
    },
    MakeTables: {
      actions: ['glue:GetTable', 'glue:CreateTable', 'glue:UpdateTable', 'glue:DeleteTable'],
      resources: catalogueArns(lake, ALL_TABLES),
      wildcardReason: 'The database is made by this function, with all of its tables and views.',
    },
    // To delete a database, Glue wants permission for everything that the database may contain.
    MakeDatabase: {
      actions: ['glue:GetDatabase', 'glue:CreateDatabase', 'glue:DeleteDatabase'],
      resources: [...catalogueArns(lake, ALL_TABLES), functionsArn(lake)],
      wildcardReason: 'A database is deleted together with everything in it.',
    },
    TellLaunchFromUpdate: {
      actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackResources'],
      resources: [ownStack],
      wildcardReason: 'CloudFormation chooses the end of the id of this stack.',
    },
  };
}
