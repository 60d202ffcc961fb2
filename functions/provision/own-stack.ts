import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';

/**
 * The stack's status. `ROLLBACK_IN_PROGRESS` means that CloudFormation takes back a failed first launch.
 * `UPDATE_IN_PROGRESS` means an update; the rollback of an update has a status of its own.
 */
export async function statusOf(client: CloudFormationClient, StackName: string): Promise<string> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Stacks[0]?.StackStatus ?? 'UNKNOWN';
}

/** The present physical ids of the stack's resources, by their logical ids. */
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
