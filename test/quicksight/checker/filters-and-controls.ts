/** Filters, parameters, controls and actions find each other, and are of fitting kinds. */
import { typesMatch } from './columns-and-wells.ts';
import { fault, listed, placeOf } from './fault.ts';
import { at, entriesAt, type JsonObject, listAt, type Path, textAt } from './json.ts';
import {
  type Control,
  type Dashboard,
  type Filter,
  type Sheet,
  type Subject,
  sourceOf,
  type Visual,
} from './subject.ts';

export function filtersAndControls({ dashboards }: Subject): string[] {
  return dashboards.flatMap((dashboard) => [
    ...listAt(dashboard.definition, 'FilterGroups').flatMap((group, place) =>
      scopeIsReal(dashboard, group, ['FilterGroups', place]),
    ),
    ...dashboard.filters.flatMap((filter) => [
      ...oneDataSetInGroup(dashboard, filter),
      ...reachesVisuals(dashboard, filter),
      ...filterSays(dashboard, filter),
      ...controlsOfFilter(dashboard, filter),
    ]),
    ...dashboard.sheets.flatMap((sheet) =>
      sheet.controls.flatMap((control) => [
        ...controlFits(dashboard, sheet, control),
        ...cascadeIsReal(dashboard, sheet, control),
      ]),
    ),
    ...parametersKnown(dashboard),
    ...parametersSettable(dashboard),
    ...defaultsFit(dashboard),
    ...dashboard.sheets.flatMap((sheet) =>
      sheet.visuals.flatMap((visual) => actionsAim(dashboard, sheet, visual)),
    ),
  ]);
}

function scopeIsReal(dashboard: Dashboard, group: unknown, path: Path): string[] {
  const { name, definition, sheets } = dashboard;
  const place = placeOf(name, definition, path);
  if (listAt(group, 'Filters').length === 0) return [fault(place, 'no filter', 'at least one')];
  if (at(group, 'ScopeConfiguration', 'AllSheets') !== undefined) return [];
  const scopes = listAt(
    group,
    'ScopeConfiguration',
    'SelectedSheets',
    'SheetVisualScopingConfigurations',
  );
  if (scopes.length === 0) return [fault(place, 'a scope without a sheet', 'at least one sheet')];
  const ids = scopes.map((scope) => textAt(scope, 'SheetId') ?? '');
  return scopes.flatMap((scope, order) => {
    const id = ids[order]!;
    const sheet = sheets.find((one) => one.id === id);
    if (!sheet) {
      const known = `one of ${listed(sheets.map((one) => one.id))}`;
      return [fault(place, `sheet ${id} in the scope`, known)];
    }
    if (ids.indexOf(id) !== order) {
      return [fault(place, `sheet ${id} several times in the scope`, 'once')];
    }
    return visualsAreReal(place, sheet, scope);
  });
}

function visualsAreReal(place: string, sheet: Sheet, scope: unknown): string[] {
  const ids = listAt(scope, 'VisualIds').map(String);
  if (at(scope, 'Scope') === 'ALL_VISUALS') {
    return ids.length === 0
      ? []
      : [fault(place, `VisualIds beside ALL_VISUALS of sheet ${sheet.id}`, 'no list of visuals')];
  }
  if (ids.length === 0) {
    return [fault(place, `SELECTED_VISUALS of sheet ${sheet.id} without a visual`, 'at least one')];
  }
  const known = sheet.visuals.map(({ id }) => id);
  return ids
    .filter((id) => !known.includes(id))
    .map((id) => fault(place, `visual ${id} on sheet ${sheet.id}`, `one of ${listed(known)}`));
}

function dataSetOf(value: unknown): string | undefined {
  return textAt(value, 'Column', 'DataSetIdentifier');
}

function oneDataSetInGroup({ name, definition }: Dashboard, filter: Filter): string[] {
  const first = listAt(filter.group, 'Filters').flatMap((one) => entriesAt(one))[0]?.[1];
  const [own, others] = [dataSetOf(filter.value), dataSetOf(first)];
  if (own === others) return [];
  const found = `data set ${own} in a group of data set ${others}`;
  return [fault(placeOf(name, definition, filter.path), found, 'one data set in a group')];
}

/** A filter of one data set leaves the visuals of others alone, even if they have the column. */
function reachesVisuals(
  { name, definition, sheets, dataSets }: Dashboard,
  filter: Filter,
): string[] {
  if (at(filter.group, 'CrossDataset') !== 'SINGLE_DATASET') return [];
  const own = dataSetOf(filter.value);
  const column = textAt(filter.value, 'Column', 'ColumnName') ?? '';
  const type = dataSets.get(own ?? '')?.get(column)?.type;
  return sheets.flatMap((sheet) => {
    const scope = filter.scope.get(sheet.id);
    if (scope === undefined) return [];
    return sheet.visuals.flatMap(({ id, fields }) => {
      const dataSet = fields.find((field) => field.dataSet !== undefined)?.dataSet;
      if (dataSet === undefined || dataSet === own) return [];
      const isSelected = scope?.includes(id) ?? false;
      const other = dataSets.get(dataSet)?.get(column);
      const isMissed = scope === null && type !== undefined && other?.type === type;
      if (!isSelected && !isMissed) return [];
      return fault(
        placeOf(name, definition, filter.path),
        `SINGLE_DATASET for visual ${id} of data set ${dataSet}`,
        'ALL_DATASETS, so that the filter reaches the visual',
      );
    });
  });
}

/** What a filter compares with is said, and said once. */
function filterSays(dashboard: Dashboard, { kind, value, path }: Filter): string[] {
  const place = placeOf(dashboard.name, dashboard.definition, path);
  const exactlyOne = (keys: readonly string[], isOptional = false) => {
    const count = keys.filter((key) => value[key] !== undefined).length;
    const isFine = count === 1 || (count === 0 && isOptional);
    return isFine ? [] : [fault(place, `${count} of ${listed(keys, 'and')}`, 'exactly one')];
  };
  const isAll = value.SelectAllOptions !== undefined;
  switch (kind) {
    case 'CategoryFilter':
      return categorySays(place, value);
    case 'NumericEqualityFilter':
      return exactlyOne(['Value', 'ParameterName'], isAll);
    case 'TimeEqualityFilter':
      return exactlyOne(['Value', 'ParameterName', 'RollingDate']);
    case 'TopBottomFilter': {
      const sorts = listAt(value, 'AggregationSortConfigurations').length;
      const unsorted = sorts === 0 ? [fault(place, 'no AggregationSortConfigurations', 'one')] : [];
      return [...exactlyOne(['Limit', 'ParameterName']), ...unsorted];
    }
    case 'NumericRangeFilter':
      return isAll || value.RangeMinimum !== undefined || value.RangeMaximum !== undefined
        ? []
        : [fault(place, 'a range without an end', 'RangeMinimum or RangeMaximum')];
    case 'TimeRangeFilter':
      return value.RangeMinimumValue !== undefined || value.RangeMaximumValue !== undefined
        ? []
        : [fault(place, 'a range without an end', 'RangeMinimumValue or RangeMaximumValue')];
    case 'RelativeDatesFilter':
      return relativeDateSays(place, value);
    default:
      return [];
  }
}

function categorySays(place: string, value: JsonObject): string[] {
  return entriesAt(value, 'Configuration').flatMap(([kind, configuration]) => {
    const operator = textAt(configuration, 'MatchOperator');
    const isAll = at(configuration, 'SelectAllOptions') !== undefined;
    if (kind === 'CustomFilterConfiguration') {
      const keys = ['CategoryValue', 'ParameterName'];
      const count = keys.filter((key) => at(configuration, key) !== undefined).length;
      const isFine = count === 1 || (count === 0 && isAll);
      return isFine ? [] : [fault(place, `${count} of ${listed(keys, 'and')}`, 'exactly one')];
    }
    const faults = [];
    if (!['CONTAINS', 'DOES_NOT_CONTAIN'].includes(operator ?? '')) {
      const expected = 'CONTAINS or DOES_NOT_CONTAIN';
      if (kind === 'FilterListConfiguration') faults.push(fault(place, `${operator}`, expected));
    }
    if (at(configuration, 'CategoryValues') === undefined && !isAll) {
      faults.push(fault(place, 'no CategoryValues', 'them or SelectAllOptions'));
    }
    return faults;
  });
}

function relativeDateSays(place: string, value: JsonObject): string[] {
  const type = textAt(value, 'RelativeDateType');
  const faults = [];
  const hasNumber = value.RelativeDateValue !== undefined || value.ParameterName !== undefined;
  if (['LAST', 'NEXT'].includes(type ?? '') && !hasNumber) {
    faults.push(fault(place, `${type} without a RelativeDateValue`, 'a number of periods'));
  }
  const anchor = value.AnchorDateConfiguration;
  if ((at(anchor, 'AnchorOption') === undefined) === (at(anchor, 'ParameterName') === undefined)) {
    faults.push(fault(place, 'an anchor that is not one date', 'NOW or a parameter'));
  }
  return faults;
}

/** A filter of several sheets has one control for all, which each sheet shows; another has its own. */
function controlsOfFilter(dashboard: Dashboard, filter: Filter): string[] {
  const { name, definition, sheets } = dashboard;
  const place = placeOf(name, definition, filter.path);
  const isOfSeveral =
    filter.scope.size > 1 || at(filter.group, 'ScopeConfiguration', 'AllSheets') !== undefined;
  const hasDefault = filter.value.DefaultFilterControlConfiguration !== undefined;
  const controlled = sheets.filter(({ controls }) =>
    controls.some((control) => control.of === 'filter' && sourceOf(control) === filter.id),
  );
  const faults: string[] = [];
  if (!isOfSeveral && hasDefault) {
    faults.push(
      fault(place, 'a DefaultFilterControlConfiguration', 'none on a filter of one sheet'),
    );
  }
  if (isOfSeveral && controlled.length > 0 && !hasDefault) {
    const expected = 'a DefaultFilterControlConfiguration on a filter of several sheets';
    faults.push(fault(place, 'controls without their configuration', expected));
  }
  if (isOfSeveral && hasDefault) {
    for (const id of filter.scope.keys()) {
      if (controlled.some((sheet) => sheet.id === id)) continue;
      faults.push(fault(place, `no control on sheet ${id}`, 'a CrossSheet control on each sheet'));
    }
  }
  if (letsAllThrough(filter) && controlled.length === 0) {
    faults.push(fault(place, 'a filter of all values that nobody can change', 'a control for it'));
  }
  return faults;
}

const hasAllValues = (one: unknown) => at(one, 'SelectAllOptions') === 'FILTER_ALL_VALUES';

function configurationsOf({ value }: Filter): unknown[] {
  return [value, ...entriesAt(value, 'Configuration').map(([, one]) => one)];
}

/** Whether a filter as it stands takes no row away; one that a parameter sets, or that drops nulls, does. */
function letsAllThrough(filter: Filter): boolean {
  return configurationsOf(filter).some(
    (one) =>
      hasAllValues(one) &&
      at(one, 'ParameterName') === undefined &&
      at(one, 'NullOption') !== 'NON_NULLS_ONLY',
  );
}

const CHOICES = ['Dropdown', 'List'];

/** The kinds of controls by the kind of filter. */
const FILTER_CONTROLS: Readonly<Record<string, readonly string[]>> = {
  CategoryFilter: [...CHOICES, 'TextField', 'TextArea'],
  NumericEqualityFilter: [...CHOICES, 'TextField', 'TextArea', 'Slider'],
  NumericRangeFilter: [...CHOICES, 'TextField', 'Slider'],
  TopBottomFilter: [...CHOICES, 'TextField', 'Slider'],
  TimeEqualityFilter: ['DateTimePicker'],
  TimeRangeFilter: ['DateTimePicker'],
  RelativeDatesFilter: ['RelativeDateTime'],
};

function controlFits(dashboard: Dashboard, sheet: Sheet, control: Control): string[] {
  const place = placeOf(dashboard.name, dashboard.definition, control.path);
  return control.of === 'filter'
    ? filterControlFits(dashboard, place, sheet, control)
    : [...parameterControlFits(dashboard, place, control), ...sliderFits(place, control)];
}

function filterControlFits(
  { filters }: Dashboard,
  place: string,
  sheet: Sheet,
  control: Control,
): string[] {
  const source = sourceOf(control);
  const filter = filters.find(({ id }) => id === source);
  if (!filter) {
    return [fault(place, `filter ${source}`, `one of ${listed(filters.map(({ id }) => id))}`)];
  }
  const faults: string[] = [];
  if (!filter.scope.has(sheet.id)) {
    faults.push(fault(place, `filter ${source}, which leaves sheet ${sheet.id} alone`, 'its own'));
  }
  const isOfSeveral =
    filter.scope.size > 1 || at(filter.group, 'ScopeConfiguration', 'AllSheets') !== undefined;
  if (isOfSeveral && control.kind !== 'CrossSheet') {
    faults.push(fault(place, `${control.kind} for a filter of several sheets`, 'CrossSheet'));
  }
  if (!isOfSeveral && control.kind === 'CrossSheet') {
    faults.push(fault(place, 'CrossSheet for a filter of one sheet', 'a control of its own'));
  }
  const shown =
    control.kind === 'CrossSheet'
      ? entriesAt(filter.value, 'DefaultFilterControlConfiguration', 'ControlOptions').map(
          ([key, value]) => ({ kind: CONTROL_OF_DEFAULT[key] ?? key, value }),
        )
      : [{ kind: control.kind, value: control.value }];
  const fitting = FILTER_CONTROLS[filter.kind] ?? [];
  for (const { kind, value } of shown) {
    if (!fitting.includes(kind)) {
      faults.push(fault(place, `${kind} for a ${filter.kind}`, listed(fitting)));
    }
    const hasOwnValues = listAt(value, 'SelectableValues', 'Values').length > 0;
    if (
      hasOwnValues &&
      filter.kind === 'CategoryFilter' &&
      configurationsOf(filter).some(hasAllValues)
    ) {
      const found = 'static values for a filter with FILTER_ALL_VALUES';
      faults.push(fault(place, found, "the column's own values"));
    }
  }
  return [...faults, ...sliderFits(place, control)];
}

/** The kind of control by its key among the default controls. */
const CONTROL_OF_DEFAULT: Readonly<Record<string, string>> = {
  DefaultDateTimePickerOptions: 'DateTimePicker',
  DefaultDropdownOptions: 'Dropdown',
  DefaultListOptions: 'List',
  DefaultRelativeDateTimeOptions: 'RelativeDateTime',
  DefaultSliderOptions: 'Slider',
  DefaultTextAreaOptions: 'TextArea',
  DefaultTextFieldOptions: 'TextField',
};

function parameterControlFits(
  { parameters }: Dashboard,
  place: string,
  control: Control,
): string[] {
  const source = sourceOf(control);
  const parameter = parameters.get(source);
  // Parameters without a declaration are found with all other places that name one.
  if (!parameter) return [];
  const { type, isMulti } = parameter;
  const { kind } = control;
  const fitting =
    type === 'DATETIME'
      ? ['DateTimePicker']
      : isMulti
        ? [...CHOICES, 'TextArea']
        : [...CHOICES, 'TextField', ...(type === 'STRING' ? [] : ['Slider'])];
  const many = isMulti ? 'several values' : 'one value';
  if (!fitting.includes(kind)) {
    return [fault(place, `${kind} for ${type} parameter ${source} of ${many}`, listed(fitting))];
  }
  if (!CHOICES.includes(kind)) return [];
  const faults: string[] = [];
  const select = textAt(control.value, 'Type') ?? 'MULTI_SELECT';
  const wanted = isMulti ? 'MULTI_SELECT' : 'SINGLE_SELECT';
  if (select !== wanted) {
    faults.push(fault(place, `${select} for parameter ${source} of ${many}`, wanted));
  }
  const hasValues = listAt(control.value, 'SelectableValues', 'Values').length > 0;
  const hasLink = at(control.value, 'SelectableValues', 'LinkToDataSetColumn') !== undefined;
  if (hasValues === hasLink) {
    const found = hasValues ? 'values and a column to choose from' : 'nothing to choose from';
    faults.push(fault(place, found, 'either Values or LinkToDataSetColumn'));
  }
  return faults;
}

function sliderFits(place: string, { kind, value }: Control): string[] {
  if (kind !== 'Slider') return [];
  const [least, most, step] = [value.MinimumValue, value.MaximumValue, value.StepSize].map(Number);
  return least! < most! && step! > 0
    ? []
    : [fault(place, `a slider from ${least} to ${most} by ${step}`, 'a range and a step above 0')];
}

function cascadeIsReal({ name, definition }: Dashboard, sheet: Sheet, control: Control): string[] {
  const known = sheet.controls.map(({ id }) => id);
  return listAt(control.value, 'CascadingControlConfiguration', 'SourceControls').flatMap((one) => {
    const source = textAt(one, 'SourceSheetControlId') ?? '';
    if (known.includes(source) && source !== control.id) return [];
    const others = known.filter((id) => id !== control.id);
    const found = `control ${source || 'without an id'} as a source`;
    return fault(placeOf(name, definition, control.path), found, `one of ${listed(others)}`);
  });
}

/** The keys that name a parameter, and the types of the parameters that fit there. */
function wantedTypes(path: Path, dashboard: Dashboard): readonly string[] | null {
  const [kind, above] = path.filter((key) => typeof key === 'string').toReversed();
  const numbers = ['INTEGER', 'DECIMAL'];
  switch (kind) {
    case 'CustomFilterConfiguration':
      return ['STRING'];
    case 'NumericEqualityFilter':
      return numbers;
    case 'RelativeDatesFilter':
    case 'TopBottomFilter':
      return ['INTEGER'];
    case 'AnchorDateConfiguration':
    case 'TimeEqualityFilter':
    case 'RangeMinimumValue':
    case 'RangeMaximumValue':
      return ['DATETIME'];
    case 'RangeMinimum':
    case 'RangeMaximum':
      return above === 'NumericRangeFilter' ? numbers : null;
    case 'Value': {
      const target = textAt(
        at(dashboard.definition, ...path.slice(0, -1)),
        'DestinationParameterName',
      );
      const type = dashboard.parameters.get(target ?? '')?.type;
      return type === undefined ? null : [type];
    }
    default:
      return null;
  }
}

const PARAMETER_KEYS = [
  'ParameterName',
  'Parameter',
  'SourceParameterName',
  'DestinationParameterName',
];

/** Every parameter that is named anywhere outside an expression. */
function parametersKnown(dashboard: Dashboard): string[] {
  const { name, definition, parts, parameters } = dashboard;
  return parts.flatMap(({ path, value }) =>
    PARAMETER_KEYS.flatMap((key) => {
      const source = textAt(value, key);
      if (source === undefined) return [];
      const place = placeOf(name, definition, path);
      const parameter = parameters.get(source);
      if (!parameter) {
        return fault(place, `parameter ${source}`, `one of ${listed(parameters.keys())}`);
      }
      const wanted = wantedTypes(path, dashboard);
      if (wanted && key !== 'DestinationParameterName' && !wanted.includes(parameter.type)) {
        const found = `${parameter.type} parameter ${source}`;
        return fault(place, found, `a parameter of type ${listed(wanted)}`);
      }
      const takesSeveral = ['CustomFilterConfiguration', 'Value'].includes(String(path.at(-1)));
      if (parameter.isMulti && wanted && !takesSeveral) {
        return fault(place, `parameter ${source} of several values`, 'a parameter of one value');
      }
      return [];
    }),
  );
}

/** A parameter that nobody can set keeps its default, and without one empties what it filters. */
function parametersSettable({ name, definition, parts, parameters, sheets }: Dashboard): string[] {
  const set = new Set(
    sheets.flatMap(({ controls }) => controls.filter(({ of }) => of === 'parameter').map(sourceOf)),
  );
  for (const { value } of parts) {
    const target = textAt(value, 'DestinationParameterName');
    if (target !== undefined) set.add(target);
  }
  return [...parameters]
    .filter(([parameter]) => !set.has(parameter))
    .map(([, { path }]) =>
      fault(
        placeOf(name, definition, path),
        'no control and no action that sets it',
        'at least one',
      ),
    );
}

/** Dates need a default, and no parameter has more values or others than its type allows. */
function defaultsFit({ name, definition, parameters }: Dashboard): string[] {
  return [...parameters].flatMap(([, { type, isMulti, value, path }]) => {
    const place = placeOf(name, definition, path);
    const defaults = value.DefaultValues;
    const values = listAt(defaults, 'StaticValues');
    const faults: string[] = [];
    const others = ['RollingDate', 'DynamicValue'].some((key) => at(defaults, key) !== undefined);
    if (type === 'DATETIME' && values.length === 0 && !others) {
      faults.push(fault(place, 'a date without a default', 'a RollingDate or StaticValues'));
    }
    if (!isMulti && values.length > 1) {
      faults.push(fault(place, `${values.length} defaults for one value`, 'one'));
    }
    if (type === 'INTEGER' && values.some((one) => !Number.isInteger(Number(one)))) {
      faults.push(fault(place, 'a default that is no integer', 'integers'));
    }
    if (type === 'DATETIME' && values.some((one) => Number.isNaN(Date.parse(String(one))))) {
      faults.push(fault(place, 'a default that is no date', 'dates such as 2026-11-23T00:00:00Z'));
    }
    return faults;
  });
}

function actionsAim(dashboard: Dashboard, sheet: Sheet, visual: Visual): string[] {
  return visual.parts.flatMap(({ path, value }) => {
    const place = placeOf(dashboard.name, dashboard.definition, path);
    switch (path.at(-1)) {
      case 'SameSheetTargetVisualConfiguration':
        return targetsAreReal(place, sheet, value);
      case 'SelectedFieldsConfiguration':
        return [value.SelectedFields, value.SelectedFieldOptions, value.SelectedColumns].some(
          (one) => one !== undefined && listIsFilled(one),
        )
          ? []
          : [fault(place, 'no selected field', 'SelectedFields or SelectedFieldOptions')];
      case 'LocalNavigationConfiguration': {
        const known = dashboard.sheets.map(({ id }) => id);
        const target = String(value.TargetSheetId);
        if (known.includes(target)) return [];
        return [fault(place, `sheet ${target}`, `one of ${listed(known)}`)];
      }
      default:
        return 'DestinationParameterName' in value
          ? assignmentFits(dashboard, place, visual, value)
          : [];
    }
  });
}

function listIsFilled(value: unknown): boolean {
  return !Array.isArray(value) || value.length > 0;
}

function targetsAreReal(place: string, sheet: Sheet, value: JsonObject): string[] {
  const { TargetVisuals: visuals, TargetVisualOptions: options } = value;
  if ((visuals === undefined) === (options === undefined)) {
    const found = visuals === undefined ? 'no target' : 'TargetVisuals beside TargetVisualOptions';
    return [fault(place, found, 'exactly one of TargetVisuals and TargetVisualOptions')];
  }
  const known = sheet.visuals.map(({ id }) => id);
  return listAt(value, 'TargetVisuals')
    .map(String)
    .filter((id) => !known.includes(id))
    .map((id) => fault(place, `visual ${id}`, `a visual of the sheet: ${listed(known)}`));
}

/** An action gives a parameter values of its own type. */
function assignmentFits(
  { parameters, dataSets }: Dashboard,
  place: string,
  visual: Visual,
  value: JsonObject,
): string[] {
  const name = textAt(value, 'DestinationParameterName') ?? '';
  const parameter = parameters.get(name);
  if (!parameter) return [];
  const source = textAt(value, 'Value', 'SourceField');
  const field = visual.fields.find(({ id }) => id === source);
  const column = dataSets.get(field?.dataSet ?? '')?.get(field?.column ?? '');
  if (column && !typesMatch(column.type, parameter.type)) {
    const found = `field ${source} of type ${column.type}`;
    return [fault(place, found, `the type of parameter ${name}, ${parameter.type}`)];
  }
  const isAll = at(value, 'Value', 'SelectAllValueOptions') !== undefined;
  if (isAll && !parameter.isMulti) {
    return [fault(place, `all values for parameter ${name} of one value`, 'one value')];
  }
  return [];
}
