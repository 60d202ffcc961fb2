/** The parts of a dashboard's definition that decide its figures, as CloudFormation spells them. */

export interface ColumnIdentifier {
  readonly DataSetIdentifier: string;
  readonly ColumnName: string;
}

interface DefaultValues<T> {
  readonly StaticValues?: readonly T[];
  readonly RollingDate?: { readonly Expression: string };
}

interface ParameterDeclaration<T> {
  readonly Name: string;
  readonly ParameterValueType?: 'SINGLE_VALUED' | 'MULTI_VALUED';
  readonly DefaultValues?: DefaultValues<T>;
}

export interface AnyParameterDeclaration {
  readonly StringParameterDeclaration?: ParameterDeclaration<string>;
  readonly IntegerParameterDeclaration?: ParameterDeclaration<number>;
  readonly DecimalParameterDeclaration?: ParameterDeclaration<number>;
  readonly DateTimeParameterDeclaration?: ParameterDeclaration<string>;
}

export type NullOption = 'ALL_VALUES' | 'NULLS_ONLY' | 'NON_NULLS_ONLY';

interface ListConfiguration {
  readonly MatchOperator: 'CONTAINS' | 'DOES_NOT_CONTAIN';
  readonly CategoryValues?: readonly string[];
  readonly SelectAllOptions?: 'FILTER_ALL_VALUES';
  readonly NullOption?: NullOption;
}

export interface CategoryFilter {
  readonly FilterId: string;
  readonly Column: ColumnIdentifier;
  readonly Configuration: {
    readonly FilterListConfiguration?: ListConfiguration;
    readonly CustomFilterListConfiguration?: ListConfiguration;
    readonly CustomFilterConfiguration?: {
      readonly MatchOperator: 'EQUALS' | 'DOES_NOT_EQUAL';
      readonly CategoryValue?: string;
      readonly ParameterName?: string;
      readonly SelectAllOptions?: 'FILTER_ALL_VALUES';
      readonly NullOption?: NullOption;
    };
  };
}

export interface TimeBound {
  readonly StaticValue?: string;
  readonly Parameter?: string;
  readonly RollingDate?: { readonly Expression: string };
}

export interface TimeRangeFilter {
  readonly FilterId: string;
  readonly Column: ColumnIdentifier;
  readonly IncludeMinimum?: boolean;
  readonly IncludeMaximum?: boolean;
  readonly RangeMinimumValue?: TimeBound;
  readonly RangeMaximumValue?: TimeBound;
  readonly TimeGranularity?: DateGranularity;
  readonly NullOption: NullOption;
}

export interface NumericEqualityFilter {
  readonly FilterId: string;
  readonly Column: ColumnIdentifier;
  readonly Value?: number;
  readonly ParameterName?: string;
  readonly MatchOperator: 'EQUALS' | 'DOES_NOT_EQUAL';
  readonly SelectAllOptions?: 'FILTER_ALL_VALUES';
  readonly NullOption: NullOption;
  readonly AggregationFunction?: AggregationFunction;
}

export interface NumericBound {
  readonly StaticValue?: number;
  readonly Parameter?: string;
}

export interface NumericRangeFilter {
  readonly FilterId: string;
  readonly Column: ColumnIdentifier;
  readonly RangeMinimum?: NumericBound;
  readonly RangeMaximum?: NumericBound;
  readonly IncludeMinimum?: boolean;
  readonly IncludeMaximum?: boolean;
  readonly NullOption: NullOption;
  readonly AggregationFunction?: AggregationFunction;
}

export interface AnyFilter {
  readonly CategoryFilter?: CategoryFilter;
  readonly TimeRangeFilter?: TimeRangeFilter;
  readonly NumericEqualityFilter?: NumericEqualityFilter;
  readonly NumericRangeFilter?: NumericRangeFilter;
}

export interface FilterGroup {
  readonly FilterGroupId: string;
  readonly Filters: readonly AnyFilter[];
  readonly CrossDataset: 'ALL_DATASETS' | 'SINGLE_DATASET';
  readonly Status?: 'ENABLED' | 'DISABLED';
  readonly ScopeConfiguration: {
    readonly AllSheets?: object;
    readonly SelectedSheets?: {
      readonly SheetVisualScopingConfigurations: readonly {
        readonly SheetId: string;
        readonly Scope: 'ALL_VISUALS' | 'SELECTED_VISUALS';
        readonly VisualIds?: readonly string[];
      }[];
    };
  };
}

export type DateGranularity =
  | 'YEAR'
  | 'QUARTER'
  | 'MONTH'
  | 'WEEK'
  | 'DAY'
  | 'HOUR'
  | 'MINUTE'
  | 'SECOND'
  | 'MILLISECOND';

export interface AggregationFunction {
  readonly NumericalAggregationFunction?: {
    readonly SimpleNumericalAggregation?: string;
    readonly PercentileAggregation?: { readonly PercentileValue: number };
  };
  readonly CategoricalAggregationFunction?: string;
  readonly DateAggregationFunction?: string;
}

interface Field {
  readonly FieldId: string;
  readonly Column: ColumnIdentifier;
}

export interface AnyDimensionField {
  readonly CategoricalDimensionField?: Field;
  readonly NumericalDimensionField?: Field;
  readonly DateDimensionField?: Field & { readonly DateGranularity?: DateGranularity };
}

export interface AnyMeasureField {
  readonly NumericalMeasureField?: Field & {
    readonly AggregationFunction?: NonNullable<AggregationFunction['NumericalAggregationFunction']>;
  };
  readonly CategoricalMeasureField?: Field & { readonly AggregationFunction?: string };
  readonly DateMeasureField?: Field & { readonly AggregationFunction?: string };
  readonly CalculatedMeasureField?: { readonly FieldId: string; readonly Expression: string };
}

export interface FieldSort {
  readonly FieldSort?: { readonly FieldId: string; readonly Direction: 'ASC' | 'DESC' };
  readonly ColumnSort?: {
    readonly SortBy: ColumnIdentifier;
    readonly Direction: 'ASC' | 'DESC';
    readonly AggregationFunction?: AggregationFunction;
  };
}

export interface ItemsLimit {
  readonly ItemsLimit?: number;
  readonly OtherCategories?: 'INCLUDE' | 'EXCLUDE';
}

/** The wells and the sorts are read by name, since each kind of visual has its own. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type ByName = Readonly<Record<string, any>>;

export interface VisualBody {
  readonly VisualId: string;
  readonly Title?: Label;
  readonly Subtitle?: Label;
  readonly ChartConfiguration: { readonly FieldWells: ByName; readonly SortConfiguration?: ByName };
}

export interface Label {
  readonly FormatText?: { readonly PlainText?: string; readonly RichText?: string };
}

/** A visual: one key, which names its kind. */
export type Visual = Readonly<Record<string, VisualBody>>;

export interface Sheet {
  readonly SheetId: string;
  readonly Name: string;
  readonly Visuals?: readonly Visual[];
}

export interface Definition {
  readonly DataSetIdentifierDeclarations: readonly {
    readonly Identifier: string;
    readonly DataSetArn: string;
  }[];
  readonly CalculatedFields?: readonly {
    readonly DataSetIdentifier: string;
    readonly Name: string;
    readonly Expression: string;
  }[];
  readonly ParameterDeclarations?: readonly AnyParameterDeclaration[];
  readonly FilterGroups?: readonly FilterGroup[];
  readonly Sheets: readonly Sheet[];
}
