/**
 * Visuals as a question, a kind of chart, dimensions and measures; their ids, wells, sorts and titles follow
 * from these. (CloudFormation template reference, AWS::QuickSight::Dashboard.)
 */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { DIMENSIONS, type Dimension, type DimensionName } from './dimensions.ts';
import type { DataSetName, FieldType } from './fields.ts';
import type { FilterName } from './filters.ts';
import type { ParameterName } from './parameters.ts';

type Visual = CfnDashboard.VisualProperty;
type DimensionField = CfnDashboard.DimensionFieldProperty;
type MeasureField = CfnDashboard.MeasureFieldProperty;

export type Chart =
  | { readonly kind: 'kpi'; readonly value: string; readonly target?: string }
  | { readonly kind: 'newest'; readonly value: string }
  | {
      readonly kind: 'lines';
      readonly over: DimensionName;
      readonly by?: DimensionName;
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'bars';
      readonly of: DimensionName;
      readonly by?: DimensionName;
      readonly values: readonly string[];
      readonly stacked?: true;
      /** In the order of the dimension; without it the greatest first value comes first. */
      readonly inOrder?: true;
    }
  | {
      readonly kind: 'combo';
      readonly over: DimensionName;
      readonly bars: readonly string[];
      readonly lines: readonly string[];
      readonly inOrder?: true;
    }
  | {
      readonly kind: 'table';
      readonly rows: readonly DimensionName[];
      readonly values: readonly string[];
      /** The rows with the greatest value come first; the first of the values unless another is named. */
      readonly sort?: string;
      readonly barsIn?: readonly string[];
    }
  | {
      readonly kind: 'pivot';
      readonly rows: DimensionName;
      readonly columns: DimensionName;
      readonly values: readonly string[];
      /** The value that shades its cells. */
      readonly shade: string;
    }
  | {
      readonly kind: 'heat';
      readonly rows: DimensionName;
      readonly columns: DimensionName;
      readonly value: string;
    }
  | {
      readonly kind: 'details';
      readonly columns: readonly DimensionName[];
      readonly newestBy: DimensionName;
    };

export interface VisualSpec {
  readonly question: string;
  /** The definition of what is shown, as the subtitle. */
  readonly about: string;
  readonly data?: DataSetName;
  readonly filters: readonly FilterName[];
  readonly chart: Chart;
}

/** What a visual needs to know of its surroundings. */
export interface Surroundings {
  /** The sheet's id. */
  readonly sheet: string;
  /** @throws Error if the data set has neither a column nor a calculated field of that name */
  readonly typeOf: (data: DataSetName, column: string) => FieldType;
}

export const visualId = (sheet: string, { question }: Pick<VisualSpec, 'question'>) =>
  `${sheet}-${slug(question)}`;

/** How many bars a chart has at most, unless they are in the order of time. */
const MOST_BARS = 25;
/** The page of a table. */
const PAGE_ROWS = 100;
/** The shades of a pivot table's cells, from no contact to the most. */
const SHADES = ['#FFFFFF', '#9DC4E6'] as const;

/** The sheet that lists the contacts behind a figure. */
export const DETAILS_SHEET = 'contacts';

/** The parameters of that sheet, and the dimensions that set them. */
const PICKS = { PickedQueues: 'queue', PickedAgents: 'agent' } as const satisfies Partial<
  Record<ParameterName, DimensionName>
>;

export function renderVisual(spec: VisualSpec, { sheet, typeOf }: Surroundings): Visual {
  const { about, chart, data = 'contacts', question } = spec;
  const id = visualId(sheet, spec);
  const fieldId = (column: string) => `${id}.${slug(column)}`;
  const columnOf = (columnName: string) => ({ dataSetIdentifier: data, columnName });

  const dimension = (name: DimensionName): DimensionField => {
    const { column, granularity }: Dimension = DIMENSIONS[name];
    const common = { fieldId: fieldId(column), column: columnOf(column) };
    switch (typeOf(data, column)) {
      case 'DATETIME':
        return {
          dateDimensionField: { ...common, ...(granularity && { dateGranularity: granularity }) },
        };
      case 'STRING':
        return { categoricalDimensionField: common };
      default:
        return { numericalDimensionField: common };
    }
  };
  // The field aggregates rows itself, so its well names no function.
  const measure = (column: string): MeasureField => {
    typeOf(data, column);
    return { numericalMeasureField: { fieldId: fieldId(column), column: columnOf(column) } };
  };
  const measures = (names: readonly string[]) => names.map(measure);
  const sortBy = (column: string, direction: 'ASC' | 'DESC') => ({
    fieldSort: { fieldId: fieldId(column), direction },
  });
  const byName = (name: DimensionName) => sortBy(DIMENSIONS[name].column, 'ASC');
  const mostOf = { itemsLimit: MOST_BARS, otherCategories: 'EXCLUDE' };
  const axis = (name: DimensionName) => {
    const { column, label } = DIMENSIONS[name];
    const applyTo = { fieldId: fieldId(column), column: columnOf(column) };
    return { axisLabelOptions: [{ customLabel: label, applyTo }] };
  };
  const labels = (names: readonly DimensionName[]) =>
    names.map((name) => ({
      fieldId: fieldId(DIMENSIONS[name].column),
      customLabel: DIMENSIONS[name].label,
    }));
  const title = {
    visualId: id,
    title: { visibility: 'VISIBLE', formatText: { plainText: question } },
    subtitle: { visibility: 'VISIBLE', formatText: { plainText: about + limitOf(chart) } },
  };
  /** A click on a figure of a queue or an agent opens the contacts behind it. */
  const drill = (names: readonly DimensionName[]) => {
    const picked = Object.entries(PICKS).map(([parameter, name]) => ({
      destinationParameterName: parameter,
      // Without it, what was picked before would still hold.
      value: names.includes(name)
        ? { sourceField: fieldId(DIMENSIONS[name].column) }
        : { selectAllValueOptions: 'ALL_VALUES' },
    }));
    // Callbacks and first contacts are not single contacts.
    if (data !== 'contacts' || !Object.values(PICKS).some((name) => names.includes(name)))
      return {};
    return {
      actions: [
        {
          customActionId: `${id}-contacts`,
          name: 'Show the contacts',
          trigger: 'DATA_POINT_MENU',
          status: 'ENABLED',
          actionOperations: [
            {
              navigationOperation: {
                localNavigationConfiguration: { targetSheetId: DETAILS_SHEET },
              },
            },
            {
              setParametersOperation: { parameterValueConfigurations: picked },
            },
          ],
        },
      ],
    };
  };

  switch (chart.kind) {
    case 'kpi': {
      const { target, value } = chart;
      return {
        kpiVisual: {
          ...title,
          chartConfiguration: {
            fieldWells: {
              values: [measure(value)],
              targetValues: target === undefined ? [] : [measure(target)],
              trendGroups: [],
            },
          },
        },
      };
    }
    case 'newest':
      return {
        kpiVisual: {
          ...title,
          chartConfiguration: {
            fieldWells: {
              values: [
                {
                  dateMeasureField: {
                    fieldId: fieldId(chart.value),
                    column: columnOf(chart.value),
                    aggregationFunction: 'MAX',
                  },
                },
              ],
              targetValues: [],
              trendGroups: [],
            },
          },
        },
      };
    case 'lines':
      return {
        lineChartVisual: {
          ...title,
          chartConfiguration: {
            type: 'LINE',
            fieldWells: {
              lineChartAggregatedFieldWells: {
                category: [dimension(chart.over)],
                values: measures(chart.values),
                ...(chart.by && { colors: [dimension(chart.by)] }),
              },
            },
            sortConfiguration: { categorySort: [byName(chart.over)] },
            xAxisLabelOptions: axis(chart.over),
          },
        },
      };
    case 'bars':
      return {
        barChartVisual: {
          ...title,
          ...drill([chart.of]),
          chartConfiguration: {
            orientation: chart.inOrder ? 'VERTICAL' : 'HORIZONTAL',
            barsArrangement: chart.stacked ? 'STACKED' : 'CLUSTERED',
            fieldWells: {
              barChartAggregatedFieldWells: {
                category: [dimension(chart.of)],
                values: measures(chart.values),
                ...(chart.by && { colors: [dimension(chart.by)] }),
              },
            },
            sortConfiguration: chart.inOrder
              ? { categorySort: [byName(chart.of)] }
              : { categorySort: [sortBy(chart.values[0]!, 'DESC')], categoryItemsLimit: mostOf },
            categoryLabelOptions: axis(chart.of),
          },
        },
      };
    case 'combo':
      return {
        comboChartVisual: {
          ...title,
          ...drill([chart.over]),
          chartConfiguration: {
            barsArrangement: 'CLUSTERED',
            fieldWells: {
              comboChartAggregatedFieldWells: {
                category: [dimension(chart.over)],
                barValues: measures(chart.bars),
                lineValues: measures(chart.lines),
              },
            },
            sortConfiguration: chart.inOrder
              ? { categorySort: [byName(chart.over)] }
              : { categorySort: [sortBy(chart.bars[0]!, 'DESC')], categoryItemsLimit: mostOf },
            categoryLabelOptions: axis(chart.over),
          },
        },
      };
    case 'table': {
      const { barsIn = [], rows, sort, values } = chart;
      return {
        tableVisual: {
          ...title,
          ...drill(rows),
          chartConfiguration: {
            fieldWells: {
              tableAggregatedFieldWells: {
                groupBy: rows.map(dimension),
                values: measures(values),
              },
            },
            sortConfiguration: {
              rowSort: [sortBy(sort ?? values[0]!, 'DESC')],
              paginationConfiguration: { pageNumber: 1, pageSize: PAGE_ROWS },
            },
            fieldOptions: { selectedFieldOptions: labels(rows) },
            ...(barsIn.length > 0 && {
              tableInlineVisualizations: barsIn.map((name) => ({
                dataBars: { fieldId: fieldId(name) },
              })),
            }),
          },
        },
      };
    }
    case 'pivot':
      return {
        pivotTableVisual: {
          ...title,
          ...drill([chart.rows, chart.columns]),
          chartConfiguration: {
            fieldWells: {
              pivotTableAggregatedFieldWells: {
                rows: [dimension(chart.rows)],
                columns: [dimension(chart.columns)],
                values: measures(chart.values),
              },
            },
            sortConfiguration: {
              fieldSortOptions: [chart.rows, chart.columns].map((name) => ({
                fieldId: fieldId(DIMENSIONS[name].column),
                sortBy: {
                  field: { fieldId: fieldId(DIMENSIONS[name].column), direction: 'ASC' },
                },
              })),
            },
            fieldOptions: { selectedFieldOptions: labels([chart.rows, chart.columns]) },
          },
          conditionalFormatting: {
            conditionalFormattingOptions: [
              {
                cell: {
                  fieldId: fieldId(chart.shade),
                  textFormat: {
                    backgroundColor: {
                      gradient: {
                        expression: `{${chart.shade}}`,
                        color: {
                          stops: SHADES.map((color, place) => ({
                            gradientOffset: place * 100,
                            color,
                          })),
                        },
                      },
                    },
                  },
                },
              },
            ],
          },
        },
      };
    case 'heat':
      return {
        heatMapVisual: {
          ...title,
          chartConfiguration: {
            fieldWells: {
              heatMapAggregatedFieldWells: {
                rows: [dimension(chart.rows)],
                columns: [dimension(chart.columns)],
                values: [measure(chart.value)],
              },
            },
            sortConfiguration: {
              heatMapRowSort: [byName(chart.rows)],
              heatMapColumnSort: [byName(chart.columns)],
            },
            rowLabelOptions: axis(chart.rows),
            columnLabelOptions: axis(chart.columns),
          },
        },
      };
    case 'details':
      return {
        tableVisual: {
          ...title,
          chartConfiguration: {
            fieldWells: {
              tableUnaggregatedFieldWells: {
                values: chart.columns.map((name) => {
                  const { column } = DIMENSIONS[name];
                  typeOf(data, column);
                  return { fieldId: fieldId(column), column: columnOf(column) };
                }),
              },
            },
            sortConfiguration: {
              rowSort: [sortBy(DIMENSIONS[chart.newestBy].column, 'DESC')],
              paginationConfiguration: { pageNumber: 1, pageSize: PAGE_ROWS },
            },
            fieldOptions: { selectedFieldOptions: labels(chart.columns) },
          },
        },
      };
  }
}

/** The end of the subtitle of a chart that does not show everything. */
function limitOf(chart: Chart): string {
  const isLimited = (chart.kind === 'bars' || chart.kind === 'combo') && !chart.inOrder;
  return isLimited ? `; the ${MOST_BARS} with the most` : '';
}

/** `Who needs help?` as `who-needs-help`. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
