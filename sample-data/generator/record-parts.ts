import { isoTimestamp } from './clock.ts';
import type { Contact, Endpoint } from './contact.ts';
import { type ExtraField, isRecorded } from './extra-fields.ts';
import { INSTANCE_ID } from './organisation.ts';
import type { Random } from './random.ts';
import type { Version } from './versions.ts';

const SUBJECTS = ['My last bill', 'Re: your order', 'Where is my refund?', 'Claim papers "A"'];
const TASKS = ['Check a refund', 'Call the supplier', 'Correct an address', 'Review a claim'];
const ISSUES = ['[]', '[]', '[]', '["HighJitterBuffer"]', '["HighPacketLoss","HighRoundTripTime"]'];

/** A time as a JSON value. */
export function stampJson(seconds: number | null): string {
  return seconds === null ? 'null' : `"${isoTimestamp(seconds)}"`;
}

/** A text without characters that JSON must escape, as a JSON value. */
export function textJson(text: string | null): string {
  return text === null ? 'null' : `"${text}"`;
}

export function endpointJson(endpoint: Endpoint | null): string {
  return endpoint === null
    ? 'null'
    : `{"Address":"${endpoint.address}","DisplayName":null,"Type":"${endpoint.type}"}`;
}

/** `,"key":value` for each extra field of a part of the record. */
export function extraJson(version: Version, place: ExtraField['place']): string {
  if (version.extraFields.length === 0) return '';
  let json = '';
  for (const field of version.extraFields) {
    if (field.place !== place) continue;
    json += `,"${field.path.slice(field.path.lastIndexOf('.') + 1)}":${field.json}`;
  }
  return json;
}

export function attributesJson(version: Version): string {
  let json = '';
  for (const { key, value } of version.attributes) json += `,"${key}":${JSON.stringify(value)}`;
  return `{${(json + extraJson(version, 'Attributes')).slice(1)}}`;
}

export function segmentAttributesJson(contact: Contact, version: Version, random: Random): string {
  const isOutward = contact.method === 'OUTBOUND' || contact.method === 'AGENT_REPLY';
  let json = `{"connect:Direction":{"ValueString":"${isOutward ? 'OUTBOUND' : 'INBOUND'}"}`;
  if (contact.channel === 'EMAIL') {
    const subject = version.redacted.includes('EMAIL_SUBJECT')
      ? 'null'
      : `{"ValueString":${JSON.stringify(random.pick(SUBJECTS))}}`;
    json += `,"connect:EmailSubject":${subject}`;
  }
  if (version.redacted.length > 0)
    json += `,"connect:RedactedFields":{"ValueString":"${version.redacted.join(',')}"}`;
  return `${json},"connect:Subtype":{"ValueString":"${contact.subtype}"}}`;
}

export function mediaStreamsJson(contact: Contact, version: Version): string {
  if (contact.channel === 'CHAT') return '[{"Type":"CHAT"}]';
  if (contact.channel !== 'VOICE') return '[]';
  const extra = extraJson(version, 'MediaStreams');
  return extra === '' ? '[{"Type":"AUDIO"}]' : `[{"Type":"AUDIO"},{"Type":"VIDEO"${extra}}]`;
}

export function nextContactsJson(contact: Contact): string {
  const { nextId, quickConnect } = contact;
  if (nextId === null || quickConnect === null) return 'null';
  return (
    `[{"Type":"QUICK_CONNECT","NextContactMetadata":{"QuickConnectContactData":{"ContactId":"${nextId}",` +
    `"InitiationTimestamp":${stampJson(contact.transferCompleted)},"QuickConnectId":null,` +
    `"QuickConnectName":"to ${quickConnect.toLowerCase()}","QuickConnectType":"${quickConnect}"}}}]`
  );
}

function recordingLocation(contact: Contact): string {
  const start = isoTimestamp(contact.connectedToAgent!);
  const folder = `${start.slice(0, 4)}/${start.slice(5, 7)}/${start.slice(8, 10)}`;
  const [kind, ending] =
    contact.channel === 'VOICE' ? ['CallRecordings', 'wav'] : ['ChatTranscripts', 'json'];
  return `connect-example/connect/centre/${kind}/${folder}/${contact.id}_${start.slice(0, 16)}_UTC.${ending}`;
}

export function recordingJson(contact: Contact): string {
  if (!isRecorded(contact)) return 'null';
  return `{"DeletionReason":null,"Location":"${recordingLocation(contact)}","Status":"AVAILABLE","Type":"AUDIO"}`;
}

export function recordingsJson(contact: Contact, version: Version): string {
  if (!isRecorded(contact)) return 'null';
  const fragment = version.extraFields.find((field) => field.place === 'Recordings');
  const stream = contact.channel === 'VOICE' ? 'AUDIO' : 'CHAT';
  return (
    `[{"DeletionReason":null,"FragmentStartNumber":${fragment?.json ?? null},"FragmentStopNumber":null,` +
    `"Location":"${recordingLocation(contact)}","MediaStreamType":"${stream}","ParticipantType":null,` +
    `"StartTimestamp":null,"Status":"AVAILABLE","StopTimestamp":null,"StorageType":"S3"}]`
  );
}

export function referencesJson(contact: Contact, random: Random): string {
  if (contact.channel !== 'TASK') return '[]';
  const number = random.int(10_000, 99_999);
  return `[{"Name":"case","Type":"URL","Value":"https://cases.example.com/${number}","Status":null}]`;
}

/** A task's name and description as JSON values; null on other contacts. */
export function taskDetails(
  contact: Contact,
  random: Random,
): { readonly name: string; readonly description: string } {
  if (contact.channel !== 'TASK') return { name: 'null', description: 'null' };
  const name = random.pick(TASKS);
  return { name: `"${name}"`, description: `"${name}, asked for by the back office"` };
}

export function qualityMetricsJson(contact: Contact, random: Random): string {
  if (contact.channel !== 'VOICE' || contact.connectedToAgent === null || random.chance(0.4))
    return 'null';
  return `{"Agent":{"Audio":${audioJson(random)}},"Customer":{"Audio":${audioJson(random)}}}`;
}

function audioJson(random: Random): string {
  const score = (200 + random.int(0, 250)) / 100;
  return `{"PotentialQualityIssues":${random.pick(ISSUES)},"QualityScore":${score}}`;
}

export function contactLensJson(contact: Contact, random: Random): string {
  if (contact.connectedToAgent === null || !random.chance(0.25)) return 'null';
  return (
    '{"ConversationalAnalytics":{"Configuration":{"Enabled":true,"ChannelConfiguration":' +
    '{"AnalyticsModes":["PostContact"]},"LanguageLocale":"en-GB","RedactionConfiguration":' +
    '{"Behavior":"Disable","Policy":"None","Entities":null,"MaskMode":null},' +
    '"SentimentConfiguration":{"Behavior":"Enable"},"SummaryConfiguration":null}}}'
  );
}

export function routingCriteriaJson(contact: Contact, random: Random): string {
  if (contact.enqueued === null || contact.channel !== 'VOICE' || !random.chance(0.04))
    return 'null';
  const level = random.int(2, 5);
  return (
    `[{"ActivationTimestamp":${stampJson(contact.enqueued)},"Index":0,"Steps":[{"Status":"JOINED",` +
    `"Expression":{"AttributeCondition":{"Name":"Technical","Value":"Fibre",` +
    `"ComparisonOperator":"NumberGreaterOrEqualTo","ProficiencyLevel":${level}.0}},` +
    `"Expiry":{"DurationInSeconds":30,"ExpiryTimestamp":${stampJson(contact.enqueued + 30)}}}]}]`
  );
}

export function chatMetricsJson(contact: Contact, random: Random): string {
  if (contact.channel !== 'CHAT' || contact.connectedToAgent === null) return 'null';
  const messages = random.int(3, 30);
  const end = stampJson(contact.disconnected);
  const firstResponse = contact.connectedToAgent + random.int(1, 30);
  return (
    `{"ContactMetrics":{"MultiParty":false,"TotalMessages":${2 * messages},"TotalBotMessages":2,` +
    `"TotalBotMessageLengthInChars":180,"ConversationCloseTimeInMillis":4000,` +
    `"ConversationTurnCount":${messages},"AgentFirstResponseTimestamp":${stampJson(firstResponse)},` +
    `"AgentFirstResponseTimeInMillis":${(firstResponse - contact.connectedToAgent) * 1_000}},` +
    `"CustomerMetrics":${participantJson('Customer', messages, end)},` +
    `"AgentMetrics":${participantJson('Agent', messages, end)}}`
  );
}

function participantJson(type: string, messages: number, end: string): string {
  return (
    `{"ParticipantId":"${INSTANCE_ID.slice(0, 8)}-${type.toLowerCase()}","ParticipantType":"${type}",` +
    `"ConversationAbandon":false,"MessagesSent":${messages},"NumResponses":${messages - 1},` +
    `"MessageLengthInChars":${messages * 42},"TotalResponseTimeInMillis":${messages * 9_000},` +
    `"MaxResponseTimeInMillis":31000,"LastMessageTimestamp":${end}}`
  );
}
