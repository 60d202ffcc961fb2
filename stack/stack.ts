import type { CloudFormation, Stack } from '@aws-sdk/client-cloudformation';
import type { Dataset } from '../pipeline/dataset.ts';
import { datasetOfEveryStack, datasets } from '../pipeline/datasets/datasets.ts';
import { UserError } from '../terminal/user-error.ts';
import { CLIENT_OPTIONS, callAws, withClient } from './client.ts';

/** A deployed stack, and the names of its parts. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** `CREATE_COMPLETE`, `UPDATE_ROLLBACK_FAILED`… */
  readonly state: string;
  readonly bucket: string;
  readonly stream: string;
  readonly database: string;
  readonly workgroup: string;
  /** The zone of its parameter, an IANA name; UTC for a stack of an earlier release, which has none. */
  readonly time_zone: string;
  /** What collects objects of other buckets; null if no dataset is collected. */
  readonly collect: CollectParts | null;
  /** URLs of the queue of raw objects and of its dead letters. */
  readonly queue: string;
  readonly dead_letters: string;
  readonly delivery: string;
  /** The datasets that options have switched on. */
  readonly options: readonly OptionalDataset[];
  readonly crawler: string;
  readonly job: string;
  /** The triggers that start the job. */
  readonly triggers: readonly string[];
  /** The id of the event source mapping that hands the queue's messages to normalise; null if there is none. */
  readonly mapping: string | null;
  /** ARNs of the topics to which alarms go. */
  readonly topics: readonly string[];
  /** Whether the stack has switched on data streaming of a Connect instance. */
  readonly has_connect: boolean;
  readonly alarms: readonly string[];
  /** The account's id. */
  readonly account: string;
  /** The parts in QuickSight; null if the stack has none. */
  readonly quicksight: QuickSightParts | null;
}

/** A dataset that an option has switched on, and its parts of the stack. */
export interface OptionalDataset {
  /** `agent_events` */
  readonly name: string;
  /** Null if its records do not come by a stream. */
  readonly stream: string | null;
  /** Null if its objects are collected from another bucket. */
  readonly delivery: string | null;
}

/** The parts that collect objects of other buckets. */
export interface CollectParts {
  /** The URL of the queue of objects that wait. */
  readonly queue: string;
  /** The id of the event source mapping that hands its messages to the function; null if there is none. */
  readonly mapping: string | null;
}

export interface QuickSightParts {
  /** Whether QuickSight imports the data sets. Otherwise each visual is a query in Athena. */
  readonly imports: boolean;
}

interface Resource {
  /** Its name in the template. */
  readonly name: string;
  readonly type: string;
  readonly id: string;
}

const DELIVERY = 'AWS::KinesisFirehose::DeliveryStream';

/** Between an option's parameter and a part's name, in the names of the resources that come with the option. */
const OF_OPTION = 'Source';

/**
 * Finds the stack with this name.
 * @throws UserError if there is none, or if it is not a stack of contact-lake
 */
export async function openStack(name: string): Promise<DeployedStack> {
  const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
  return withClient(new CloudFormation(CLIENT_OPTIONS), async (cloudformation) => {
    const stack = await describeStack(cloudformation, name);
    const outputs = new Map((stack.Outputs ?? []).map((o) => [o.OutputKey, o.OutputValue]));
    const state = stack.StackStatus ?? 'unknown';
    const output = (key: string) => {
      const value = outputs.get(key);
      if (value !== undefined) return value;
      throw new UserError(
        `The stack ${name} (${state}) has no output ${key}: it is not a stack of contact-lake, or not complete yet`,
      );
    };
    const resources = await resourcesOf(cloudformation, name);
    const ids = (type: string) => resources.filter((r) => r.type === type).map(({ id }) => id);
    const one = (type: string) => {
      const [id] = ids(type);
      if (id !== undefined) return id;
      throw new UserError(`The stack ${name} (${state}) has no ${type}`);
    };
    const deliveries = resources.filter(({ type }) => type === DELIVERY);
    const named = (name: string) => resources.find((one) => one.name === name)?.id;
    const deadLetters = output('DeadLetters');
    const queue = named('RawQueue');
    const collectQueue = named('CollectQueue');
    if (queue === undefined)
      throw new UserError(`The stack ${name} has no queue but its dead letters`);
    return {
      name,
      region: await cloudformation.config.region(),
      state,
      bucket: output('Bucket'),
      stream: output('Stream'),
      database: output('Database'),
      workgroup: output('WorkGroup'),
      time_zone: parameterIn(stack, 'TimeZone') || 'UTC',
      collect:
        collectQueue === undefined
          ? null
          : { queue: collectQueue, mapping: named('CollectMessages') ?? null },
      queue,
      dead_letters: deadLetters,
      delivery: deliveries.find(({ name }) => !name.includes(OF_OPTION))?.id ?? one(DELIVERY),
      options: datasets.flatMap(({ name, source }) => {
        const { parameter = '' } = source?.option ?? {};
        if (['', 'false'].includes(parameterIn(stack, parameter))) return [];
        const prefix = `${parameter}${OF_OPTION}`;
        const stream = outputs.get(`${prefix}Stream`) ?? null;
        const delivery = deliveries.find((one) => one.name.startsWith(prefix))?.id ?? null;
        return [{ name, stream, delivery }];
      }),
      crawler: one('AWS::Glue::Crawler'),
      job: one('AWS::Glue::Job'),
      triggers: ids('AWS::Glue::Trigger'),
      mapping: named('NormaliseMessages') ?? null,
      topics: ids('AWS::SNS::Topic'),
      has_connect: ids('AWS::Connect::InstanceStorageConfig').length > 0,
      alarms: ids('AWS::CloudWatch::Alarm'),
      // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/…
      account: stack.StackId?.split(':')[4] ?? '',
      quicksight: ids('AWS::QuickSight::DataSource').length === 0 ? null : quickSightParts(stack),
    };
  });
}

/** The datasets that the stack keeps, that of every stack first. */
export function datasetsOf({ options }: Pick<DeployedStack, 'options'>): Dataset[] {
  const isKept = (dataset: Dataset) => options.some(({ name }) => name === dataset.name);
  return [datasetOfEveryStack(), ...datasets.filter(isKept)];
}

function quickSightParts(stack: Stack): QuickSightParts {
  return { imports: parameterIn(stack, 'QuickSightImportMode') !== 'DIRECT_QUERY' };
}

/**
 * The value of a stack's parameter; empty if the stack has no such parameter. It may be personal, such as
 * an e-mail address, and is not part of the stack's facts, which `status --json` prints.
 */
export async function parameterOf(name: string, parameter: string): Promise<string> {
  const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
  return withClient(new CloudFormation(CLIENT_OPTIONS), async (cloudformation) =>
    parameterIn(await describeStack(cloudformation, name), parameter),
  );
}

function parameterIn({ Parameters = [] }: Stack, parameter: string): string {
  return Parameters.find(({ ParameterKey }) => ParameterKey === parameter)?.ParameterValue ?? '';
}

async function describeStack(cloudformation: CloudFormation, name: string): Promise<Stack> {
  const about = [`the stack ${name}`, 'cloudformation:DescribeStacks'] as const;
  const { Stacks: [stack] = [] } = await callAws(cloudformation, about, () =>
    cloudformation.describeStacks({ StackName: name }),
  );
  if (!stack) throw new UserError(`There is no stack ${name}`);
  return stack;
}

async function resourcesOf(cloudformation: CloudFormation, name: string): Promise<Resource[]> {
  const about = [`the stack ${name}`, 'cloudformation:ListStackResources'] as const;
  const resources: Resource[] = [];
  for (let token: string | undefined; ; ) {
    const { StackResourceSummaries = [], NextToken } = await callAws(cloudformation, about, () =>
      cloudformation.listStackResources({
        StackName: name,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    for (const found of StackResourceSummaries) {
      const { LogicalResourceId: name = '', PhysicalResourceId: id, ResourceType: type } = found;
      if (type !== undefined && id !== undefined) resources.push({ name, type, id });
    }
    if (NextToken === undefined) return resources;
    token = NextToken;
  }
}
