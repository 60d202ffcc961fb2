/** Damages to permissions, ids and conditions. */

import type { Template } from '../../infra/template.ts';
import type { Random } from '../../pipeline/normalise/fuzz/random.ts';
import type { Damages } from './damages.ts';
import { get, type Mutable, type NamedResource, objectsAt, resources, sitesIn } from './sites.ts';
import { pickFrom } from './visual-damages.ts';

const ID_KEYS = ['DataSourceId', 'DataSetId', 'ThemeId', 'DashboardId'];

const some =
  (isFit: (one: NamedResource) => boolean, change: (one: NamedResource, random: Random) => void) =>
  (template: Template, random: Random) => {
    const one = pickFrom(random, resources(template).filter(isFit));
    if (!one) return null;
    change(one, random);
    return one.name;
  };

const hasPermissions = ({ properties }: NamedResource) => Array.isArray(properties.Permissions);
const idKey = ({ properties }: NamedResource) => ID_KEYS.find((key) => key in properties);
const isSchedule = ({ resource }: NamedResource) => /RefreshSchedule/.test(String(resource.Type));

export const ACCESS_DAMAGES: Damages = {
  'a resource has no permissions': some(hasPermissions, ({ properties }) => {
    delete properties.Permissions;
  }),
  'a group lacks an action': some(hasPermissions, ({ properties }, random) => {
    const actions = get(properties, 'Permissions', 0, 'Actions') as string[];
    actions.splice(random.below(actions.length), 1);
  }),
  'a group has an action of another resource': some(hasPermissions, ({ properties }) => {
    (get(properties, 'Permissions', 0, 'Actions') as string[]).push('quicksight:DescribeTopic');
  }),
  'the principal is a constant': some(hasPermissions, ({ properties }) => {
    const [permission] = objectsAt(properties, 'Permissions');
    permission!.Principal =
      'arn:aws:quicksight:us-east-1:111122223333:user/default/ann@example.com';
  }),
  'a resource has no condition': some(
    ({ resource }) => resource.Condition !== undefined,
    ({ resource }) => {
      delete resource.Condition;
    },
  ),
  'the role has no condition': (template) => {
    const source = resources(template, 'DataSource')[0]!;
    const name = sitesIn(source.properties).flatMap(
      ({ value }) => get(value, 'RoleArn', 'Fn::GetAtt', 0) ?? [],
    )[0];
    const role = template.Resources[String(name)] as unknown as Mutable;
    if (role.Condition === undefined) return null;
    delete role.Condition;
    return String(name);
  },
  'an output of a conditional resource has no condition': (template, random) => {
    const source = random.pick(resources(template, 'Dashboard'));
    (template.Outputs as Record<string, unknown>).Spare = {
      Value: { 'Fn::GetAtt': [source.name, 'Arn'] },
    };
    return 'Spare';
  },
  'an id is a constant': some(
    (one) => idKey(one) !== undefined && !isSchedule(one),
    (one) => {
      one.properties[idKey(one)!] = 'contact-lake';
    },
  ),
  'an id is of the Region and not of the stack': some(
    (one) => idKey(one) !== undefined && !isSchedule(one),
    (one) => {
      one.properties[idKey(one)!] = { 'Fn::Sub': `contact-lake-\${AWS::Region}` };
    },
  ),
  'an ARN is taken by Ref': (template, random) => {
    const sites = resources(template).flatMap(({ properties }) =>
      sitesIn(properties).flatMap(({ value }) =>
        Object.keys(value)
          .filter((key) =>
            resources(template).some(({ name }) => name === get(value, key, 'Fn::GetAtt', 0)),
          )
          .map((key) => ({ value, key })),
      ),
    );
    const site = pickFrom(random, sites);
    if (!site) return null;
    site.value[site.key] = { Ref: get(site.value, site.key, 'Fn::GetAtt', 0) };
    return site.key;
  },
  'the account is a constant': some(always, ({ properties }) => {
    properties.AwsAccountId = '111122223333';
  }),
  'faults are passed over': (template) => {
    resources(template, 'Dashboard')[0]!.properties.ValidationStrategy = { Mode: 'LENIENT' };
    return 'the dashboard';
  },
  'everybody may open it': (template) => {
    const { properties } = resources(template, 'Dashboard')[0]!;
    properties.LinkSharingConfiguration = { Permissions: properties.Permissions };
    return 'the dashboard';
  },
  'it stays when the stack goes': some(always, ({ resource }) => {
    resource.DeletionPolicy = 'Retain';
  }),
  'the template is too large': (template) => {
    (template.Metadata as Mutable).Padding = 'x'.repeat(1_000_000);
    return 'Metadata';
  },
};

function always(): boolean {
  return true;
}
