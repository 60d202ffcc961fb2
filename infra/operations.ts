import { Aws } from 'aws-cdk-lib';
import { CfnAlarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { AlarmPlan } from './alarm-plan.ts';
import { planAlarms } from './alarms.ts';
import { Crawls } from './crawls.ts';
import { dashboard } from './dashboard.ts';
import { GuardRails } from './guard-rails.ts';
import type { Lake } from './lake.ts';
import { metricsOf, sourceOf } from './metric-math.ts';
import { describeNotice, severityPrefix } from './notice.ts';
import type { Stages } from './stages.ts';

/** The alarms, the topic to which they go, its subscriptions, and the operations dashboard. */
export class Operations extends Construct {
  readonly topic: Topic;
  /** The dashboard's address. */
  readonly page: string;

  constructor(scope: Construct, id: string, lake: Lake, stages: Stages) {
    super(scope, id);
    this.topic = this.makeTopic();
    this.subscribe(lake);
    const crawls = new Crawls(this, 'Crawls', lake, stages.crawler.name);
    const plans = planAlarms(this, lake, stages, crawls);
    for (const plan of plans) this.alarm(lake, plan);
    new GuardRails(this, 'GuardRails', lake, this.topic);
    this.page = dashboard(this, lake, stages, this.topic, plans);
  }

  private makeTopic(): Topic {
    const topic = new Topic(this, 'Topic', {
      displayName: 'Contact lake alarms',
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    acknowledge(
      topic,
      'AwsSolutions-SNS2',
      'Messages contain names of alarms but no records; CloudWatch could not publish to a topic that is encrypted with the key that AWS manages.',
    );
    return topic;
  }

  /** One address gets all alarms, the other one only those whose description begins as urgent. */
  private subscribe(lake: Lake): void {
    const { alarmEmail, hasAlarmEmail, hasUrgentAlarmEmail, urgentAlarmEmail } = lake.parameters;
    const common = { topicArn: this.topic.topicArn, protocol: 'email' };
    const all = new CfnSubscription(this, 'Email', { ...common, endpoint: alarmEmail });
    all.cfnOptions.condition = hasAlarmEmail;
    const urgent = new CfnSubscription(this, 'UrgentEmail', {
      ...common,
      endpoint: urgentAlarmEmail,
      filterPolicyScope: 'MessageBody',
      filterPolicy: { AlarmDescription: [{ prefix: severityPrefix('urgent') }] },
    });
    urgent.cfnOptions.condition = hasUrgentAlarmEmail;
  }

  private alarm(lake: Lake, plan: AlarmPlan): void {
    const alarm = new CfnAlarm(this, `Alarm-${plan.name}`, {
      alarmName: `${lake.parameters.bucketName}-${plan.name}`,
      alarmDescription: describeNotice(lake, plan),
      ...comparison(plan),
      // A token. CDK's types do not allow one here.
      evaluationPeriods: (plan.periods ?? 1) as number,
      treatMissingData: plan.missing ?? TreatMissingData.NOT_BREACHING,
      alarmActions: [this.topic.topicArn],
      okActions: [this.topic.topicArn],
    });
    if (plan.condition) alarm.cfnOptions.condition = plan.condition;
  }
}

/** The properties of an alarm that say what it compares. */
function comparison(plan: AlarmPlan) {
  if ('steps' in plan) {
    return {
      metrics: metricsOf(plan.metrics, plan.steps, plan.period_seconds),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
    };
  }
  const { comparison, metric, threshold } = plan;
  return {
    ...sourceOf(metric),
    statistic: metric.statistic,
    period: metric.period.toSeconds(),
    comparisonOperator: comparison,
    threshold,
  };
}
