/** The kinds of charts, in QuickSight's words (CloudFormation template reference, AWS::QuickSight::Dashboard). */
import { DIMENSIONS, type DimensionName } from './dimensions.ts';
import type { Chart, ChartKind, ChartOf } from './visual-spec.ts';
import type { Wells } from './wells.ts';

/** A chart without its title. */
export interface RenderedChart {
  /** The member of a visual that holds it: `barChartVisual`. */
  readonly member: string;
  readonly chartConfiguration: object;
  readonly conditionalFormatting?: object;
  /** The dimensions that a reader may click on. */
  readonly clickable?: readonly DimensionName[];
}

/** How many bars a chart has at most, unless they are in the order of time. */
export const MOST_BARS = 25;
/** The page of a table. */
const PAGE_ROWS = 100;
/** The shades of a pivot table's cells, from no contact to the most. */
const SHADES = ['#FFFFFF', '#9DC4E6'] as const;

export function renderChart(chart: Chart, wells: Wells): RenderedChart {
  const render = CHARTS[chart.kind] as (chart: Chart, wells: Wells) => RenderedChart;
  return render(chart, wells);
}

const CHARTS: {
  readonly [Kind in ChartKind]: (chart: ChartOf<Kind>, wells: Wells) => RenderedChart;
} = {
  kpi: ({ target, value }, wells) =>
    tile(wells.measures(value), target === undefined ? [] : wells.measures(target)),

  newest: ({ value }, wells) =>
    tile([{ dateMeasureField: { ...wells.field(value), aggregationFunction: 'MAX' } }], []),

  lines: ({ by, over, values }, wells) => ({
    member: 'lineChartVisual',
    chartConfiguration: {
      type: 'LINE',
      fieldWells: {
        lineChartAggregatedFieldWells: {
          category: wells.dimensions(over),
          values: wells.measures(...values),
          ...(by && { colors: wells.dimensions(by) }),
        },
      },
      sortConfiguration: { categorySort: [wells.inOrder(over)] },
      xAxisLabelOptions: wells.axis(over),
    },
  }),

  bars: ({ by, inOrder, of, stacked, values }, wells) => ({
    member: 'barChartVisual',
    clickable: [of],
    chartConfiguration: {
      orientation: inOrder ? 'VERTICAL' : 'HORIZONTAL',
      barsArrangement: stacked ? 'STACKED' : 'CLUSTERED',
      fieldWells: {
        barChartAggregatedFieldWells: {
          category: wells.dimensions(of),
          values: wells.measures(...values),
          ...(by && { colors: wells.dimensions(by) }),
        },
      },
      sortConfiguration: inOrder
        ? { categorySort: [wells.inOrder(of)] }
        : mostOf(values[0]!, wells),
      categoryLabelOptions: wells.axis(of),
    },
  }),

  combo: ({ bars, inOrder, lines, over }, wells) => ({
    member: 'comboChartVisual',
    clickable: [over],
    chartConfiguration: {
      barsArrangement: 'CLUSTERED',
      fieldWells: {
        comboChartAggregatedFieldWells: {
          category: wells.dimensions(over),
          barValues: wells.measures(...bars),
          lineValues: wells.measures(...lines),
        },
      },
      sortConfiguration: inOrder
        ? { categorySort: [wells.inOrder(over)] }
        : mostOf(bars[0]!, wells),
      categoryLabelOptions: wells.axis(over),
    },
  }),

  table: ({ barsIn = [], rows, sort, values }, wells) => ({
    member: 'tableVisual',
    clickable: rows,
    chartConfiguration: {
      fieldWells: {
        tableAggregatedFieldWells: {
          groupBy: wells.dimensions(...rows),
          values: wells.measures(...values),
        },
      },
      sortConfiguration: rowsBy(sort ?? values[0]!, wells),
      fieldOptions: wells.labels(rows),
      ...(barsIn.length > 0 && {
        tableInlineVisualizations: barsIn.map((name) => ({
          dataBars: { fieldId: wells.id(name) },
        })),
      }),
    },
  }),

  pivot: ({ columns, rows, shade, values }, wells) => ({
    member: 'pivotTableVisual',
    clickable: [rows, columns],
    chartConfiguration: {
      fieldWells: {
        pivotTableAggregatedFieldWells: {
          rows: wells.dimensions(rows),
          columns: wells.dimensions(columns),
          values: wells.measures(...values),
        },
      },
      sortConfiguration: {
        fieldSortOptions: [rows, columns].map((name) => {
          const fieldId = wells.id(DIMENSIONS[name].column);
          return { fieldId, sortBy: { field: { fieldId, direction: 'ASC' } } };
        }),
      },
      fieldOptions: wells.labels([rows, columns]),
    },
    conditionalFormatting: shaded(shade, wells),
  }),

  heat: ({ columns, rows, value }, wells) => ({
    member: 'heatMapVisual',
    chartConfiguration: {
      fieldWells: {
        heatMapAggregatedFieldWells: {
          rows: wells.dimensions(rows),
          columns: wells.dimensions(columns),
          values: wells.measures(value),
        },
      },
      sortConfiguration: {
        heatMapRowSort: [wells.inOrder(rows)],
        heatMapColumnSort: [wells.inOrder(columns)],
      },
      rowLabelOptions: wells.axis(rows),
      columnLabelOptions: wells.axis(columns),
    },
  }),

  details: ({ columns, newestBy }, wells) => ({
    member: 'tableVisual',
    chartConfiguration: {
      fieldWells: {
        tableUnaggregatedFieldWells: {
          values: columns.map((name) => wells.field(DIMENSIONS[name].column)),
        },
      },
      sortConfiguration: rowsBy(DIMENSIONS[newestBy].column, wells),
      fieldOptions: wells.labels(columns),
    },
  }),
};

/** One large number. QuickSight wants its other wells as empty lists. */
function tile(values: readonly object[], targetValues: readonly object[]): RenderedChart {
  return {
    member: 'kpiVisual',
    chartConfiguration: { fieldWells: { values, targetValues, trendGroups: [] } },
  };
}

/** The largest first, without a bar for the rest: an average over “others” would not be the metric's value. */
function mostOf(measure: string, wells: Wells) {
  return {
    categorySort: [wells.sortBy(measure, 'DESC')],
    categoryItemsLimit: { itemsLimit: MOST_BARS, otherCategories: 'EXCLUDE' },
  };
}

function rowsBy(column: string, wells: Wells) {
  return {
    rowSort: [wells.sortBy(column, 'DESC')],
    paginationConfiguration: { pageNumber: 1, pageSize: PAGE_ROWS },
  };
}

/** Cells in a shade that grows with a measure. */
function shaded(measure: string, wells: Wells) {
  const stops = SHADES.map((color, place) => ({ gradientOffset: place * 100, color }));
  const gradient = { expression: `{${measure}}`, color: { stops } };
  return {
    conditionalFormattingOptions: [
      { cell: { fieldId: wells.id(measure), textFormat: { backgroundColor: { gradient } } } },
    ],
  };
}
