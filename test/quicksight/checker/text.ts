/** Texts are well-formed XML where QuickSight reads XML, and sheets have names that show. */
import { fault, listed, placeOf } from './fault.ts';
import { type Path, textAt } from './json.ts';
import type { Dashboard, Subject } from './subject.ts';
import { xmlFault } from './xml.ts';

/** The root that a rich text must have, by the key above it or its own. */
const ROOTS: Readonly<Record<string, string>> = {
  Title: 'visual-title',
  Subtitle: 'visual-subtitle',
  Content: 'text-box',
  Narrative: 'narrative',
};

export function text({ dashboards }: Subject): string[] {
  return dashboards.flatMap((dashboard) => [
    ...sheetNamesShow(dashboard),
    ...richTexts(dashboard),
    ...labelsApply(dashboard),
  ]);
}

function sheetNamesShow({ name, definition, sheets }: Dashboard): string[] {
  return sheets
    .filter((sheet) => (textAt(sheet.value, 'Name') ?? '').trim().length < 2)
    .map((sheet) =>
      fault(
        placeOf(name, definition, sheet.path),
        `the name '${textAt(sheet.value, 'Name') ?? ''}'`,
        'two letters or more, since QuickSight hides the tab otherwise',
      ),
    );
}

function richTexts(dashboard: Dashboard): string[] {
  return dashboard.parts.flatMap(({ path, value }) => {
    const faults: string[] = [];
    const isFormat = path.at(-1) === 'FormatText';
    if (isFormat && (value.PlainText === undefined) === (value.RichText === undefined)) {
      const count = value.PlainText === undefined ? 'neither' : 'both';
      const place = placeOf(dashboard.name, dashboard.definition, path);
      faults.push(fault(place, `${count} of PlainText and RichText`, 'exactly one'));
    }
    for (const key of ['RichText', 'Content', 'Narrative']) {
      const content = textAt(value, key);
      if (content === undefined) continue;
      const root = ROOTS[key === 'RichText' ? String(path.at(-2)) : key];
      faults.push(...richText(dashboard, [...path, key], content, root));
    }
    return faults;
  });
}

function richText(
  { name, definition, parameters }: Dashboard,
  path: Path,
  content: string,
  root: string | undefined,
): string[] {
  const place = placeOf(name, definition, path);
  const broken = xmlFault(content, root);
  const unknown = [...content.matchAll(/\$\{(\w+)\}/g)]
    .map(([, parameter]) => parameter!)
    .filter((parameter) => !parameters.has(parameter))
    .map((parameter) =>
      fault(place, `parameter ${parameter}`, `one of ${listed(parameters.keys())}`),
    );
  return [...(broken ? [fault(place, broken.found, broken.expected)] : []), ...unknown];
}

/** QuickSight ignores a label that applies to nothing. */
function labelsApply({ name, definition, parts }: Dashboard): string[] {
  return parts
    .filter(
      ({ path, value }) =>
        path.at(-2) === 'AxisLabelOptions' &&
        value.CustomLabel !== undefined &&
        value.ApplyTo === undefined,
    )
    .map(({ path, value }) =>
      fault(
        placeOf(name, definition, path),
        `label '${value.CustomLabel}' that applies to nothing`,
        'an ApplyTo',
      ),
    );
}
