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
  /** What happened in the period: contacts that disconnected, callbacks that began, time that passed. */
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
  /** Calls and chats that were connected to an agent. */
  conversations: { column: 'conversation', filter: withValue },
  withWait: { column: 'wait_band', filter: withValue },
  pickedQueues: { column: 'queue', filter: among('PickedQueues') },
  pickedAgents: { column: 'handled_by', filter: among('PickedAgents') },
} as const satisfies Readonly<Record<string, VisualFilter>>;
export type FilterName = keyof typeof VISUAL_FILTERS;

/**
 * The columns by which a reader narrows a sheet. Each filter acts on all data sets of the sheet that have a column of that
 * name, and no other.
 */
const READER_FILTERS = {
  queue: 'Queue',
  channel: 'Channel',
  agent: 'Agent',
  instance_id: 'Instance',
} as const;
export type ReaderFilter = keyof typeof READER_FILTERS;

/** A sheet and the filters that a reader sets there. */
export interface NarrowedSheet {
  readonly id: string;
  readonly narrowedBy: readonly ReaderFilter[];
}

/** The control on a sheet for each filter that a reader sets. */
export function readerControls({
  id,
  narrowedBy,
}: NarrowedSheet): CfnDashboard.FilterControlProperty[] {
  return narrowedBy.map((column) => ({
    crossSheet: {
      filterControlId: `${id}-${slug(column)}`,
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

/** All filters, each in a group of its own. */
export function filterGroups(
  sheets: readonly NarrowedSheet[],
  uses: readonly FilterUse[],
): Group[] {
  const columns = Object.keys(READER_FILTERS) as ReaderFilter[];
  const readers = columns.map((columnName): Group => {
    const title = READER_FILTERS[columnName];
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
    const scopes = sheets
      .filter(({ narrowedBy }) => narrowedBy.includes(columnName))
      .map(({ id }) => ({ sheetId: id, scope: 'ALL_VISUALS' }));
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
