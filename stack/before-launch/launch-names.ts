/** Checks whether the names that a launch would give are free. */
import type { Dataset } from '../../pipeline/dataset.ts';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { CLIENT_OPTIONS, callAws, unlessMissing, withClient } from '../client.ts';
import { outcomeOf, probe } from '../health/probe.ts';
import { newKinesis } from '../replay/kinesis-client.ts';
import { type Launch, type LaunchTemplate, parameterIn } from './template-values.ts';

/** A kind of resource whose name must be unique. */
interface Named {
  readonly check: string;
  /** `the database` */
  readonly thing: string;
  /** The path of the name among the resource's properties. */
  readonly property: readonly string[];
  /** Finds which of the names are taken; each gets the end of a sentence: `exists already`. */
  readonly taken: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

const IN_THIS_ACCOUNT = 'exists already in this account and Region';

/** The most names that one call takes (API reference, "DescribeAlarms"). */
const MOST_ALARMS = 100;

const NAMED: Readonly<Record<string, Named>> = {
  'AWS::S3::Bucket': {
    check: 'bucket',
    thing: 'the bucket',
    property: ['BucketName'],
    taken: eachBy(async (name) => {
      const { S3 } = await import('@aws-sdk/client-s3');
      return withClient(new S3(CLIENT_OPTIONS), async (s3) => {
        try {
          await s3.headBucket({ Bucket: name });
          return 'exists already, and this account may look at it';
        } catch (error) {
          const status = statusOf(error);
          if (status === 404) return null;
          if (status === 403) return "is somebody else's, or s3:ListBucket on it is missing";
          if (status === 301 || status === 400) return 'exists already in another Region';
          // Any other error says nothing about the bucket, and is reported like that of any call.
          return callAws(s3, [`the bucket ${name}`, 's3:ListBucket'], () => Promise.reject(error));
        }
      });
    }),
  },
  'AWS::Kinesis::Stream': {
    check: 'stream',
    thing: 'the stream',
    property: ['Name'],
    taken: eachBy(async (name) => {
      return withClient(await newKinesis(), (kinesis) =>
        takenUnlessMissing(
          callAws(kinesis, [`the stream ${name}`, 'kinesis:DescribeStreamSummary'], () =>
            kinesis.describeStreamSummary({ StreamName: name }),
          ),
        ),
      );
    }),
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    check: 'delivery stream',
    thing: 'the delivery stream',
    property: ['DeliveryStreamName'],
    taken: eachBy(async (name) => {
      const { Firehose } = await import('@aws-sdk/client-firehose');
      return withClient(new Firehose(CLIENT_OPTIONS), (firehose) =>
        takenUnlessMissing(
          callAws(
            firehose,
            [`the delivery stream ${name}`, 'firehose:DescribeDeliveryStream'],
            () => firehose.describeDeliveryStream({ DeliveryStreamName: name }),
          ),
        ),
      );
    }),
  },
  'AWS::Athena::WorkGroup': {
    check: 'workgroup',
    thing: 'the workgroup',
    property: ['Name'],
    taken: eachBy(async (name) => {
      const { Athena } = await import('@aws-sdk/client-athena');
      return withClient(new Athena(CLIENT_OPTIONS), (athena) =>
        takenUnlessMissing(
          callAws(athena, [`the workgroup ${name}`, 'athena:GetWorkGroup'], () =>
            athena.getWorkGroup({ WorkGroup: name }),
          ),
        ),
      );
    }),
  },
  'AWS::CloudWatch::Dashboard': {
    check: 'dashboard',
    thing: 'the dashboard',
    property: ['DashboardName'],
    taken: eachBy(async (name) => {
      const { CloudWatch } = await import('@aws-sdk/client-cloudwatch');
      return withClient(new CloudWatch(CLIENT_OPTIONS), (cloudwatch) =>
        takenUnlessMissing(
          callAws(cloudwatch, [`the dashboard ${name}`, 'cloudwatch:GetDashboard'], () =>
            cloudwatch.getDashboard({ DashboardName: name }),
          ),
        ),
      );
    }),
  },
  'AWS::CloudWatch::Alarm': {
    check: 'alarms',
    thing: 'the alarm',
    property: ['AlarmName'],
    taken: async (names) => {
      const { CloudWatch } = await import('@aws-sdk/client-cloudwatch');
      return withClient(new CloudWatch(CLIENT_OPTIONS), async (cloudwatch) => {
        const about = ['the alarms', 'cloudwatch:DescribeAlarms'] as const;
        const { MetricAlarms = [] } = await callAws(cloudwatch, about, () =>
          cloudwatch.describeAlarms({ AlarmNames: names.slice(0, MOST_ALARMS) }),
        );
        return new Map(MetricAlarms.map(({ AlarmName }) => [AlarmName!, IN_THIS_ACCOUNT]));
      });
    },
  },
};

/** The outcome for each kind of name that the launch gives. */
export async function nameChecks(
  launch: Launch,
  template: LaunchTemplate,
  dataset: Dataset,
): Promise<Record<string, CheckResult>> {
  const checks = Object.entries(NAMED).map(async ([type, named]) => {
    const given = launch.made(type).flatMap(({ Properties }) => {
      const value = named.property.reduce<unknown>((at, key) => Object(at)[key], Properties);
      const name = launch.text(value);
      return name === null ? [] : [{ name, parameter: parameterIn(template, value) }];
    });
    if (given.length === 0) return [];
    const names = given.map(({ name }) => name);
    const outcome = outcomeOf(await probe(named.taken(names)), (taken) => {
      const first = given.find(({ name }) => taken.has(name));
      if (!first)
        return well(names.length === 1 ? `${names[0]} is free` : `${names.length} are free`);
      const { name, parameter } = first;
      const others = taken.size === 1 ? '' : `, and ${taken.size - 1} more`;
      return fault(
        `${named.thing} ${name} ${taken.get(name)}${others}: type another ${parameter ?? 'name'}, or, if an earlier lake left it, launch over it as docs/deploy.md says`,
      );
    });
    return [[named.check, outcome] as const];
  });
  const [bucket = [], ...others] = await Promise.all(checks);
  const database = ['database', await databaseCheck(launch, dataset)] as const;
  return Object.fromEntries([...bucket, database, ...others.flat()]);
}

/**
 * Checks the database. A launch creates it, or takes over an existing one, such as that of a deleted
 * stack of the same lake. A database with another lake's table is a fault, as both lakes would write to
 * one table.
 */
async function databaseCheck(launch: Launch, dataset: Dataset): Promise<CheckResult> {
  const database = launch.parameter('DatabaseName');
  const { Glue } = await import('@aws-sdk/client-glue');
  const lookUp = withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    const there = await unlessMissing(
      callAws(glue, [`the database ${database}`, 'glue:GetDatabase'], () =>
        glue.getDatabase({ Name: database }),
      ),
    );
    if (there === null) return null;
    const about = [`the table ${database}.${dataset.name}`, 'glue:GetTable'] as const;
    const table = await unlessMissing(
      callAws(glue, about, () => glue.getTable({ DatabaseName: database, Name: dataset.name })),
    );
    return { location: table?.Table?.StorageDescriptor?.Location ?? null };
  });
  return outcomeOf(await probe(lookUp), (there) => {
    if (there === null) return well(`${database} is free`);
    if (there.location === null) {
      return warning(`the database ${database} ${IN_THIS_ACCOUNT}: the lake's tables go into it`);
    }
    if (there.location.startsWith(`s3://${launch.parameter('BucketName')}/`)) {
      return well(`${database} has this lake's table already, which is taken over`);
    }
    return fault(
      `the database ${database} has another lake's table, at ${there.location}: type another DatabaseName`,
    );
  });
}

/** Looks up each name by a call of its own. @param lookUp gives null for a name that is free */
function eachBy(lookUp: (name: string) => Promise<string | null>): Named['taken'] {
  return async (names) => {
    const answers = await Promise.all(
      names.map(async (name) => [name, await lookUp(name)] as const),
    );
    return new Map(answers.flatMap(([name, why]) => (why === null ? [] : [[name, why]])));
  };
}

/** Null if the answer says that there is no such thing. */
async function takenUnlessMissing(answer: Promise<unknown>): Promise<string | null> {
  return (await unlessMissing(answer)) === null ? null : IN_THIS_ACCOUNT;
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
