import { isoTimestamp } from '../generator/clock.ts';
import type { Contact } from '../generator/contact.ts';
import { ACCOUNT_ID, INSTANCE_ARN, REGION } from '../generator/organisation.ts';
import { type Step, tellsOf } from './steps.ts';

/** An event as EventBridge delivers it. It says what is known of the contact at its step, and nothing later. */
export function eventText(contact: Contact, event: Step, id: string): string {
  const detail = {
    contactId: contact.id,
    initialContactId: contact.initialId ?? undefined,
    relatedContactId: contact.relatedId ?? undefined,
    previousContactId: contact.previousId ?? undefined,
    channel: contact.channel,
    instanceArn: INSTANCE_ARN,
    initiationMethod: contact.method,
    eventType: event.type,
    disconnectReason:
      contact.disconnected !== null && tellsOf(event, 'DISCONNECTED', contact.disconnected)
        ? (contact.disconnectReason ?? undefined)
        : undefined,
    initiationTimestamp: stamp(contact.initiated),
    connectedToSystemTimestamp: toldStamp(event, 'CONNECTED_TO_SYSTEM', contact.connectedToSystem),
    disconnectTimestamp: toldStamp(event, 'DISCONNECTED', contact.disconnected),
    scheduledTimestamp: contact.scheduled === null ? undefined : stamp(contact.scheduled),
    queueInfo: queueInfo(contact, event),
    agentInfo: agentInfo(contact, event),
  };
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    account: ACCOUNT_ID,
    time: isoTimestamp(event.time),
    region: REGION,
    resources: [INSTANCE_ARN, `${INSTANCE_ARN}/contact/${contact.id}`],
    detail,
  });
}

/** Undefined before the contact is in a queue, and where an agent has dialled. */
function queueInfo({ queue, agentQueueOf, enqueued }: Contact, event: Step) {
  if (!tellsOf(event, 'QUEUED', enqueued)) return undefined;
  return {
    queueArn: agentQueueOf === null ? queue!.arn : `${INSTANCE_ARN}/queue/agent/${agentQueueOf.id}`,
    queueType: agentQueueOf === null ? 'STANDARD' : 'AGENT',
    enqueueTimestamp: stamp(enqueued),
  };
}

/** Undefined before an agent is connected. An agent who never was connected is named at the contact's end. */
function agentInfo(contact: Contact, event: Step) {
  const { agent, connectedToAgent, disconnected, afterContactWorkSeconds } = contact;
  const isConnected = tellsOf(event, 'CONNECTED_TO_AGENT', connectedToAgent);
  if (agent === null || !(isConnected || tellsOf(event, 'DISCONNECTED', disconnected)))
    return undefined;
  const hasWork = event.type === 'COMPLETED' && afterContactWorkSeconds !== null;
  return {
    agentArn: agent.arn,
    connectedToAgentTimestamp: isConnected ? stamp(connectedToAgent) : undefined,
    afterContactWorkStartTimestamp: hasWork ? stamp(contact.afterContactWorkStart!) : undefined,
    afterContactWorkEndTimestamp: hasWork ? stamp(contact.afterContactWorkEnd!) : undefined,
    afterContactWorkDuration: hasWork ? afterContactWorkSeconds : undefined,
  };
}

function toldStamp(event: Step, type: Step['type'], time: number | null): string | undefined {
  return tellsOf(event, type, time) ? stamp(time) : undefined;
}

/** In milliseconds, as the details have them. */
function stamp(seconds: number): string {
  return isoTimestamp(seconds).replace('Z', '.000Z');
}
