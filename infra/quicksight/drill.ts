/** A click on a figure of a queue or an agent, which opens the sheet with the contacts behind it. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { DIMENSIONS, type DimensionName } from './dimensions.ts';
import type { ParameterName } from './parameters.ts';
import type { Wells } from './wells.ts';

/** The sheet that lists contacts. */
export const DETAILS_SHEET = 'contacts';

/** The parameters of that sheet, and the dimensions that set them. */
const PICKS = { PickedQueues: 'queue', PickedAgents: 'agent' } as const satisfies Partial<
  Record<ParameterName, DimensionName>
>;

/** The actions of a visual with these dimensions; none, if no dimension sets a parameter. */
export function drillTo(
  visual: string,
  names: readonly DimensionName[],
  wells: Wells,
): CfnDashboard.VisualCustomActionProperty[] {
  if (!Object.values(PICKS).some((name) => names.includes(name))) return [];
  const parameterValueConfigurations = Object.entries(PICKS).map(([parameter, name]) => ({
    destinationParameterName: parameter,
    // Without it, what was picked before would still hold.
    value: names.includes(name)
      ? { sourceField: wells.id(DIMENSIONS[name].column) }
      : { selectAllValueOptions: 'ALL_VALUES' },
  }));
  const localNavigationConfiguration = { targetSheetId: DETAILS_SHEET };
  return [
    {
      customActionId: `${visual}-contacts`,
      name: 'Show the contacts',
      trigger: 'DATA_POINT_MENU',
      status: 'ENABLED',
      actionOperations: [
        { navigationOperation: { localNavigationConfiguration } },
        { setParametersOperation: { parameterValueConfigurations } },
      ],
    },
  ];
}
