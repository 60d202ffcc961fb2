import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeStackEvents,
  type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { AwsConfig } from '../engines/ministack.ts';
import { until } from '../engines/until.ts';
import type { Clients } from './clients.ts';
import { forEmulator, type Template } from './template.ts';

const STACK = 'contact-lake';
const TEMPLATE_BUCKET = 'templates';
const TIMEOUT_MILLISECONDS = 120_000;

/** A deployed stack: its outputs, and the physical id of each resource. */
export interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly ids: Readonly<Record<string, string>>;
}

export type StackParameters = Readonly<Record<string, string>>;

interface LaunchOptions {
  readonly stack?: string;
  /** Whether CloudFormation looks at names before it makes anything. */
  readonly isValidated?: boolean;
}

/** Launches the stack as the console does: the file goes into a bucket, the stack names it. */
export async function launch(
  aws: AwsConfig,
  clients: Clients,
  template: Template,
  parameters: StackParameters,
  { stack: StackName = STACK, isValidated = true }: LaunchOptions = {},
): Promise<Deployed> {
  const request = { ...(await requestOf(aws, clients, template, parameters)), StackName };
  await clients.cloudformation.send(
    new CreateStackCommand({ ...request, DisableValidation: !isValidated }),
  );
  return settled(clients, 'CREATE_COMPLETE', StackName);
}

/** Updates it. */
export async function update(
  aws: AwsConfig,
  clients: Clients,
  template: Template,
  parameters: StackParameters,
): Promise<Deployed> {
  const request = await requestOf(aws, clients, template, parameters);
  await clients.cloudformation.send(new UpdateStackCommand(request));
  return settled(clients, 'UPDATE_COMPLETE');
}

/**
 * Launches it over a bucket that an earlier stack has left, as docs/deploy.md says: with the bucket's
 * name in words, since CloudFormation takes up no resource that is named by a parameter.
 */
export async function relaunch(
  aws: AwsConfig,
  clients: Clients,
  template: Template,
  parameters: StackParameters,
): Promise<Deployed> {
  const { cloudformation } = clients;
  const named = structuredClone(template);
  named.Resources.LakeBucket!.Properties!.BucketName = parameters.BucketName;
  named.Resources.LakePolicy!.Properties!.Bucket = parameters.BucketName;
  const request = await requestOf(aws, clients, named, parameters);
  const change = { StackName: STACK, ChangeSetName: 'relaunch' };
  await cloudformation.send(
    new CreateChangeSetCommand({
      ...request,
      ...change,
      ChangeSetType: 'CREATE',
      ImportExistingResources: true,
      // The emulator's validation reports resources to be imported as conflicts.
      DisableValidation: true,
    }),
  );
  await until('a change set', TIMEOUT_MILLISECONDS, async () => {
    const { Status, StatusReason } = await cloudformation.send(
      new DescribeChangeSetCommand(change),
    );
    if (Status === 'FAILED') throw new Error(StatusReason);
    return Status === 'CREATE_COMPLETE' ? true : null;
  });
  await cloudformation.send(new ExecuteChangeSetCommand(change));
  return settled(clients, 'CREATE_COMPLETE');
}

/** Deletes it. */
export async function remove({ cloudformation }: Clients): Promise<void> {
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: STACK }));
  const id = Stacks![0]!.StackId!;
  await cloudformation.send(new DeleteStackCommand({ StackName: STACK }));
  await until('a deleted stack', TIMEOUT_MILLISECONDS, async () => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: id }));
    return Stacks![0]!.StackStatus === 'DELETE_COMPLETE' ? true : null;
  });
}

async function requestOf(
  aws: AwsConfig,
  { s3 }: Clients,
  template: Template,
  parameters: StackParameters,
) {
  // One that it has already is not made again, but answers an error.
  await s3.send(new CreateBucketCommand({ Bucket: TEMPLATE_BUCKET })).catch(() => {});
  const file = { Bucket: TEMPLATE_BUCKET, Key: 'contact-lake.template.json' };
  const Body = JSON.stringify(forEmulator(template));
  await s3.send(new PutObjectCommand({ ...file, Body }));
  return {
    StackName: STACK,
    TemplateURL: `${aws.endpoint}/${file.Bucket}/${file.Key}`,
    Capabilities: ['CAPABILITY_IAM' as const],
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
  };
}

async function settled(
  { cloudformation }: Clients,
  wanted: string,
  StackName = STACK,
): Promise<Deployed> {
  const named = { StackName };
  const stack = await until('a settled stack', TIMEOUT_MILLISECONDS, async () => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand(named));
    const status = Stacks![0]!.StackStatus!;
    return status.endsWith('_IN_PROGRESS') ? null : Stacks![0]!;
  });
  if (stack.StackStatus !== wanted) {
    const reasons: StackEvent[] = [];
    // The newest come first, a hundred in each page: a roll-back of many resources fills more than one.
    for await (const { StackEvents = [] } of paginateDescribeStackEvents(
      { client: cloudformation },
      named,
    )) {
      reasons.push(
        ...StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('FAILED')),
      );
    }
    throw new Error(
      `${stack.StackStatus}: ${reasons.map((e) => `${e.LogicalResourceId}: ${e.ResourceStatusReason}`).join('\n')}`,
    );
  }
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand(named),
  );
  return {
    outputs: Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]),
    ),
    ids: Object.fromEntries(
      StackResources.map((r) => [r.LogicalResourceId!, r.PhysicalResourceId ?? '']),
    ),
  };
}
