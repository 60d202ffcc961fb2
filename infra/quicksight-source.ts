import { Aws } from 'aws-cdk-lib';
import { CfnDataSource } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import { QUARANTINE_PREFIX, RESULTS_PREFIX, tablePrefix } from '../pipeline/lake-keys.ts';
import { QUARANTINE_TABLE } from '../pipeline/normalise/quarantine.ts';
import { isLive } from '../queries/reader/views.ts';
import type { Job } from './job-scripts.ts';
import { allObjectsArn, catalogueArns, type Lake, objectsArn } from './lake.ts';
import { ownedBy } from './quicksight/permissions.ts';
import { type Permission, serviceRole } from './roles.ts';

/**
 * The lake's workgroup in Athena, for QuickSight. It has a role of its own: the account-wide role of
 * QuickSight could write no results of this workgroup until somebody ticked the bucket by hand.
 */
export class DataSource extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, lake: Lake, workgroup: string, job: Job) {
    super(scope, id);
    const role = serviceRole(
      this,
      lake,
      'quicksight.amazonaws.com',
      'Reads the lake for QuickSight',
      permissions(lake, workgroup, job),
    );
    const source = new CfnDataSource(this, 'Source', {
      awsAccountId: Aws.ACCOUNT_ID,
      dataSourceId: lake.parameters.bucketName,
      name: `Contact lake ${lake.parameters.bucketName}`,
      type: 'ATHENA',
      dataSourceParameters: {
        athenaParameters: { workGroup: workgroup, roleArn: role.roleArn },
      },
      permissions: ownedBy(lake.parameters.quickSightPrincipalArn, 'dataSource'),
    });
    this.arn = source.attrArn;
  }
}

/** What an Athena data source needs (Quick Sight API reference, AthenaParameters; Athena user guide). */
function permissions(
  lake: Lake,
  workgroup: string,
  { declared }: Job,
): Readonly<Record<string, Permission>> {
  const athena = `arn:${Aws.PARTITION}:athena:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  return {
    Query: {
      actions: [
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetWorkGroup',
        'athena:ListDatabases',
        'athena:ListTableMetadata',
        'athena:GetTableMetadata',
        'athena:GetDataCatalog',
      ],
      resources: [`${athena}:workgroup/${workgroup}`, `${athena}:datacatalog/AwsDataCatalog`],
    },
    ListCatalogues: {
      actions: ['athena:ListDataCatalogs'],
      resources: ['*'],
      wildcardReason: 'The list of catalogues has no ARN.',
    },
    // A view needs permission for every table beneath it.
    ReadCatalogue: {
      actions: [
        'glue:GetDatabase',
        'glue:GetDatabases',
        'glue:GetTable',
        'glue:GetTables',
        'glue:GetPartition',
        'glue:GetPartitions',
      ],
      resources: catalogueArns(lake, [
        ...declared.tables.map(({ name }) => name),
        QUARANTINE_TABLE,
        ...declared.views.map(({ name }) => name).filter((name) => !isLive(name)),
      ]),
    },
    // Where Lake Formation governs the table, it gives access to the files beneath.
    ReadByLakeFormation: {
      actions: ['lakeformation:GetDataAccess'],
      resources: ['*'],
      wildcardReason: 'Lake Formation decides by its own grants; the action knows no resource.',
    },
    ReadTable: {
      actions: ['s3:GetObject'],
      resources: [allObjectsArn(lake, tablePrefix), objectsArn(lake, QUARANTINE_PREFIX)],
      wildcardReason: 'The conversion and normalise choose the names of their files.',
    },
    FindObjects: {
      actions: ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
      resources: [lake.bucketArn],
    },
    KeepResults: {
      actions: [
        's3:GetObject',
        's3:PutObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      resources: [objectsArn(lake, RESULTS_PREFIX)],
      wildcardReason: 'Athena names results after queries.',
    },
  };
}
