import { Aws, CfnOutput } from 'aws-cdk-lib';
import { CfnDashboard, CfnTheme } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import type { Job } from '../job-scripts.ts';
import type { Lake } from '../lake.ts';
import { onlyIf } from '../only-if.ts';
import type { DescribedView } from '../view-columns.ts';
import { DataSets } from './data-sets.ts';
import { DataSource } from './data-source.ts';
import { definition } from './definition.ts';
import { ownedBy } from './permissions.ts';
import { SHEETS } from './sheets/sheets.ts';
import { type Colours, themeConfiguration } from './theme.ts';

/**
 * The dashboard in QuickSight (Amazon Quick Sight), with its data. Nothing of it exists unless the form names
 * an owner. There is no analysis: "Save as" in the dashboard gives the owner one.
 */
export class QuickSight extends Construct {
  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    content: {
      readonly workgroup: string;
      readonly job: Job;
      readonly views: readonly DescribedView[];
      readonly colours: Colours;
    },
  ) {
    super(scope, id);
    const { bucketName, hasQuickSight } = lake.parameters;
    const source = new DataSource(this, 'Athena', lake, content.workgroup, content.job);
    onlyIf(source, hasQuickSight);
    // Names of data sets must be unique in an account and Region, and stay taken after a failed delete:
    // all ids are made of the bucket's name.
    const common = { awsAccountId: Aws.ACCOUNT_ID, name: `Contact lake ${bucketName}` };
    const { sets } = new DataSets(this, 'Data', lake, source.arn, content.views);
    const theme = new CfnTheme(this, 'Theme', {
      ...common,
      themeId: bucketName,
      baseThemeId: 'CLASSIC',
      configuration: themeConfiguration(content.colours),
      permissions: ownedBy(lake, 'theme'),
    });
    const dashboard = new CfnDashboard(this, 'Dashboard', {
      ...common,
      dashboardId: bucketName,
      themeArn: theme.attrArn,
      definition: definition(SHEETS, sets),
      dashboardPublishOptions: {
        adHocFilteringOption: { availabilityStatus: 'ENABLED' },
        exportToCsvOption: { availabilityStatus: 'ENABLED' },
        sheetControlsOption: { visibilityState: 'EXPANDED' },
      },
      permissions: ownedBy(lake, 'dashboard'),
    });
    for (const one of [theme, dashboard]) onlyIf(one, hasQuickSight);
    const address = new CfnOutput(this, 'Address', {
      value: `https://${Aws.REGION}.quicksight.aws.amazon.com/sn/dashboards/${bucketName}`,
      description: 'The dashboard in QuickSight',
    });
    address.condition = hasQuickSight;
  }
}
