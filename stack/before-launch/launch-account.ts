/** Checks settings of the account that would stop a launch, or the lake after it. */
import type { InstanceStorageConfig, InstanceStorageResourceType } from '@aws-sdk/client-connect';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { CLIENT_OPTIONS, callAws, unlessMissing, withClient } from '../client.ts';
import { outcomeOf, probe } from '../health/probe.ts';
import {
  owner,
  ownerOutcome,
  principalOf,
  subscription,
  subscriptionOutcome,
} from '../health/quicksight-account.ts';
import { keyCheck, objectKeyCheck } from './launch-key.ts';
import { chosen, sourceChecks } from './launch-sources.ts';
import type { Launch } from './template-values.ts';

/** The account and Region of the caller. */
export interface Account {
  readonly id: string;
  readonly region: string;
}

/** @throws UserError if there are no credentials, or no Region */
export async function whoAmI(): Promise<Account> {
  const { STS } = await import('@aws-sdk/client-sts');
  return withClient(new STS(CLIENT_OPTIONS), async (sts) => {
    const { Account: id = '' } = await callAws(sts, ['itself', 'sts:GetCallerIdentity'], () =>
      sts.getCallerIdentity({}),
    );
    return { id, region: await sts.config.region() };
  });
}

/** The outcome of each check of the account, by its name. */
export async function accountChecks(
  launch: Launch,
  account: Account,
  stack: string | null,
): Promise<Record<string, CheckResult>> {
  const principal = launch.parameter('QuickSightPrincipalArn');
  const checks: Record<string, Promise<CheckResult | null> | null> = {
    'stack name': stack === null ? null : stackName(stack),
    Connect: connect(launch, account),
    'Lake Formation': lakeFormation(),
    'KMS key': keyCheck(launch, account),
    ...sourceChecks(launch, account, stack),
    ConnectBucketKeyArn: objectKeyCheck(launch, account),
    organization: organization(launch.parameter('OrganizationId')),
    'AWS Config': launch.made('AWS::Config::ConfigRule').length === 0 ? null : configRecorder(),
    QuickSight: quickSight(principal, account),
    'dashboard owner': principal === '' ? null : dashboardOwner(principal, account),
  };
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([check, outcome]) => [check, await outcome] as const),
  );
  return Object.fromEntries(
    outcomes.flatMap(([check, outcome]) => (outcome === null ? [] : [[check, outcome]])),
  );
}

async function stackName(name: string): Promise<CheckResult> {
  const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
  const state = withClient(new CloudFormation(CLIENT_OPTIONS), async (cloudformation) => {
    const about = [`the stack ${name}`, 'cloudformation:DescribeStacks'] as const;
    const answer = await unlessMissing(
      callAws(cloudformation, about, () => cloudformation.describeStacks({ StackName: name })),
    );
    return answer?.Stacks?.[0]?.StackStatus ?? null;
  });
  return outcomeOf(await probe(state), (state) => {
    if (state === null || state === 'REVIEW_IN_PROGRESS') return well(`${name} is free`);
    if (/^(ROLLBACK|CREATE|DELETE)_(COMPLETE|FAILED)$/.test(state) && state !== 'CREATE_COMPLETE') {
      return fault(`the stack ${name} is in ${state}: delete it, then launch`);
    }
    return fault(
      `the stack ${name} exists already (${state}): type another name, or update it; \`contact-lake doctor --stack ${name}\` looks at it`,
    );
  });
}

/** Records that an instance is to stream, and their type in its storage configuration. */
interface Streamed {
  readonly type: InstanceStorageResourceType;
  readonly what: string;
  /** The parameter that switches them on; null if the lake always takes them. */
  readonly parameter: string | null;
}

/** What a launch lets the instance stream. */
function streamedBy(launch: Launch): Streamed[] {
  const optional = chosen(launch, 'stream').map(({ dataset, parameter, source }) => ({
    type: source.stream as InstanceStorageResourceType,
    what: `${dataset.oneRow}s`,
    parameter,
  }));
  return [{ type: 'CONTACT_TRACE_RECORDS', what: 'contact records', parameter: null }, ...optional];
}

/** Checks that the instance does not stream records elsewhere: it can have one stream for each kind. */
async function connect(launch: Launch, { id, region }: Account): Promise<CheckResult> {
  const arn = launch.parameter('ConnectInstanceArn');
  const [, , , ofRegion = '', ofAccount = '', resource = ''] = arn.split(':');
  if (arn !== '' && (ofRegion !== region || ofAccount !== id)) {
    return fault(
      `the instance belongs to account ${ofAccount} in ${ofRegion}, expected ${id} in ${region}: launch there`,
    );
  }
  const { Connect } = await import('@aws-sdk/client-connect');
  return withClient(new Connect(CLIENT_OPTIONS), async (client) => {
    const thing = arn === '' ? 'Amazon Connect' : 'the Connect instance';
    const streamed = streamedBy(launch);
    const configs = probe(
      callAws(client, [thing, 'connect:ListInstanceStorageConfigs'], async () => {
        if (arn !== '') {
          const InstanceId = resource.slice(resource.indexOf('/') + 1);
          const found: (InstanceStorageConfig | undefined)[] = [];
          for (const { type: ResourceType } of streamed) {
            const asked = { InstanceId, ResourceType };
            found.push((await client.listInstanceStorageConfigs(asked)).StorageConfigs?.[0]);
          }
          return found;
        }
        await client.listInstances({ MaxResults: 1 });
        return null;
      }),
    );
    const answer = await configs;
    if ('problem' in answer && /\((ENOTFOUND|EAI_AGAIN)\)/.test(answer.problem)) {
      return fault(
        `${region} seems to have no Amazon Connect: the template is refused there, launch in a Region that has it`,
      );
    }
    return outcomeOf(answer, (configs) => connectOutcome(streamed, configs));
  });
}

/** @param configs what the instance has for each kind of record; null if no instance is given */
function connectOutcome(
  streamed: readonly Streamed[],
  configs: readonly (InstanceStorageConfig | undefined)[] | null,
): CheckResult {
  if (configs === null) return well('no instance is given: data streaming is switched on by hand');
  const taken = configs.findIndex((config) => config !== undefined);
  if (taken < 0)
    return well(`the instance streams no ${streamed.map(({ what }) => what).join(' and no ')} yet`);
  const config = configs[taken]!;
  const { what, parameter } = streamed[taken]!;
  const to = config.KinesisStreamConfig?.StreamArn ?? config.KinesisFirehoseConfig?.FirehoseArn;
  const or = parameter === null ? '' : `, leave ${parameter} at false`;
  return fault(
    `the instance streams ${what} already${to === undefined ? '' : `, to ${to}`}, and can have one stream for them: leave ConnectInstanceArn empty and choose the lake's stream in the Connect console after the launch${or}, or switch data streaming off there first`,
  );
}

/**
 * Checks that Lake Formation leaves new databases and tables to IAM. Otherwise the role that creates them
 * would need grants, which cannot be given before the launch has created the role.
 */
async function lakeFormation(): Promise<CheckResult> {
  const { LakeFormation } = await import('@aws-sdk/client-lakeformation');
  const settings = withClient(new LakeFormation(CLIENT_OPTIONS), (client) =>
    callAws(client, ['the data lake settings', 'lakeformation:GetDataLakeSettings'], () =>
      client.getDataLakeSettings({}),
    ),
  );
  return outcomeOf(await probe(settings), ({ DataLakeSettings: settings = {} }) => {
    const defaults = [
      settings.CreateDatabaseDefaultPermissions,
      settings.CreateTableDefaultPermissions,
    ];
    const isLeftToIam = defaults.every((permissions = []) =>
      permissions.some(
        ({ Principal }) => Principal?.DataLakePrincipalIdentifier === 'IAM_ALLOWED_PRINCIPALS',
      ),
    );
    if (isLeftToIam) return well('new databases and tables are left to IAM');
    return fault(
      'Lake Formation is in force for new databases or tables, so the launch would end there: leave both to IAM for the time of the launch (docs/deploy.md, "Lake Formation")',
    );
  });
}

async function organization(given: string): Promise<CheckResult> {
  if (given === '')
    return well('none is given: the bucket is open to everybody whom its policy names');
  const { Organizations } = await import('@aws-sdk/client-organizations');
  const own = withClient(new Organizations(CLIENT_OPTIONS), (client) =>
    callAws(client, ['the organization', 'organizations:DescribeOrganization'], () =>
      client.describeOrganization({}).catch((error: unknown) => {
        if (error instanceof Error && error.name === 'AWSOrganizationsNotInUseException') {
          return { Organization: undefined };
        }
        throw error;
      }),
    ),
  );
  return outcomeOf(await probe(own), ({ Organization }) => {
    const id = Organization?.Id;
    if (id === given) return well(`${id} is this account's`);
    return id === undefined
      ? fault(`OrganizationId is ${given}, but this account is in no organization: leave it empty`)
      : fault(`OrganizationId is ${given}, expected this account's, ${id}: type that`);
  });
}

/** Checks that AWS Config has a running recorder, without which its rules see nothing. */
async function configRecorder(): Promise<CheckResult> {
  const { ConfigService } = await import('@aws-sdk/client-config-service');
  const recorders = withClient(new ConfigService(CLIENT_OPTIONS), (client) =>
    callAws(client, ['the recorder', 'config:DescribeConfigurationRecorderStatus'], () =>
      client.describeConfigurationRecorderStatus({}),
    ),
  );
  return outcomeOf(await probe(recorders), ({ ConfigurationRecordersStatus: recorders = [] }) => {
    if (recorders.some(({ recording }) => recording)) return well('its recorder is on');
    return fault(
      recorders.length === 0
        ? 'there is no recorder in this account and Region, so its rules cannot be made: set AWS Config up, or do without the rules'
        : 'its recorder is stopped, so its rules would see nothing: start it',
    );
  });
}

/** Checks for QuickSight. The lake works without it, unless the launch is to make a dashboard there. */
async function quickSight(principalArn: string, { id, region }: Account): Promise<CheckResult> {
  const found = await probe(subscription(id, region));
  if ('problem' in found) return (principalArn === '' ? warning : fault)(found.problem);
  const subscribed = subscriptionOutcome(found.value);
  if (subscribed.outcome === 'well' || principalArn !== '') return subscribed;
  return warning(`${subscribed.finding}; the lake does without, dashboards there do not`);
}

/** Checks that the dashboard will have an owner. The Region of the ARN may differ from the stack's. */
async function dashboardOwner(arn: string, { id }: Account): Promise<CheckResult> {
  const principal = principalOf(arn);
  if (principal === null) {
    return fault('QuickSightPrincipalArn is no ARN of a QuickSight user or group');
  }
  if (principal.account !== id) {
    return fault(
      `the ${principal.kind} belongs to account ${principal.account}, expected ${id}: a dashboard can have owners of its own account only`,
    );
  }
  return outcomeOf(await probe(owner(principal)), (found) => ownerOutcome(principal, found));
}
