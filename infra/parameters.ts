import {
  CfnCondition,
  CfnParameter,
  type CfnParameterProps,
  Fn,
  type ICfnConditionExpression,
  type Stack,
} from 'aws-cdk-lib';
import type { Dataset, SourceOption } from '../pipeline/dataset.ts';
import { expectedOf, type ViewSetting } from '../pipeline/view-settings.ts';
import {
  type DatasetOption,
  declareDatasetOptions,
  declareObjectKey,
  type ObjectKey,
} from './dataset-options.ts';
import { KEY_FORM, OR_EMPTY } from './parameter-forms.ts';
import { SCHEDULE_PATTERN } from './schedule-pattern.ts';

/** A setting of the datasets' views, and the value of its parameter. */
export interface GivenSetting {
  readonly setting: ViewSetting;
  readonly given: string;
}

/** The values of the form, and the conditions that depend on them. */
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
  /** The contact centre's time zone, an IANA name. */
  readonly timeZone: string;
  readonly quickSightPrincipalArn: string;
  /** `SPICE` or `DIRECT_QUERY` */
  readonly quickSightImportMode: string;
  readonly sendsSample: CfnCondition;
  readonly hasConnectInstance: CfnCondition;
  readonly hasOrganization: CfnCondition;
  readonly hasAlarmEmail: CfnCondition;
  /** Whether there is an address for urgent alarms that differs from the one for all alarms. */
  readonly hasUrgentAlarmEmail: CfnCondition;
  readonly hasConfigRules: CfnCondition;
  readonly hasKmsKey: CfnCondition;
  readonly hasOpeningHours: CfnCondition;
  readonly hasQuickSight: CfnCondition;
  /** Whether QuickSight keeps a copy of its data sets, its SPICE. */
  readonly importsToSpice: CfnCondition;
  readonly datasetOptions: readonly DatasetOption[];
  readonly viewSettings: readonly GivenSetting[];
  /** The key of the buckets that objects are collected from; null if no dataset is collected. */
  readonly objectKey: ObjectKey | null;
  /** Whether silence is a fault. It is not in a stack that only shows the sample. */
  readonly expectsRecords: CfnCondition;
}

/**
 * Open days as expressions of metric math. `day` is 1 for Monday to 7 for Sunday, and 0 for the hours
 * after midnight that still belong to a Sunday.
 */
export const OPENING_DAYS = {
  'MON-SUN': 'day >= 0',
  'MON-FRI': 'day >= 1 AND day <= 5',
  'MON-SAT': 'day >= 1 AND day <= 6',
  'SUN-THU': 'day <= 4 OR day == 7',
} as const;

/** Declares the stack's parameters, their form in the console, and their conditions. */
export function declareParameters(stack: Stack, datasets: readonly Dataset[]): Parameters {
  const given = {
    ...declarePlace(stack),
    ...declareFreshness(stack),
    ...declareFlow(stack),
    ...declareWatch(stack),
    ...declareClosing(stack),
    ...declareDashboards(stack),
  };
  const conditions = declareConditions(stack, given);
  const datasetOptions = declareDatasetOptions(stack, datasets);
  const objectKey = declareObjectKey(stack, datasetOptions);
  const viewSettings = datasets.flatMap(({ settings = [] }) =>
    settings.map((setting) => ({ setting, given: declareSetting(stack, setting) })),
  );
  describeForm(stack, {
    [SOURCES]: [
      ...datasetOptions.map(({ option }) => option),
      ...(objectKey ? [objectKey.option] : []),
    ],
    [DASHBOARDS]: viewSettings.map(({ setting }) => setting),
  });
  return { ...given, ...conditions, datasetOptions, objectKey, viewSettings };
}

type Given = ReturnType<typeof declareFlow> &
  ReturnType<typeof declareWatch> &
  ReturnType<typeof declareClosing> &
  ReturnType<typeof declareDashboards>;

function declareConditions(stack: Stack, given: Given) {
  const condition = (id: string, expression: ICfnConditionExpression) =>
    new CfnCondition(stack, id, { expression });
  const isGiven = (id: string, value: string) =>
    condition(id, Fn.conditionNot(Fn.conditionEquals(value, '')));
  const sendsSample = condition('SendsSample', Fn.conditionEquals(given.sample, 'true'));
  const hasQuickSight = isGiven('HasQuickSight', given.quickSightPrincipalArn);
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
          // SNS refuses to subscribe an address twice with different filters. The values are joined
          // with a prefix, since a linter of templates would compare the two defaults, which are equal,
          // and call the condition constant.
          Fn.conditionEquals(
            Fn.join('', ['mailto:', given.urgentAlarmEmail]),
            Fn.join('', ['mailto:', given.alarmEmail]),
          ),
        ),
      ),
    ),
    hasConfigRules: condition('HasConfigRules', Fn.conditionEquals(given.configRules, 'true')),
    hasKmsKey: isGiven('HasKmsKey', given.kmsKeyArn),
    hasQuickSight,
    importsToSpice: condition(
      'ImportsToSpice',
      Fn.conditionAnd(hasQuickSight, Fn.conditionEquals(given.quickSightImportMode, 'SPICE')),
    ),
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
      // No dots: S3's TLS certificates do not cover bucket names with dots.
      allowedPattern: '^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$',
      constraintDescription:
        'Type 3 to 63 lower-case letters, digits and hyphens, such as my-contact-lake-2026. No other bucket in the world may have that name.',
    }),
    databaseName: text(stack, 'DatabaseName', {
      description:
        'Name of the database in the Glue catalogue that Athena queries. The stack creates it. Never change it later: the tables would stay in the old database.',
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
      description: 'How many seconds records are gathered before they are written as one object.',
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
        'Type a cron expression of AWS Glue: minutes, hours, day of month, month, day of week and year, with ? in one of the two day fields, * for the year, and at least five minutes between two runs. Examples: cron(0 * * * ? *) for every hour, cron(7,37 * * * ? *) for twice an hour or cron(0 5 ? * MON-FRI *) for 05:00 UTC on working days.',
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
        'ARN of the Amazon Connect instance whose records go into the lake. Leave it empty if the instance streams them already: it can have only one stream for each kind, so the launch would fail. Choose the stream in the Connect console yourself then (Data streaming).',
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
      'E-mail address for all alarms. It receives a message to confirm the subscription. Leave empty for none.',
    ),
    urgentAlarmEmail: email(
      'UrgentAlarmEmail',
      'Second e-mail address, for urgent alarms only, such as that of the person on call. It receives a message to confirm the subscription. Leave empty for none.',
    ),
    openingHours: text(stack, 'OpeningHours', {
      description:
        'Hours in which contacts are expected, in UTC. An hour without records in these hours raises an alarm. If left empty, 24 hours without records do.',
      default: '',
      allowedPattern: OR_EMPTY('([0-9]|1[0-9]|2[0-3])-([1-9]|1[0-9]|2[0-4])'),
      constraintDescription:
        'Leave empty, or type the hours, in UTC, at which the contact centre opens (0 to 23) and closes (1 to 24), such as 8-18, or 22-6 if it closes after midnight.',
    }),
    openingDays: text(stack, 'OpeningDays', {
      description:
        'Days on which the opening hours begin, in UTC. They are ignored if there are no opening hours.',
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
        'Whether AWS Config checks that the bucket is not public, sends an alarm if it is, and closes it again. The account must record with AWS Config in this Region; each evaluation costs a little.',
      default: 'false',
      allowedValues: ['true', 'false'],
      constraintDescription: 'Choose true or false.',
    }),
    organizationId: text(stack, 'OrganizationId', {
      description:
        'Id of your AWS Organization. If given, the bucket is closed to everyone outside it. This account itself always keeps access.',
      default: '',
      allowedPattern: OR_EMPTY('o-[a-z0-9]{10,32}'),
      constraintDescription:
        'Leave empty, or type the id from the AWS Organizations console, such as o-a1b2c3d4e5.',
    }),
    kmsKeyArn: text(stack, 'KmsKeyArn', {
      description:
        "ARN of your own KMS key for the bucket, the stream and query results. Its policy must let this account's roles and Connect's service-linked role use it. If left empty, AWS manages the keys at no cost.",
      default: '',
      ...KEY_FORM,
    }),
  };
}

function declareDashboards(stack: Stack) {
  return {
    timeZone: text(stack, 'TimeZone', {
      description:
        "The contact centre's time zone, an IANA name: that of local days and half-hours in the dashboard and in the views flat_….",
      default: 'UTC',
      allowedPattern: '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$',
      constraintDescription:
        'Type the IANA name of a time zone, such as Europe/London, America/New_York or UTC.',
    }),
    quickSightPrincipalArn: text(stack, 'QuickSightPrincipalArn', {
      description:
        'ARN of the QuickSight user or group that will own the dashboard: an author or administrator, who can query the whole lake through it. Leave it empty for no dashboard in QuickSight. It needs an Enterprise subscription; each reader and author is billed by QuickSight.',
      default: '',
      // The Region is the account's identity Region, and the name may contain /, @ and blanks.
      allowedPattern: OR_EMPTY(
        'arn:aws(-[a-z]+)*:quicksight:[a-z]{2}(-[a-z]+)+-[0-9]:[0-9]{12}:(user|group)/[a-zA-Z0-9._-]+/[^\\s*]([^*]{0,150}[^\\s*])?',
      ),
      constraintDescription:
        'Leave empty, or paste the ARN of a QuickSight user or group: arn:aws:quicksight:REGION:ACCOUNT:user/default/NAME. The ARN of an IAM user or role does not do.',
    }),
    quickSightImportMode: text(stack, 'QuickSightImportMode', {
      description:
        "SPICE: the dashboard reads QuickSight's own copy of the data, which is renewed after each conversion. DIRECT_QUERY: each visual is a query in Athena, each time somebody looks at it.",
      default: 'SPICE',
      allowedValues: ['SPICE', 'DIRECT_QUERY'],
      constraintDescription: 'Choose SPICE or DIRECT_QUERY.',
    }),
  };
}

function declareSetting(stack: Stack, setting: ViewSetting): string {
  const { parameter, meaning, usual, least, most } = setting;
  return new CfnParameter(stack, parameter, {
    type: 'Number',
    description: `Seconds: ${meaning}. The views and the dashboard count by it.`,
    default: usual,
    minValue: least,
    maxValue: most,
    constraintDescription: `Type ${expectedOf(setting)}, such as ${usual}.`,
  }).valueAsString;
}

const DASHBOARDS = 'Dashboards';
const SOURCES = 'Where records come from';

const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Names of the lake': {
    BucketName: 'Bucket',
    DatabaseName: 'Database',
    KinesisStreamName: 'Stream',
  },
  'How often data is updated': {
    s3interval: 'Seconds between objects',
    etlJobSchedule: 'Conversion schedule',
  },
  [SOURCES]: {
    ConnectInstanceArn: 'Connect instance',
    sampledata: 'Send sample contacts',
  },
  Alarms: {
    AlarmEmail: 'E-mail address for alarms',
    UrgentAlarmEmail: 'E-mail address for urgent alarms only',
    OpeningHours: 'Opening hours, UTC',
    OpeningDays: 'Opening days',
  },
  [DASHBOARDS]: {
    TimeZone: 'Time zone',
    QuickSightPrincipalArn: 'Owner in QuickSight',
    QuickSightImportMode: 'How QuickSight reads',
  },
  'Access and encryption': {
    OrganizationId: 'AWS Organization',
    KmsKeyArn: 'KMS key',
    ConfigRules: 'Watch the bucket with AWS Config',
  },
};

/** @param ofDatasets what the datasets add to groups */
function describeForm(
  stack: Stack,
  ofDatasets: Readonly<Record<string, readonly Pick<SourceOption, 'label' | 'parameter'>[]>>,
): void {
  const groups = Object.fromEntries(
    Object.entries(GROUPS).map(([title, group]) => {
      const added = (ofDatasets[title] ?? []).map(({ label, parameter }) => [parameter, label]);
      return [title, { ...group, ...Object.fromEntries(added) }];
    }),
  );
  const labels = Object.values(groups).flatMap((group) => Object.entries(group));
  stack.templateOptions.metadata = {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: Object.entries(groups).map(([title, group]) => ({
        Label: { default: title },
        Parameters: Object.keys(group),
      })),
      ParameterLabels: Object.fromEntries(labels.map(([id, label]) => [id, { default: label }])),
    },
  };
}
