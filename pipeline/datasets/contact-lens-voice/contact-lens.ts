import { ownField, STRING, TIMESTAMP } from '../../column-types.ts';
import type { Dataset, Volume } from '../../dataset.ts';
import { fieldsFromModel, type ModelFields } from '../../model-fields.ts';

/** What differs between the channels that Contact Lens analyses. */
interface Channel {
  readonly name: string;
  /** The value of the field `Channel`. */
  readonly channel: string;
  /** The folder of its files, below `Analysis/`. */
  readonly folder: string;
  readonly oneRecord: string;
  readonly oneRow: string;
  readonly volume: Volume;
  readonly model: { readonly fields: object };
}

const instanceId = ownField('instance_id', STRING);
const contactId = ownField('contact_id', STRING);
const output = ownField('output', STRING);
const connectedOn = ownField('connected_on', TIMESTAMP);
const analysedAt = ownField('analysed_at', TIMESTAMP);

/**
 * The path of an analysis, as Contact Lens names it
 * (`Analysis/Voice/Redacted/2026/03/02/c-1_analysis_redacted_2026-03-02T09:00:00Z.json`) or as it stands in the
 * name of a raw object, where underscores stand for slashes and colons. The day is that right before the contact's
 * id, so the hour of delivery is not taken for it.
 */
const PATH = /(?<year>\d{4})[/_](?<month>\d\d)[/_](?<day>\d\d)[/_][^/]*_analysis_/;
/** Copies may spell colons otherwise. */
const TIME =
  /_analysis_(?:redacted_)?(?<date>\d{4}-\d\d-\d\d)T(?<hour>\d\d)(?:[:_-]|%3[Aa])(?<minute>\d\d)(?:[:_-]|%3[Aa])(?<second>\d\d)Z/;

/** A transcript of some hours, with the loudness of every second. */
const LONGEST_RECORD_BYTES = 32 * 1024 * 1024;

/**
 * The dataset of the files that Contact Lens writes about contacts of one channel: a JSON object for each contact
 * and output, original (Raw) or redacted, which depends on the settings of the flow. The files have no timestamp.
 * The day in their path is that on which the agent was connected, and may be the day after the contact record's. Files
 * of before 2022 do not say their output.
 */
export function contactLens({
  name,
  channel,
  folder,
  oneRecord,
  oneRow,
  volume,
  model,
}: Channel): Dataset {
  return {
    name,
    oneRecord,
    oneRow,
    fields: fieldsFromModel(model.fields as ModelFields),
    derived: [
      { field: instanceId, from: { path: ['CustomerMetadata', 'InstanceId'] } },
      { field: contactId, from: { path: ['CustomerMetadata', 'ContactId'] } },
      {
        field: output,
        from: [
          { path: ['ContentMetadata', 'Output'] },
          { key: 'Redacted', pattern: /_analysis_redacted_/ },
          { key: 'Raw', pattern: /_analysis_\d/ },
        ],
      },
      // The day of the analysis is no stand-in: a copy without its folders would be a second row on another day.
      { field: connectedOn, from: { key: '$<year>-$<month>-$<day>T00:00:00Z' } },
      {
        field: analysedAt,
        from: { key: '$<date>T$<hour>:$<minute>:$<second>Z', pattern: TIME },
      },
    ],
    keyPattern: PATH,
    identity: [instanceId, contactId, output],
    version: analysedAt,
    day: connectedOn,
    contact: contactId,
    longest_record_bytes: LONGEST_RECORD_BYTES,
    // Redacted recordings lie among the files.
    skips: new RegExp(`(?:^|/)Analysis/${folder}/(?!.*\\.json(?:\\.gz)?$)`),
    marks: [
      {
        what: oneRecord,
        fields: ['Version', 'CustomerMetadata'],
        valueContains: { Channel: new RegExp(`^"${channel}"$`) },
      },
    ],
    source: {
      kind: 'objects',
      keys: [`*Analysis/${folder}/*.json`],
      option: {
        parameter: 'ContactLensBucket',
        label: 'Bucket with Contact Lens analyses',
        description:
          "Name of the bucket into which Connect writes the analyses of Contact Lens. If given, the lake keeps copies of them, with what was said. Amazon EventBridge must be on in the bucket's properties. Leave empty for none.",
      },
    },
    volume,
    endpoints: [],
  };
}
