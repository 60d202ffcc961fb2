import type { Contact } from './contact.ts';
import { hasQueue } from './extra-fields.ts';
import { ACCOUNT_ID, INSTANCE_ARN, INSTANCE_ID } from './organisation.ts';
import { Random } from './random.ts';
import { agentJson } from './record-agent.ts';
import {
  attributesJson,
  chatMetricsJson,
  contactLensJson,
  endpointJson,
  extraJson,
  mediaStreamsJson,
  nextContactsJson,
  qualityMetricsJson,
  recordingJson,
  recordingsJson,
  referencesJson,
  routingCriteriaJson,
  segmentAttributesJson,
  stampJson,
  taskDetails,
  textJson,
} from './record-parts.ts';
import type { Version } from './versions.ts';

const HEAD = `{"AWSAccountId":"${ACCOUNT_ID}","AWSContactTraceRecordFormatVersion":"2017-03-10","AdditionalEmailRecipients":`;
const TAGS = `{"aws:connect:instanceId":"${INSTANCE_ID}"}`;
const details = new Random(0);

/** The JSON text of one version of a contact's record, keys in Connect's order. */
export function recordText(contact: Contact, version: Version): string {
  details.reseed(contact.detailSeed);
  const isVoice = contact.channel === 'VOICE';
  const isRedacted = version.redacted.includes('CUSTOMER_ENDPOINT');
  const customer = isRedacted ? null : contact.customer;
  const task = taskDetails(contact, details);
  const system =
    contact.systemAddress === null
      ? null
      : { address: contact.systemAddress, type: contact.customer?.type ?? 'TELEPHONE_NUMBER' };
  return (
    `${HEAD}${contact.channel === 'EMAIL' ? '{"ToList":[],"CcList":[]}' : 'null'},` +
    `"Agent":${agentJson(contact, version, details)},` +
    `"AgentConnectionAttempts":${misfit(version, 'AgentConnectionAttempts') ?? contact.attempts},` +
    `"AnsweringMachineDetectionStatus":${answeringMachineJson(contact, details)},` +
    `"Attributes":${attributesJson(version)},"Campaign":{"CampaignId":null},` +
    `"Channel":"${contact.channel}",` +
    `"ChatMetrics":${chatMetricsJson(contact, details)},` +
    `"ConnectedToSystemTimestamp":${stampJson(contact.connectedToSystem)},` +
    `"ContactAssociationId":"${contact.chain.contacts[0]!.id}","ContactDetails":{},` +
    `"ContactId":"${contact.id}",` +
    `"ContactLens":${contactLensJson(contact, details)},` +
    `"Customer":${isVoice ? 'null' : '{"Capabilities":null}'},` +
    `"CustomerEndpoint":${endpointJson(customer)},"CustomerId":null,"CustomerVoiceActivity":null,` +
    `"Description":${task.description},"DisconnectDetails":${disconnectDetailsJson(contact)},` +
    `"DisconnectReason":${textJson(contact.disconnectReason)},` +
    `"DisconnectTimestamp":${stampJson(contact.disconnected)},` +
    `"InitialContactId":${textJson(contact.initialId)},` +
    `"InitiationMethod":"${contact.method}",` +
    `"InitiationTimestamp":${stampJson(contact.initiated)},"InstanceARN":"${INSTANCE_ARN}",` +
    `"LastPausedTimestamp":${stampJson(contact.lastPaused)},` +
    `"LastResumedTimestamp":${stampJson(contact.lastResumed)},` +
    `"LastUpdateTimestamp":${stampJson(version.lastUpdate)},` +
    `"MediaStreams":${mediaStreamsJson(contact, version)},"Name":${task.name},` +
    `"NextContactId":${textJson(contact.nextId)},"NextContacts":${nextContactsJson(contact)},` +
    `"PreDisconnectState":${textJson(contact.preDisconnectState)},` +
    `"PreviousContactId":${textJson(contact.previousId)},` +
    `"QualityMetrics":${qualityMetricsJson(contact, details)},` +
    `"Queue":${queueJson(contact, version)},"QueuePriority":${contact.enqueued === null ? 'null' : 5},` +
    `"QueueTimeAdjustmentSeconds":${contact.enqueued === null ? 'null' : 0},` +
    `"Recording":${recordingJson(contact)},"Recordings":${recordingsJson(contact, version)},` +
    `"References":${referencesJson(contact, details)},` +
    `"RelatedContactId":${textJson(contact.relatedId)},` +
    `"RingStartTimestamp":${stampJson(contact.ringStarted)},` +
    `"RoutingCriteria":${routingCriteriaJson(contact, details)},` +
    `"ScheduledTimestamp":${misfit(version, 'ScheduledTimestamp') ?? stampJson(contact.scheduled)},` +
    `"SegmentAttributes":${segmentAttributesJson(contact, version, details)},` +
    `"SystemEndpoint":${endpointJson(system)},"Tags":${TAGS},` +
    `"TotalPauseCount":${misfit(version, 'TotalPauseCount') ?? contact.pauses},` +
    `"TotalPauseDurationInSeconds":${contact.pauseSeconds},` +
    `"TransferCompletedTimestamp":${stampJson(contact.transferCompleted)},` +
    `"TransferredToEndpoint":${endpointJson(contact.transferredTo)},"VoiceIdResult":null` +
    `${extraJson(version, 'record')}}`
  );
}

/** Whether a contact's record says that Contact Lens is switched on for it. */
export function hasContactLens(contact: Contact, version: Version): boolean {
  return recordText(contact, version).includes('"ContactLens":{');
}

function misfit(version: Version, path: string): string | undefined {
  if (version.extraFields.length === 0) return undefined;
  return version.extraFields.find((field) => field.path === path)?.json;
}

function answeringMachineJson(contact: Contact, random: Random): string {
  if (contact.method !== 'OUTBOUND' || !random.chance(0.3)) return 'null';
  return contact.connectedToAgent === null ? '"AMD_UNANSWERED"' : '"HUMAN_ANSWERED"';
}

function disconnectDetailsJson(contact: Contact): string {
  return contact.disconnectReason === 'AGENT_NETWORK_DISCONNECT'
    ? '{"PotentialDisconnectIssue":"AGENT_CONNECTIVITY_ISSUE"}'
    : 'null';
}

function queueJson(contact: Contact, version: Version): string {
  if (!hasQueue(contact)) return 'null';
  const owner = contact.agentQueueOf;
  const arn = owner === null ? contact.queue!.arn : `${INSTANCE_ARN}/queue/agent/${owner.id}`;
  return (
    `{"ARN":"${arn}","DequeueTimestamp":${stampJson(contact.dequeued)},` +
    `"Duration":${contact.queueSeconds},"EnqueueTimestamp":${stampJson(contact.enqueued)},` +
    `"Name":${textJson(owner === null ? contact.queue!.name : null)}${extraJson(version, 'Queue')}}`
  );
}
