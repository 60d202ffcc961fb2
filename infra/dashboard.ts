import { Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import {
  CfnDashboard,
  Column,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Row,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CONVERSION_METRICS } from '../functions/conversion-metrics.ts';
import { RUNBOOK_PREFIX } from '../pipeline/lake-keys.ts';
import type { Collect } from './collect.ts';
import type { Flow } from './flow.ts';
import { type Lake, location } from './lake.ts';
import {
  deliveryMetric,
  flowMetric,
  lakeMetric,
  logMetric,
  type OwnMetric,
  ruleMetric,
  streamMetric,
} from './lake-metrics.ts';
import { articleOf, type Notice } from './notice.ts';
import type { Stages } from './stages.ts';

const PERIOD = Duration.minutes(5);
const HALF = 12;
const HEIGHT = 6;

/**
 * Makes the operations dashboard. It has a row for each stage, in the order in which the data passes, and then one for
 * each dataset that a parameter switches on.
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
  const { collect, flows } = stages;
  const json = (widget: object) => Stack.of(scope).toJsonString(widget);
  // Beside the rows of the stages, which always are there, so that each can bring its own comma.
  const optional = [
    ...flows.map((flow) => ({ condition: flow.condition, row: flowRow(lake, flow) })),
    ...(collect ? [{ condition: collect.condition, row: collectRow(collect) }] : []),
  ].flatMap(({ condition, row }) => {
    if (condition === null) return [];
    const widgets = laidOut([row]).flatMap((widget) => [',', json(withoutPlace(widget))]);
    return [Fn.conditionIf(condition.logicalId, Fn.join('', widgets), '').toString()];
  });
  const always = laidOut(stageRows(lake, stages, topic, alarms)).map(json);
  new CfnDashboard(scope, 'Dashboard', {
    dashboardName: bucketName,
    dashboardBody: Fn.join('', ['{"widgets":[', always.join(','), ...optional, ']}']),
  });
  return `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=${bucketName}`;
}

function stageRows(
  lake: Lake,
  stages: Stages,
  topic: ITopic,
  alarms: readonly Notice[],
): IWidget[] {
  const { bucketName, streamName } = lake.parameters;
  const done = (name: OwnMetric, statistic: string) => lakeMetric(lake, name, statistic, PERIOD);
  const converted = (...names: (keyof typeof CONVERSION_METRICS)[]) =>
    names.map((name) => lakeMetric(lake, name, Stats.SUM, PERIOD));
  const arrived = (name: string, statistic: string) =>
    streamMetric(streamName, name, statistic, PERIOD);
  const landed = (name: string, statistic: string) =>
    deliveryMetric(stages.flow.delivery ?? '', name, statistic, PERIOD);
  const { deadLetters, queue } = stages.queue;
  return [
    new TextWidget({
      markdown: `# Contact lake ${bucketName}\nThe runbook has an article for each alarm, in ${location(lake, RUNBOOK_PREFIX)}: ${[...new Set(alarms.map(articleOf))].join(', ')}`,
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
        landed('DeliveryToS3.DataFreshness', Stats.MAXIMUM),
      ]),
      graph('Delivery: share of writes that succeed', [
        landed('DeliveryToS3.Success', Stats.AVERAGE),
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
  ];
}

/** How records of a dataset come, and what becomes of them. */
function flowRow(lake: Lake, flow: Flow): IWidget {
  const { dataset, delivery, logGroup, rule, stream } = flow;
  const own = (name: OwnMetric) => flowMetric(lake, flow, name, Stats.SUM, PERIOD);
  const come: IMetric[] = [];
  const ages: IMetric[] = [];
  if (stream !== undefined) {
    come.push(streamMetric(stream, 'IncomingRecords', Stats.SUM, PERIOD));
    const unread = 'GetRecords.IteratorAgeMilliseconds';
    ages.push(
      new MathExpression({
        expression: 'unread / 1000',
        usingMetrics: { unread: streamMetric(stream, unread, Stats.MAXIMUM, PERIOD) },
        label: 'Oldest unread record',
        period: PERIOD,
      }),
    );
  }
  if (rule !== undefined) {
    come.push(ruleMetric(rule, 'TriggeredRules', PERIOD));
    come.push(ruleMetric(rule, 'FailedInvocations', PERIOD));
  }
  if (logGroup !== undefined) come.push(logMetric(logGroup, PERIOD), undelivered(logGroup));
  if (delivery !== undefined) {
    const freshness = 'DeliveryToS3.DataFreshness';
    ages.push(deliveryMetric(delivery, freshness, Stats.MAXIMUM, PERIOD));
  }
  const graphed = ['RecordsIn', 'RecordsOut', 'RecordsQuarantined', 'RowsRead'] as const;
  const title = `${dataset.name}: what comes${ages.length > 0 ? '; ages, seconds, to the right' : ''}`;
  return row(
    graph(title, come, ages),
    graph(`${dataset.name}: records in normalise, rows in conversion`, graphed.map(own)),
  );
}

/** Entries that CloudWatch Logs could not deliver, whatever it calls the kind of destination. */
function undelivered(logGroup: string): IMetric {
  return new MathExpression({
    expression: `SEARCH('{AWS/Logs,LogGroupName,DestinationType,FilterName} MetricName="DeliveryErrors" LogGroupName="${logGroup}"', 'Sum', ${PERIOD.toSeconds()})`,
    usingMetrics: {},
    label: 'DeliveryErrors',
    period: PERIOD,
  });
}

function collectRow({ function: fn, queue }: Collect): IWidget {
  return row(
    graph('Objects of other buckets that wait', [
      queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD }),
    ]),
    graph('Collect: invocations, errors, throttles', [
      fn.metricInvocations({ period: PERIOD }),
      fn.metricErrors({ period: PERIOD }),
      fn.metricThrottles({ period: PERIOD }),
    ]),
  );
}

/** The widgets one row below the other, as the dashboard's source has them. */
function laidOut(rows: readonly IWidget[]): object[] {
  const column = new Column(...rows);
  column.position(0, 0);
  return column.toJson();
}

/** A widget that takes the next free place, as the rows above it may be missing. */
function withoutPlace(widget: object): object {
  const { x: _x, y: _y, ...rest } = widget as { x?: number; y?: number };
  return rest;
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
