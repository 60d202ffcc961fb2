import type { Contact } from '../generator/contact.ts';
import type { Version } from '../generator/versions.ts';

/** A contact's measurements, by the rules of the metrics' definitions. */
export interface Facts {
  readonly contact: Contact;
  readonly versions: readonly Version[];
  readonly latest: Version;
  /** The queue's name; null in an agent's own queue, or without a queue. */
  readonly queue: string | null;
  /** Null without a queue: the contact never waited, or was dialled without one. */
  readonly queueKind: 'standard' | 'agent' | null;
  readonly agent: string | null;
  /** The customer's address as the latest version shows it. */
  readonly address: string | null;
  readonly isIncoming: boolean;
  readonly isQueued: boolean;
  readonly isHandled: boolean;
  readonly isAbandoned: boolean;
  readonly isAnswered: boolean;
  /** Seconds in the queue; null if the contact did not wait, or the wait was not reported. */
  readonly wait: number | null;
  readonly handleSeconds: number | null;
  /** Interaction, hold and so on: null where the rule of the metric says to skip the contact. */
  readonly interaction: number | null;
  readonly hold: number | null;
  readonly afterContactWork: number | null;
  readonly pause: number | null;
  readonly flowSeconds: number | null;
  readonly isTransferredOut: boolean;
  readonly isTransferredOutByAgent: boolean;
  readonly isTransferredOutFromQueue: boolean;
  readonly isHoldDisconnect: boolean;
}

const INCOMING = new Set(['INBOUND', 'TRANSFER', 'QUEUE_TRANSFER']);
const WITH_FLOW = new Set(['INBOUND', 'TRANSFER', 'QUEUE_TRANSFER', 'API']);

/** Measures a closed contact. */
export function measure(contact: Contact, versions: readonly Version[]): Facts {
  const latest = versions[versions.length - 1]!;
  const isQueued = contact.enqueued !== null;
  const isHandled = contact.connectedToAgent !== null;
  const isTransferredOut = contact.transferCompleted !== null;
  const leftByQueueTransfer = isTransferredOut && contact.preDisconnectState === 'IN_QUEUE';
  const wait = isQueued ? contact.queueSeconds : null;
  const isRedacted = latest.redacted.includes('CUSTOMER_ENDPOINT');
  return {
    contact,
    versions,
    latest,
    queue: contact.queue?.name ?? null,
    queueKind: queueKind(contact),
    agent: contact.agent?.username ?? null,
    address: isRedacted ? null : (contact.customer?.address ?? null),
    isIncoming: INCOMING.has(contact.method),
    isQueued,
    isHandled,
    isAbandoned: isQueued && !isHandled && contact.nextId === null && !leftByQueueTransfer,
    isAnswered: isHandled && wait !== null,
    wait,
    handleSeconds: handleSeconds(contact),
    interaction: isHandled ? contact.interactionSeconds : null,
    hold: isHandled ? (contact.holdSeconds ?? (contact.holds === null ? null : 0)) : null,
    afterContactWork: contact.afterContactWorkSeconds ?? (isHandled ? 0 : null),
    pause: contact.pauseSeconds,
    flowSeconds: flowSeconds(contact),
    isTransferredOut,
    isTransferredOutByAgent: isTransferredOut && isHandled,
    isTransferredOutFromQueue: leftByQueueTransfer,
    isHoldDisconnect: isHandled && contact.preDisconnectState === 'CONNECTED_ONHOLD',
  };
}

/** Which kind of queue a contact waited in; null without one. */
export function queueKind({ queue, agentQueueOf }: Contact): Facts['queueKind'] {
  if (agentQueueOf !== null) return 'agent';
  return queue === null ? null : 'standard';
}

function handleSeconds(contact: Contact): number | null {
  const { interactionSeconds, holdSeconds, afterContactWorkSeconds, pauseSeconds } = contact;
  if (
    interactionSeconds === null &&
    holdSeconds === null &&
    afterContactWorkSeconds === null &&
    pauseSeconds === null
  )
    return null;
  return (
    (interactionSeconds ?? 0) +
    (holdSeconds ?? 0) +
    (afterContactWorkSeconds ?? 0) +
    (pauseSeconds ?? 0)
  );
}

function flowSeconds(contact: Contact): number | null {
  if (!WITH_FLOW.has(contact.method) || contact.connectedToSystem === null) return null;
  const end = contact.enqueued ?? contact.transferCompleted ?? contact.disconnected;
  return end === null ? null : Math.max(0, end - contact.connectedToSystem);
}
