/** Each element of a sheet has one place in a grid, and none lies on another. */
import { fault, listed, placeOf } from './fault.ts';
import { at, isObject, listAt, type Path, textAt } from './json.ts';
import type { Dashboard, Sheet, Subject } from './subject.ts';

const COLUMNS = 36;
const MOST_ROWS = 21;

/** The keys of lengths, where they are texts. */
const LENGTHS = [
  'OptimizedViewPortWidth',
  'Width',
  'Height',
  'LineWidth',
  'MarkerSize',
  'AxisOffset',
  'DefaultCellWidth',
  'ColumnWidth',
  'BorderWidth',
  'XAxisLocation',
  'YAxisLocation',
];
const PIXELS = /^\d+(\.\d+)?px$/;

interface Element {
  readonly id: string;
  readonly type: string;
  readonly column: number | null;
  readonly row: number | null;
  readonly width: number;
  readonly height: number;
  readonly path: Path;
}

export function layout({ dashboards }: Subject): string[] {
  return dashboards.flatMap((dashboard) => [
    ...dashboard.sheets.flatMap((sheet) => sheetIsLaidOut(dashboard, sheet)),
    ...lengthsAreInPixels(dashboard),
  ]);
}

function sheetIsLaidOut(dashboard: Dashboard, sheet: Sheet): string[] {
  const { name, definition } = dashboard;
  const place = placeOf(name, definition, sheet.path);
  const body = elementsOf(sheet.value, [...sheet.path, 'Layouts', 0]);
  if (body === null) return [fault(place, 'no layout of elements', 'a GridLayout')];
  const hasBar = listAt(sheet.value, 'SheetControlLayouts').length > 0;
  const bar = elementsOf(sheet.value, [...sheet.path, 'SheetControlLayouts', 0]) ?? [];
  const shown = new Map([
    ...sheet.visuals.map(({ id }) => [id, 'VISUAL'] as const),
    ...idsOf(sheet, 'TextBoxes', 'SheetTextBoxId').map((id) => [id, 'TEXT_BOX'] as const),
    ...idsOf(sheet, 'Images', 'SheetImageId').map((id) => [id, 'IMAGE'] as const),
  ]);
  const controls = new Map(
    sheet.controls.map(({ id, of }) => [id, `${of.toUpperCase()}_CONTROL`] as const),
  );
  const all = [...body, ...bar];
  return [
    ...all.flatMap((element) => {
      const known = bar.includes(element) ? controls : new Map([...shown, ...controls]);
      return elementIsReal(dashboard, element, known);
    }),
    ...[...shown, ...(hasBar ? controls : [])].flatMap(([id, type]) => {
      const count = all.filter((element) => element.id === id && element.type === type).length;
      if (count === 1) return [];
      return [fault(place, `${count} places for ${type} ${id} in the layout`, 'exactly one')];
    }),
    ...[body, bar].flatMap((elements) => overlaps(dashboard, elements)),
  ];
}

function idsOf(sheet: Sheet, list: string, key: string): string[] {
  return listAt(sheet.value, list).map((one) => textAt(one, key) ?? '');
}

/** The elements of a grid or a free form; null if there is no layout. */
function elementsOf(sheet: unknown, path: Path): Element[] | null {
  const [list, first] = path.slice(-2);
  const configuration = at(sheet, list!, first!, 'Configuration');
  if (!isObject(configuration)) return null;
  return Object.entries(configuration).flatMap(([kind, one]) =>
    listAt(one, 'Elements').map((element, order) => ({
      id: textAt(element, 'ElementId') ?? '',
      type: textAt(element, 'ElementType') ?? '',
      column: numberOrNull(at(element, 'ColumnIndex')),
      row: numberOrNull(at(element, 'RowIndex')),
      width: Number(at(element, 'ColumnSpan') ?? 1),
      height: Number(at(element, 'RowSpan') ?? 1),
      path: [...path, 'Configuration', kind, 'Elements', order],
    })),
  );
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function elementIsReal(
  { name, definition }: Dashboard,
  element: Element,
  known: ReadonlyMap<string, string>,
): string[] {
  const place = placeOf(name, definition, element.path);
  const type = known.get(element.id);
  const faults: string[] = [];
  if (type === undefined) {
    const expected = `one of the sheet's: ${listed(known.keys())}`;
    faults.push(fault(place, `${element.type} ${element.id}`, expected));
  } else if (type !== element.type) {
    faults.push(fault(place, `ElementType ${element.type}`, type));
  }
  const end = (element.column ?? 0) + element.width;
  if (end > COLUMNS) faults.push(fault(place, `an end at column ${end}`, `at most ${COLUMNS}`));
  if (element.height > MOST_ROWS) {
    faults.push(fault(place, `a RowSpan of ${element.height}`, `at most ${MOST_ROWS}`));
  }
  return faults;
}

function overlaps({ name, definition }: Dashboard, elements: readonly Element[]): string[] {
  return elements.flatMap((one, order) =>
    elements
      .slice(order + 1)
      .filter((other) => overlap(one, other))
      .map((other) =>
        fault(
          placeOf(name, definition, one.path),
          `an overlap with element ${other.id}`,
          'a place of its own',
        ),
      ),
  );
}

/** Elements without a place are put after the others by QuickSight, and overlap nothing. */
function overlap(one: Element, other: Element): boolean {
  const meets = (start: number | null, length: number, from: number | null, size: number) =>
    start !== null && from !== null && start < from + size && from < start + length;
  return (
    meets(one.column, one.width, other.column, other.width) &&
    meets(one.row, one.height, other.row, other.height)
  );
}

function lengthsAreInPixels({ name, definition, parts }: Dashboard): string[] {
  return parts.flatMap(({ path, value }) =>
    LENGTHS.flatMap((key) => {
      const length = textAt(value, key);
      if (length === undefined || PIXELS.test(length)) return [];
      const place = placeOf(name, definition, [...path, key]);
      return [fault(place, `a length of '${length}'`, "pixels such as '1600px'")];
    }),
  );
}
