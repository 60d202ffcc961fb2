import { at, entriesAt, isObject, type Path, textAt } from './json.ts';

/** One sentence on a fault: the resource and the place in it, what is there and what should be there. */
export function fault(place: string, found: string, expected: string): string {
  return `${place}: found ${found}, expected ${expected}.`;
}

/** The nouns for the lists of a definition. */
const NOUNS: Readonly<Record<string, string>> = {
  Sheets: 'sheet',
  Visuals: 'visual',
  TextBoxes: 'text box',
  FilterGroups: 'filter group',
  Filters: 'filter',
  FilterControls: 'control',
  ParameterControls: 'control',
  CalculatedFields: 'calculated field',
  ParameterDeclarations: 'parameter',
  DataSetIdentifierDeclarations: 'data set',
  Elements: 'element',
};

/** The keys that name an element of a list, the most telling first. */
const NAMES = [
  'Name',
  'VisualId',
  'FilterGroupId',
  'FilterId',
  'FieldId',
  'FilterControlId',
  'ParameterControlId',
  'SheetTextBoxId',
  'ElementId',
  'SheetId',
  'Identifier',
  'HierarchyId',
  'CustomActionId',
];

/**
 * Names a place in a resource by what a reader knows it by:
 * `Dashboard, sheet Queues, visual queues-table, Values waits`.
 * @param resource the resource's name in the template
 * @param root the value in which the path starts
 */
export function placeOf(resource: string, root: unknown, path: Path): string {
  const words = [resource];
  let plain: string[] = [];
  path.forEach((key, depth) => {
    if (typeof key === 'string') {
      if (typeof path[depth + 1] !== 'number') plain.push(key);
      return;
    }
    const list = String(path[depth - 1]);
    const name = nameOf(at(root, ...path.slice(0, depth + 1)));
    words.push(`${NOUNS[list] ?? list} ${name ?? key}`);
    plain = [];
  });
  return [...words, ...(plain.length > 0 ? [plain.join('.')] : [])].join(', ');
}

/** The name of a list's element, which may stand in the one member of a union. */
function nameOf(element: unknown): string | undefined {
  const own = NAMES.map((key) => textAt(element, key)).find((name) => name !== undefined);
  if (own !== undefined) return own;
  const [[, member] = ['', undefined], ...others] = entriesAt(element);
  return others.length === 0 && isObject(member) ? nameOf(member) : undefined;
}

/** `a, b and c`, for what is expected. */
export function listed(names: Iterable<string>, word = 'or'): string {
  const all = [...names];
  if (all.length < 2) return all[0] ?? 'nothing';
  return `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
}
