/** Ids and names are of the allowed signs, and each stands once in its scope. */
import { fault, listed, placeOf } from './fault.ts';
import { at, lastKey, listAt, membersOf, objectsIn, type Part, textAt } from './json.ts';
import { type Dashboard, FIELD_KINDS, type Subject, type Visual } from './subject.ts';

const ID = /^[\w-]{1,512}$/;
const PARAMETER_NAME = /^[a-zA-Z0-9]{1,2048}$/;

/** The keys that give an id to what they stand in, and those that share one scope with others. */
const WHOLE_DEFINITION: readonly (readonly string[])[] = [
  ['SheetId'],
  ['VisualId'],
  ['FilterControlId', 'ParameterControlId'],
  ['SheetTextBoxId', 'SheetImageId'],
  ['FilterGroupId'],
  ['FilterId'],
];

/** Where a key refers to what has the id elsewhere. */
const REFERRING = ['SheetVisualScopingConfigurations'];

export function ids({ dashboards }: Subject): string[] {
  return dashboards.flatMap((dashboard) => [
    ...idsInDefinition(dashboard),
    ...namesInDefinition(dashboard),
    ...dashboard.sheets.flatMap(({ visuals }) =>
      visuals.flatMap((visual) => [
        ...idsInVisual(dashboard, visual),
        ...dimensionsOnce(dashboard, visual),
        ...oneDataSet(dashboard, visual),
      ]),
    ),
    ...dataSetsUsed(dashboard),
  ]);
}

function idsInDefinition({ name, definition, parts }: Dashboard): string[] {
  const declaring = parts.filter(({ path }) => !REFERRING.includes(lastKey(path) ?? ''));
  return WHOLE_DEFINITION.flatMap((keys) => {
    const found = declaring.flatMap((part) => keys.flatMap((key) => idOf(part, key)));
    return [
      ...repeated(found.map(({ id }) => id)).map((id) =>
        fault(name, `${keys.join(' or ')} ${id} several times`, 'once in the definition'),
      ),
      ...found
        .filter(({ id }) => !ID.test(id))
        .map(({ id, part }) =>
          fault(placeOf(name, definition, part.path), `the id '${id}'`, `one like ${ID.source}`),
        ),
    ];
  });
}

function idOf(part: Part, key: string): { id: string; part: Part }[] {
  const id = textAt(part.value, key);
  return id === undefined ? [] : [{ id, part }];
}

function namesInDefinition({ name, definition, dataSets }: Dashboard): string[] {
  const parameters = listAt(definition, 'ParameterDeclarations').flatMap((declaration) =>
    membersOf(declaration).map(([, value]) => textAt(value, 'Name') ?? ''),
  );
  const fields = listAt(definition, 'CalculatedFields').map((field) => ({
    field: textAt(field, 'Name') ?? '',
    dataSet: textAt(field, 'DataSetIdentifier') ?? '',
  }));
  const identifiers = listAt(definition, 'DataSetIdentifierDeclarations').map(
    (declaration) => textAt(declaration, 'Identifier') ?? '',
  );
  return [
    ...repeated(parameters).map((one) => fault(name, `parameter ${one} several times`, 'once')),
    ...parameters
      .filter((one) => !PARAMETER_NAME.test(one))
      .map((one) => fault(name, `parameter '${one}'`, 'a name of letters and digits alone')),
    ...repeated(identifiers).map((one) => fault(name, `data set ${one} several times`, 'once')),
    ...repeated(fields.map(({ field, dataSet }) => `${field} of data set ${dataSet}`)).map((one) =>
      fault(name, `calculated field ${one} several times`, 'once'),
    ),
    ...fields
      .filter(({ field, dataSet }) => dataSets.get(dataSet)?.get(field)?.isCalculated === false)
      .map(({ field, dataSet }) =>
        fault(
          name,
          `calculated field ${field} beside a column of that name in data set ${dataSet}`,
          'a name of its own',
        ),
      ),
    ...fields
      .filter(({ dataSet }) => !dataSets.has(dataSet))
      .map(({ field, dataSet }) =>
        fault(
          `${name}, calculated field ${field}`,
          `data set ${dataSet || 'without a name'}`,
          `one of the declared ${listed(dataSets.keys())}`,
        ),
      ),
  ];
}

function idsInVisual({ name, definition }: Dashboard, visual: Visual): string[] {
  const place = placeOf(name, definition, visual.path);
  const actions = listAt(visual.value, 'Actions').map(
    (action) => textAt(action, 'CustomActionId') ?? '',
  );
  const hierarchies = listAt(visual.value, 'ColumnHierarchies').flatMap((hierarchy) =>
    membersOf(hierarchy).map(([, value]) => textAt(value, 'HierarchyId') ?? ''),
  );
  const fields = visual.fields.map(({ id }) => id);
  return (
    [
      ['FieldId', fields],
      ['CustomActionId', actions],
      ['HierarchyId', hierarchies],
    ] as const
  )
    .flatMap(([key, all]) =>
      repeated(all).map((id) => fault(place, `${key} ${id} several times`, 'once in the visual')),
    )
    .concat(
      actions
        .filter((id) => !ID.test(id))
        .map((id) => fault(place, `the id '${id}' of an action`, `one like ${ID.source}`)),
    );
}

/** The same dimension twice makes a report with duplicate columns, which QuickSight refuses. */
function dimensionsOnce({ name, definition }: Dashboard, visual: Visual): string[] {
  const dimensions = visual.fields
    .filter(
      ({ kind, path }) =>
        path.includes('FieldWells') &&
        (kind === 'UnaggregatedField' || at(FIELD_KINDS, kind) === 'dimension'),
    )
    .map(({ dataSet, column }) => `${column} of data set ${dataSet}`);
  return repeated(dimensions).map((one) =>
    fault(placeOf(name, definition, visual.path), `the dimension ${one} several times`, 'once'),
  );
}

function oneDataSet({ name, definition }: Dashboard, visual: Visual): string[] {
  const dataSets = new Set(visual.fields.flatMap(({ dataSet }) => dataSet ?? []));
  if (dataSets.size < 2) return [];
  const found = `fields of data sets ${listed(dataSets, 'and')}`;
  return [fault(placeOf(name, definition, visual.path), found, 'fields of one data set')];
}

function dataSetsUsed({ name, definition, dataSets }: Dashboard): string[] {
  const used = new Set(
    [at(definition, 'Sheets'), at(definition, 'ParameterDeclarations')].flatMap((part) =>
      [...objectsIn(part)].map(({ value }) => textAt(value, 'DataSetIdentifier')),
    ),
  );
  return [...dataSets.keys()]
    .filter((identifier) => !used.has(identifier))
    .map((identifier) =>
      fault(`${name}, data set ${identifier}`, 'no visual or control that uses it', 'at least one'),
    );
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}
