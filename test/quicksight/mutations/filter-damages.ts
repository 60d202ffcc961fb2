/** Damages to filters, parameters and controls. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { Damages } from './damages.ts';
import {
  columnsOf,
  controlsOf,
  definitionOf,
  type FilterSite,
  filtersOf,
  get,
  type Mutable,
  objectsAt,
  scopesOf,
  sheetsOf,
  sitesIn,
  visualsOf,
} from './sites.ts';
import { pickFrom, replaceText } from './visual-damages.ts';

/** The types that each kind of filter takes. */
const FILTERED: Readonly<Record<string, readonly string[]>> = {
  CategoryFilter: ['STRING'],
  NumericEqualityFilter: ['INTEGER', 'DECIMAL'],
  NumericRangeFilter: ['INTEGER', 'DECIMAL'],
  RelativeDatesFilter: ['DATETIME'],
  TimeRangeFilter: ['DATETIME'],
  TimeEqualityFilter: ['DATETIME'],
};

const place = ({ filter }: FilterSite) => `filter ${filter.FilterId}`;

/** The filters that fulfil a condition, of which one is changed. */
const filters =
  (isFit: (site: FilterSite) => boolean, change: (site: FilterSite, random: Random) => void) =>
  (template: Template, random: Random) => {
    const site = pickFrom(random, filtersOf(template).filter(isFit));
    if (!site) return null;
    change(site, random);
    return place(site);
  };

const selected = ({ group }: FilterSite) =>
  scopesOf(group).filter((scope) => scope.Scope === 'SELECTED_VISUALS');
const whole = ({ group }: FilterSite) =>
  scopesOf(group).filter((scope) => scope.Scope === 'ALL_VISUALS');

interface DeclarationSite {
  readonly kind: string;
  readonly parameter: Mutable;
}

function parametersOf(template: Template): DeclarationSite[] {
  return objectsAt(definitionOf(template), 'ParameterDeclarations').map((one) => {
    const [kind, parameter] = Object.entries(one)[0] as [string, Mutable];
    return { kind, parameter };
  });
}

function isMulti(template: Template, name: unknown): boolean {
  const found = parametersOf(template).find(({ parameter }) => parameter.Name === name);
  return found?.parameter.ParameterValueType === 'MULTI_VALUED';
}

const PARAMETER_KEYS = [
  'ParameterName',
  'Parameter',
  'SourceParameterName',
  'DestinationParameterName',
];

export const FILTER_DAMAGES: Damages = {
  'a filter is for a sheet that is not there': filters(
    ({ group }) => scopesOf(group).length > 0,
    ({ group }, random) => {
      random.pick(scopesOf(group)).SheetId = 'no-such-sheet';
    },
  ),
  'a filter is for a visual that is not there': filters(
    (site) => selected(site).length > 0,
    (site, random) => {
      const scope = random.pick(selected(site));
      const ids = [...(scope.VisualIds as string[])];
      ids[random.below(ids.length)] = 'no-such-visual';
      scope.VisualIds = ids;
    },
  ),
  'a filter is for a visual of another sheet': (template, random) => {
    const site = pickFrom(
      random,
      filtersOf(template).filter((one) => selected(one).length > 0),
    );
    if (!site) return null;
    const scope = random.pick(selected(site));
    const other = pickFrom(
      random,
      visualsOf(template).filter(({ sheet }) => sheet.SheetId !== scope.SheetId),
    );
    if (!other) return null;
    (scope.VisualIds as unknown[]).push(other.visual.VisualId);
    return place(site);
  },
  'a filter of all visuals lists some': (template, random) => {
    const site = pickFrom(
      random,
      filtersOf(template).filter((one) => whole(one).length > 0),
    );
    if (!site) return null;
    const scope = random.pick(whole(site));
    const { visual } = visualsOf(template).find(({ sheet }) => sheet.SheetId === scope.SheetId)!;
    scope.VisualIds = [visual.VisualId];
    return place(site);
  },
  'a filter of selected visuals has none': filters(
    (site) => selected(site).length > 0,
    (site, random) => {
      delete random.pick(selected(site)).VisualIds;
    },
  ),
  'a filter has a column of another type': (template, random) => {
    const site = pickFrom(
      random,
      filtersOf(template).filter(({ kind }) => FILTERED[kind]),
    );
    if (!site) return null;
    const column = site.filter.Column as Mutable;
    const other = pickFrom(
      random,
      columnsOf(template, column.DataSetIdentifier).filter(
        ({ type }) => !FILTERED[site.kind]!.includes(type),
      ),
    );
    if (!other) return null;
    column.ColumnName = other.name;
    return `${place(site)}: ${other.name}`;
  },
  'a list of values is matched by EQUALS': filters(
    ({ filter }) => get(filter, 'Configuration', 'FilterListConfiguration') !== undefined,
    ({ filter }) => {
      (get(filter, 'Configuration', 'FilterListConfiguration') as Mutable).MatchOperator = 'EQUALS';
    },
  ),
  'a filter compares with a value and a parameter': filters(
    ({ filter }) =>
      get(filter, 'Configuration', 'CustomFilterConfiguration', 'ParameterName') !== undefined,
    ({ filter }) => {
      const custom = get(filter, 'Configuration', 'CustomFilterConfiguration') as Mutable;
      custom.CategoryValue = 'VOICE';
    },
  ),
  'the last days are not counted': filters(
    ({ filter }) => filter.RelativeDateType === 'LAST',
    ({ filter }) => {
      delete filter.RelativeDateValue;
    },
  ),
  'a range has no end': filters(
    ({ kind, filter }) => kind === 'TimeRangeFilter' && filter.RangeMinimumValue !== undefined,
    ({ filter }) => {
      delete filter.RangeMinimumValue;
      delete filter.RangeMaximumValue;
    },
  ),
  'a filter of several sheets has no common control': filters(
    ({ group, filter }) =>
      scopesOf(group).length > 1 && filter.DefaultFilterControlConfiguration !== undefined,
    ({ filter }) => {
      delete filter.DefaultFilterControlConfiguration;
    },
  ),
  'a filter of one sheet has a control for several': filters(
    ({ group, filter }) => scopesOf(group).length === 1 && filter.FilterId !== undefined,
    ({ filter, kind }) => {
      const options =
        kind === 'CategoryFilter'
          ? { DefaultDropdownOptions: { Type: 'MULTI_SELECT' } }
          : { DefaultTextFieldOptions: {} };
      filter.DefaultFilterControlConfiguration = { Title: 'All', ControlOptions: options };
    },
  ),
  'a filter leaves visuals of another data set alone': (template, random) => {
    const mixed = sheetsOf(template)
      .filter(
        (sheet) =>
          new Set(
            visualsOf(template)
              .filter((one) => one.sheet === sheet)
              .flatMap(({ fields }) =>
                fields.map(({ value }) => get(value, 'Column', 'DataSetIdentifier')),
              ),
          ).size > 1,
      )
      .map(({ SheetId }) => SheetId);
    const site = pickFrom(
      random,
      filtersOf(template).filter(
        ({ group }) =>
          group.CrossDataset === 'ALL_DATASETS' &&
          whole({ group } as FilterSite).some(({ SheetId }) => mixed.includes(SheetId)),
      ),
    );
    if (!site) return null;
    site.group.CrossDataset = 'SINGLE_DATASET';
    return place(site);
  },
  'a control of a filter of several sheets is dropped': (template, random) => {
    const site = pickFrom(
      random,
      controlsOf(template, 'Filter').filter(({ kind }) => kind === 'CrossSheet'),
    );
    if (!site) return null;
    site.list.splice(site.list.indexOf(site.one), 1);
    return `control ${site.control.FilterControlId}`;
  },
  'the only control of a parameter is dropped': (template, random) => {
    const controls = controlsOf(template, 'Parameter');
    const text = JSON.stringify(definitionOf(template));
    const site = pickFrom(
      random,
      controls.filter(
        ({ control: { SourceParameterName: name } }) =>
          controls.filter(({ control }) => control.SourceParameterName === name).length === 1 &&
          !text.includes(`"DestinationParameterName":"${name}"`),
      ),
    );
    if (!site) return null;
    site.list.splice(site.list.indexOf(site.one), 1);
    return `control ${site.control.ParameterControlId}`;
  },
  'a control is for a filter that is not there': (template, random) => {
    const site = pickFrom(random, controlsOf(template, 'Filter'));
    if (!site) return null;
    site.control.SourceFilterId = 'no-such-filter';
    return `control ${site.control.FilterControlId}`;
  },
  'a control is for a parameter that is not there': (template, random) => {
    const site = pickFrom(random, controlsOf(template, 'Parameter'));
    if (!site) return null;
    site.control.SourceParameterName = 'noSuchParameter';
    return `control ${site.control.ParameterControlId}`;
  },
  'a filter of several sheets has a control of one sheet': (template, random) => {
    const site = pickFrom(
      random,
      controlsOf(template, 'Filter').filter(({ kind }) => kind === 'CrossSheet'),
    );
    if (!site) return null;
    delete site.one.CrossSheet;
    site.one.Dropdown = { ...site.control, Title: 'One', Type: 'MULTI_SELECT' };
    return `control ${site.control.FilterControlId}`;
  },
  'a parameter of several values has a field for one': (template, random) => {
    const site = pickFrom(
      random,
      controlsOf(template, 'Parameter').filter(({ control }) =>
        isMulti(template, control.SourceParameterName),
      ),
    );
    if (!site) return null;
    delete site.one[site.kind];
    const { ParameterControlId, SourceParameterName, Title } = site.control;
    site.one.TextField = { ParameterControlId, SourceParameterName, Title };
    return `control ${ParameterControlId}`;
  },
  'a control selects several values where one is meant, or one where several are': (
    template,
    random,
  ) => {
    const site = pickFrom(
      random,
      controlsOf(template, 'Parameter').filter(({ control }) => control.Type !== undefined),
    );
    if (!site) return null;
    site.control.Type = site.control.Type === 'MULTI_SELECT' ? 'SINGLE_SELECT' : 'MULTI_SELECT';
    return `control ${site.control.ParameterControlId}`;
  },
  'a control of a date is a field of text': (template, random) => {
    const site = pickFrom(
      random,
      controlsOf(template, 'Parameter').filter(({ kind }) => kind === 'DateTimePicker'),
    );
    if (!site) return null;
    delete site.one.DateTimePicker;
    site.one.TextField = site.control;
    return `control ${site.control.ParameterControlId}`;
  },
  'a control depends on a control that is not there': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) => value.SourceSheetControlId),
    );
    if (!site) return null;
    site.value.SourceSheetControlId = 'no-such-control';
    return site.path.join('.');
  },
  'a parameter that others name has another name': (template, random) => {
    const text = JSON.stringify(definitionOf(template));
    const site = pickFrom(
      random,
      parametersOf(template).filter(({ parameter: { Name: name } }) =>
        PARAMETER_KEYS.some((key) => text.includes(`"${key}":"${name}"`)),
      ),
    );
    if (!site) return null;
    site.parameter.Name = `${site.parameter.Name}2`;
    return `parameter ${site.parameter.Name}`;
  },
  'a parameter has an underscore in its name': (template, random) => {
    const site = pickFrom(random, parametersOf(template));
    if (!site) return null;
    const name = String(site.parameter.Name);
    replaceText(definitionOf(template), name, `${name}_2`);
    return `parameter ${name}`;
  },
  'a place names a parameter that is not there': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ value }) =>
        PARAMETER_KEYS.some((key) => typeof value[key] === 'string'),
      ),
    );
    if (!site) return null;
    const key = PARAMETER_KEYS.find((one) => typeof site.value[one] === 'string')!;
    site.value[key] = 'noSuchParameter';
    return site.path.join('.');
  },
  'two parameters have one name': (template, random) => {
    const [one, other] = random.shuffled(parametersOf(template));
    if (!one || !other) return null;
    one.parameter.Name = other.parameter.Name;
    return `parameter ${other.parameter.Name}`;
  },
  'a date has no default': (template, random) => {
    const site = pickFrom(
      random,
      parametersOf(template).filter(
        ({ kind, parameter }) => kind === 'DateTimeParameterDeclaration' && parameter.DefaultValues,
      ),
    );
    if (!site) return null;
    delete site.parameter.DefaultValues;
    return `parameter ${site.parameter.Name}`;
  },
  'a rolling date is no date': (template, random) => {
    const site = pickFrom(
      random,
      sitesIn(definitionOf(template)).filter(({ path }) => path.at(-1) === 'RollingDate'),
    );
    if (!site) return null;
    site.value.Expression = random.pick(['7', "dateDiff(now(), now(), 'DD')", "'2026-11-23'"]);
    return site.path.join('.');
  },
};
