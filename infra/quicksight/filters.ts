/** The filters of the dashboard: those that a reader sets on every sheet, and those of single visuals. */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { COMPARED, COMPARED_DAYS, DAY, DAYS_AGO, type DataSetName, QUEUE_DAY } from './fields.ts';
import type { ParameterName } from './parameters.ts';
import { slug } from './visual-spec.ts';

type Filter = CfnDashboard.FilterProperty;
type Group = CfnDashboard.FilterGroupProperty;
type Scope = CfnDashboard.SheetVisualScopingConfigurationProperty;

/** Ids of a filter and its column. */
interface Place {
  readonly filterId: string;
  readonly column: CfnDashboard.ColumnIdentifierProperty;
}

interface VisualFilter {
  readonly column: string;
  readonly filter: (place: Place) => Filter;
}

/** From the first day of the period to its last, both included. */
const inPeriod = (place: Place): Filter => ({
  timeRangeFilter: {
    ...place,
    nullOption: 'NON_NULLS_ONLY',
    timeGranularity: 'DAY',
    includeMinimum: true,
    includeMaximum: true,
    rangeMinimumValue: { parameter: 'From' satisfies ParameterName },
    rangeMaximumValue: { parameter: 'To' satisfies ParameterName },
  },
});

const withValue = (place: Place): Filter => ({
  categoryFilter: {
    ...place,
    configuration: {
      filterListConfiguration: {
        matchOperator: 'CONTAINS',
        selectAllOptions: 'FILTER_ALL_VALUES',
        nullOption: 'NON_NULLS_ONLY',
      },
    },
  },
});

/** Among the values of a parameter, which means all of them while it has none. */
const among = (parameterName: ParameterName) => (place: Place) => ({
  categoryFilter: {
    ...place,
    configuration: {
      customFilterConfiguration: {
        matchOperator: 'EQUALS',
        parameterName,
        nullOption: 'NON_NULLS_ONLY',
      },
    },
  },
});

/** Filters of single visuals, by the names that sheets use. */
const VISUAL_FILTERS = {
  /** Contacts that disconnected, or callbacks and first contacts that began, in the period. */
  period: { column: DAY, filter: inPeriod },
  /** Contacts that entered a queue in the period, once they have disconnected. */
  queuePeriod: { column: QUEUE_DAY, filter: inPeriod },
  thisDay: {
    column: DAYS_AGO,
    filter: (place) => ({
      numericEqualityFilter: {
        ...place,
        matchOperator: 'EQUALS',
        parameterName: 'DaysBack' satisfies ParameterName,
        nullOption: 'NON_NULLS_ONLY',
      },
    }),
  },
  twoDays: {
    column: COMPARED,
    filter: (place) => ({
      categoryFilter: {
        ...place,
        configuration: {
          filterListConfiguration: {
            matchOperator: 'CONTAINS',
            categoryValues: [...COMPARED_DAYS],
            nullOption: 'NON_NULLS_ONLY',
          },
        },
      },
    }),
  },
  withAgent: { column: 'agent', filter: withValue },
  withWait: { column: 'wait_band', filter: withValue },
  pickedQueues: { column: 'queue', filter: among('PickedQueues') },
  pickedAgents: { column: 'handled_by', filter: among('PickedAgents') },
} as const satisfies Readonly<Record<string, VisualFilter>>;
export type FilterName = keyof typeof VISUAL_FILTERS;

/** The columns by which a reader narrows every sheet. The sets that have them have the same names. */
const READER_FILTERS = { queue: 'Queue', channel: 'Channel', instance_id: 'Instance' } as const;

/** The control on a sheet for each filter that a reader sets. */
export function readerControls(sheet: string): CfnDashboard.FilterControlProperty[] {
  return Object.keys(READER_FILTERS).map((column) => ({
    crossSheet: {
      filterControlId: `${sheet}-${slug(column)}`,
      sourceFilterId: `reader-${slug(column)}`,
    },
  }));
}

/** The visuals of a sheet on which a filter acts. */
export interface FilterUse {
  readonly filter: FilterName;
  readonly data: DataSetName;
  readonly sheet: string;
  readonly visual: string;
}

/**
 * All filters, each in a group of its own.
 * @param sheets the ids of all sheets
 */
export function filterGroups(sheets: readonly string[], uses: readonly FilterUse[]): Group[] {
  const readers = Object.entries(READER_FILTERS).map(([columnName, title]): Group => {
    const filterId = `reader-${slug(columnName)}`;
    const filter: Filter = {
      categoryFilter: {
        filterId,
        column: { dataSetIdentifier: 'contacts', columnName },
        configuration: {
          filterListConfiguration: {
            matchOperator: 'CONTAINS',
            selectAllOptions: 'FILTER_ALL_VALUES',
            nullOption: 'ALL_VALUES',
          },
        },
        defaultFilterControlConfiguration: {
          title,
          controlOptions: { defaultDropdownOptions: { type: 'MULTI_SELECT' } },
        },
      },
    };
    const scopes = sheets.map((sheetId) => ({ sheetId, scope: 'ALL_VISUALS' }));
    return group(`${filterId}-group`, 'ALL_DATASETS', filter, scopes);
  });
  const keys = [...new Set(uses.map(({ data, filter }) => `${filter} ${data}`))];
  const others = keys.map((key): Group => {
    const [name, data] = key.split(' ') as [FilterName, DataSetName];
    const { column, filter } = VISUAL_FILTERS[name];
    const filterId = `${name}-${data}`;
    const of = uses.filter((use) => use.filter === name && use.data === data);
    const scopes = [...new Set(of.map(({ sheet }) => sheet))].map((sheetId) => ({
      sheetId,
      scope: 'SELECTED_VISUALS',
      visualIds: of.filter(({ sheet }) => sheet === sheetId).map(({ visual }) => visual),
    }));
    const place = { filterId, column: { dataSetIdentifier: data, columnName: column } };
    return group(`${filterId}-group`, 'SINGLE_DATASET', filter(place), scopes);
  });
  return [...readers, ...others];
}

function group(
  filterGroupId: string,
  crossDataset: string,
  filter: Filter,
  scopes: Scope[],
): Group {
  return {
    filterGroupId,
    crossDataset,
    filters: [filter],
    scopeConfiguration: { selectedSheets: { sheetVisualScopingConfigurations: scopes } },
    status: 'ENABLED',
  };
}
