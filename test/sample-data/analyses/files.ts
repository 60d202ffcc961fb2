import type { RawObject } from '../../../sample-data/generate.ts';
import type { Generated, Json } from '../stream.ts';

export type Channel = 'VOICE' | 'CHAT';

/** A file of Contact Lens as it is delivered. */
export interface AnalysisFile {
  readonly kind: string;
  readonly key: string;
  readonly channel: Channel;
  readonly contactId: string;
  readonly output: string;
  /** The day of the connection, `2026_10_17`. */
  readonly day: string;
  /** `2026-10-17T09_30_00Z` */
  readonly analysedAt: string;
  readonly text: string;
  readonly json: Json;
}

const KEY =
  /^\d{4}\/\d\d\/\d\d\/\d\d\/(?<day>\d{4}_\d\d_\d\d)_(?<contact>[\da-f-]{36})_analysis_(?<redacted>redacted_)?(?<time>\d{4}-\d\d-\d\dT\d\d_\d\d_\d\dZ)\.json$/;

/** All files, in the order in which they are delivered, repeated ones included. */
export function filesOf({ objects }: Generated): readonly AnalysisFile[] {
  return objects.filter(({ kind }) => kind.startsWith('contact-lens-')).map(fileOf);
}

function fileOf({ kind, key, bytes }: RawObject): AnalysisFile {
  const groups = KEY.exec(key)?.groups;
  if (groups === undefined) throw new Error(`${key} is not named as an analysis is`);
  const text = Buffer.from(bytes).toString('utf8');
  return {
    kind,
    key,
    channel: kind === 'contact-lens-voice' ? 'VOICE' : 'CHAT',
    contactId: groups.contact!,
    output: groups.redacted === undefined ? 'Raw' : 'Redacted',
    day: groups.day!,
    analysedAt: groups.time!,
    text,
    json: JSON.parse(text),
  };
}

/** One file of each contact: the original if there is one, in its latest version. */
export function filesByContact(files: readonly AnalysisFile[]): ReadonlyMap<string, AnalysisFile> {
  const order = ({ output, analysedAt }: AnalysisFile) =>
    `${output === 'Raw' ? 1 : 0} ${analysedAt}`;
  const sorted = files.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
  return new Map(sorted.map((file) => [file.contactId, file]));
}
