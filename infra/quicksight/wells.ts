/**
 * The wells of a visual: its dimensions and measures, with ids, sorts and labels that follow from their names.
 * A well has the type of its column; in a well of another type a column stays blank.
 */
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { DIMENSIONS, type Dimension, type DimensionName } from './dimensions.ts';
import type { DataSetName, FieldType } from './fields.ts';
import { slug } from './visual-spec.ts';

/** @throws Error if the data set has neither a column nor a calculated field of that name */
export type TypeOf = (data: DataSetName, column: string) => FieldType;

export class Wells {
  private readonly visual: string;
  private readonly data: DataSetName;
  private readonly typeOf: TypeOf;

  constructor(visual: string, data: DataSetName, typeOf: TypeOf) {
    this.visual = visual;
    this.data = data;
    this.typeOf = typeOf;
  }

  /** The id of a column's field in the visual. */
  id(column: string): string {
    return `${this.visual}.${slug(column)}`;
  }

  /** A column as it is, without a well of a type. */
  field(column: string) {
    this.typeOf(this.data, column);
    return {
      fieldId: this.id(column),
      column: { dataSetIdentifier: this.data, columnName: column },
    };
  }

  private dimension(name: DimensionName): CfnDashboard.DimensionFieldProperty {
    const { column, granularity }: Dimension = DIMENSIONS[name];
    const field = this.field(column);
    switch (this.typeOf(this.data, column)) {
      case 'DATETIME':
        return {
          dateDimensionField: { ...field, ...(granularity && { dateGranularity: granularity }) },
        };
      case 'STRING':
        return { categoricalDimensionField: field };
      default:
        return { numericalDimensionField: field };
    }
  }

  dimensions(...names: readonly DimensionName[]) {
    return names.map((name) => this.dimension(name));
  }

  /** Fields that aggregate rows themselves, so that their wells name no function. */
  measures(...names: readonly string[]): CfnDashboard.MeasureFieldProperty[] {
    return names.map((name) => ({ numericalMeasureField: this.field(name) }));
  }

  sortBy(column: string, direction: 'ASC' | 'DESC') {
    return { fieldSort: { fieldId: this.id(column), direction } };
  }

  /** In the order of the dimension's names, or of time. */
  inOrder(name: DimensionName) {
    return this.sortBy(DIMENSIONS[name].column, 'ASC');
  }

  axis(name: DimensionName) {
    const { column, label } = DIMENSIONS[name];
    return { axisLabelOptions: [{ customLabel: label, applyTo: this.field(column) }] };
  }

  /** The heads of a table's columns. */
  labels(names: readonly DimensionName[]) {
    const selectedFieldOptions = names.map((name) => ({
      fieldId: this.id(DIMENSIONS[name].column),
      customLabel: DIMENSIONS[name].label,
    }));
    return { selectedFieldOptions };
  }
}
