import { Aws, Fn } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import { RESULTS_PREFIX } from '../pipeline/lake-keys.ts';
import type { SavedQuery } from '../queries/reader/saved-queries.ts';
import { type Lake, location } from './lake.ts';
import { MOST_SCANNED_BYTES } from './limits.ts';

/** The Athena workgroup in which people query the lake, and all saved queries. */
export class SavedQueries extends Construct {
  readonly workgroup: string;

  constructor(scope: Construct, id: string, lake: Lake, queries: readonly SavedQuery[]) {
    super(scope, id);
    const { bucketName, hasKmsKey, kmsKeyArn } = lake.parameters;
    const workgroup = new CfnWorkGroup(this, 'WorkGroup', {
      name: bucketName,
      description: 'Queries of the contact lake',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: MOST_SCANNED_BYTES,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: location(lake, RESULTS_PREFIX),
          encryptionConfiguration: {
            encryptionOption: Fn.conditionIf(hasKmsKey.logicalId, 'SSE_KMS', 'SSE_S3').toString(),
            kmsKey: Fn.conditionIf(hasKmsKey.logicalId, kmsKeyArn, Aws.NO_VALUE).toString(),
          },
        },
      },
    });
    for (const { name, question, sql } of queries) {
      new CfnNamedQuery(this, `Query-${name}`, {
        name,
        description: question,
        database: lake.database,
        queryString: sql,
        workGroup: workgroup.ref,
      });
    }
    this.workgroup = workgroup.ref;
  }
}
