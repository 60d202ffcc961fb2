import type { Dashboard } from '../dashboard/dashboard.ts';
import type { ByName, Sheet } from '../evaluate/definition.ts';
import { bodyOf, type VisualFigures } from '../evaluate/evaluate.ts';
import { environmentOf } from '../evaluate/parameters.ts';
import type { ParameterValue } from '../expressions/data-set.ts';
import type { Value } from '../expressions/value.ts';
import type {
  NumberFormat,
  Picture,
  PictureControl,
  PictureField,
  PictureSheet,
  PictureValue,
  PictureVisual,
} from './picture-data.ts';

/** Tables show their first page alone, and the picture less of it. */
const MOST_TABLE_ROWS = 40;

/** Joins the dashboard's layout with its figures. */
export function pictureOf(
  { definition, theme }: Dashboard,
  figures: readonly VisualFigures[],
  now: Date,
  note: string,
): Picture {
  const formats = formatsOf(definition as unknown as ByName);
  const { parameters } = environmentOf(definition.ParameterDeclarations ?? [], {}, now);
  const byId = new Map(figures.map((one) => [one.id, one]));
  return {
    title: 'Contact lake in QuickSight',
    note,
    theme,
    sheets: definition.Sheets.map((sheet): PictureSheet => {
      const detail = sheet as Sheet & ByName;
      return {
        name: sheet.Name,
        about: detail.Description ?? '',
        controls: [
          ...parameterControls(detail.ParameterControls ?? [], parameters),
          ...filterControls(detail.FilterControls ?? [], definition as unknown as ByName),
        ],
        visuals: visualsOf(detail, byId, formats),
      };
    }),
  };
}

function visualsOf(
  sheet: Sheet & ByName,
  figures: ReadonlyMap<string, VisualFigures>,
  formats: ReadonlyMap<string, NumberFormat>,
): readonly PictureVisual[] {
  const { Elements } = sheet.Layouts[0].Configuration.GridLayout;
  return (Elements as ByName[]).map((element): PictureVisual => {
    const visual = sheet.Visuals!.find((one) => bodyOf(one)[1].VisualId === element.ElementId)!;
    const [kind, body] = bodyOf(visual);
    const chart = body.ChartConfiguration as ByName;
    const { title, subtitle, fields, rows } = figures.get(element.ElementId)!;
    const shown = kind === 'TableVisual' ? rows.slice(0, MOST_TABLE_ROWS) : rows;
    return {
      kind,
      title,
      subtitle,
      isHorizontal: chart.Orientation === 'HORIZONTAL',
      isStacked: chart.BarsArrangement === 'STACKED',
      fields: fields.map(
        (field): PictureField => ({
          label: labelOf(field.id, field.column, chart),
          well: field.well,
          isFigure: field.kind === 'measure',
          format: formats.get(field.column) ?? null,
          hasBar: JSON.stringify(chart.TableInlineVisualizations ?? []).includes(`"${field.id}"`),
        }),
      ),
      rows: shown.map((row) => row.map(plain)),
      column: element.ColumnIndex,
      columns: element.ColumnSpan,
      row: element.RowIndex,
      height: element.RowSpan,
    };
  });
}

function plain(value: Value): PictureValue {
  if (value instanceof Date) return { moment: value.getTime() };
  return typeof value === 'boolean' ? String(value) : value;
}

/** The label that the visual gives a field in its table or on its axis, else the field's own name. */
function labelOf(fieldId: string, column: string, chart: ByName): string {
  const options: ByName[] = chart.FieldOptions?.SelectedFieldOptions ?? [];
  const axes = [
    'XAxisLabelOptions',
    'CategoryLabelOptions',
    'RowLabelOptions',
    'ColumnLabelOptions',
  ];
  const labels: ByName[] = axes.flatMap((axis) => chart[axis]?.AxisLabelOptions ?? []);
  return (
    options.find((option) => option.FieldId === fieldId)?.CustomLabel ??
    labels.find((label) => label.ApplyTo?.FieldId === fieldId)?.CustomLabel ??
    column
  );
}

/** The formats of the fields that have one, by their names. */
function formatsOf({ ColumnConfigurations = [] }: ByName): ReadonlyMap<string, NumberFormat> {
  return new Map(
    (ColumnConfigurations as ByName[]).flatMap(({ Column, FormatConfiguration }) => {
      const format = FormatConfiguration?.NumberFormatConfiguration?.FormatConfiguration;
      if (format === undefined) return [];
      const share = format.PercentageDisplayFormatConfiguration;
      const number = share ?? format.NumberDisplayFormatConfiguration;
      return [
        [
          Column.ColumnName,
          {
            decimals: number?.DecimalPlacesConfiguration?.DecimalPlaces ?? 0,
            isShare: share !== undefined,
            suffix: number?.Suffix ?? '',
          },
        ],
      ];
    }),
  );
}

function parameterControls(
  controls: readonly ByName[],
  values: ReadonlyMap<string, ParameterValue>,
): readonly PictureControl[] {
  return controls.map((control) => {
    const [{ Title, SourceParameterName }] = Object.values(control) as [ByName];
    return { title: Title, value: shownValue(values.get(SourceParameterName) ?? null) };
  });
}

function shownValue(value: ParameterValue): string {
  if (value === null) return 'All';
  if (Array.isArray(value)) return value.map(String).join(', ');
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
}

function filterControls(
  controls: readonly ByName[],
  { FilterGroups = [] }: ByName,
): readonly PictureControl[] {
  const filters = (FilterGroups as ByName[])
    .flatMap(({ Filters }) => Filters as ByName[])
    .map((filter) => Object.values(filter)[0] as ByName);
  return controls.map((control) => {
    const [{ Title, SourceFilterId }] = Object.values(control) as [ByName];
    const source = filters.find(({ FilterId }) => FilterId === SourceFilterId);
    const title = Title ?? source?.DefaultFilterControlConfiguration?.Title ?? SourceFilterId;
    return { title, value: 'All' };
  });
}
