import { Construct } from 'constructs';
import { eventLog, glueRule } from './event-log.ts';
import type { Lake } from './lake.ts';

/**
 * Counts how the crawler's runs end. Glue sends an event for each run, but no metric. Rules count the
 * events, and a log group keeps them together with Glue's reason for a failure.
 */
export class Crawls extends Construct {
  /** A rule that matches each failed run. */
  readonly failed: string;
  /** A rule that matches each successful run. */
  readonly succeeded: string;

  constructor(scope: Construct, id: string, lake: Lake, crawlerName: string) {
    super(scope, id);
    const log = eventLog(this, 'Log', `/aws/events/${lake.parameters.bucketName}-crawls`);
    // The states' names are those of AWS Glue's developer guide, "Automating AWS Glue with EventBridge".
    const rule = (end: string, description: string) =>
      glueRule(this, end, log, {
        description,
        type: 'Glue Crawler State Change',
        detail: { crawlerName: [crawlerName], state: [end] },
      });
    this.failed = rule('Failed', 'Failed runs of the crawler');
    this.succeeded = rule('Succeeded', 'Successful runs of the crawler');
  }
}
