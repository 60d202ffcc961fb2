/**
 * What the owner of a resource may do. QuickSight accepts actions in whole groups only, and shows nobody a
 * resource without permissions (Quick Sight API reference, UpdateDashboardPermissions and its kin).
 */
import type { Lake } from '../lake.ts';

const OWNER_ACTIONS = {
  dataSource: [
    'DescribeDataSource',
    'DescribeDataSourcePermissions',
    'PassDataSource',
    'UpdateDataSource',
    'DeleteDataSource',
    'UpdateDataSourcePermissions',
  ],
  dataSet: [
    'DescribeDataSet',
    'DescribeDataSetPermissions',
    'PassDataSet',
    'DescribeIngestion',
    'ListIngestions',
    'UpdateDataSet',
    'DeleteDataSet',
    'CreateIngestion',
    'CancelIngestion',
    'UpdateDataSetPermissions',
    'CreateRefreshSchedule',
    'UpdateRefreshSchedule',
    'DeleteRefreshSchedule',
    'DescribeRefreshSchedule',
    'ListRefreshSchedules',
    'PutDataSetRefreshProperties',
    'DescribeDataSetRefreshProperties',
    'DeleteDataSetRefreshProperties',
  ],
  theme: [
    'DescribeTheme',
    'DescribeThemeAlias',
    'ListThemeAliases',
    'ListThemeVersions',
    'UpdateTheme',
    'DeleteTheme',
    'CreateThemeAlias',
    'UpdateThemeAlias',
    'DeleteThemeAlias',
    'UpdateThemePermissions',
    'DescribeThemePermissions',
  ],
  dashboard: [
    'DescribeDashboard',
    'ListDashboardVersions',
    'QueryDashboard',
    'UpdateDashboard',
    'DeleteDashboard',
    'UpdateDashboardPermissions',
    'DescribeDashboardPermissions',
    'UpdateDashboardPublishedVersion',
  ],
} as const;

/** The permissions that make the principal of the stack's parameter the owner. */
export function ownedBy(
  { parameters }: Lake,
  kind: keyof typeof OWNER_ACTIONS,
): { principal: string; actions: string[] }[] {
  const actions = OWNER_ACTIONS[kind].map((action) => `quicksight:${action}`);
  return [{ principal: parameters.quickSightPrincipalArn, actions }];
}
