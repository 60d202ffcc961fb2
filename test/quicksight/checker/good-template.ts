/**
 * A small template without a fault, in which each rule of the checker has something to look at. Written by
 * hand: a damage to it is a case of a test.
 */
import type { DescribedView, ViewColumn } from '../../../infra/view-columns.ts';
import type { Template } from '../../infra/template.ts';

const TYPES: Readonly<Record<string, string>> = {
  varchar: 'STRING',
  integer: 'INTEGER',
  double: 'DECIMAL',
  'timestamp(6)': 'DATETIME',
  date: 'DATETIME',
};

function view(name: string, columns: Readonly<Record<string, string>>): DescribedView {
  const described = Object.entries(columns).map(
    ([column, prestoType]): ViewColumn => ({ name: column, prestoType, hiveType: prestoType }),
  );
  return { name, sql: '', columns: described };
}

export const GOOD_VIEWS: readonly DescribedView[] = [
  view('quicksight_contacts', {
    contact_id: 'varchar',
    initiated_at: 'timestamp(6)',
    local_day: 'date',
    queue: 'varchar',
    agent: 'varchar',
    channel: 'varchar',
    is_queued: 'integer',
    is_abandoned: 'integer',
    wait_seconds: 'double',
    handle_seconds: 'double',
  }),
  view('quicksight_callbacks', {
    requested_at: 'timestamp(6)',
    queue: 'varchar',
    outcome: 'varchar',
    callbacks: 'integer',
  }),
];

export function goodTemplate(): Template {
  return {
    Parameters: {
      BucketName: { Type: 'String' },
      QuickSightPrincipalArn: { Type: 'String', Default: '' },
      QuickSightImport: {
        Type: 'String',
        Default: 'SPICE',
        AllowedValues: ['SPICE', 'DIRECT_QUERY'],
      },
    },
    Mappings: {},
    Metadata: {},
    Conditions: {
      HasQuickSight: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'QuickSightPrincipalArn' }, ''] }] },
      IsSpice: { 'Fn::Equals': [{ Ref: 'QuickSightImport' }, 'SPICE'] },
      IsRefreshed: { 'Fn::And': [{ Condition: 'HasQuickSight' }, { Condition: 'IsSpice' }] },
    },
    Resources: {
      Database: { Type: 'AWS::Glue::Database', Properties: {} },
      WorkGroup: { Type: 'AWS::Athena::WorkGroup', Properties: {} },
      QuickSightRole: role(),
      DataSource: dataSource(),
      Contacts: contacts(),
      ContactsHourly: schedule('Contacts', 'contacts', 'INCREMENTAL_REFRESH', {
        Interval: 'HOURLY',
      }),
      ContactsWeekly: schedule('Contacts', 'contacts', 'FULL_REFRESH', {
        Interval: 'WEEKLY',
        RefreshOnDay: { DayOfWeek: 'SUNDAY' },
        TimeOfTheDay: '03:30',
        TimeZone: 'UTC',
      }),
      Callbacks: callbacks(),
      CallbacksDaily: schedule('Callbacks', 'callbacks', 'FULL_REFRESH', {
        Interval: 'DAILY',
        TimeOfTheDay: '04:00',
      }),
      Theme: theme(),
      Dashboard: dashboard(),
    },
    Outputs: {
      DashboardUrl: {
        Condition: 'HasQuickSight',
        Value: {
          'Fn::Sub': `https://${parameter('AWS::Region')}.quicksight.aws.amazon.com/sn/dashboards/${parameter('BucketName')}`,
        },
      },
    } as Template['Outputs'],
  };
}

const HAS = { Condition: 'HasQuickSight' };
const ACCOUNT = { AwsAccountId: { Ref: 'AWS::AccountId' } };

const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
/** A parameter as expressions and texts name one. */
const parameter = (name: string) => `\${${name}}`;
const id = (name: string) => ({ 'Fn::Sub': `\${BucketName}-${name}` });

function permissions(actions: readonly string[]) {
  const Actions = actions.map((action) => `quicksight:${action}`);
  return { Permissions: [{ Principal: { Ref: 'QuickSightPrincipalArn' }, Actions }] };
}

function role() {
  const allow = (Action: string | string[], Resource: unknown) => ({
    Effect: 'Allow',
    Action,
    Resource,
  });
  return {
    ...HAS,
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'quicksight.amazonaws.com' },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'ReadByAthena',
          PolicyDocument: {
            Statement: [
              allow(
                [
                  'athena:StartQueryExecution',
                  'athena:GetQueryExecution',
                  'athena:GetQueryResults',
                  'athena:GetQueryResultsStream',
                  'athena:GetWorkGroup',
                  'athena:ListDatabases',
                  'athena:ListTableMetadata',
                  'athena:GetTableMetadata',
                  'athena:GetDataCatalog',
                ],
                '*',
              ),
              allow('athena:ListDataCatalogs', '*'),
              allow(['glue:GetDatabase*', 'glue:GetTable*', 'glue:GetPartition*'], '*'),
              allow(
                [
                  's3:GetObject',
                  's3:ListBucket',
                  's3:GetBucketLocation',
                  's3:PutObject',
                  's3:AbortMultipartUpload',
                  's3:ListMultipartUploadParts',
                  's3:ListBucketMultipartUploads',
                ],
                { 'Fn::Sub': `arn:aws:s3:::${parameter('BucketName')}/*` },
              ),
            ],
          },
        },
      ],
    },
  };
}

function dataSource() {
  return {
    ...HAS,
    Type: 'AWS::QuickSight::DataSource',
    Properties: {
      ...ACCOUNT,
      DataSourceId: id('athena'),
      Name: 'Contact lake',
      Type: 'ATHENA',
      DataSourceParameters: {
        AthenaParameters: { WorkGroup: { Ref: 'WorkGroup' }, RoleArn: arn('QuickSightRole') },
      },
      ...permissions([
        'DescribeDataSource',
        'DescribeDataSourcePermissions',
        'PassDataSource',
        'UpdateDataSource',
        'DeleteDataSource',
        'UpdateDataSourcePermissions',
      ]),
    },
  };
}

function dataSet(name: string, { name: viewName, columns }: DescribedView) {
  return {
    ...HAS,
    Type: 'AWS::QuickSight::DataSet',
    Properties: {
      ...ACCOUNT,
      DataSetId: id(name),
      Name: `Contact lake: ${name}`,
      ImportMode: { 'Fn::If': ['IsSpice', 'SPICE', 'DIRECT_QUERY'] },
      IngestionWaitPolicy: {
        'Fn::If': ['IsSpice', { WaitForSpiceIngestion: false }, { Ref: 'AWS::NoValue' }],
      },
      PhysicalTableMap: {
        [name]: {
          RelationalTable: {
            DataSourceArn: arn('DataSource'),
            Catalog: 'AwsDataCatalog',
            Schema: { Ref: 'Database' },
            Name: viewName,
            InputColumns: columns.map((column) => ({
              Name: column.name,
              Type: TYPES[column.prestoType],
            })),
          },
        },
      },
      ...permissions([
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
      ]),
    },
  };
}

function contacts() {
  const { Properties, ...rest } = dataSet('contacts', GOOD_VIEWS[0]!);
  const LookbackWindow = { ColumnName: 'initiated_at', Size: 14, SizeUnit: 'DAY' };
  const RefreshConfiguration = { IncrementalRefresh: { LookbackWindow } };
  const DataSetRefreshProperties = {
    'Fn::If': ['IsSpice', { RefreshConfiguration }, { Ref: 'AWS::NoValue' }],
  };
  return { ...rest, Properties: { ...Properties, DataSetRefreshProperties } };
}

function callbacks() {
  const { Properties, ...rest } = dataSet('callbacks', GOOD_VIEWS[1]!);
  const LogicalTableMap = {
    renamed: {
      Alias: 'Callbacks',
      Source: { PhysicalTableId: 'callbacks' },
      DataTransforms: [
        { RenameColumnOperation: { ColumnName: 'outcome', NewColumnName: 'callback_outcome' } },
      ],
    },
  };
  return { ...rest, Properties: { ...Properties, LogicalTableMap } };
}

function schedule(dataSetName: string, name: string, RefreshType: string, frequency: object) {
  const ScheduleId = RefreshType === 'FULL_REFRESH' ? 'full' : 'incremental';
  return {
    Condition: 'IsRefreshed',
    Type: 'AWS::QuickSight::RefreshSchedule',
    DependsOn: [dataSetName],
    Properties: {
      ...ACCOUNT,
      DataSetId: id(name),
      Schedule: { ScheduleId, RefreshType, ScheduleFrequency: frequency },
    },
  };
}

function theme() {
  return {
    ...HAS,
    Type: 'AWS::QuickSight::Theme',
    Properties: {
      ...ACCOUNT,
      ThemeId: id('theme'),
      Name: 'Contact lake',
      BaseThemeId: 'CLASSIC',
      Configuration: { DataColorPalette: { Colors: ['#0072B2', '#E69F00'] } },
      ...permissions([
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
      ]),
    },
  };
}

function dashboard() {
  return {
    ...HAS,
    Type: 'AWS::QuickSight::Dashboard',
    Properties: {
      ...ACCOUNT,
      DashboardId: { Ref: 'BucketName' },
      Name: 'Contact centre',
      ThemeArn: arn('Theme'),
      DashboardPublishOptions: { AdHocFilteringOption: { AvailabilityStatus: 'ENABLED' } },
      ...permissions([
        'DescribeDashboard',
        'ListDashboardVersions',
        'QueryDashboard',
        'UpdateDashboard',
        'DeleteDashboard',
        'UpdateDashboardPermissions',
        'DescribeDashboardPermissions',
        'UpdateDashboardPublishedVersion',
      ]),
      Definition: definition(),
    },
  };
}

const column = (ColumnName: string, DataSetIdentifier = 'contacts') => ({
  DataSetIdentifier,
  ColumnName,
});

const category = (FieldId: string, name: string, more: object = {}, dataSet = 'contacts') => ({
  CategoricalDimensionField: { FieldId, Column: column(name, dataSet), ...more },
});
const day = (FieldId: string, name = 'local_day', dataSet = 'contacts') => ({
  DateDimensionField: { FieldId, Column: column(name, dataSet), DateGranularity: 'DAY' },
});
const sum = (FieldId: string, name: string, dataSet = 'contacts') => ({
  NumericalMeasureField: {
    FieldId,
    Column: column(name, dataSet),
    AggregationFunction: { SimpleNumericalAggregation: 'SUM' },
  },
});
const ratio = (FieldId: string, name: string) => ({
  NumericalMeasureField: { FieldId, Column: column(name) },
});
const title = (words: string) => ({
  Visibility: 'VISIBLE',
  FormatText: { RichText: `<visual-title>${words}</visual-title>` },
});
const subtitle = (words: string) => ({
  FormatText: { RichText: `<visual-subtitle>${words}</visual-subtitle>` },
});
const descending = (FieldId: string) => [{ FieldSort: { FieldId, Direction: 'DESC' } }];

function definition() {
  return {
    DataSetIdentifierDeclarations: [
      { Identifier: 'contacts', DataSetArn: arn('Contacts') },
      { Identifier: 'callbacks', DataSetArn: arn('Callbacks') },
    ],
    CalculatedFields: [
      calculated('queued', 'sum({is_queued})'),
      calculated('abandonment rate', 'sum({is_abandoned}) / nullIf({queued}, 0)'),
      calculated('is long wait', `ifelse({wait_seconds} > ${parameter('longWait')}, 1, 0)`),
      calculated('share of waits', 'sum({is long wait}) / nullIf({queued}, 0)'),
      calculated('waiting since', "dateDiff({initiated_at}, now(), 'HH')"),
      calculated('wait p95', 'percentileCont({wait_seconds}, 95)'),
      calculated('week before', 'periodOverPeriodLastValue({queued}, {local_day}, WEEK, 1)'),
      calculated('is of channel', `ifelse(in({channel}, ${parameter('channels')}), {queue}, NULL)`),
    ],
    ParameterDeclarations: parameters(),
    FilterGroups: filterGroups(),
    Sheets: [queuesSheet(), customersSheet()],
  };
}

const calculated = (Name: string, Expression: string) => ({
  DataSetIdentifier: 'contacts',
  Name,
  Expression,
});

function parameters() {
  return [
    {
      IntegerParameterDeclaration: {
        Name: 'longWait',
        ParameterValueType: 'SINGLE_VALUED',
        DefaultValues: { StaticValues: [60] },
      },
    },
    {
      StringParameterDeclaration: {
        Name: 'channels',
        ParameterValueType: 'MULTI_VALUED',
        DefaultValues: { StaticValues: [] },
      },
    },
    {
      StringParameterDeclaration: {
        Name: 'chosenQueue',
        ParameterValueType: 'SINGLE_VALUED',
      },
    },
    {
      DateTimeParameterDeclaration: {
        Name: 'start',
        TimeGranularity: 'DAY',
        DefaultValues: {
          RollingDate: { Expression: "addDateTime(-7, 'DD', truncDate('DD', now()))" },
        },
      },
    },
  ];
}

function filterGroups() {
  return [
    {
      FilterGroupId: 'queue-group',
      CrossDataset: 'ALL_DATASETS',
      Status: 'ENABLED',
      ScopeConfiguration: {
        SelectedSheets: {
          SheetVisualScopingConfigurations: [
            { SheetId: 'queues', Scope: 'ALL_VISUALS' },
            { SheetId: 'customers', Scope: 'ALL_VISUALS' },
          ],
        },
      },
      Filters: [
        {
          CategoryFilter: {
            FilterId: 'queue-filter',
            Column: column('queue'),
            Configuration: {
              FilterListConfiguration: {
                MatchOperator: 'CONTAINS',
                SelectAllOptions: 'FILTER_ALL_VALUES',
              },
            },
            DefaultFilterControlConfiguration: {
              Title: 'Queue',
              ControlOptions: { DefaultDropdownOptions: { Type: 'MULTI_SELECT' } },
            },
          },
        },
      ],
    },
    {
      FilterGroupId: 'start-group',
      CrossDataset: 'SINGLE_DATASET',
      Status: 'ENABLED',
      ScopeConfiguration: {
        SelectedSheets: {
          SheetVisualScopingConfigurations: [
            {
              SheetId: 'queues',
              Scope: 'SELECTED_VISUALS',
              VisualIds: ['queues-by-day', 'queues-table'],
            },
          ],
        },
      },
      Filters: [
        {
          TimeRangeFilter: {
            FilterId: 'start-filter',
            Column: column('initiated_at'),
            NullOption: 'NON_NULLS_ONLY',
            TimeGranularity: 'DAY',
            RangeMinimumValue: { Parameter: 'start' },
          },
        },
        {
          CategoryFilter: {
            FilterId: 'chosen-filter',
            Column: column('queue'),
            Configuration: {
              CustomFilterConfiguration: {
                MatchOperator: 'EQUALS',
                ParameterName: 'chosenQueue',
                NullOption: 'ALL_VALUES',
              },
            },
          },
        },
      ],
    },
    {
      FilterGroupId: 'recent-group',
      CrossDataset: 'SINGLE_DATASET',
      Status: 'ENABLED',
      ScopeConfiguration: {
        SelectedSheets: {
          SheetVisualScopingConfigurations: [
            { SheetId: 'customers', Scope: 'SELECTED_VISUALS', VisualIds: ['customers-callbacks'] },
          ],
        },
      },
      Filters: [
        {
          RelativeDatesFilter: {
            FilterId: 'recent-filter',
            Column: column('requested_at', 'callbacks'),
            AnchorDateConfiguration: { AnchorOption: 'NOW' },
            RelativeDateType: 'LAST',
            RelativeDateValue: 30,
            TimeGranularity: 'DAY',
            NullOption: 'NON_NULLS_ONLY',
          },
        },
      ],
    },
  ];
}

const element = (
  ElementType: string,
  ElementId: string,
  [ColumnIndex, RowIndex, ColumnSpan, RowSpan]: readonly [number, number, number, number],
) => ({ ElementType, ElementId, ColumnIndex, RowIndex, ColumnSpan, RowSpan });

function grid(Elements: readonly object[]) {
  const ScreenCanvasSizeOptions = { ResizeOption: 'FIXED', OptimizedViewPortWidth: '1600px' };
  const CanvasSizeOptions = { ScreenCanvasSizeOptions };
  return [{ Configuration: { GridLayout: { CanvasSizeOptions, Elements } } }];
}

const crossSheet = (FilterControlId: string, SourceFilterId: string) => ({
  CrossSheet: { FilterControlId, SourceFilterId },
});

function queuesSheet() {
  return {
    SheetId: 'queues',
    Name: 'Queues',
    ContentType: 'INTERACTIVE',
    Visuals: [kpi(), byDay(), table()],
    TextBoxes: [
      {
        SheetTextBoxId: 'queues-note',
        Content: `<text-box>Waits above <parameter>${parameter('longWait')}</parameter> s are long.<br/>Tom &amp; Ann</text-box>`,
      },
    ],
    FilterControls: [crossSheet('queues-queue', 'queue-filter')],
    ParameterControls: [
      {
        Slider: {
          ParameterControlId: 'queues-long-wait',
          Title: 'Long wait, seconds',
          SourceParameterName: 'longWait',
          MinimumValue: 10,
          MaximumValue: 300,
          StepSize: 10,
        },
      },
      {
        List: {
          ParameterControlId: 'queues-channels',
          Title: 'Channels',
          SourceParameterName: 'channels',
          Type: 'MULTI_SELECT',
          SelectableValues: { LinkToDataSetColumn: column('channel') },
          CascadingControlConfiguration: {
            SourceControls: [
              { SourceSheetControlId: 'queues-queue', ColumnToMatch: column('queue') },
            ],
          },
        },
      },
      {
        DateTimePicker: {
          ParameterControlId: 'queues-start',
          Title: 'From',
          SourceParameterName: 'start',
        },
      },
    ],
    SheetControlLayouts: [
      {
        Configuration: {
          GridLayout: {
            Elements: [
              element('FILTER_CONTROL', 'queues-queue', [0, 0, 8, 3]),
              element('PARAMETER_CONTROL', 'queues-long-wait', [8, 0, 8, 3]),
              element('PARAMETER_CONTROL', 'queues-channels', [16, 0, 8, 3]),
              element('PARAMETER_CONTROL', 'queues-start', [24, 0, 8, 3]),
            ],
          },
        },
      },
    ],
    Layouts: grid([
      element('TEXT_BOX', 'queues-note', [0, 0, 36, 2]),
      element('VISUAL', 'queues-waiting', [0, 2, 12, 8]),
      element('VISUAL', 'queues-by-day', [12, 2, 24, 8]),
      element('VISUAL', 'queues-table', [0, 10, 36, 12]),
    ]),
  };
}

function kpi() {
  return {
    KPIVisual: {
      VisualId: 'queues-waiting',
      Title: title('How many are abandoned?'),
      Subtitle: subtitle('Abandoned contacts per queued contact'),
      ChartConfiguration: {
        FieldWells: {
          Values: [ratio('waiting-rate', 'abandonment rate')],
          TargetValues: [],
          TrendGroups: [],
        },
      },
    },
  };
}

function byDay() {
  return {
    LineChartVisual: {
      VisualId: 'queues-by-day',
      Title: title('When do we keep them waiting?'),
      ChartConfiguration: {
        FieldWells: {
          LineChartAggregatedFieldWells: {
            Category: [day('by-day-day')],
            Values: [ratio('by-day-p95', 'wait p95'), ratio('by-day-before', 'week before')],
            Colors: [],
          },
        },
        SortConfiguration: {
          CategorySort: [{ FieldSort: { FieldId: 'by-day-day', Direction: 'ASC' } }],
        },
        PrimaryYAxisLabelOptions: {
          AxisLabelOptions: [
            {
              CustomLabel: 'seconds',
              ApplyTo: { FieldId: 'by-day-p95', Column: column('wait p95') },
            },
          ],
        },
        ReferenceLines: [
          {
            DataConfiguration: {
              DynamicConfiguration: {
                Column: column('wait_seconds'),
                MeasureAggregationFunction: {
                  NumericalAggregationFunction: { SimpleNumericalAggregation: 'AVERAGE' },
                },
                Calculation: { SimpleNumericalAggregation: 'AVERAGE' },
              },
            },
          },
        ],
        Tooltip: {
          FieldBasedTooltip: {
            TooltipFields: [{ FieldTooltipItem: { FieldId: 'by-day-p95', Visibility: 'VISIBLE' } }],
          },
        },
      },
    },
  };
}

function table() {
  return {
    TableVisual: {
      VisualId: 'queues-table',
      Title: title('Where does it hurt?'),
      ChartConfiguration: {
        FieldWells: {
          TableAggregatedFieldWells: {
            GroupBy: [category('table-queue', 'queue'), category('table-channel', 'is of channel')],
            Values: [
              sum('table-queued', 'is_queued'),
              ratio('table-share', 'share of waits'),
              {
                CategoricalMeasureField: {
                  FieldId: 'table-agents',
                  Column: column('agent'),
                  AggregationFunction: 'DISTINCT_COUNT',
                },
              },
            ],
          },
        },
        SortConfiguration: { RowSort: descending('table-queued') },
        FieldOptions: {
          Order: ['table-queue', 'table-channel', 'table-queued', 'table-share', 'table-agents'],
          SelectedFieldOptions: [{ FieldId: 'table-share', CustomLabel: 'Long', Width: '90px' }],
        },
      },
      ConditionalFormatting: {
        ConditionalFormattingOptions: [
          {
            Cell: {
              FieldId: 'table-queued',
              TextFormat: {
                TextColor: { Solid: { Expression: 'sum({is_queued}) > 100', Color: '#D55E00' } },
              },
            },
          },
        ],
      },
      Actions: [
        {
          CustomActionId: 'choose-queue',
          Name: 'Look at this queue',
          Trigger: 'DATA_POINT_CLICK',
          ActionOperations: [
            {
              NavigationOperation: { LocalNavigationConfiguration: { TargetSheetId: 'customers' } },
            },
            {
              SetParametersOperation: {
                ParameterValueConfigurations: [
                  {
                    DestinationParameterName: 'chosenQueue',
                    Value: { SourceField: 'table-queue' },
                  },
                ],
              },
            },
          ],
        },
        {
          CustomActionId: 'filter-days',
          Name: 'Show its days',
          Trigger: 'DATA_POINT_MENU',
          ActionOperations: [
            {
              FilterOperation: {
                SelectedFieldsConfiguration: { SelectedFields: ['table-queue'] },
                TargetVisualsConfiguration: {
                  SameSheetTargetVisualConfiguration: { TargetVisuals: ['queues-by-day'] },
                },
              },
            },
          ],
        },
      ],
    },
  };
}

function customersSheet() {
  return {
    SheetId: 'customers',
    Name: 'Customers',
    ContentType: 'INTERACTIVE',
    Visuals: [
      {
        BarChartVisual: {
          VisualId: 'customers-callbacks',
          ColumnHierarchies: [
            {
              ExplicitHierarchy: {
                HierarchyId: 'by-outcome',
                Columns: [column('queue', 'callbacks'), column('callback_outcome', 'callbacks')],
              },
            },
          ],
          Title: title('Do we call back?'),
          ChartConfiguration: {
            FieldWells: {
              BarChartAggregatedFieldWells: {
                Category: [
                  category('callbacks-queue', 'queue', { HierarchyId: 'by-outcome' }, 'callbacks'),
                ],
                Colors: [],
                Values: [sum('callbacks-count', 'callbacks', 'callbacks')],
              },
            },
            SortConfiguration: { CategorySort: descending('callbacks-count') },
          },
        },
      },
      {
        PivotTableVisual: {
          VisualId: 'customers-agents',
          Title: title('Who serves which queue?'),
          ChartConfiguration: {
            FieldWells: {
              PivotTableAggregatedFieldWells: {
                Rows: [category('agents-agent', 'agent')],
                Columns: [category('agents-queue', 'queue')],
                Values: [
                  {
                    NumericalMeasureField: {
                      FieldId: 'agents-handle',
                      Column: column('handle_seconds'),
                      AggregationFunction: { PercentileAggregation: { PercentileValue: 50 } },
                    },
                  },
                ],
              },
            },
            SortConfiguration: {
              FieldSortOptions: [
                {
                  FieldId: 'agents-agent',
                  SortBy: { Field: { FieldId: 'agents-handle', Direction: 'DESC' } },
                },
              ],
            },
          },
        },
      },
    ],
    FilterControls: [crossSheet('customers-queue', 'queue-filter')],
    Layouts: grid([
      element('VISUAL', 'customers-callbacks', [0, 0, 18, 10]),
      element('VISUAL', 'customers-agents', [18, 0, 18, 10]),
    ]),
  };
}
