/** Whether the account's quotas leave room for what a launch makes and runs. */
import type { Glue } from '@aws-sdk/client-glue';
import type { ServiceQuotas } from '@aws-sdk/client-service-quotas';
import { type CheckResult, fault, warning, well } from '../../terminal/finding.ts';
import { formatCount } from '../../terminal/wording.ts';
import { CLIENT_OPTIONS, callAws, unlessMissing, withClient } from '../client.ts';
import { outcomeOf, probe } from '../health/probe.ts';
import { newKinesis } from '../replay/kinesis-client.ts';
import type { Launch } from './template-values.ts';

/** How full a quota is. */
interface Room {
  readonly used: number;
  readonly needed: number;
  readonly limit: number;
}

/** The share of a quota from which on doctor warns. */
const NEARLY_FULL = 0.9;

/** DPU of a worker: AWS Glue developer guide, "Worker types". */
const DPUS: Readonly<Record<string, number>> = { 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 };

/** A quota as Service Quotas knows it. */
interface Quota {
  readonly service: string;
  readonly code: string;
  /** The name that the quota has in its console. */
  readonly name: string;
  /** How much of the quota the launch takes; 0 where the quota does not matter to it. */
  readonly needed: (launch: Launch) => number;
  /** How much of it the account uses. */
  readonly used: () => Promise<number>;
}

const NOTHING_USED = async () => 0;

const QUOTAS: readonly Quota[] = [
  {
    ...{ service: 'glue', code: 'L-F953935E', name: 'Max databases per account' },
    // Made by a function of the stack, not by its template.
    needed: (launch) => (launch.parameter('DatabaseName') === '' ? 0 : 1),
    used: () =>
      counted('the databases', 'glue:GetDatabases', (glue, page) =>
        glue.getDatabases(page).then(({ DatabaseList, NextToken }) => [DatabaseList, NextToken]),
      ),
  },
  {
    ...{ service: 'glue', code: 'L-611FDDE4', name: 'Max jobs per account' },
    needed: made('AWS::Glue::Job'),
    used: () =>
      counted('the jobs', 'glue:GetJobs', (glue, page) =>
        glue.getJobs(page).then(({ Jobs, NextToken }) => [Jobs, NextToken]),
      ),
  },
  {
    ...{ service: 'glue', code: 'L-F1653A6D', name: 'Max triggers per account' },
    needed: made('AWS::Glue::Trigger'),
    used: () =>
      counted('the triggers', 'glue:GetTriggers', (glue, page) =>
        glue.getTriggers(page).then(({ Triggers, NextToken }) => [Triggers, NextToken]),
      ),
  },
  {
    ...{ service: 'glue', code: 'L-11FA2C1A', name: 'Number of crawlers per account' },
    needed: made('AWS::Glue::Crawler'),
    used: () =>
      counted('the crawlers', 'glue:GetCrawlers', (glue, page) =>
        glue.getCrawlers(page).then(({ Crawlers, NextToken }) => [Crawlers, NextToken]),
      ),
  },
  {
    // A run that may take more than this is refused: new accounts have a small one.
    ...{ service: 'glue', code: 'L-08F3B322', name: 'Max task DPUs per account' },
    needed: (launch) =>
      Math.max(
        0,
        ...launch.made('AWS::Glue::Job').map(({ Properties = {} }) => {
          const workers = Number(launch.text(Properties.NumberOfWorkers) ?? 0);
          return workers * (DPUS[launch.text(Properties.WorkerType) ?? ''] ?? 1);
        }),
      ),
    used: NOTHING_USED,
  },
  {
    // New accounts have ten for all functions together, so normalise may take them all.
    ...{ service: 'lambda', code: 'L-B99A9384', name: 'Concurrent executions' },
    needed: (launch) =>
      launch
        .made('AWS::Lambda::EventSourceMapping')
        .map(({ Properties }) => Object(Properties?.ScalingConfig).MaximumConcurrency)
        .reduce((sum, most) => sum + Number(launch.text(most) ?? 0), 0),
    used: NOTHING_USED,
  },
  {
    ...{ service: 'firehose', code: 'L-14BB0BE7', name: 'Delivery streams' },
    needed: made('AWS::KinesisFirehose::DeliveryStream'),
    used: deliveryStreams,
  },
];

/** A check for each quota that matters to the launch. */
export async function quotaChecks(launch: Launch): Promise<Record<string, CheckResult>> {
  const { ServiceQuotas } = await import('@aws-sdk/client-service-quotas');
  return withClient(new ServiceQuotas(CLIENT_OPTIONS), async (quotas) => {
    const checks = QUOTAS.filter(({ needed }) => needed(launch) > 0).map(async (quota) => {
      const room = await probe(roomIn(quotas, quota, launch));
      return [
        `quota: ${quota.name}`,
        outcomeOf(room, (room) => quotaOutcome(quota.name, room)),
      ] as const;
    });
    const all = await Promise.all(checks);
    const streams = made('AWS::Kinesis::Stream')(launch);
    if (streams > 0) {
      const name = 'On-demand data streams';
      const room = await probe(onDemandStreams(streams));
      all.push([`quota: ${name}`, outcomeOf(room, (room) => quotaOutcome(name, room))]);
    }
    return Object.fromEntries(all);
  });
}

/** The finding about one quota. */
function quotaOutcome(name: string, { used, needed, limit }: Room): CheckResult {
  const taken = used === 0 ? '' : `${formatCount(used)} of ${formatCount(limit)} used, `;
  const text = `${taken}${formatCount(needed)} needed${used === 0 ? ` of ${formatCount(limit)}` : ''}`;
  const mend = `ask for more of "${name}" in Service Quotas, or free some`;
  if (used + needed > limit) return fault(`${text}: ${mend}`);
  return used + needed > NEARLY_FULL * limit ? warning(`${text}: soon ${mend}`) : well(text);
}

async function roomIn(quotas: ServiceQuotas, quota: Quota, launch: Launch): Promise<Room> {
  const [used, limit] = await Promise.all([quota.used(), limitOf(quotas, quota)]);
  return { used, needed: quota.needed(launch), limit };
}

/** The quota that AWS has set for this account, or its default for all accounts. */
async function limitOf(quotas: ServiceQuotas, { service, code, name }: Quota): Promise<number> {
  const which = { ServiceCode: service, QuotaCode: code };
  const thing = `the quota ${name} of ${service}`;
  const own = await unlessMissing(
    callAws(quotas, [thing, 'servicequotas:GetServiceQuota'], () => quotas.getServiceQuota(which)),
  );
  const answer =
    own ??
    (await callAws(quotas, [thing, 'servicequotas:GetAWSDefaultServiceQuota'], () =>
      quotas.getAWSDefaultServiceQuota(which),
    ));
  return answer.Quota?.Value ?? Infinity;
}

function made(type: string): Quota['needed'] {
  return (launch) => launch.made(type).length;
}

type Page = { NextToken?: string };

/** Counts what a call lists, page by page. */
async function counted(
  thing: string,
  action: string,
  list: (glue: Glue, page: Page) => Promise<[unknown[] | undefined, string | undefined]>,
): Promise<number> {
  const { Glue } = await import('@aws-sdk/client-glue');
  return withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    for (let count = 0, page: Page = {}; ; ) {
      const [some = [], next] = await callAws(glue, [thing, action], () => list(glue, page));
      count += some.length;
      if (!next) return count;
      page = { NextToken: next };
    }
  });
}

async function deliveryStreams(): Promise<number> {
  const { Firehose } = await import('@aws-sdk/client-firehose');
  return withClient(new Firehose(CLIENT_OPTIONS), async (firehose) => {
    for (let count = 0, from: { ExclusiveStartDeliveryStreamName?: string } = {}; ; ) {
      const about = ['the delivery streams', 'firehose:ListDeliveryStreams'] as const;
      const { DeliveryStreamNames: names = [], HasMoreDeliveryStreams: hasMore } = await callAws(
        firehose,
        about,
        () => firehose.listDeliveryStreams(from),
      );
      count += names.length;
      const last = names.at(-1);
      if (!hasMore || last === undefined) return count;
      from = { ExclusiveStartDeliveryStreamName: last };
    }
  });
}

/** Kinesis itself, not Service Quotas, says how many streams on demand there may be. */
async function onDemandStreams(needed: number): Promise<Room> {
  return withClient(await newKinesis(), async (kinesis) => {
    const limits = await callAws(kinesis, ['the streams', 'kinesis:DescribeLimits'], () =>
      kinesis.describeLimits({}),
    );
    const { OnDemandStreamCount: used = 0, OnDemandStreamCountLimit: limit = Infinity } = limits;
    return { used, needed, limit };
  });
}
