import { Aws } from 'aws-cdk-lib';
import { Alarm, type CfnAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { articleKey } from '../pipeline/lake-keys.ts';
import { acknowledge } from './acknowledge.ts';
import { type AlarmPlan, planAlarms } from './alarms.ts';
import { dashboard } from './dashboard.ts';
import { type Lake, location } from './lake.ts';
import { watchWhileOpen } from './opening-hours.ts';
import type { Stages } from './stages.ts';

/** Alarms, the topic that they all go to, and the operations dashboard. */
export class Operations extends Construct {
  readonly topic: Topic;
  /** The dashboard's address. */
  readonly page: string;

  constructor(scope: Construct, id: string, lake: Lake, stages: Stages) {
    super(scope, id);
    const { alarmEmail, hasAlarmEmail } = lake.parameters;
    this.topic = new Topic(this, 'Topic', { displayName: 'Contact lake alarms', enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    acknowledge(
      this.topic,
      'AwsSolutions-SNS2',
      'Messages name alarms, no records; a topic under the key that AWS manages could not be published to by CloudWatch.',
    );
    const subscription = new CfnSubscription(this, 'Email', {
      topicArn: this.topic.topicArn,
      protocol: 'email',
      endpoint: alarmEmail,
    });
    subscription.cfnOptions.condition = hasAlarmEmail;
    const alarms = planAlarms(lake, stages).map((plan) => this.alarm(lake, plan));
    this.page = dashboard(this, lake, stages, alarms);
  }

  private alarm(lake: Lake, plan: AlarmPlan): Alarm {
    const alarm = new Alarm(this, `Alarm-${plan.name}`, {
      alarmName: `${lake.parameters.bucketName}-${plan.name}`,
      alarmDescription: `${plan.meaning} What to do: ${location(lake, articleKey(plan.name))}`,
      metric: plan.metric,
      comparisonOperator: plan.comparison,
      threshold: plan.threshold,
      evaluationPeriods: plan.periods ?? 1,
      treatMissingData: plan.missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    if (plan.isOfSilence) {
      const resource = alarm.node.defaultChild as CfnAlarm;
      resource.cfnOptions.condition = lake.parameters.expectsRecords;
      watchWhileOpen(resource, lake);
    }
    return alarm;
  }
}
