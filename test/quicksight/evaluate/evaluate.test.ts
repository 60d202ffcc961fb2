/** What a small dashboard shows: scopes of filters, parameters, grouping, sorts and limits. */
import { describe, expect, test } from 'vitest';
import type { ByName, Definition, FilterGroup } from './definition.ts';
import { type DataSetRows, evaluate } from './evaluate.ts';
import type { ParameterValues } from './parameters.ts';

const NOW = new Date('2026-11-24T09:00:00Z');
const column = (ColumnName: string) => ({ DataSetIdentifier: 'contacts', ColumnName });
const category = (name: string) => ({
  CategoricalDimensionField: { FieldId: `f-${name}`, Column: column(name) },
});
const date = (name: string, DateGranularity: 'DAY' | 'WEEK' | 'MONTH') => ({
  DateDimensionField: { FieldId: `f-${name}`, Column: column(name), DateGranularity },
});
const sum = (name: string) => ({
  NumericalMeasureField: {
    FieldId: `f-${name}`,
    Column: column(name),
    AggregationFunction: { SimpleNumericalAggregation: 'SUM' },
  },
});
const ratio = {
  NumericalMeasureField: { FieldId: 'f-rate', Column: column('Abandonment rate') },
};
const byField = (FieldId: string, Direction: 'ASC' | 'DESC') => ({
  FieldSort: { FieldId, Direction },
});

const visual = (kind: string, id: string, fieldWells: ByName, sorts: ByName = {}) => ({
  [kind]: {
    VisualId: id,
    Title: { FormatText: { RichText: `<visual-title>Question &amp; ${id}?</visual-title>` } },
    ChartConfiguration: { FieldWells: fieldWells, SortConfiguration: sorts },
  },
});

const SHEETS = [
  {
    SheetId: 'one',
    Name: 'One',
    Visuals: [
      visual('KPIVisual', 'kpi', { Values: [sum('queued')], TargetValues: [ratio] }),
      visual(
        'BarChartVisual',
        'bars',
        {
          BarChartAggregatedFieldWells: {
            Category: [category('queue')],
            Values: [sum('queued'), ratio],
          },
        },
        {
          CategorySort: [byField('f-queued', 'DESC')],
          CategoryItemsLimit: { ItemsLimit: 2, OtherCategories: 'INCLUDE' },
        },
      ),
      visual(
        'LineChartVisual',
        'lines',
        {
          LineChartAggregatedFieldWells: {
            Category: [date('at', 'DAY')],
            Colors: [category('queue')],
            Values: [sum('queued')],
          },
        },
        {
          CategorySort: [byField('f-at', 'DESC')],
          ColorItemsLimitConfiguration: { ItemsLimit: 1, OtherCategories: 'EXCLUDE' },
        },
      ),
    ],
  },
  {
    SheetId: 'two',
    Name: 'Two',
    Visuals: [
      visual(
        'TableVisual',
        'table',
        {
          TableAggregatedFieldWells: {
            GroupBy: [category('queue')],
            Values: [sum('abandoned'), sum('queued')],
          },
        },
        { RowSort: [byField('f-abandoned', 'DESC'), byField('f-queue', 'ASC')] },
      ),
      visual(
        'TableVisual',
        'details',
        {
          TableUnaggregatedFieldWells: {
            Values: ['id', 'at'].map((name) => ({ FieldId: `f-${name}`, Column: column(name) })),
          },
        },
        { RowSort: [byField('f-at', 'DESC')] },
      ),
      visual(
        'PivotTableVisual',
        'pivot',
        {
          PivotTableAggregatedFieldWells: {
            Rows: [category('queue')],
            Columns: [date('at', 'MONTH')],
            Values: [sum('queued')],
          },
        },
        {
          FieldSortOptions: [
            { FieldId: 'f-queue', SortBy: { Field: { FieldId: 'f-queue', Direction: 'DESC' } } },
          ],
        },
      ),
    ],
  },
];

const at = (text: string) => new Date(`2026-${text}:00Z`);
const CONTACTS: DataSetRows = {
  columns: ['id', 'queue', 'at', 'queued', 'abandoned'],
  rows: [
    { id: 'a', queue: 'Sales', at: at('11-23T08:00'), queued: 1, abandoned: 0 },
    { id: 'b', queue: 'Sales', at: at('11-23T23:59'), queued: 1, abandoned: 1 },
    { id: 'c', queue: 'Support', at: at('11-23T10:00'), queued: 1, abandoned: 0 },
    { id: 'd', queue: 'Support', at: at('10-02T10:00'), queued: 1, abandoned: 0 },
    { id: 'e', queue: 'Support', at: at('11-24T00:00'), queued: 1, abandoned: 1 },
    { id: 'f', queue: 'Billing', at: at('11-22T10:00'), queued: 1, abandoned: 1 },
    { id: 'g', queue: null, at: null, queued: 0, abandoned: 0 },
  ],
};

const DEFINITION: Definition = {
  DataSetIdentifierDeclarations: [{ Identifier: 'contacts', DataSetArn: 'Contacts.Arn' }],
  CalculatedFields: [
    {
      DataSetIdentifier: 'contacts',
      Name: 'Abandoned',
      Expression: 'sum({abandoned})',
    },
    {
      DataSetIdentifier: 'contacts',
      Name: 'Abandonment rate',
      Expression: 'ifelse(sum({queued}) > 0, {Abandoned} / sum({queued}), NULL)',
    },
  ],
  ParameterDeclarations: [
    {
      DateTimeParameterDeclaration: {
        Name: 'From',
        DefaultValues: {
          RollingDate: { Expression: "addDateTime(-1, 'DD', truncDate('DD', now()))" },
        },
      },
    },
    {
      StringParameterDeclaration: {
        Name: 'Queues',
        ParameterValueType: 'MULTI_VALUED',
        DefaultValues: { StaticValues: [] },
      },
    },
  ],
  Sheets: SHEETS,
};

const selected = (SheetId: string, VisualIds?: readonly string[]) => ({
  SelectedSheets: {
    SheetVisualScopingConfigurations: [
      VisualIds === undefined
        ? ({ SheetId, Scope: 'ALL_VISUALS' } as const)
        : ({ SheetId, Scope: 'SELECTED_VISUALS', VisualIds } as const),
    ],
  },
});
const group = (
  filters: FilterGroup['Filters'],
  ScopeConfiguration: FilterGroup['ScopeConfiguration'],
): FilterGroup => ({
  FilterGroupId: 'group',
  CrossDataset: 'SINGLE_DATASET',
  Filters: filters,
  ScopeConfiguration,
});

const queueIs = (...CategoryValues: string[]) =>
  ({
    CategoryFilter: {
      FilterId: 'queue',
      Column: column('queue'),
      Configuration: { FilterListConfiguration: { MatchOperator: 'CONTAINS', CategoryValues } },
    },
  }) as const;

/** The rows of one visual. */
function shown(
  id: string,
  FilterGroups: readonly FilterGroup[] = [],
  chosen: ParameterValues = {},
) {
  const all = evaluate({ ...DEFINITION, FilterGroups }, { contacts: CONTACTS }, chosen, NOW);
  return all.find((one) => one.id === id)!.rows;
}

describe('each kind of visual', () => {
  test('a tile has its value and its target', () => {
    expect(shown('kpi')).toEqual([[6, 0.5]]);
  });

  test('bars are sorted by a measure, equal ones by name, and beyond the limit together', () => {
    expect(shown('bars')).toEqual([
      ['Support', 3, 1 / 3],
      ['Sales', 2, 0.5],
      ['Other', 1, 1],
    ]);
  });

  test('lines have a point for each day and colour, without the colours beyond the limit', () => {
    expect(shown('lines')).toEqual([[at('11-22T00:00'), 'Billing', 1]]);
  });

  test('a table is sorted by its fields in turn, nulls last', () => {
    expect(shown('table')).toEqual([
      ['Billing', 1, 1],
      ['Sales', 1, 2],
      ['Support', 1, 3],
      [null, 0, 0],
    ]);
  });

  test('a table of details has a row for each row', () => {
    expect(shown('details').map(([id]) => id)).toEqual(['e', 'b', 'c', 'a', 'f', 'd', 'g']);
  });

  test('a pivot table has its cells by rows and columns', () => {
    expect(shown('pivot', [group([queueIs('Sales', 'Support')], { AllSheets: {} })])).toEqual([
      ['Support', at('10-01T00:00'), 1],
      ['Support', at('11-01T00:00'), 2],
      ['Sales', at('11-01T00:00'), 2],
    ]);
  });

  test('titles are read without mark-up', () => {
    const [first] = evaluate(DEFINITION, { contacts: CONTACTS }, {}, NOW);
    expect(first).toMatchObject({ sheet: 'one', kind: 'KPIVisual', title: 'Question & kpi?' });
  });
});

describe('filters', () => {
  const from = (include: boolean, granularity?: 'DAY') =>
    ({
      TimeRangeFilter: {
        FilterId: 'from',
        Column: column('at'),
        NullOption: 'NON_NULLS_ONLY',
        IncludeMinimum: include,
        RangeMinimumValue: { Parameter: 'From' },
        ...(granularity && { TimeGranularity: granularity }),
      },
    }) as const;
  const picked = (SelectAllOptions?: 'FILTER_ALL_VALUES') =>
    ({
      CategoryFilter: {
        FilterId: 'picked',
        Column: column('queue'),
        Configuration: {
          CustomFilterConfiguration: {
            MatchOperator: 'EQUALS',
            ParameterName: 'Queues',
            NullOption: 'ALL_VALUES',
            ...(SelectAllOptions && { SelectAllOptions }),
          },
        },
      },
    }) as const;

  test('act on the visuals of their scope alone', () => {
    const sales = [queueIs('Sales')];
    expect(shown('kpi', [group(sales, selected('one', ['kpi']))])).toEqual([[2, 0.5]]);
    expect(shown('bars', [group(sales, selected('one', ['kpi']))])).toHaveLength(3);
    expect(shown('bars', [group(sales, selected('one'))])).toHaveLength(1);
    expect(shown('table', [group(sales, selected('one'))])).toHaveLength(4);
    expect(shown('table', [group(sales, { AllSheets: {} })])).toHaveLength(1);
  });

  test('of one group add up, of several narrow down', () => {
    const [sales, support] = [queueIs('Sales'), queueIs('Support')];
    const all = { AllSheets: {} };
    expect(shown('kpi', [group([sales, support], all)])).toEqual([[5, 0.4]]);
    expect(shown('kpi', [group([sales], all), group([support], all)])).toEqual([[null, null]]);
  });

  test('that are disabled do nothing', () => {
    const off = { ...group([queueIs('Sales')], { AllSheets: {} }), Status: 'DISABLED' } as const;
    expect(shown('kpi', [off])).toEqual([[6, 0.5]]);
  });

  test('of time count from a rolling date, or from the one that is chosen', () => {
    const all = { AllSheets: {} };
    expect(shown('kpi', [group([from(true)], all)])).toEqual([[4, 0.5]]);
    const chosen = { From: at('11-24T00:00') };
    expect(shown('kpi', [group([from(true)], all)], chosen)).toEqual([[1, 1]]);
    expect(shown('kpi', [group([from(false)], all)], chosen)).toEqual([[null, null]]);
  });

  test('of days compare days', () => {
    const chosen = { From: at('11-23T12:00') };
    const all = { AllSheets: {} };
    expect(shown('kpi', [group([from(true, 'DAY')], all)], chosen)).toEqual([[4, 0.5]]);
    expect(shown('kpi', [group([from(true)], all)], chosen)).toEqual([[2, 1]]);
  });

  test('by a parameter let all pass until a value is chosen', () => {
    const all = { AllSheets: {} };
    expect(shown('table', [group([picked('FILTER_ALL_VALUES')], all)])).toHaveLength(4);
    const chosen = { Queues: ['Sales'] };
    expect(shown('table', [group([picked('FILTER_ALL_VALUES')], all)], chosen)).toHaveLength(1);
    expect(shown('table', [group([picked()], all)])).toHaveLength(4);
    expect(shown('table', [group([picked()], all)], chosen)).toHaveLength(1);
  });

  test('by a parameter of one value empty their visuals, if it has none', () => {
    const all = { AllSheets: {} };
    const none = { Queues: null };
    expect(() => shown('table', [group([picked()], all)], none)).toThrow('would empty its visuals');
  });

  test('over all data sets act on columns of the same name', () => {
    const other = {
      ...group(
        [
          {
            CategoryFilter: {
              ...queueIs('Sales').CategoryFilter,
              Column: { DataSetIdentifier: 'repeats', ColumnName: 'queue' },
            },
          },
        ],
        { AllSheets: {} },
      ),
    };
    expect(shown('kpi', [{ ...other, CrossDataset: 'ALL_DATASETS' }])).toEqual([[2, 0.5]]);
    expect(shown('kpi', [other])).toEqual([[6, 0.5]]);
  });
});

describe('refuses what it does not know', () => {
  const only = (one: ReturnType<typeof visual>): Definition => ({
    ...DEFINITION,
    Sheets: [{ SheetId: 'one', Name: 'One', Visuals: [one] }],
  });
  const refused =
    (definition: Definition, chosen: ParameterValues = {}) =>
    () =>
      evaluate(definition, { contacts: CONTACTS }, chosen, NOW);

  test.each([
    [
      'a kind of visual',
      visual('SankeyDiagramVisual', 'x', {}),
      'x: the evaluator does not know the visual SankeyDiagramVisual',
    ],
    ['a well', visual('KPIVisual', 'x', { Goals: [] }), 'the well Goals'],
    [
      'a measure without an aggregation',
      visual('KPIVisual', 'x', {
        Values: [{ NumericalMeasureField: { FieldId: 'f', Column: column('queued') } }],
      }),
      "x: the measure 'queued' has no aggregation",
    ],
    [
      'an aggregation of a field that aggregates',
      visual('KPIVisual', 'x', { Values: [sum('Abandonment rate')] }),
      "x: 'Abandonment rate' is aggregated twice",
    ],
    [
      'a dimension that aggregates',
      visual('TableVisual', 'x', {
        TableAggregatedFieldWells: { GroupBy: [category('Abandoned')], Values: [] },
      }),
      "x: the dimension 'Abandoned' aggregates",
    ],
    [
      'an unknown column',
      visual('KPIVisual', 'x', { Values: [sum('missing')] }),
      "has no field 'missing'",
    ],
  ])('%s', (_, one, message) => {
    expect(refused(only(one))).toThrow(message);
  });

  test('a parameter that is not declared', () => {
    expect(refused(DEFINITION, { Until: NOW })).toThrow("there is no parameter 'Until'");
  });

  test('a filter', () => {
    const filter = { TopBottomFilter: {} } as unknown as FilterGroup['Filters'][number];
    const FilterGroups = [group([filter], { AllSheets: {} })];
    expect(refused({ ...DEFINITION, FilterGroups })).toThrow('the filter TopBottomFilter');
  });
});
