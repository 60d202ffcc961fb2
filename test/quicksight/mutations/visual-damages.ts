/** Damages to the visuals: their wells, ids, and what they say of their fields. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { Damages } from './damages.ts';
import {
  aggregatingFieldsOf,
  columnsOf,
  definitionOf,
  get,
  isMutable,
  type Mutable,
  objectsAt,
  type Site,
  sitesIn,
  type VisualSite,
  visualsOf,
} from './sites.ts';

/** The types that each well takes. */
const WELLS: Readonly<Record<string, readonly string[]>> = {
  Categorical: ['STRING'],
  Date: ['DATETIME'],
  Numerical: ['INTEGER', 'DECIMAL'],
};

const wellOf = ({ path }: Site) => /^(Categorical|Date|Numerical)/.exec(path.at(-1)!)?.[1] ?? '';

interface FieldSite extends VisualSite {
  readonly field: Site;
}

function fieldSites(template: Template): FieldSite[] {
  return visualsOf(template).flatMap((one) => one.fields.map((field) => ({ ...one, field })));
}

/** The column's type, if the field shows a column that the data set reads. */
function typeOf(template: Template, { value }: Site): string | undefined {
  const columns = columnsOf(template, get(value, 'Column', 'DataSetIdentifier'));
  return columns.find(({ name }) => name === get(value, 'Column', 'ColumnName'))?.type;
}

function pickFrom<T>(random: Random, values: readonly T[]): T | undefined {
  return values.length === 0 ? undefined : random.pick(values);
}

const place = ({ visual }: VisualSite) => `visual ${visual.VisualId}`;

/** The lists of dimensions of a visual's wells. */
function dimensionLists({ visual }: VisualSite): Mutable[][] {
  return sitesIn(get(visual, 'ChartConfiguration', 'FieldWells')).flatMap(({ value }) =>
    Object.values(value).filter(
      (list): list is Mutable[] =>
        Array.isArray(list) && list.some((one) => /DimensionField/.test(Object.keys(one)[0] ?? '')),
    ),
  );
}

/** What says something of a field outside the wells. */
function referencesTo(visual: Mutable): Site[] {
  const wells = get(visual, 'ChartConfiguration', 'FieldWells');
  const inWells = new Set(sitesIn(wells).map(({ value }) => value));
  return sitesIn(visual).filter(
    ({ value }) => typeof value.FieldId === 'string' && !inWells.has(value),
  );
}

export const VISUAL_DAMAGES: Damages = {
  'a column has another name': (template, random) => {
    const site = random.pick(
      sitesIn(definitionOf(template)).filter(({ value }) => typeof value.ColumnName === 'string'),
    );
    site.value.ColumnName = `${site.value.ColumnName}_2`;
    return site.path.join('.');
  },
  'a column is of a data set that is not declared': (template, random) => {
    const site = random.pick(
      sitesIn(definitionOf(template)).filter(
        ({ value }) => typeof value.ColumnName === 'string' && value.DataSetIdentifier,
      ),
    );
    site.value.DataSetIdentifier = `${site.value.DataSetIdentifier}_2`;
    return site.path.join('.');
  },
  'a well takes another type than its column has': (template, random) => {
    const site = pickFrom(
      random,
      fieldSites(template).filter(({ field }) => {
        const type = typeOf(template, field);
        return type !== undefined && WELLS[wellOf(field)]?.includes(type);
      }),
    );
    if (!site) return null;
    const kind = site.field.path.at(-1)!;
    const well = wellOf(site.field);
    const other = random.pick(Object.keys(WELLS).filter((one) => one !== well));
    const holder = sitesIn(site.visual).find(({ value }) => value[kind] === site.field.value)!;
    holder.value[kind.replace(well, other)] = holder.value[kind];
    delete holder.value[kind];
    return `${place(site)}, ${site.field.value.FieldId}: ${well} to ${other}`;
  },
  'a field shows a column of a type that its well does not take': (template, random) => {
    const site = pickFrom(random, fieldSites(template));
    if (!site) return null;
    const column = site.field.value.Column as Mutable;
    const others = columnsOf(template, column.DataSetIdentifier).filter(
      ({ type }) => !WELLS[wellOf(site.field)]?.includes(type),
    );
    const other = pickFrom(random, others);
    if (!other) return null;
    column.ColumnName = other.name;
    return `${place(site)}, ${site.field.value.FieldId}: ${other.name}`;
  },
  'an aggregate is aggregated once more': (template, random) => {
    const names = aggregatingFieldsOf(template).map(({ Name }) => Name);
    const site = pickFrom(
      random,
      fieldSites(template).filter(
        ({ field }) =>
          field.path.at(-1) === 'NumericalMeasureField' &&
          field.value.AggregationFunction === undefined &&
          names.includes(get(field.value, 'Column', 'ColumnName')),
      ),
    );
    if (!site) return null;
    site.field.value.AggregationFunction = { SimpleNumericalAggregation: 'SUM' };
    return `${place(site)}, ${site.field.value.FieldId}`;
  },
  'an aggregate is a dimension': (template, random) => {
    const field = pickFrom(random, aggregatingFieldsOf(template));
    const site = pickFrom(
      random,
      visualsOf(template).filter(
        (one) =>
          dimensionLists(one).length > 0 &&
          one.fields.every(
            ({ value }) => get(value, 'Column', 'DataSetIdentifier') === field?.DataSetIdentifier,
          ),
      ),
    );
    if (!site || !field) return null;
    const { Name: ColumnName, DataSetIdentifier } = field;
    random.pick(dimensionLists(site)).push({
      NumericalDimensionField: {
        FieldId: 'of-aggregate',
        Column: { ColumnName, DataSetIdentifier },
      },
    });
    return `${place(site)}: ${ColumnName}`;
  },
  'two things have one id': (template, random) => {
    const key = random.pick([
      'SheetId',
      'VisualId',
      'FilterControlId',
      'ParameterControlId',
      'SheetTextBoxId',
      'FilterGroupId',
      'FilterId',
    ]);
    const sites = sitesIn(definitionOf(template)).filter(
      ({ value, path }) =>
        typeof value[key] === 'string' && !path.includes('SheetVisualScopingConfigurations'),
    );
    if (sites.length < 2) return null;
    const [one, other] = random.shuffled(sites);
    one!.value[key] = other!.value[key];
    return `${key} ${other!.value[key]}`;
  },
  'two fields of a visual have one id': (template, random) => {
    const site = pickFrom(
      random,
      visualsOf(template).filter(({ fields }) => fields.length > 1),
    );
    if (!site) return null;
    const [one, other] = random.shuffled(site.fields);
    one!.value.FieldId = other!.value.FieldId;
    return `${place(site)}: ${other!.value.FieldId}`;
  },
  'an id has a sign that is not allowed': (template, random) => {
    const key = random.pick(['SheetId', 'VisualId', 'FilterGroupId', 'FilterId']);
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) => typeof value[key] === 'string'),
    );
    if (!site) return null;
    const id = String(site.value[key]);
    replaceText(definitionOf(template), id, `${id} 2`);
    return `${key} ${id}`;
  },
  'a dimension stands twice in a visual': (template, random) => {
    const site = pickFrom(
      random,
      visualsOf(template).filter((one) => dimensionLists(one).length > 0),
    );
    if (!site) return null;
    const list = random.pick(dimensionLists(site));
    const copy = structuredClone(list[0]!);
    const field = Object.values(copy)[0] as Mutable;
    field.FieldId = `${field.FieldId}-2`;
    list.push(copy);
    return place(site);
  },
  'a visual has fields of two data sets': (template, random) => {
    const sites = fieldSites(template);
    const site = pickFrom(
      random,
      sites.filter(({ fields }) => fields.length > 1),
    );
    const own = get(site?.field.value, 'Column', 'DataSetIdentifier');
    const other = pickFrom(
      random,
      sites.filter(
        ({ field }) =>
          field.path.at(-1) === site?.field.path.at(-1) &&
          get(field.value, 'Column', 'DataSetIdentifier') !== own,
      ),
    );
    if (!site || !other) return null;
    site.field.value.Column = structuredClone(other.field.value.Column);
    return `${place(site)}, ${site.field.value.FieldId}`;
  },
  'a sort, label or format is for a field that is not there': (template, random) => {
    const references = visualsOf(template).flatMap((site) =>
      referencesTo(site.visual).map(({ value, path }) => ({ site, value, path })),
    );
    const reference = pickFrom(random, references);
    if (!reference) return null;
    reference.value.FieldId = `${reference.value.FieldId}-2`;
    return `${place(reference.site)}, ${reference.path.join('.')}`;
  },
  'a field that others name has another id': (template, random) => {
    const site = pickFrom(
      random,
      fieldSites(template).filter(({ field, visual }) =>
        referencesTo(visual).some(({ value }) => value.FieldId === field.value.FieldId),
      ),
    );
    if (!site) return null;
    site.field.value.FieldId = `${site.field.value.FieldId}-2`;
    return `${place(site)}, ${site.field.value.FieldId}`;
  },
  'a field drills by a hierarchy that is not there': (template, random) => {
    const site = pickFrom(
      random,
      fieldSites(template).filter(({ field }) => /DimensionField$/.test(field.path.at(-1)!)),
    );
    if (!site) return null;
    site.field.value.HierarchyId = 'no-such-hierarchy';
    return `${place(site)}, ${site.field.value.FieldId}`;
  },
  'an axis label applies to nothing': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) => value.CustomLabel && value.ApplyTo),
    );
    if (!site) return null;
    delete site.value.ApplyTo;
    return site.path.join('.');
  },
  'a figure has no list of targets or trends': (template, random) => {
    const site = pickFrom(
      random,
      visualsOf(template).filter(({ kind }) => kind === 'KPIVisual'),
    );
    if (!site) return null;
    const wells = get(site.visual, 'ChartConfiguration', 'FieldWells') as Mutable;
    delete wells[random.pick(['TargetValues', 'TrendGroups'])];
    return place(site);
  },
  'a visual is of two kinds': (template, random) => {
    const site = random.pick(visualsOf(template));
    const holder = objectsAt(site.sheet, 'Visuals').find((one) => one[site.kind] === site.visual)!;
    const other = site.kind === 'KPIVisual' ? 'TableVisual' : 'KPIVisual';
    holder[other] = structuredClone(site.visual);
    return place(site);
  },
  'a field of a well is of no kind': (template, random) => {
    const site = random.pick(fieldSites(template));
    const kind = site.field.path.at(-1)!;
    const holder = sitesIn(site.visual).find(({ value }) => value[kind] === site.field.value)!;
    delete holder.value[kind];
    return `${place(site)}, ${site.field.value.FieldId}`;
  },
  'an action aims at a visual that is not on its sheet': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) => Array.isArray(value.TargetVisuals)),
    );
    if (!site) return null;
    site.value.TargetVisuals = ['no-such-visual'];
    return site.path.join('.');
  },
  'an action aims at some visuals and at all': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) => Array.isArray(value.TargetVisuals)),
    );
    if (!site) return null;
    site.value.TargetVisualOptions = 'ALL_VISUALS';
    return site.path.join('.');
  },
  'an action takes its value from a field that is not there': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) => typeof value.SourceField === 'string'),
    );
    if (!site) return null;
    site.value.SourceField = `${site.value.SourceField}-2`;
    return site.path.join('.');
  },
  'an action leads to a sheet that is not there': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(
        ({ value }) => typeof value.TargetSheetId === 'string',
      ),
    );
    if (!site) return null;
    site.value.TargetSheetId = 'no-such-sheet';
    return site.path.join('.');
  },
};

/** Replaces a text wherever it stands as a whole. */
export function replaceText(value: unknown, text: string, by: string): void {
  for (const { value: object } of sitesIn(value)) {
    for (const [key, part] of Object.entries(object)) {
      if (part === text) object[key] = by;
      if (Array.isArray(part)) {
        object[key] = part.map((one) => (one === text ? by : one));
      }
    }
  }
}

export { isMutable, pickFrom };
