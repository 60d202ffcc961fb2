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
 * The connection of QuickSight (Amazon Quick Sight) with the lake, and the theme. In an account without a
 * subscription, or with another owner than QuickSight knows, they fail first: before the bucket is filled.
 */
export class QuickSightAccess extends Construct {
  readonly source: DataSource;
  readonly theme: CfnTheme;

  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    content: { readonly workgroup: string; readonly job: Job; readonly colours: Colours },
  ) {
    super(scope, id);
    this.source = new DataSource(this, 'Athena', lake, content.workgroup, content.job);
    this.theme = new CfnTheme(this, 'Theme', {
      ...namesOf(lake),
      themeId: lake.parameters.bucketName,
      baseThemeId: 'CLASSIC',
      configuration: themeConfiguration(content.colours),
      permissions: ownedBy(lake, 'theme'),
    });
    onlyIf(this, lake.parameters.hasQuickSight);
  }
}

/**
 * The dashboard in QuickSight, with its data sets. Nothing of it exists unless the form names an owner. There
 * is no analysis: "Save as" in the dashboard gives the owner one.
 */
export class QuickSightDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    lake: Lake,
    { source, theme }: QuickSightAccess,
    views: readonly DescribedView[],
  ) {
    super(scope, id);
    const { bucketName, hasQuickSight } = lake.parameters;
    const { sets } = new DataSets(this, 'Data', lake, source.arn, views);
    const dashboard = new CfnDashboard(this, 'Page', {
      ...namesOf(lake),
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
    onlyIf(dashboard, hasQuickSight);
    const address = new CfnOutput(this, 'Address', {
      value: `https://${Aws.REGION}.quicksight.aws.amazon.com/sn/dashboards/${bucketName}`,
      description: 'The dashboard in QuickSight',
    });
    address.condition = hasQuickSight;
  }
}

/**
 * Ids in QuickSight are unique in an account and Region, and stay taken after a failed delete: all are made
 * of the bucket's name.
 */
function namesOf({ parameters }: Lake) {
  return { awsAccountId: Aws.ACCOUNT_ID, name: `Contact lake ${parameters.bucketName}` };
}
