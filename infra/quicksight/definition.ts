/** The dashboard's definition: sheets, calculated fields, parameters and filters, made of the sheets' texts. */
import { Token } from 'aws-cdk-lib';
import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import {
  type CalculatedField,
  type DataSetName,
  FIELDS,
  type FieldType,
  type Format,
} from './fields.ts';
import { type FilterUse, filterGroups, readerControls } from './filters.ts';
import { type Cell, flow } from './layout.ts';
import { parameterControl, parameterDeclarations } from './parameters.ts';
import type { SheetSpec } from './sheet.ts';
import { visualId } from './visual-spec.ts';
import { renderVisual } from './visuals.ts';
import type { TypeOf } from './wells.ts';

type Definition = CfnDashboard.DashboardVersionDefinitionProperty;

/** A data set's own columns, and where it is. */
export interface DeclaredSet {
  readonly name: DataSetName;
  readonly arn: string;
  readonly columns: readonly { readonly name: string; readonly type: FieldType }[];
}

/** The canvas on which nearly all dashboards are drawn: it keeps its proportions on any screen. */
const CANVAS = {
  screenCanvasSizeOptions: { resizeOption: 'FIXED', optimizedViewPortWidth: '1600px' },
};

export function definition(sheets: readonly SheetSpec[], sets: readonly DeclaredSet[]): Definition {
  const typeOf: TypeOf = (data, column) => {
    const fields: readonly { name: string; type: FieldType }[] = [
      ...(sets.find(({ name }) => name === data)?.columns ?? []),
      ...FIELDS[data],
    ];
    const field = fields.find(({ name }) => name === column);
    if (!field) throw new Error(`The data set ${data} has no column or field "${column}"`);
    return field.type;
  };
  const rendered = sheets.map((sheet) => renderSheet(sheet, typeOf));
  const uses = sheets.flatMap(filterUses);
  const groups = filterGroups(sheets, uses);
  const used = usedFields(JSON.stringify([rendered, groups]));
  return {
    dataSetIdentifierDeclarations: sets.map(({ arn, name }) => ({
      identifier: name,
      dataSetArn: arn,
    })),
    sheets: rendered,
    calculatedFields: used.map(([dataSetIdentifier, { expression, name }]) => ({
      dataSetIdentifier,
      name,
      expression: verbatimExpression(expression),
    })),
    parameterDeclarations: parameterDeclarations(),
    filterGroups: groups,
    columnConfigurations: used.flatMap(([dataSetIdentifier, { measure, name }]) =>
      measure ? [columnFormat(dataSetIdentifier, name, measure)] : [],
    ),
    analysisDefaults: {
      defaultNewSheetConfiguration: {
        sheetContentType: 'INTERACTIVE',
        interactiveLayoutConfiguration: { grid: { canvasSizeOptions: CANVAS } },
      },
    },
  };
}

function renderSheet(
  { about, controls, id, name, narrowedBy, rows }: SheetSpec,
  typeOf: TypeOf,
): CfnDashboard.SheetDefinitionProperty {
  const cells = flow(rows);
  return {
    sheetId: id,
    name,
    title: name,
    description: about,
    contentType: 'INTERACTIVE',
    parameterControls: controls.map((parameter) => parameterControl(id, parameter)),
    filterControls: readerControls({ id, narrowedBy }),
    visuals: cells.map(({ visual }) => renderVisual(visual, id, typeOf)),
    layouts: [
      {
        configuration: {
          gridLayout: {
            elements: cells.map((cell) => element(id, cell)),
            canvasSizeOptions: CANVAS,
          },
        },
      },
    ],
  };
}

function element(sheet: string, { visual, ...place }: Cell) {
  return { elementId: visualId(sheet, visual), elementType: 'VISUAL', ...place };
}

function filterUses({ id, rows }: SheetSpec): FilterUse[] {
  return rows
    .flatMap(({ visuals }) => visuals)
    .flatMap((visual) =>
      visual.filters.map((filter) => ({
        filter,
        data: visual.data ?? 'contacts',
        sheet: id,
        visual: visualId(id, visual),
      })),
    );
}

/** The calculated fields that the text names as columns, and those that their expressions need. */
function usedFields(text: string): [DataSetName, CalculatedField][] {
  return (Object.keys(FIELDS) as DataSetName[]).flatMap((data) => {
    const fields: readonly CalculatedField[] = FIELDS[data];
    const named = (name: string) =>
      text.includes(`"dataSetIdentifier":"${data}","columnName":${JSON.stringify(name)}`);
    const used = new Set(fields.filter(({ name }) => named(name)));
    // A set's loop also visits what is added meanwhile.
    for (const { expression } of used) {
      for (const field of fields) if (expression.includes(`{${field.name}}`)) used.add(field);
    }
    return fields.filter((field) => used.has(field)).map((field) => [data, field] as const);
  }) as [DataSetName, CalculatedField][];
}

/**
 * An expression that CloudFormation hands on as it is. `${Zone}` is a parameter of QuickSight, which
 * CloudFormation and linters take for one of the template: so the text is joined at its dollar signs.
 */
function verbatimExpression(expression: string): string {
  const parts = expression.split('$');
  return parts.length === 1 ? expression : Token.asString({ 'Fn::Join': ['$', parts] });
}

/** How a measure's values look wherever they are shown. */
function columnFormat(
  dataSetIdentifier: DataSetName,
  columnName: string,
  format: Format,
): CfnDashboard.ColumnConfigurationProperty {
  const digits = (decimalPlaces: number) => ({
    decimalPlacesConfiguration: { decimalPlaces },
    separatorConfiguration: {
      decimalSeparator: 'DOT',
      thousandsSeparator: { symbol: 'COMMA', visibility: 'VISIBLE' },
    },
  });
  const formats = {
    count: { numberDisplayFormatConfiguration: digits(0) },
    decimal: { numberDisplayFormatConfiguration: digits(2) },
    seconds: { numberDisplayFormatConfiguration: { ...digits(0), suffix: ' s' } },
    share: { percentageDisplayFormatConfiguration: digits(1) },
  };
  return {
    column: { dataSetIdentifier, columnName },
    formatConfiguration: {
      numberFormatConfiguration: { formatConfiguration: formats[format] },
    },
  };
}
