import { Aws, type CfnCondition, Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENV_BUCKET, ENV_DATABASE, ENV_ERASURES } from '../functions/environment.ts';
import { DATA_SETS, dataSetId } from '../functions/refresh/data-sets.ts';
import { erasurePrefix } from '../pipeline/lake-keys.ts';
import { inlineFunction } from './inline-function.ts';
import { catalogueArns, type Lake } from './lake.ts';
import { onlyIf } from './only-if.ts';

/**
 * Imports the data sets into QuickSight after each successful run of the conversion. EventBridge cannot
 * start an import itself, so a function does.
 */
export class Refresh extends Construct {
  readonly function: LambdaFunction;
  /** Whether the stack has it. */
  readonly condition: CfnCondition;

  constructor(scope: Construct, id: string, lake: Lake, jobName: string, code: string) {
    super(scope, id);
    this.condition = lake.parameters.importsToSpice;
    this.function = this.importer(lake, code);
    this.startAfter(jobName);
    onlyIf(this, this.condition);
  }

  private importer(lake: Lake, code: string): LambdaFunction {
    const { bucketName } = lake.parameters;
    const erasures = erasurePrefix(lake.dataset);
    const dataSets = DATA_SETS.map(
      (dataSet) =>
        `arn:${Aws.PARTITION}:quicksight:${Aws.REGION}:${Aws.ACCOUNT_ID}:dataset/${dataSetId(bucketName, dataSet)}`,
    );
    return inlineFunction(this, lake, {
      description: 'Imports the data sets into QuickSight after a run of the conversion',
      code,
      // Reading the history of seven data sets takes seconds; QuickSight answers five such calls a second.
      timeout: Duration.minutes(2),
      megabytes: 256,
      environment: {
        [ENV_BUCKET]: bucketName,
        [ENV_DATABASE]: lake.database,
        [ENV_ERASURES]: erasures,
      },
      permissions: {
        Import: {
          actions: ['quicksight:CreateIngestion', 'quicksight:ListIngestions'],
          resources: dataSets.flatMap((arn) => [arn, `${arn}/ingestion/*`]),
          wildcardReason: 'An import is named after the run of the conversion before it.',
        },
        FindErasures: {
          actions: ['s3:ListBucket'],
          resources: [lake.bucketArn],
          conditions: { StringEquals: { 's3:prefix': erasures } },
        },
        FindViews: {
          actions: ['glue:GetTable'],
          resources: catalogueArns(
            lake,
            DATA_SETS.map(({ view }) => view),
          ),
        },
      },
    });
  }

  private startAfter(jobName: string): void {
    const rule = new CfnRule(this, 'Runs', {
      description: 'Successful runs of the conversion',
      eventPattern: {
        source: ['aws.glue'],
        'detail-type': ['Glue Job State Change'],
        detail: { jobName: [jobName], state: ['SUCCEEDED'] },
      },
      targets: [{ id: 'refresh', arn: this.function.functionArn }],
    });
    new CfnPermission(this, 'RunsStart', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'events.amazonaws.com',
      sourceArn: rule.attrArn,
      sourceAccount: Aws.ACCOUNT_ID,
    });
  }
}
