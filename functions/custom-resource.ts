import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { log, wording } from './log.ts';

/** Attributes of a custom resource, readable in the template by Fn::GetAtt. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Does a custom resource's work on create and update, nothing on delete, and tells CloudFormation,
 * which otherwise would wait for an hour.
 * Protocol: AWS CloudFormation user guide, "Custom resource response objects".
 */
export async function answer(
  event: CloudFormationCustomResourceEvent,
  work: () => Promise<Attributes>,
): Promise<void> {
  const identity = {
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    PhysicalResourceId: event.LogicalResourceId,
  };
  try {
    const Data = event.RequestType === 'Delete' ? {} : await work();
    log('info', `${event.LogicalResourceId} done`, { request: event.RequestType, ...Data });
    await reply(event.ResponseURL, { ...identity, Status: 'SUCCESS', Data });
  } catch (error) {
    log('error', `${event.LogicalResourceId} failed`, { error: wording(error) });
    await reply(event.ResponseURL, { ...identity, Status: 'FAILED', Reason: wording(error) });
  }
}

async function reply(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}`);
}
