import {
  CfnCondition,
  CfnParameter,
  type CfnParameterProps,
  Fn,
  type ICfnConditionExpression,
  type Stack,
} from 'aws-cdk-lib';
import { SCHEDULE_PATTERN } from './schedule-pattern.ts';

/** What a person fills in, and what follows from it. */
export interface Parameters {
  readonly bucketName: string;
  readonly databaseName: string;
  readonly streamName: string;
  readonly bufferSeconds: number;
  readonly conversionSchedule: string;
  readonly connectInstanceArn: string;
  readonly organizationId: string;
  readonly alarmEmail: string;
  readonly urgentAlarmEmail: string;
  readonly openingHours: string;
  readonly openingDays: string;
  readonly kmsKeyArn: string;
  readonly sendsSample: CfnCondition;
  readonly hasConnectInstance: CfnCondition;
  readonly hasOrganization: CfnCondition;
  readonly hasAlarmEmail: CfnCondition;
  /** Another than the one that gets all. */
  readonly hasUrgentAlarmEmail: CfnCondition;
  readonly hasConfigRules: CfnCondition;
  readonly hasKmsKey: CfnCondition;
  readonly hasOpeningHours: CfnCondition;
  /** Whether silence is a fault: not in a stack that only shows the sample. */
  readonly expectsRecords: CfnCondition;
}

/**
 * Which days are open, as metric math. `day` is 1 on Monday to 7 on Sunday, and 0 in the hours after
 * midnight that belong to a Sunday evening.
 */
export const OPENING_DAYS = {
  'MON-SUN': 'day >= 0',
  'MON-FRI': 'day >= 1 AND day <= 5',
  'MON-SAT': 'day >= 1 AND day <= 6',
  'SUN-THU': 'day <= 4 OR day == 7',
} as const;

const OR_EMPTY = (pattern: string) => `^$|^${pattern}$`;

/** Declares the stack's parameters, their form in the console, and their conditions. */
export function declareParameters(stack: Stack): Parameters {
  const given = {
    ...declarePlace(stack),
    ...declareFreshness(stack),
    ...declareFlow(stack),
    ...declareWatch(stack),
    ...declareClosing(stack),
  };
  describeForm(stack);
  return { ...given, ...declareConditions(stack, given) };
}

type Given = ReturnType<typeof declareFlow> &
  ReturnType<typeof declareWatch> &
  ReturnType<typeof declareClosing>;

function declareConditions(stack: Stack, given: Given) {
  const condition = (id: string, expression: ICfnConditionExpression) =>
    new CfnCondition(stack, id, { expression });
  const isGiven = (id: string, value: string) =>
    condition(id, Fn.conditionNot(Fn.conditionEquals(value, '')));
  const sendsSample = condition('SendsSample', Fn.conditionEquals(given.sample, 'true'));
  const hasConnectInstance = isGiven('HasConnectInstance', given.connectInstanceArn);
  return {
    sendsSample,
    hasConnectInstance,
    hasOrganization: isGiven('HasOrganization', given.organizationId),
    hasAlarmEmail: isGiven('HasAlarmEmail', given.alarmEmail),
    hasUrgentAlarmEmail: condition(
      'HasUrgentAlarmEmail',
      Fn.conditionNot(
        Fn.conditionOr(
          Fn.conditionEquals(given.urgentAlarmEmail, ''),
          // SNS refuses an address that it has already, with another filter. Joined, as a check of
          // templates takes the two parameters' defaults, which are equal, for all that they can be.
          Fn.conditionEquals(
            Fn.join('', ['mailto:', given.urgentAlarmEmail]),
            Fn.join('', ['mailto:', given.alarmEmail]),
          ),
        ),
      ),
    ),
    hasConfigRules: condition('HasConfigRules', Fn.conditionEquals(given.configRules, 'true')),
    hasKmsKey: isGiven('HasKmsKey', given.kmsKeyArn),
    hasOpeningHours: isGiven('HasOpeningHours', given.openingHours),
    expectsRecords: condition(
      'ExpectsRecords',
      Fn.conditionOr(hasConnectInstance, Fn.conditionNot(sendsSample)),
    ),
  };
}

function text(stack: Stack, id: string, props: CfnParameterProps): string {
  return new CfnParameter(stack, id, { type: 'String', ...props }).valueAsString;
}

function declarePlace(stack: Stack) {
  return {
    bucketName: text(stack, 'BucketName', {
      description:
        'Name of the bucket that will hold the lake. The stack creates it. Never change it later: the lake would stay in the old bucket.',
      // Without dots, which TLS certificates for bucket names do not cover.
      allowedPattern: '^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$',
      constraintDescription:
        'Type 3 to 63 lower-case letters, digits and hyphens, such as my-contact-lake-2026. No other bucket in the world may have that name.',
    }),
    databaseName: text(stack, 'DatabaseName', {
      description:
        'Name of the database in the Glue catalogue that Athena asks. The stack creates it. Never change it later: the tables would stay in the old database.',
      default: 'contact_lake',
      allowedPattern: '^[a-z][a-z0-9_]{0,127}$',
      constraintDescription:
        'Type 1 to 128 lower-case letters, digits and underscores, such as contact_lake. A second lake in the account needs another name, as it does for the stream.',
    }),
    streamName: text(stack, 'KinesisStreamName', {
      description:
        'Name of the Kinesis data stream for contact records. The stack creates it. Never change it later: records that wait in the old stream would not arrive.',
      default: 'contact-records',
      allowedPattern: '^[a-zA-Z0-9_.-]{1,128}$',
      constraintDescription:
        'Type 1 to 128 letters, digits, hyphens, underscores and dots, such as contact-records. A second lake in the account needs another name, as it does for the database.',
    }),
  };
}

function declareFreshness(stack: Stack) {
  return {
    bufferSeconds: new CfnParameter(stack, 's3interval', {
      type: 'Number',
      description: 'Seconds for which records are gathered before they are written as one object.',
      default: 300,
      minValue: 60,
      maxValue: 900,
      constraintDescription: 'Type a whole number of seconds from 60 to 900, such as 300.',
    }).valueAsNumber,
    conversionSchedule: text(stack, 'etlJobSchedule', {
      description:
        'When records are merged into the table, in UTC. Each run with new data costs a little.',
      default: 'cron(0 * * * ? *)',
      allowedPattern: SCHEDULE_PATTERN,
      constraintDescription:
        'Type a cron expression of AWS Glue: minutes, hours, day of month, month, day of week and year, one of the two days being ?, the year being *, and five minutes or more between two runs. Such as cron(0 * * * ? *) for every hour, cron(7,37 * * * ? *) for twice an hour or cron(0 5 ? * MON-FRI *) for 05:00 UTC on working days.',
    }),
  };
}

function declareFlow(stack: Stack) {
  return {
    sample: text(stack, 'sampledata', {
      description:
        'Whether to send generated sample contacts through the whole lake, to try it without a contact centre.',
      default: 'false',
      allowedValues: ['true', 'false'],
      constraintDescription: 'Choose true or false.',
    }),
    connectInstanceArn: text(stack, 'ConnectInstanceArn', {
      description:
        'ARN of the Amazon Connect instance whose contact records go into the lake. Leave it empty if the instance streams contact records already, since it has one stream for them and the launch would fail; then choose the stream in the Connect console yourself (Data streaming).',
      default: '',
      allowedPattern: OR_EMPTY(
        'arn:aws[a-z-]*:connect:[a-z0-9-]+:[0-9]{12}:instance/[0-9a-f-]{36}',
      ),
      constraintDescription:
        'Leave empty, or paste the instance ARN from the Connect console: arn:aws:connect:REGION:ACCOUNT:instance/ID.',
    }),
  };
}

function declareWatch(stack: Stack) {
  const email = (id: string, description: string) =>
    text(stack, id, {
      description,
      default: '',
      allowedPattern: OR_EMPTY('[^@\\s]+@[^@\\s]+\\.[^@\\s]+'),
      constraintDescription:
        'Leave empty, or type one e-mail address, such as lake-owner@example.com.',
    });
  return {
    alarmEmail: email(
      'AlarmEmail',
      'E-mail address that all alarms go to. It receives one message to confirm. Empty: none.',
    ),
    urgentAlarmEmail: email(
      'UrgentAlarmEmail',
      'Second e-mail address, to which only urgent alarms go, such as that of who is on call. It receives one message to confirm. Empty: none.',
    ),
    openingHours: text(stack, 'OpeningHours', {
      description:
        'Hours in which contacts are to be expected, in UTC: an alarm tells of an hour of silence in them. Empty: of 24 hours of silence at any time.',
      default: '',
      allowedPattern: OR_EMPTY('([0-9]|1[0-9]|2[0-3])-([1-9]|1[0-9]|2[0-4])'),
      constraintDescription:
        'Leave empty, or type the hours, in UTC, at which the contact centre opens (0 to 23) and closes (1 to 24), such as 8-18, or 22-6 for past midnight.',
    }),
    openingDays: text(stack, 'OpeningDays', {
      description:
        'Days on which the opening hours begin, in UTC. Without opening hours they mean nothing.',
      default: 'MON-SUN',
      allowedValues: Object.keys(OPENING_DAYS),
      constraintDescription: 'Choose the days on which the contact centre opens, such as MON-FRI.',
    }),
  };
}

function declareClosing(stack: Stack) {
  return {
    configRules: text(stack, 'ConfigRules', {
      description:
        'Whether AWS Config watches that the bucket is not public, tells of it and closes it again. The account must record with AWS Config in this Region; each evaluation costs a little.',
      default: 'false',
      allowedValues: ['true', 'false'],
      constraintDescription: 'Choose true or false.',
    }),
    organizationId: text(stack, 'OrganizationId', {
      description:
        'Id of your AWS Organization. If given, the bucket is closed to anyone outside it. This account itself always stays in.',
      default: '',
      allowedPattern: OR_EMPTY('o-[a-z0-9]{10,32}'),
      constraintDescription:
        'Leave empty, or type the id from the AWS Organizations console, such as o-a1b2c3d4e5.',
    }),
    kmsKeyArn: text(stack, 'KmsKeyArn', {
      description:
        "ARN of your own KMS key for the bucket, the stream and query results. Its policy must let this account's roles and Connect's service-linked role use it. Empty: keys that AWS manages, at no cost.",
      default: '',
      allowedPattern: OR_EMPTY('arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+'),
      constraintDescription:
        'Leave empty, or paste the ARN of a symmetric key of this Region: arn:aws:kms:REGION:ACCOUNT:key/ID.',
    }),
  };
}

const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Where the lake is': {
    BucketName: 'Bucket',
    DatabaseName: 'Database',
    KinesisStreamName: 'Stream',
  },
  'How fresh it is': {
    s3interval: 'Seconds between objects',
    etlJobSchedule: 'Conversion schedule',
  },
  'What flows in': { ConnectInstanceArn: 'Connect instance', sampledata: 'Send sample contacts' },
  'Who is told, and of which silence': {
    AlarmEmail: 'E-mail address for alarms',
    UrgentAlarmEmail: 'E-mail address for urgent alarms only',
    OpeningHours: 'Opening hours, UTC',
    OpeningDays: 'Opening days',
  },
  'How it is closed': {
    OrganizationId: 'AWS Organization',
    KmsKeyArn: 'KMS key',
    ConfigRules: 'Watch the bucket with AWS Config',
  },
};

function describeForm(stack: Stack): void {
  const labels = Object.values(GROUPS).flatMap((group) => Object.entries(group));
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: Object.entries(GROUPS).map(([title, group]) => ({
        Label: { default: title },
        Parameters: Object.keys(group),
      })),
      ParameterLabels: Object.fromEntries(labels.map(([id, label]) => [id, { default: label }])),
    },
  };
}
