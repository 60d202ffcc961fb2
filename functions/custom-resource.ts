import type {
  CloudFormationCustomResourceCreateEvent,
  CloudFormationCustomResourceDeleteEvent,
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceUpdateEvent,
} from 'aws-lambda';
import { log, wording } from './log.ts';

/** Attributes of a custom resource, readable in the template by Fn::GetAtt. */
export type Attributes = Readonly<Record<string, string | number>>;

/** A request to make a custom resource, or to make it what a new template says. */
export type MakeEvent =
  | CloudFormationCustomResourceCreateEvent
  | CloudFormationCustomResourceUpdateEvent;

/**
 * Does a custom resource's work and tells CloudFormation, which otherwise would wait for an hour.
 * Protocol: AWS CloudFormation user guide, "Custom resource response objects".
 * @param remove what to do on delete: nothing if it is not given
 */
export async function answer(
  event: CloudFormationCustomResourceEvent,
  make: (event: MakeEvent) => Promise<Attributes>,
  remove: (event: CloudFormationCustomResourceDeleteEvent) => Promise<void> = async () => {},
): Promise<void> {
  const identity = {
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    PhysicalResourceId: event.LogicalResourceId,
  };
  try {
    const Data = event.RequestType === 'Delete' ? ((await remove(event)) ?? {}) : await make(event);
    log('info', `${event.LogicalResourceId} done`, { request: event.RequestType, ...Data });
    await reply(event.ResponseURL, { ...identity, Status: 'SUCCESS', Data });
  } catch (error) {
    log('error', `${event.LogicalResourceId} failed`, { error: wording(error) });
    await reply(event.ResponseURL, { ...identity, Status: 'FAILED', Reason: wording(error) });
  }
}

async function reply(url: string, body: object): Promise<void> {
  // The address is signed, for a request without a type of content; left out, fetch would add one.
  const headers = { 'content-type': '' };
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}`);
}
