/** Damages to data source, data sets and their refreshes. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { Damages } from './damages.ts';
import {
  get,
  inputColumnsOf,
  type Mutable,
  type NamedResource,
  resources,
  sitesIn,
} from './sites.ts';
import { pickFrom } from './visual-damages.ts';

const TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'DATETIME'];

/** Changes one of the resources of a type; null if there is no such place. */
const some =
  (
    type: string,
    isFit: (one: NamedResource, template: Template) => boolean,
    change: (one: NamedResource, random: Random, template: Template) => void,
  ) =>
  (template: Template, random: Random) => {
    const one = pickFrom(
      random,
      resources(template, type).filter((each) => isFit(each, template)),
    );
    if (!one) return null;
    change(one, random, template);
    return one.name;
  };

const always = () => true;

function schedulesOf(template: Template, { properties }: NamedResource): NamedResource[] {
  const id = JSON.stringify(properties.DataSetId);
  return resources(template, 'RefreshSchedule').filter(
    (one) => JSON.stringify(one.properties.DataSetId) === id,
  );
}

function tableOf({ properties }: NamedResource): Mutable {
  return sitesIn(properties.PhysicalTableMap).find(({ value }) => value.InputColumns)!.value;
}

function roleOf(template: Template): Mutable {
  const source = resources(template, 'DataSource')[0]!;
  const name = sitesIn(source.properties).flatMap(
    ({ value }) => get(value, 'RoleArn', 'Fn::GetAtt', 0) ?? [],
  )[0];
  return template.Resources[String(name)] as unknown as Mutable;
}

/** The lists of actions of a role of the template, in itself and in policies beside it. */
function actionLists(template: Template): Mutable[] {
  return sitesIn(get(roleOf(template), 'Properties', 'Policies'))
    .map(({ value }) => value)
    .filter(({ Action }) => Array.isArray(Action) && Action.length > 1);
}

export const DATA_DAMAGES: Damages = {
  'an input column has another type': some('DataSet', always, (one, random) => {
    const column = random.pick(inputColumnsOf(one.properties));
    column.Type = random.pick(TYPES.filter((type) => type !== column.Type));
  }),
  'an input column has another name': some('DataSet', always, (one, random) => {
    const column = random.pick(inputColumnsOf(one.properties));
    column.Name = `${column.Name}_2`;
  }),
  'an input column is missing': some('DataSet', always, (one, random) => {
    const list = tableOf(one).InputColumns as Mutable[];
    list.splice(random.below(list.length), 1);
  }),
  'an input column is not in the view': some('DataSet', always, (one) => {
    (tableOf(one).InputColumns as Mutable[]).push({ Name: 'spare', Type: 'STRING' });
  }),
  'an input column stands twice': some('DataSet', always, (one, random) => {
    const list = tableOf(one).InputColumns as Mutable[];
    list.push({ ...random.pick(list) });
  }),
  'a data set reads a view that is not there': some('DataSet', always, (one) => {
    tableOf(one).Name = 'no_such_view';
  }),
  'a table has an underscore in its key': some('DataSet', always, ({ properties }) => {
    const map = properties.PhysicalTableMap as Mutable;
    const key = Object.keys(map)[0]!;
    map[`${key}_2`] = map[key];
    delete map[key];
  }),
  'a table reads another resource than a data source': some('DataSet', always, (one) => {
    tableOf(one).DataSourceArn = { 'Fn::GetAtt': [one.name, 'Arn'] };
  }),
  'a data set is never refreshed': some(
    'DataSet',
    (one, template) => schedulesOf(template, one).length > 0,
    (one, _, template) => {
      for (const { name } of schedulesOf(template, one)) delete template.Resources[name];
    },
  ),
  'the launch waits for the first import': some('DataSet', always, ({ properties }, random) => {
    if (random.percent(50)) delete properties.IngestionWaitPolicy;
    else properties.IngestionWaitPolicy = { WaitForSpiceIngestion: true };
  }),
  'an incremental refresh has no window': some(
    'DataSet',
    ({ properties }) => properties.DataSetRefreshProperties !== undefined,
    ({ properties }) => {
      delete properties.DataSetRefreshProperties;
    },
  ),
  'the window is over a column that is no date': some(
    'DataSet',
    ({ properties }) => JSON.stringify(properties).includes('LookbackWindow'),
    ({ properties }, random) => {
      const site = sitesIn(properties).find(({ path }) => path.at(-1) === 'LookbackWindow')!;
      const others = inputColumnsOf(properties).filter(({ Type }) => Type !== 'DATETIME');
      site.value.ColumnName = random.pick(others).Name;
    },
  ),
  'a refresh does not wait for its data set': some('RefreshSchedule', always, ({ resource }) => {
    delete resource.DependsOn;
  }),
  'a refresh is of a data set that is not there': some(
    'RefreshSchedule',
    always,
    ({ properties }) => {
      properties.DataSetId = { 'Fn::Sub': `\${BucketName}-no-such-set` };
    },
  ),
  'a full refresh comes every quarter of an hour': some(
    'RefreshSchedule',
    ({ properties }) => get(properties, 'Schedule', 'RefreshType') === 'FULL_REFRESH',
    ({ properties }) => {
      (properties.Schedule as Mutable).ScheduleFrequency = { Interval: 'MINUTE15' };
    },
  ),
  'a weekly refresh has no day': some(
    'RefreshSchedule',
    ({ properties }) => get(properties, 'Schedule', 'ScheduleFrequency', 'Interval') === 'WEEKLY',
    ({ properties }) => {
      delete (get(properties, 'Schedule', 'ScheduleFrequency') as Mutable).RefreshOnDay;
    },
  ),
  'a refresh has no time of the day': some(
    'RefreshSchedule',
    ({ properties }) =>
      get(properties, 'Schedule', 'ScheduleFrequency', 'TimeOfTheDay') !== undefined,
    ({ properties }, random) => {
      const frequency = get(properties, 'Schedule', 'ScheduleFrequency') as Mutable;
      if (random.percent(50)) delete frequency.TimeOfTheDay;
      else frequency.TimeOfTheDay = '3 o clock';
    },
  ),
  'a data set is declared by the ARN of another resource': (template, random) => {
    const sites = sitesIn(resources(template, 'Dashboard')[0]!.properties).filter(
      ({ value }) => value.DataSetArn !== undefined,
    );
    const site = random.pick(sites);
    site.value.DataSetArn = { 'Fn::GetAtt': [resources(template, 'Theme')[0]!.name, 'Arn'] };
    return String(site.value.Identifier);
  },
  'the data source has no role': some('DataSource', always, ({ properties }) => {
    const site = sitesIn(properties).find(({ value }) => value.RoleArn)!;
    delete site.value.RoleArn;
  }),
  'QuickSight may not assume the role': (template) => {
    const trust = sitesIn(get(roleOf(template), 'Properties', 'AssumeRolePolicyDocument')).find(
      ({ value }) => value.Service !== undefined,
    )!;
    trust.value.Service = 'glue.amazonaws.com';
    return 'the role';
  },
  'the role lacks an action that QuickSight needs': (template, random) => {
    const list = pickFrom(
      random,
      actionLists(template).filter(({ Action }) => JSON.stringify(Action).includes('"athena:')),
    );
    if (!list) return null;
    list.Action = (list.Action as string[]).filter((action) => action !== 'athena:GetWorkGroup');
    return 'athena:GetWorkGroup';
  },
};
