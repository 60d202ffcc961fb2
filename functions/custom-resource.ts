import type {
  CloudFormationCustomResourceCreateEvent,
  CloudFormationCustomResourceDeleteEvent,
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceUpdateEvent,
  Context,
} from 'aws-lambda';
import { log, wording } from './log.ts';

/** Attributes of a custom resource, readable in the template by Fn::GetAtt. */
export type Attributes = Readonly<Record<string, string | number>>;

/** A request to create a custom resource, or to update it to a new template. */
export type MakeEvent =
  | CloudFormationCustomResourceCreateEvent
  | CloudFormationCustomResourceUpdateEvent;

/** How long before the function's timeout its work ends, so that it can still answer. */
const MARGIN_MILLISECONDS = 10_000;

/** A signal that is raised when the function must end its work and answer CloudFormation. */
export function timeToAnswer(context: Context): AbortSignal {
  return AbortSignal.timeout(context.getRemainingTimeInMillis() - MARGIN_MILLISECONDS);
}

/**
 * Does a custom resource's work and answers CloudFormation, which otherwise would wait for an hour.
 * Protocol: AWS CloudFormation user guide, "Custom resource response objects".
 * @param remove what to do on delete; nothing if it is left out
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
  // The signature of the address covers an empty content type; without this fetch would add one.
  const headers = { 'content-type': '' };
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!response.ok)
    throw new Error(`CloudFormation refused the answer with status ${response.status}`);
}
