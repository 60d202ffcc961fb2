import type { CfnCondition } from 'aws-cdk-lib';
import type { Dataset } from '../pipeline/dataset.ts';

/** The way of a dataset's records into the lake, as alarms and the dashboard watch it. */
export interface Flow {
  readonly dataset: Dataset;
  /** Null if every stack has it. */
  readonly condition: CfnCondition | null;
  /** The name of its stream. */
  readonly stream?: string;
  /** The name of its delivery. */
  readonly delivery?: string;
  /** The name of the rule that puts its events into the delivery, or into the queue of objects to collect. */
  readonly rule?: string;
  /** The name of the log group whose entries go into the delivery. */
  readonly logGroup?: string;
}

/** What stands behind the names of a dataset's alarms: `-agent-events`; nothing if every stack has the dataset. */
export function suffixOf({ condition, dataset }: Flow): string {
  return condition === null ? '' : `-${dataset.name.replaceAll('_', '-')}`;
}
