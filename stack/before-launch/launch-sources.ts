/** Checks the sources of the datasets that the parameters of a launch switch on. */
import type { Dataset, LogSource, ObjectSource, Source } from '../../pipeline/dataset.ts';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { countOf } from '../../terminal/wording.ts';
import { CLIENT_OPTIONS, callAws, unlessDenied, unlessMissing, withClient } from '../client.ts';
import { outcomeOf, probe } from '../health/probe.ts';
import type { Account } from './launch-account.ts';
import type { Launch } from './template-values.ts';

/** CloudWatch Logs user guide, "CloudWatch Logs quotas". */
const MOST_SUBSCRIPTIONS = 2;

/** A dataset that the launch switches on, and the value of its parameter. */
interface Chosen<Of extends Source> {
  readonly dataset: Dataset;
  readonly source: Of;
  readonly parameter: string;
  readonly value: string;
}

/** The datasets of one kind of source that the launch switches on. */
export function chosen<Kind extends Source['kind']>(
  launch: Launch,
  kind: Kind,
): Chosen<Extract<Source, { kind: Kind }>>[] {
  return datasets.flatMap((dataset) => {
    const { source } = dataset;
    const parameter = source?.option?.parameter;
    if (source?.kind !== kind || parameter === undefined) return [];
    const value = launch.parameter(parameter);
    if (['', 'false'].includes(value)) return [];
    return [{ dataset, source: source as Extract<Source, { kind: Kind }>, parameter, value }];
  });
}

/** The check of each log group and bucket, by the parameter that names it. */
export function sourceChecks(
  launch: Launch,
  account: Account,
  stack: string | null,
): Record<string, Promise<CheckResult>> {
  const groups = chosen(launch, 'logs').map(
    (one) => [one.parameter, logGroup(one, launch, account, stack)] as const,
  );
  // Datasets of one bucket share a parameter.
  const buckets = new Map(chosen(launch, 'objects').map((one) => [one.parameter, one]));
  const ofBuckets = [...buckets].map(
    ([parameter, one]) => [parameter, bucket(one, launch, account)] as const,
  );
  return Object.fromEntries([...groups, ...ofBuckets]);
}

/** Checks that the log group is there, that it can be subscribed to, and that it is not the lake's own. */
async function logGroup(
  { parameter, value: name }: Chosen<LogSource>,
  launch: Launch,
  { region }: Account,
  stack: string | null,
): Promise<CheckResult> {
  if (ownLogGroups(launch.parameter('BucketName'), stack).some((own) => name.startsWith(own)))
    return fault(
      `the log group ${name} would be one of the lake's own, which would log what it reads from there without end: type another ${parameter}`,
    );
  const { CloudWatchLogs } = await import('@aws-sdk/client-cloudwatch-logs');
  const subscriptions = withClient(new CloudWatchLogs(CLIENT_OPTIONS), async (logs) => {
    const { logGroups = [] } = await callAws(
      logs,
      [`the log group ${name}`, 'logs:DescribeLogGroups'],
      () => logs.describeLogGroups({ logGroupNamePrefix: name }),
    );
    if (!logGroups.some(({ logGroupName }) => logGroupName === name)) return null;
    const about = [`the log group ${name}`, 'logs:DescribeSubscriptionFilters'] as const;
    const { subscriptionFilters = [] } = await callAws(logs, about, () =>
      logs.describeSubscriptionFilters({ logGroupName: name }),
    );
    return subscriptionFilters.map(({ filterName = '' }) => filterName);
  });
  return outcomeOf(await probe(subscriptions), (names) => {
    if (names === null)
      return fault(
        `there is no log group ${name} in ${region}: let a flow log, which makes it, or leave ${parameter} empty`,
      );
    if (names.length >= MOST_SUBSCRIPTIONS)
      return fault(
        `the log group ${name} has ${countOf(names.length, 'subscription')} (${names.join(', ')}), and can have ${MOST_SUBSCRIPTIONS}: remove one, or leave ${parameter} empty`,
      );
    return well(`${name} has room for a subscription`);
  });
}

/** How the names of the lake's own log groups begin. The form refuses them, but that of an older template does not. */
function ownLogGroups(bucketName: string, stack: string | null): string[] {
  const ofStack = stack === null ? [] : [`${stack}-`, `/aws/lambda/${stack}-`];
  return [...ofStack, `/aws-glue/jobs/${bucketName}-`, `/aws/events/${bucketName}-`];
}

/** What is known of a bucket from which objects are to be collected. */
interface BucketFacts {
  readonly announces: boolean;
  /** The key by default; null for S3's own, or if it may not be looked at. */
  readonly key: string | null;
}

/** Checks that the bucket is in the Region, notifies EventBridge of its objects, and has no key that the lake may not use. */
async function bucket(
  { parameter, value: name }: Chosen<ObjectSource>,
  launch: Launch,
  { region }: Account,
): Promise<CheckResult> {
  return outcomeOf(await probe(bucketFacts(name)), (facts) => {
    if (facts === null) return fault(`there is no bucket ${name}: type another ${parameter}`);
    if (facts === 'elsewhere')
      return fault(
        `the bucket ${name} is in another Region than ${region}, where no rule hears of its objects: launch there`,
      );
    const given = launch.parameter('ConnectBucketKeyArn');
    if (facts.key !== null && given === '')
      return fault(
        `the bucket ${name} is encrypted with the key ${facts.key}, so its objects could not be read: give ConnectBucketKeyArn`,
      );
    if (!facts.announces)
      return warning(
        `the bucket ${name} tells EventBridge nothing, so none of its objects would be collected: switch Amazon EventBridge on in its properties (docs/deploy.md)`,
      );
    if (facts.key !== null && !given.endsWith(facts.key))
      return warning(
        `the bucket ${name} is encrypted with the key ${facts.key}, expected that of ConnectBucketKeyArn: see that its objects can be read`,
      );
    return well(`${name} tells EventBridge of its objects`);
  });
}

/** Null if there is no such bucket. */
async function bucketFacts(name: string): Promise<BucketFacts | 'elsewhere' | null> {
  const { S3 } = await import('@aws-sdk/client-s3');
  return withClient(new S3(CLIENT_OPTIONS), async (s3) => {
    const about = (action: string) => [`the bucket ${name}`, action] as const;
    const notify = callAws(s3, about('s3:GetBucketNotification'), () =>
      s3.getBucketNotificationConfiguration({ Bucket: name }).catch((error: unknown) => {
        const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
        if ([301, 400].includes($metadata?.httpStatusCode ?? 0)) return 'elsewhere' as const;
        throw error;
      }),
    );
    const found = await unlessMissing(notify);
    if (found === null || found === 'elsewhere') return found;
    const encryption = callAws(s3, about('s3:GetEncryptionConfiguration'), () =>
      s3.getBucketEncryption({ Bucket: name }),
    );
    const { ServerSideEncryptionConfiguration: byDefault } =
      (await unlessDenied(unlessMissing(encryption))) ?? {};
    const { KMSMasterKeyID: key } = byDefault?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
    const isOwn = key !== undefined && !key.endsWith('alias/aws/s3');
    return { announces: found.EventBridgeConfiguration !== undefined, key: isOwn ? key : null };
  });
}
