import { Aws, Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Row,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CONVERSION_METRICS } from '../functions/conversion-metrics.ts';
import { RUNBOOK_PREFIX } from '../pipeline/lake-keys.ts';
import { deliveryMetric, lakeMetric, streamMetric } from './alarms.ts';
import { type Lake, location } from './lake.ts';
import type { Notice } from './notice.ts';
import type { Stages } from './stages.ts';

const PERIOD = Duration.minutes(5);
const HALF = 12;
const HEIGHT = 6;

/**
 * Makes the operations dashboard. It has a row for each stage, in the order in which the data passes.
 * @returns the address of its page
 */
export function dashboard(
  scope: Construct,
  lake: Lake,
  stages: Stages,
  topic: ITopic,
  alarms: readonly Notice[],
): string {
  const { bucketName } = lake.parameters;
  type OwnMetric = Parameters<typeof lakeMetric>[1];
  const done = (name: OwnMetric, statistic: string) => lakeMetric(lake, name, statistic, PERIOD);
  const converted = (...names: (keyof typeof CONVERSION_METRICS)[]) =>
    names.map((name) => lakeMetric(lake, name, Stats.SUM, PERIOD));
  const arrived = (name: string, statistic: string) => streamMetric(lake, name, statistic, PERIOD);
  const { deadLetters, queue } = stages.queue;
  const page = new Dashboard(scope, 'Dashboard', { dashboardName: bucketName });
  page.addWidgets(
    new TextWidget({
      markdown: `# Contact lake ${bucketName}\nThe runbook has an article for each alarm, in ${location(lake, RUNBOOK_PREFIX)}: ${alarms.map(({ name }) => name).join(', ')}`,
      width: 2 * HALF,
      height: 3,
    }),
    row(
      graph('Records that arrive', [arrived('IncomingRecords', Stats.SUM)]),
      graph('Stream: age of the oldest unread record, milliseconds', [
        arrived('GetRecords.IteratorAgeMilliseconds', Stats.MAXIMUM),
      ]),
    ),
    row(
      graph('Delivery: age of the oldest record not landed, seconds', [
        deliveryMetric(stages, 'DeliveryToS3.DataFreshness', Stats.MAXIMUM),
      ]),
      graph('Delivery: share of writes that succeed', [
        deliveryMetric(stages, 'DeliveryToS3.Success', Stats.AVERAGE),
      ]),
    ),
    row(
      graph('Raw objects that wait', [
        queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD }),
        deadLetters.metricApproximateNumberOfMessagesVisible({
          period: PERIOD,
          label: 'Dead letters',
        }),
      ]),
      graph('Normalise: invocations, errors, throttles', [
        stages.normalise.function.metricInvocations({ period: PERIOD }),
        stages.normalise.function.metricErrors({ period: PERIOD }),
        stages.normalise.function.metricThrottles({ period: PERIOD }),
      ]),
    ),
    row(
      graph('Normalise: records', [
        done('RecordsIn', Stats.SUM),
        done('RecordsOut', Stats.SUM),
        done('RecordsQuarantined', Stats.SUM),
      ]),
      graph('Normalise: from landing to flatfile, seconds', [
        done('FreshnessSeconds', Stats.MAXIMUM),
        done('FreshnessSeconds', Stats.p(50)),
      ]),
    ),
    row(
      graph(
        'Conversion: rows',
        converted('RowsRead', 'RowsInserted', 'RowsUpdated', 'RowsIgnored', 'RowsErased'),
      ),
      graph(
        'Conversion: flatfiles, runs; seconds of a run, to the right',
        converted('FilesReleased', 'FilesDamaged', 'RunsSucceeded'),
        converted('DurationSeconds'),
      ),
    ),
    row(
      graph('Conversion: successful runs', converted('RunsSucceeded')),
      graph('Alarms by e-mail: delivered, filtered out, failed', notifications(topic)),
    ),
    new SingleValueWidget({
      title: 'Last day',
      width: 2 * HALF,
      setPeriodToTimeRange: true,
      metrics: [
        done('RecordsIn', Stats.SUM),
        done('RecordsQuarantined', Stats.SUM),
        done('BytesIn', Stats.SUM),
        done('DurationMilliseconds', Stats.AVERAGE),
      ],
    }),
  );
  return `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=${bucketName}`;
}

function row(...widgets: IWidget[]): IWidget {
  return new Row(...widgets);
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): IWidget {
  return new GraphWidget({ title, left, right, width: HALF, height: HEIGHT });
}

/** Metrics of the messages to the topic; each subscription counts by itself. */
function notifications(topic: ITopic): IMetric[] {
  return [
    'NumberOfNotificationsDelivered',
    'NumberOfNotificationsFilteredOut',
    'NumberOfNotificationsFilteredOut-MessageBody',
    'NumberOfNotificationsFailed',
  ].map((name) => topic.metric(name, { statistic: Stats.SUM, period: PERIOD }));
}
