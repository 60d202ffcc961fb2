import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';

/**
 * What CloudFormation is about: `ROLLBACK_IN_PROGRESS` takes back a first launch that has failed,
 * `UPDATE_IN_PROGRESS` is an update, and its being taken back has another name.
 */
export async function statusOf(client: CloudFormationClient, StackName: string): Promise<string> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Stacks[0]?.StackStatus ?? 'UNKNOWN';
}

/** Physical ids of the stack's resources as they are now, by their logical ids. */
export async function resourcesOf(
  client: CloudFormationClient,
  StackName: string,
): Promise<Record<string, string>> {
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResources.flatMap(({ LogicalResourceId, PhysicalResourceId }) =>
      PhysicalResourceId ? [[LogicalResourceId!, PhysicalResourceId]] : [],
    ),
  );
}
