/**
 * Recognises, by the names of its fields, a JSON object that is not a record: another kind of record, or
 * an envelope with records inside. The reason in quarantine names the kind.
 */
import { normaliseName } from '../column-types.ts';
import type { Dataset, LookAlike } from '../dataset.ts';
import { requiredFields } from '../dataset.ts';
import { type Member, membersOf } from './members.ts';
import type { MovedField } from './record-editor.ts';

/** Envelopes that AWS services put around records of any kind. */
const ENVELOPES: readonly LookAlike[] = [
  { what: 'a Kinesis event', fields: ['Records'], valueContains: { Records: /"kinesis"\s*:/ } },
  {
    what: 'an answer of Kinesis GetRecords',
    fields: ['Records'],
    valueContains: { Records: /"SequenceNumber"\s*:/i },
  },
  {
    what: 'a request of Kinesis PutRecords',
    fields: ['Records'],
    valueContains: { Records: /"PartitionKey"\s*:/ },
  },
  { what: 'an S3 event', fields: ['Records'], valueContains: { Records: /"s3"\s*:/ } },
  {
    what: 'an SQS or SNS event',
    fields: ['Records'],
    valueContains: { Records: /"(body|Sns)"\s*:/ },
  },
  { what: 'a Kinesis record', fields: ['SequenceNumber', 'Data'] },
  { what: 'a request of Kinesis PutRecord', fields: ['PartitionKey', 'Data'] },
  { what: 'a Kinesis record', fields: ['kinesis'] },
  { what: 'a Firehose event', fields: ['records', 'deliveryStreamArn'] },
  {
    what: "an answer of Firehose's transformation",
    fields: ['records'],
    valueContains: { records: /"recordId"/ },
  },
  { what: "a line of Firehose's error output", fields: ['rawData'] },
  { what: 'a list of records in a field of its own', fields: ['Records'] },
  { what: 'CloudWatch Logs', fields: ['logEvents', 'logGroup'] },
  { what: 'an answer of Elasticsearch or OpenSearch', fields: ['hits'] },
  { what: 'a document of Elasticsearch or OpenSearch', fields: ['_source'] },
  { what: 'an item of DynamoDB', fields: ['Item'] },
];

/** An event of EventBridge, of any kind. */
const EVENT_BRIDGE: LookAlike = { what: 'an EventBridge event', fields: ['detail-type', 'detail'] };

const READ_FORMS = '"2026-11-23T14:05:09Z", with a fraction of a second or without';

/** The most characters of a value's form that a reason shows. */
const LONGEST_FORM = 40;

/** An object that lacks what the dataset's records have, at `at` of the buffer. */
interface Lacking {
  readonly source: Buffer;
  readonly at: number;
  /** The object's fields that have no column or do not fit theirs. */
  readonly moved: readonly MovedField[];
  /** The reason by which the object was rejected. */
  readonly reason: string;
}

/**
 * The reason why an object is not a record. It contains names of known fields and never content.
 * @param others the lake's other datasets
 */
export function reasonOf(
  dataset: Dataset,
  others: readonly Dataset[],
  { source, at, moved, reason }: Lacking,
): string {
  const members = membersOf(source, at);
  const looksLike = (kind: LookAlike) => isLike(kind, source, members);
  const isMarked = dataset.marks.some(looksLike);
  const other = otherKinds(dataset, others).find(
    (kind) => looksLike(kind) && !(kind === EVENT_BRIDGE && isMarked),
  );
  if (other) return otherReason(dataset, other);
  const envelope = ENVELOPES.find(looksLike);
  if (envelope) return `${envelope.what}, where ${dataset.oneRecord} was expected`;
  return `${reason}${misfit(dataset, moved)}`;
}

/** The reasons that name another known kind of record, as opposed to damage. */
export function otherReasons(dataset: Dataset, others: readonly Dataset[]): ReadonlySet<string> {
  return new Set(otherKinds(dataset, others).map((kind) => otherReason(dataset, kind)));
}

/** The reasons by which `dataset` names records of `other`. */
export function reasonsNaming(dataset: Dataset, other: Dataset): string[] {
  return other.marks.map((kind) => otherReason(dataset, kind));
}

function otherKinds(dataset: Dataset, others: readonly Dataset[]): LookAlike[] {
  return [...others.flatMap(({ marks }) => marks), ...(dataset.otherKinds ?? []), EVENT_BRIDGE];
}

function otherReason(dataset: Dataset, { what }: LookAlike): string {
  return `${what}, not ${dataset.oneRecord}`;
}

function isLike(
  { fields, valueContains = {} }: LookAlike,
  source: Buffer,
  members: ReadonlyMap<string, Member>,
): boolean {
  const text = (name: string) => {
    const member = members.get(normaliseName(name));
    return member ? source.toString('utf8', member.from, member.to) : '';
  };
  return (
    fields.every((name) => members.has(normaliseName(name))) &&
    Object.entries(valueContains).every(([name, pattern]) => pattern.test(text(name)))
  );
}

/** Describes the first required timestamp that is present but unreadable; empty if there is none. */
export function misfit(dataset: Dataset, moved: readonly MovedField[]): string {
  const timestamps = requiredFields(dataset).filter(({ type }) => type.kind === 'timestamp');
  const found = timestamps
    .map(({ name }) => moved.find(({ path }) => normaliseName(path) === name))
    .find((one) => one !== undefined);
  return found ? `: found ${form(found.text)}, expected a time like ${READ_FORMS}` : '';
}

/** The form of a value without its content: digits become 0, and letters a unless they mark a time. */
function form(json: string): string {
  if (json.startsWith('{')) return 'an object';
  if (json.startsWith('[')) return 'an array';
  const masked = json
    .replace(/[0-9]/g, '0')
    // A T or Z after a digit, and before a digit or the end, marks a time.
    .replace(/(?<!0)[^\W\d_]|[^\W\d_](?![0"])|[^\W\dtz_]/gi, 'a')
    .replace(/[^\x20-\x7e]/g, '?');
  if (/^"0000-00-00T00:00:00(\.0+)?Z"$/.test(masked)) return 'a time that does not exist';
  return masked.length > LONGEST_FORM ? `${masked.slice(0, LONGEST_FORM)}…` : masked;
}
