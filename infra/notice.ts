import { articleKey } from '../pipeline/lake-keys.ts';
import { type Lake, location } from './lake.ts';

/** Where on the data's way something is wrong. */
export type Stage = 'stream' | 'delivery' | 'normalise' | 'catalogue' | 'conversion' | 'bucket';

/**
 * `urgent`: data may be lost or seen, or nobody sees new contacts, until somebody acts. `notice`:
 * nothing is lost, and it may wait until the next working day.
 */
export type Severity = 'urgent' | 'notice';

/** What somebody is told. The article is docs/runbook/NAME.md, in the bucket below assets/. */
export interface Notice {
  /** `dead-letters` */
  readonly name: string;
  readonly stage: Stage;
  readonly severity: Severity;
  /** What it says, in one sentence. */
  readonly meaning: string;
}

/**
 * How each description begins, so that a subscription can select by it: CloudWatch gives its
 * messages no attributes, but the alarm's description as `AlarmDescription`.
 */
export function severityPrefix(severity: Severity): string {
  return `severity=${severity} `;
}

/** `severity=urgent stage=stream: No … What to do: s3://…/no-records-arrive.md` */
export function describeNotice(lake: Lake, { meaning, name, severity, stage }: Notice): string {
  const article = location(lake, articleKey(name));
  return `${severityPrefix(severity)}stage=${stage}: ${meaning} What to do: ${article}`;
}
