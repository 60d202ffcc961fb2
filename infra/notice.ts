import { articleKey } from '../pipeline/lake-keys.ts';
import { type Lake, location } from './lake.ts';

/** The stage at which something is wrong. */
export type Stage =
  | 'stream'
  | 'delivery'
  | 'collect'
  | 'normalise'
  | 'catalogue'
  | 'conversion'
  | 'quicksight'
  | 'bucket';

/**
 * `urgent`: until somebody acts, data may be lost, strangers may see it, or nobody sees new contacts.
 * `notice`: nothing is lost, and the matter can wait until the next working day.
 */
export type Severity = 'urgent' | 'notice';

/** A message to the operators. Its article is in docs/runbook/, and in the bucket below assets/. */
export interface Notice {
  /** `dead-letters` */
  readonly name: string;
  /** The name of the article, if it is not that of the notice. */
  readonly article?: string;
  readonly stage: Stage;
  readonly severity: Severity;
  /** The message in one sentence. */
  readonly meaning: string;
}

/**
 * The beginning of each alarm's description. A subscription can filter by it: CloudWatch's messages have
 * no attributes, but contain the description as `AlarmDescription`.
 */
export function severityPrefix(severity: Severity): string {
  return `severity=${severity} `;
}

/** `severity=urgent stage=stream: No … What to do: s3://…/no-records-arrive.md` */
export function describeNotice(lake: Lake, notice: Notice): string {
  const { meaning, severity, stage } = notice;
  const article = location(lake, articleKey(articleOf(notice)));
  return `${severityPrefix(severity)}stage=${stage}: ${meaning} What to do: ${article}`;
}

/** The name of its article. */
export function articleOf({ article, name }: Notice): string {
  return article ?? name;
}
