/** Who sees what, under which condition it exists, and by which ids. */
import { templateTextOf } from '../../../infra/template-text.ts';
import type { Template } from '../../infra/template.ts';
import { dependenciesOf } from './data-sets.ts';
import { fault, listed } from './fault.ts';
import { at, entriesAt, isIntrinsic, isObject, listAt, textAt } from './json.ts';
import type { Subject } from './subject.ts';
import { isQuickSightType, PRINCIPAL, type Resource, type Variant } from './variants.ts';

const MOST_BYTES = 1_000_000;

interface Groups {
  readonly viewer: readonly string[];
  /** What an owner has beside; newer accounts have the optional ones too, all or none. */
  readonly owner: readonly string[];
  readonly optional: readonly string[];
}

/** The groups in which QuickSight takes actions, without `quicksight:`. */
const GROUPS: Readonly<Record<string, Groups>> = {
  Dashboard: {
    viewer: ['DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard'],
    owner: [
      'UpdateDashboard',
      'DeleteDashboard',
      'UpdateDashboardPermissions',
      'DescribeDashboardPermissions',
      'UpdateDashboardPublishedVersion',
    ],
    optional: ['UpdateDashboardLinks'],
  },
  Analysis: {
    viewer: [],
    owner: [
      'DescribeAnalysis',
      'QueryAnalysis',
      'UpdateAnalysis',
      'DeleteAnalysis',
      'RestoreAnalysis',
      'DescribeAnalysisPermissions',
      'UpdateAnalysisPermissions',
    ],
    optional: [],
  },
  DataSet: {
    viewer: [
      'DescribeDataSet',
      'DescribeDataSetPermissions',
      'PassDataSet',
      'DescribeIngestion',
      'ListIngestions',
    ],
    owner: [
      'UpdateDataSet',
      'DeleteDataSet',
      'CreateIngestion',
      'CancelIngestion',
      'UpdateDataSetPermissions',
    ],
    optional: [
      'CreateRefreshSchedule',
      'UpdateRefreshSchedule',
      'DeleteRefreshSchedule',
      'DescribeRefreshSchedule',
      'ListRefreshSchedules',
      'PutDataSetRefreshProperties',
      'DescribeDataSetRefreshProperties',
      'DeleteDataSetRefreshProperties',
    ],
  },
  DataSource: {
    viewer: ['DescribeDataSource', 'DescribeDataSourcePermissions', 'PassDataSource'],
    owner: ['UpdateDataSource', 'DeleteDataSource', 'UpdateDataSourcePermissions'],
    optional: [],
  },
  Theme: {
    viewer: ['DescribeTheme', 'DescribeThemeAlias', 'ListThemeAliases', 'ListThemeVersions'],
    owner: [
      'UpdateTheme',
      'DeleteTheme',
      'CreateThemeAlias',
      'UpdateThemeAlias',
      'DeleteThemeAlias',
      'UpdateThemePermissions',
      'DescribeThemePermissions',
    ],
    optional: [],
  },
};

/** The property that holds a resource's id, by its type. */
const ID_KEYS: Readonly<Record<string, string>> = {
  DataSource: 'DataSourceId',
  DataSet: 'DataSetId',
  Theme: 'ThemeId',
  Analysis: 'AnalysisId',
  Dashboard: 'DashboardId',
};

/** What a Region or an account has, and not a stack of its own. */
const NOT_OF_STACK = ['AWS::Region', 'AWS::AccountId', 'AWS::Partition', 'AWS::URLSuffix'];

export function permissionsAndConditions({ variant }: Subject): string[] {
  const ofQuickSight = [...variant.resources].filter(([, { Type }]) => isQuickSightType(Type));
  return [
    ...ofQuickSight.flatMap(([name, resource]) => [
      ...permissionsAreWhole(name, resource),
      ...idIsOfStack(name, resource),
      ...accountIsOwn(name, resource),
      ...isRemoved(name, resource),
    ]),
    ...idsDiffer(ofQuickSight),
    ...ofQuickSight
      .filter(([, { Type }]) => Type.endsWith('::Dashboard'))
      .flatMap(([name, dashboard]) => dashboardIsStrict(variant, name, dashboard)),
    ...existsOnlyWhenWanted(variant, ofQuickSight),
    ...referencesExist(variant),
  ];
}

/** What is of the template as a whole and of no variant. */
export function templateIsSmall(template: Template): string[] {
  const bytes = Buffer.byteLength(templateTextOf(template));
  return bytes < MOST_BYTES
    ? []
    : [fault('The template', `${bytes} bytes`, `less than ${MOST_BYTES}`)];
}

function shortType({ Type }: Resource): string {
  return Type.split('::').at(-1)!;
}

function permissionsAreWhole(name: string, resource: Resource): string[] {
  const groups = GROUPS[shortType(resource)];
  if (!groups) return [];
  const permissions = listAt(resource.Properties, 'Permissions');
  const faults: string[] = [];
  if (permissions.length === 0) {
    faults.push(fault(name, 'no Permissions', `those of ${PRINCIPAL}, or nobody sees it`));
  }
  const wholes = wholeGroups(groups);
  let hasOwner = permissions.length === 0;
  for (const permission of permissions) {
    const principal = at(permission, 'Principal');
    if (!isObject(principal) || principal.Ref !== PRINCIPAL) {
      const found = `principal ${JSON.stringify(principal)}`;
      faults.push(fault(name, found, `parameter ${PRINCIPAL}`));
    }
    const actions = listAt(permission, 'Actions').map(String);
    const whole = wholes.find(
      (group) => group.length === actions.length && group.every((one) => actions.includes(one)),
    );
    if (whole && whole.length > groups.viewer.length) hasOwner = true;
    if (!whole) {
      const nearest = wholes.toSorted(
        (one, other) => distance(one, actions) - distance(other, actions),
      )[0]!;
      const lacking = nearest.filter((one) => !actions.includes(one));
      const extra = actions.filter((one) => !nearest.includes(one));
      const difference = [
        ...(lacking.length > 0 ? [`no ${listed(lacking)}`] : []),
        ...(extra.length > 0 ? [`${listed(extra, 'and')} too`] : []),
        ...(lacking.length + extra.length === 0 ? ['an action several times'] : []),
      ].join(' and ');
      faults.push(fault(name, `permissions with ${difference}`, 'a whole group of actions'));
    }
  }
  if (!hasOwner && faults.length === 0) faults.push(fault(name, 'no owner', 'an owner'));
  if (entriesAt(resource.Properties, 'LinkSharingConfiguration').length > 0) {
    faults.push(fault(name, 'a LinkSharingConfiguration', `permissions of ${PRINCIPAL} alone`));
  }
  return faults;
}

function wholeGroups({ viewer, owner, optional }: Groups): string[][] {
  const groups = [viewer, [...viewer, ...owner], [...viewer, ...owner, ...optional]];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.map((action) => `quicksight:${action}`));
}

function distance(group: readonly string[], actions: readonly string[]): number {
  const outside = (some: readonly string[], others: readonly string[]) =>
    some.filter((one) => !others.includes(one)).length;
  return outside(group, actions) + outside(actions, group);
}

/** Ids stay taken in an account and Region: a constant would refuse the second lake. */
function idIsOfStack(name: string, resource: Resource): string[] {
  const key = ID_KEYS[shortType(resource)];
  if (!key) return [];
  const id = resource.Properties?.[key];
  const sources = referencesIn(id).map(({ target }) => target);
  if (sources.some((source) => !NOT_OF_STACK.includes(source))) {
    const literals = literalsOf(id).join('');
    if (/^[\w-]*$/.test(literals)) return [];
    return [fault(name, `${key} with the signs ${literals}`, 'letters, digits, _ and -')];
  }
  const found = id === undefined ? `no ${key}` : `${key} ${JSON.stringify(id)}`;
  return [fault(name, found, 'an id made from the stack, such as its bucket name')];
}

function literalsOf(id: unknown): string[] {
  const sub = at(id, 'Fn::Sub');
  const text = Array.isArray(sub) ? sub[0] : sub;
  if (typeof text === 'string') return [text.replace(/\$\{[^}]*\}/g, '')];
  const [separator, parts] = listAt(id, 'Fn::Join');
  if (!Array.isArray(parts)) return [];
  return [String(separator), ...parts.filter((part) => typeof part === 'string')];
}

function accountIsOwn(name: string, { Properties }: Resource): string[] {
  const account = Properties?.AwsAccountId;
  if (at(account, 'Ref') === 'AWS::AccountId') return [];
  const found = account === undefined ? 'no AwsAccountId' : `account ${JSON.stringify(account)}`;
  return [fault(name, found, 'Ref AWS::AccountId')];
}

/** Deleting the stack or clearing the parameter removes all. */
function isRemoved(name: string, { DeletionPolicy, UpdateReplacePolicy }: Resource): string[] {
  const isKept = [DeletionPolicy, UpdateReplacePolicy].some((policy) =>
    policy?.startsWith('Retain'),
  );
  return isKept ? [fault(name, 'a policy that retains it', 'its removal with the stack')] : [];
}

function idsDiffer(resources: readonly [string, Resource][]): string[] {
  const known = new Map<string, string>();
  return resources.flatMap(([name, resource]) => {
    const type = shortType(resource);
    const own =
      type === 'RefreshSchedule'
        ? [resource.Properties?.DataSetId, at(resource.Properties, 'Schedule', 'ScheduleId')]
        : resource.Properties?.[ID_KEYS[type] ?? ''];
    const id = `${type} ${JSON.stringify(own)}`;
    const other = known.get(id);
    known.set(id, name);
    return other === undefined ? [] : [fault(name, `the id of ${other}`, 'one of its own')];
  });
}

function dashboardIsStrict(variant: Variant, name: string, { Properties }: Resource): string[] {
  const faults: string[] = [];
  if (at(Properties, 'ValidationStrategy', 'Mode') === 'LENIENT') {
    faults.push(fault(name, 'LENIENT validation', 'STRICT, which is the default'));
  }
  if (Properties?.Definition === undefined) faults.push(fault(name, 'no Definition', 'one'));
  const theme = Properties?.ThemeArn;
  const target = listAt(theme, 'Fn::GetAtt')[0];
  const isTheme = variant.resources.get(String(target))?.Type === 'AWS::QuickSight::Theme';
  if (theme !== undefined && !isTheme) {
    faults.push(
      fault(name, `ThemeArn ${JSON.stringify(theme)}`, 'the Arn of a theme of the stack'),
    );
  }
  return faults;
}

/** Without the parameter nothing of QuickSight exists: no resource, and no role that it may assume. */
function existsOnlyWhenWanted(
  { given, resources }: Variant,
  ofQuickSight: readonly [string, Resource][],
): string[] {
  if (given[PRINCIPAL] !== '') return [];
  const trusting = [...resources].filter(
    ([, { Type, Properties }]) =>
      Type === 'AWS::IAM::Role' &&
      JSON.stringify(Properties?.AssumeRolePolicyDocument ?? '').includes(
        '"quicksight.amazonaws.com"',
      ),
  );
  return [...ofQuickSight, ...trusting].map(([name]) =>
    fault(name, `${name} without ${PRINCIPAL}`, `a condition on ${PRINCIPAL}`),
  );
}

interface Reference {
  readonly target: string;
  readonly isId: boolean;
}

/** What a value refers to by `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
function referencesIn(value: unknown): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  if (isIntrinsic(value)) {
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value;
    if (typeof ref === 'string') return [{ target: ref, isId: true }];
    if (typeof attribute === 'string') return [{ target: attribute.split('.')[0]!, isId: false }];
    if (Array.isArray(attribute)) return [{ target: String(attribute[0]), isId: false }];
    if (sub !== undefined) return referencesOfSub(sub);
    const [separator, text] = listAt(value, 'Fn::Split');
    // The id is what stands behind the stroke of `account|id`.
    if (separator === '|') return referencesIn(text).map((one) => ({ ...one, isId: false }));
  }
  return Object.values(value).flatMap(referencesIn);
}

function referencesOfSub(sub: unknown): Reference[] {
  const [text, variables] = Array.isArray(sub) ? sub : [sub, {}];
  const own = Object.keys(isObject(variables) ? variables : {});
  const named = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)]
    .map(([, name]) => name!.trim())
    .filter((name) => !own.includes(name))
    .map((name) => ({ target: name.split('.')[0]!, isId: !name.includes('.') }));
  return [...named, ...referencesIn(variables)];
}

/** What exists refers to what exists, and to a QuickSight resource never by `Ref`. */
function referencesExist({ resources, outputs, declared }: Variant): string[] {
  return [...resources, ...outputs].flatMap(([name, value]) => {
    const type = textAt(value, 'Type') ?? '';
    const isOfQuickSight = isQuickSightType(type);
    // A custom resource waits for what it refers to, and need not read the value.
    const isCustom = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
    const { Properties, Value } = value as { Properties?: unknown; Value?: unknown };
    const references = referencesIn(Properties ?? Value);
    const needed = isOfQuickSight ? dependenciesOf(value as Resource) : [];
    return [
      ...references.flatMap(({ target, isId }) => {
        const resource = resources.get(target);
        if (isId && !isCustom && resource && isQuickSightType(resource.Type)) {
          return fault(name, `Ref of ${target}, which is account|id`, 'its Arn, or its own id');
        }
        if (resource || target.startsWith('AWS::') || declared.parameters.has(target)) return [];
        if (!declared.resources.has(target)) {
          return isOfQuickSight
            ? fault(name, `a reference to ${target}`, 'a resource or parameter of the template')
            : [];
        }
        return fault(
          name,
          `a reference to ${target}, whose condition is false`,
          `the same condition`,
        );
      }),
      ...needed
        .filter((target) => !declared.resources.has(target))
        .map((target) => fault(name, `DependsOn ${target}`, 'a resource of the template')),
    ];
  });
}
