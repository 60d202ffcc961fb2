import { Aws } from 'aws-cdk-lib';
import { CfnCrawler } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { openKeyTable } from '../functions/open-keys.ts';
import { openKeyPrefix } from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { catalogueArns, type Lake, objectsArn } from './lake.ts';
import { serviceRole } from './roles.ts';

/**
 * The crawler that adds the keys of attributes to a table of their own. It reads one small object for each
 * key, and never reads records, whose columns are declared. It has no schedule: normalise starts it for a
 * new key.
 */
export class KeyCrawler extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, lake: Lake) {
    super(scope, id);
    const role = serviceRole(this, lake, 'glue.amazonaws.com', 'Reads the keys of attributes', {
      ReadKeys: {
        actions: ['s3:GetObject'],
        resources: [objectsArn(lake, openKeyPrefix(lake.dataset))],
        wildcardReason: 'There is one object for each key of an attribute.',
      },
      FindKeys: { actions: ['s3:ListBucket', 's3:GetBucketLocation'], resources: [lake.bucketArn] },
      UpdateTable: {
        actions: [
          'glue:GetDatabase',
          'glue:GetTable',
          'glue:GetTables',
          'glue:UpdateTable',
          'glue:GetPartition',
          'glue:GetPartitions',
          'glue:BatchGetPartition',
        ],
        resources: catalogueArns(lake, [openKeyTable(lake.dataset)]),
      },
      Log: {
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [
          `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:/aws-glue/crawlers*`,
        ],
        wildcardReason: 'Glue names the log group and the streams of its crawlers.',
      },
    });
    const crawler = new CfnCrawler(this, 'Crawler', {
      role: role.roleArn,
      description: 'Adds new keys of attributes to the catalogue',
      targets: {
        catalogTargets: [{ databaseName: lake.database, tables: [openKeyTable(lake.dataset)] }],
      },
      schemaChangePolicy: { updateBehavior: 'UPDATE_IN_DATABASE', deleteBehavior: 'LOG' },
      configuration: JSON.stringify({
        Version: 1.0,
        Grouping: { TableGroupingPolicy: 'CombineCompatibleSchemas' },
        CrawlerOutput: { Tables: { AddOrUpdateBehavior: 'MergeNewColumns' } },
      }),
    });
    acknowledge(
      crawler,
      'AwsSolutions-GL1',
      'Its log holds names of attributes, which are not secret; an owner can encrypt the CloudWatch logs of the whole account.',
    );
    this.name = crawler.ref;
    this.arn = `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:crawler/${crawler.ref}`;
  }
}
