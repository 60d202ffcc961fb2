/** Data sets read the stack's views as they are, and are refreshed without the launch waiting for them. */
import type { DescribedView } from '../../../infra/view-columns.ts';
import {
  inputTypeOf,
  outputType,
  type PhysicalTable,
  physicalTablesOf,
  resourceOfArn,
  sourcesOf,
  viewOf,
} from './columns.ts';
import { fault, listed } from './fault.ts';
import { at, entriesAt, isIntrinsic, listAt, textAt } from './json.ts';
import { resourcesOf, type Subject } from './subject.ts';
import type { Resource, Variant } from './variants.ts';

/** Columns by which a person can be reached or told, and texts of conversations. */
const PERSONAL = /address|endpoint|phone|e_?mail|attribute|transcript/i;

const SERVICE = 'quicksight.amazonaws.com';

/** What the role of the data source must be allowed, for QuickSight to read through Athena. */
const NEEDED_ACTIONS = [
  'athena:StartQueryExecution',
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:GetQueryResultsStream',
  'athena:GetWorkGroup',
  'athena:ListDatabases',
  'athena:ListTableMetadata',
  'athena:GetTableMetadata',
  'athena:GetDataCatalog',
  'athena:ListDataCatalogs',
  'glue:GetDatabase',
  'glue:GetDatabases',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartition',
  'glue:GetPartitions',
  's3:GetObject',
  's3:ListBucket',
  's3:GetBucketLocation',
  's3:PutObject',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
  's3:ListBucketMultipartUploads',
];

export function dataSets({ variant, views, dataSets }: Subject): string[] {
  return [
    ...resourcesOf(variant, 'DataSource').flatMap(([name, one]) => sourceReads(variant, name, one)),
    ...resourcesOf(variant, 'DataSet').flatMap(([name, dataSet]) => [
      ...physicalTablesOf(dataSet).flatMap((table) => tableReadsView(variant, name, table, views)),
      ...(physicalTablesOf(dataSet).length === 0 ? [fault(name, 'no table', 'a view')] : []),
      ...logicalTablesStand(name, dataSet),
      ...dataSets.get(name)!.badSteps.map(({ table, step, column, columns }) => {
        const expected = `one of ${listed(columns)}`;
        return fault(`${name}, ${table}, ${step}`, `column ${column}`, expected);
      }),
      ...isRefreshed(variant, name, dataSet),
    ]),
    ...resourcesOf(variant, 'RefreshSchedule').flatMap(([name, schedule]) =>
      scheduleFits(variant, name, schedule),
    ),
    ...resourcesOf(variant, 'Dashboard').flatMap(([name, { Properties }]) =>
      listAt(Properties, 'Definition', 'DataSetIdentifierDeclarations').flatMap((declaration) => {
        const resource = resourceOfArn(at(declaration, 'DataSetArn'));
        if (dataSets.has(resource ?? '')) return [];
        const place = `${name}, data set ${textAt(declaration, 'Identifier')}`;
        return fault(place, 'an ARN of another resource', `the Arn of ${listed(dataSets.keys())}`);
      }),
    ),
  ];
}

function tableReadsView(
  variant: Variant,
  name: string,
  table: PhysicalTable,
  views: readonly DescribedView[],
): string[] {
  const place = `${name}, table ${table.id}`;
  const faults: string[] = [];
  if (!/^[0-9a-zA-Z-]*$/.test(table.id)) {
    faults.push(fault(place, `the key ${table.id}`, 'letters, digits and hyphens alone'));
  }
  if (table.kind !== 'RelationalTable') {
    return [...faults, fault(place, table.kind, 'a RelationalTable over a view of the stack')];
  }
  const source = resourceOfArn(at(table.value, 'DataSourceArn'));
  const sources = resourcesOf(variant, 'DataSource').map(([one]) => one);
  if (!sources.includes(source ?? '')) {
    faults.push(fault(place, `data source ${source}`, `the Arn of ${listed(sources)}`));
  }
  if (at(table.value, 'Catalog') !== 'AwsDataCatalog') {
    faults.push(fault(place, `catalogue ${at(table.value, 'Catalog')}`, 'AwsDataCatalog'));
  }
  if (at(table.value, 'Schema') === undefined) faults.push(fault(place, 'no Schema', 'a database'));
  const view = viewOf(table, views);
  if (!view) {
    const known = listed(views.map((one) => one.name));
    return [...faults, fault(place, `view ${String(at(table.value, 'Name'))}`, `one of ${known}`)];
  }
  return [...faults, ...columnsEqual(place, table, view)];
}

function columnsEqual(place: string, table: PhysicalTable, view: DescribedView): string[] {
  const declared = new Map(table.columns.map(({ name, type }) => [name, type]));
  const names = table.columns.map(({ name }) => name);
  const twice = names.filter((name, order) => names.indexOf(name) !== order);
  return [
    ...twice.map((name) => fault(place, `column ${name} several times`, 'once')),
    ...view.columns.flatMap(({ name, prestoType }) => {
      const type = inputTypeOf(prestoType);
      const found = declared.get(name);
      if (PERSONAL.test(name)) {
        return fault(place, `personal data in column ${name}`, 'no such column in a data set');
      }
      if (type === null) {
        return fault(place, `column ${name} of type ${prestoType}`, 'a type of QuickSight');
      }
      if (found === undefined) return fault(place, `no column ${name}`, `it of type ${type}`);
      const isSame = found === type || (type === 'BOOLEAN' && found === 'BIT');
      if (isSame) return [];
      return fault(place, `column ${name} of type ${found}`, `${type}, since it is ${prestoType}`);
    }),
    ...[...declared.keys()]
      .filter((name) => !view.columns.some((column) => column.name === name))
      .map((name) => {
        const known = listed(view.columns.map((column) => column.name));
        return fault(place, `column ${name}`, `one of view ${view.name}: ${known}`);
      }),
  ];
}

function logicalTablesStand(name: string, dataSet: Resource): string[] {
  const tables = entriesAt(dataSet.Properties, 'LogicalTableMap');
  const known = [...physicalTablesOf(dataSet), ...tables.map(([id]) => ({ id }))].map(
    ({ id }) => id,
  );
  return tables.flatMap(([id, table]) => {
    const place = `${name}, logical table ${id}`;
    const sources = entriesAt(table, 'Source');
    const empty = listAt(table, 'DataTransforms').filter(
      (step) =>
        at(step, 'ProjectOperation') &&
        !listAt(step, 'ProjectOperation', 'ProjectedColumns').length,
    );
    return [
      ...(sources.length === 1 ? [] : [fault(place, `${sources.length} sources`, 'exactly one')]),
      ...empty.map(() => fault(place, 'a projection of nothing', 'at least one column')),
      ...sourcesOf(table)
        .filter((source) => !known.includes(source))
        .map((source) => fault(place, `table ${source}`, `one of ${listed(known)}`)),
    ];
  });
}

const isIncremental = (schedule: Resource) =>
  at(schedule.Properties, 'Schedule', 'RefreshType') === 'INCREMENTAL_REFRESH';

function isRefreshed(variant: Variant, name: string, dataSet: Resource): string[] {
  const mode = at(dataSet.Properties, 'ImportMode');
  const schedules = schedulesOf(variant, dataSet);
  const faults: string[] = [];
  if (mode === 'DIRECT_QUERY') {
    return schedules.map(([one]) => fault(one, `a refresh of ${name}, which is queried`, 'none'));
  }
  if (mode !== 'SPICE') return [fault(name, `ImportMode ${mode}`, 'SPICE or DIRECT_QUERY')];
  if (at(dataSet.Properties, 'IngestionWaitPolicy', 'WaitForSpiceIngestion') !== false) {
    const found = 'a launch that waits for the first import';
    faults.push(fault(name, found, 'WaitForSpiceIngestion false'));
  }
  if (schedules.length === 0) faults.push(fault(name, 'no RefreshSchedule', 'at least one'));
  if (schedules.length > 5) faults.push(fault(name, `${schedules.length} schedules`, 'at most 5'));
  const intervals = schedules.map(([, one]) => intervalOf(one));
  for (const interval of ['HOURLY', 'MINUTE15', 'MINUTE30']) {
    const count = intervals.filter((one) => one === interval).length;
    if (count > 1) faults.push(fault(name, `${count} schedules of ${interval}`, 'one'));
  }
  const window = at(
    dataSet.Properties,
    'DataSetRefreshProperties',
    'RefreshConfiguration',
    'IncrementalRefresh',
    'LookbackWindow',
  );
  const hasIncremental = schedules.some(([, one]) => isIncremental(one));
  if (hasIncremental && window === undefined) {
    faults.push(fault(name, 'an incremental refresh without a LookbackWindow', 'a window'));
  }
  if (hasIncremental && schedules.every(([, one]) => isIncremental(one))) {
    const expected = 'a full one too, since older rows are never touched';
    faults.push(fault(name, 'incremental refreshes alone', expected));
  }
  return window === undefined ? faults : [...faults, ...windowFits(name, dataSet, window)];
}

function windowFits(name: string, dataSet: Resource, window: unknown): string[] {
  const columns = physicalTablesOf(dataSet).flatMap((table) => table.columns);
  const dates = columns.filter(({ type }) => outputType(type) === 'DATETIME');
  const column = textAt(window, 'ColumnName');
  if (dates.some((date) => date.name === column)) return [];
  const expected = `a date: ${listed(dates.map((date) => date.name))}`;
  return [fault(`${name}, LookbackWindow`, `column ${column}`, expected)];
}

function schedulesOf(variant: Variant, dataSet: Resource): [string, Resource][] {
  const id = JSON.stringify(dataSet.Properties?.DataSetId);
  return resourcesOf(variant, 'RefreshSchedule').filter(
    ([, { Properties }]) => JSON.stringify(Properties?.DataSetId) === id,
  );
}

function intervalOf(schedule: Resource): string {
  return textAt(schedule.Properties, 'Schedule', 'ScheduleFrequency', 'Interval') ?? '';
}

function scheduleFits(variant: Variant, name: string, schedule: Resource): string[] {
  const faults: string[] = [];
  const dataSet = resourcesOf(variant, 'DataSet').find(([, one]) =>
    schedulesOf(variant, one).some(([own]) => own === name),
  )?.[0];
  if (dataSet === undefined) {
    faults.push(fault(name, 'a DataSetId of no data set', "a data set's own DataSetId"));
  } else if (!dependenciesOf(schedule).includes(dataSet)) {
    faults.push(fault(name, `no DependsOn ${dataSet}`, 'it, since an id alone makes no order'));
  }
  const own = schedule.Properties?.Schedule;
  for (const key of ['ScheduleId', 'RefreshType']) {
    if (at(own, key) === undefined) faults.push(fault(name, `no ${key}`, 'one'));
  }
  const interval = intervalOf(schedule);
  const frequency = at(own, 'ScheduleFrequency');
  if (['MINUTE15', 'MINUTE30'].includes(interval) && !isIncremental(schedule)) {
    faults.push(fault(name, `${interval} for a full refresh`, 'an incremental refresh'));
  }
  if (['WEEKLY', 'MONTHLY'].includes(interval)) {
    const key = interval === 'WEEKLY' ? 'DayOfWeek' : 'DayOfMonth';
    if (at(frequency, 'RefreshOnDay', key) === undefined) {
      faults.push(fault(name, `${interval} without a ${key}`, 'a RefreshOnDay'));
    }
  }
  const time = textAt(frequency, 'TimeOfTheDay');
  const isByDay = ['DAILY', 'WEEKLY', 'MONTHLY'].includes(interval);
  if (interval === '') faults.push(fault(name, 'no Interval', 'one'));
  if (isByDay && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time ?? '')) {
    faults.push(fault(name, `TimeOfTheDay ${time ?? 'missing'}`, 'a time such as 05:30'));
  }
  if (at(own, 'StartAfterDateTime') !== undefined) {
    const expected = 'none, since a date in a template lies in the past one day';
    faults.push(fault(name, 'a StartAfterDateTime', expected));
  }
  return faults;
}

export function dependenciesOf({ DependsOn = [] }: Resource): readonly string[] {
  return typeof DependsOn === 'string' ? [DependsOn] : DependsOn;
}

/** The data source uses Athena by a role of its own, which QuickSight may assume and which may read. */
function sourceReads(variant: Variant, name: string, source: Resource): string[] {
  const { Type, DataSourceParameters } = source.Properties ?? {};
  if (Type !== 'ATHENA') return [fault(name, `type ${String(Type)}`, 'ATHENA')];
  const parameters = at(DataSourceParameters, 'AthenaParameters');
  const faults: string[] = [];
  if (!isIntrinsic(at(parameters, 'WorkGroup'))) {
    faults.push(fault(name, 'no workgroup of the stack', "the stack's workgroup"));
  }
  const roleName = resourceOfArn(at(parameters, 'RoleArn'));
  const role = variant.resources.get(roleName ?? '');
  if (roleName === undefined || role?.Type !== 'AWS::IAM::Role') {
    return [...faults, fault(name, `role ${roleName ?? 'missing'}`, 'a role of the stack')];
  }
  const trust = statementsOf(role.Properties?.AssumeRolePolicyDocument).some(
    (statement) =>
      texts(at(statement, 'Principal', 'Service')).includes(SERVICE) &&
      texts(at(statement, 'Action')).includes('sts:AssumeRole'),
  );
  if (!trust) faults.push(fault(roleName, `no trust in ${SERVICE}`, 'sts:AssumeRole for it'));
  const separate = [...variant.resources].filter(
    ([, { Type, Properties }]) =>
      ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy'].includes(Type) &&
      [...listAt(Properties, 'Roles'), at(Properties, 'RoleName')].some(
        (one) => at(one, 'Ref') === roleName,
      ),
  );
  for (const [policy] of separate) {
    if (dependenciesOf(source).includes(policy)) continue;
    const expected = 'it, since the connection is tested when the data source is made';
    faults.push(fault(name, `no DependsOn ${policy}`, expected));
  }
  const documents = [
    ...listAt(role.Properties, 'Policies').map((policy) => at(policy, 'PolicyDocument')),
    ...separate.map(([, { Properties }]) => at(Properties, 'PolicyDocument')),
  ];
  const allowed = documents
    .flatMap(statementsOf)
    .filter((statement) => at(statement, 'Effect') === 'Allow')
    .flatMap((statement) => texts(at(statement, 'Action')));
  const missing = NEEDED_ACTIONS.filter((action) => !allowed.some((one) => covers(one, action)));
  if (missing.length > 0) {
    const found = `a role that may not ${listed(missing)}`;
    faults.push(fault(roleName, found, 'what QuickSight needs to read by Athena'));
  }
  return faults;
}

function statementsOf(document: unknown): readonly unknown[] {
  const statement = at(document, 'Statement');
  return Array.isArray(statement) ? statement : statement === undefined ? [] : [statement];
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** Whether an action of a policy, perhaps with stars, is or includes another. */
function covers(pattern: string, action: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 'i').test(action);
}
