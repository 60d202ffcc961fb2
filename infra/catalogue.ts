import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnCrawler, CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Construct } from 'constructs';
import { openKeyTable } from '../functions/open-keys.ts';
import { NO_OPEN_KEY } from '../pipeline/column-types.ts';
import { flatfileFields, flatfileTable, tableFields } from '../pipeline/dataset.ts';
import { ERASURE_FIELDS, erasureTable } from '../pipeline/erase/erasure.ts';
import {
  erasurePrefix,
  flatfilePrefix,
  openKeyPrefix,
  quarantinePrefix,
  tablePrefix,
} from '../pipeline/lake-keys.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../pipeline/quarantine.ts';
import { acknowledge } from './acknowledge.ts';
import { hiveColumns, type SpelledColumn, TIMESTAMP_FORMATS } from './hive-types.ts';
import { catalogueArns, type Lake, location, objectsArn } from './lake.ts';
import { serviceRole } from './roles.ts';
import type { DescribedView } from './view-columns.ts';
import { viewTable } from './view-table.ts';

/** The open struct where its keys are not columns yet. */
const OPEN_MAP = 'map<string,string>';

/** Database and tables. They stay when the stack goes, so that the data can be asked on. */
export class Catalogue extends Construct {
  readonly crawlerName: string;
  readonly crawlerArn: string;
  readonly databaseResource: CfnDatabase;

  constructor(scope: Construct, id: string, lake: Lake, views: readonly DescribedView[]) {
    super(scope, id);
    const { dataset } = lake;
    this.databaseResource = new CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: lake.database, description: 'Contact lake' },
    });
    keep(this.databaseResource);

    this.table(lake, 'Table', dataset.name, {
      tableType: 'EXTERNAL_TABLE',
      storageDescriptor: {
        location: location(lake, tablePrefix(dataset)),
        // A struct has a field at least; the conversion adds one per attribute.
        columns: hiveColumns(tableFields(dataset), `struct<${NO_OPEN_KEY}:string>`),
      },
    }).openTableFormatInput = { icebergInput: { metadataOperation: 'CREATE', version: '2' } };
    this.jsonTable(lake, 'Flatfiles', flatfileTable(dataset), flatfilePrefix(dataset), {
      columns: hiveColumns(flatfileFields(dataset), OPEN_MAP),
    });
    this.jsonTable(lake, 'Quarantine', QUARANTINE_TABLE, quarantinePrefix(dataset), {
      columns: hiveColumns(QUARANTINE_FIELDS, OPEN_MAP),
    });
    this.jsonTable(lake, 'Erasures', erasureTable(dataset), erasurePrefix(dataset), {
      columns: hiveColumns(ERASURE_FIELDS, OPEN_MAP),
    });
    const openKeys = this.jsonTable(
      lake,
      'OpenKeys',
      openKeyTable(dataset),
      openKeyPrefix(dataset),
      { columns: [{ name: NO_OPEN_KEY, type: 'string' }] },
    );
    for (const view of views)
      this.table(lake, `View-${view.name}`, view.name, viewTable(lake, view));

    const crawler = this.crawler(lake);
    crawler.addResourceDependency(openKeys);
    this.crawlerName = crawler.ref;
    this.crawlerArn = `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:crawler/${crawler.ref}`;
  }

  private table(
    lake: Lake,
    id: string,
    name: string,
    input: Omit<CfnTable.TableInputProperty, 'name'>,
  ): CfnTable {
    const table = new CfnTable(this, id, {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: lake.database,
      tableInput: { name, ...input },
    });
    table.addResourceDependency(this.databaseResource);
    keep(table);
    return table;
  }

  /** A table over files of one JSON object a line, plain or gzip. */
  private jsonTable(
    lake: Lake,
    id: string,
    name: string,
    prefix: string,
    { columns }: { columns: SpelledColumn[] },
  ): CfnTable {
    return this.table(lake, id, name, {
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE', classification: 'json' },
      storageDescriptor: {
        location: location(lake, prefix),
        columns,
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        serdeInfo: {
          serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
          parameters: { 'timestamp.formats': TIMESTAMP_FORMATS },
        },
      },
    });
  }

  /**
   * Reads the keys of attributes, one small object each, into a table of their own: never records,
   * whose columns are declared. It has no schedule; normalise starts it for a key that is new.
   */
  private crawler(lake: Lake): CfnCrawler {
    const role = serviceRole(this, lake, 'glue.amazonaws.com', 'Reads the keys of attributes', {
      ReadKeys: {
        actions: ['s3:GetObject'],
        resources: [objectsArn(lake, openKeyPrefix(lake.dataset))],
        wildcardReason: 'One object for each key of an attribute.',
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
      "Its log holds the names of attributes, which are no secret; a key of one's own can be set for CloudWatch logs account-wide.",
    );
    return crawler;
  }
}

/** Kept, except where the first launch fails. */
function keep(resource: CfnDatabase | CfnTable): void {
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}
