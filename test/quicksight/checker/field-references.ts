/** What a visual says of its fields is of fields that it has. */
import { fault, listed, placeOf } from './fault.ts';
import { at, listAt, membersOf, type Part, textAt } from './json.ts';
import type { Dashboard, Subject, Visual } from './subject.ts';

/** The keys that hold the id of a field, beside `FieldId`. */
const SINGLE = ['FieldId', 'SourceField', 'MeasureFieldId'];
/** The keys that hold a list of such ids. */
const SEVERAL = ['SelectedFields', 'Order', 'PinnedLeftFields'];

export function fieldReferences({ dashboards }: Subject): string[] {
  return dashboards.flatMap((dashboard) =>
    dashboard.sheets.flatMap(({ visuals }) =>
      visuals.flatMap((visual) => [
        ...fieldsExist(dashboard, visual),
        ...labelsMatch(dashboard, visual),
        ...hierarchiesExist(dashboard, visual),
      ]),
    ),
  );
}

function fieldsExist({ name, definition }: Dashboard, visual: Visual): string[] {
  const known = new Set(visual.fields.map(({ id }) => id));
  const declared = new Set(visual.fields.map(({ value }) => value));
  return visual.parts
    .filter(({ value }) => !declared.has(value))
    .flatMap((part) =>
      referencesIn(part)
        .filter((id) => !known.has(id))
        .map((id) =>
          fault(
            placeOf(name, definition, part.path),
            `field ${id}`,
            `a field in the wells of the visual: ${listed(known)}`,
          ),
        ),
    );
}

function referencesIn({ value }: Part): string[] {
  const single = SINGLE.flatMap((key) => textAt(value, key) ?? []);
  return [...single, ...SEVERAL.flatMap((key) => listAt(value, key).map(String))];
}

/** An axis label applies to a field, and names the column that the field has. */
function labelsMatch({ name, definition }: Dashboard, visual: Visual): string[] {
  return visual.parts.flatMap(({ path, value }) => {
    if (path.at(-1) !== 'ApplyTo') return [];
    const field = visual.fields.find(({ id }) => id === value.FieldId);
    const column = textAt(value, 'Column', 'ColumnName');
    if (!field || field.column === column) return [];
    const found = `column ${column} for field ${field.id}`;
    return [fault(placeOf(name, definition, path), found, `its column, ${field.column}`)];
  });
}

/** A field drills down by a hierarchy of its visual, and its column is of that hierarchy. */
function hierarchiesExist({ name, definition }: Dashboard, visual: Visual): string[] {
  const hierarchies = new Map(
    listAt(visual.value, 'ColumnHierarchies').flatMap((hierarchy) =>
      membersOf(hierarchy).map(([, value]) => [textAt(value, 'HierarchyId') ?? '', value]),
    ),
  );
  return visual.fields.flatMap(({ value, column, path }) => {
    const id = textAt(value, 'HierarchyId');
    if (id === undefined) return [];
    const place = placeOf(name, definition, path);
    if (!hierarchies.has(id)) {
      return [fault(place, `hierarchy ${id}`, `one of ${listed(hierarchies.keys())}`)];
    }
    const columns = listAt(hierarchies.get(id), 'Columns').map((one) => at(one, 'ColumnName'));
    if (columns.length === 0 || columns.includes(column)) return [];
    const found = `column ${column} in hierarchy ${id}`;
    return [fault(place, found, `one of its columns, ${listed(columns.map(String))}`)];
  });
}
