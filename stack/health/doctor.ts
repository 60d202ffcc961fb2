import { UNDONE_RUN_STATES } from '../../functions/run-states.ts';
import { articleKey, RUNBOOK_PREFIX } from '../../pipeline/lake-keys.ts';
import {
  type CheckResult,
  type Finding,
  fault,
  findingsOf,
  warning,
  well,
} from '../../terminal/finding.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import { type DeployedStack, datasetsOf } from '../stack.ts';
import { type CatalogueFacts, catalogueFacts, catalogueOutcome } from './catalogue.ts';
import { outcomeOf, type ProbeResult, probe } from './probe.ts';
import { type AgeFacts, nameOf, type RunFacts } from './probes.ts';
import { type QuickSightJoints, quickSightChecks, quickSightJoints } from './quicksight.ts';
import { type ScheduleFacts, scheduleFacts, scheduleOutcome } from './schedules.ts';
import { describeRun, type StackStatus } from './status.ts';
import {
  bucketNotifies,
  lastRecordHour,
  mappingState,
  recordsOf,
  recordsOfStream,
  type SubscriptionFacts,
  subscriptionFacts,
  triggerState,
} from './wiring.ts';

/** The age at which the alarms go off. */
const OLDEST_SECONDS = 3600;

/** Facts that only `doctor` looks up: how the parts are joined, and whether the catalogue is right. */
export interface StackJoints {
  readonly last_record: ProbeResult<string | null>;
  /** The last records of the datasets that parameters have switched on, in the order of the stack's. */
  readonly last_records: readonly ProbeResult<string | null>[];
  readonly bucket_notifies: ProbeResult<boolean>;
  readonly mapping: ProbeResult<string | null>;
  /** The mapping of the function that collects objects; null if no dataset is collected. */
  readonly collect_mapping: ProbeResult<string | null> | null;
  readonly trigger: ProbeResult<string | null>;
  readonly catalogue: ProbeResult<CatalogueFacts | null>;
  readonly schedules: ProbeResult<ScheduleFacts>;
  readonly subscriptions: ProbeResult<SubscriptionFacts>;
  /** Null if the stack has no dashboard in QuickSight. */
  readonly quicksight: QuickSightJoints | null;
}

export async function stackJoints(stack: DeployedStack, now: Date): Promise<StackJoints> {
  const last = stack.options.map((kept) =>
    probe(lastRecordHour(stack, now, recordsOf(stack, kept))),
  );
  const { collect } = stack;
  const [last_record, last_records, bucket_notifies, mapping, collect_mapping, trigger] =
    await Promise.all([
      probe(lastRecordHour(stack, now, recordsOfStream(stack.stream))),
      Promise.all(last),
      probe(bucketNotifies(stack, datasetsOf(stack))),
      probe(mappingState(stack.mapping)),
      collect === null ? null : probe(mappingState(collect.mapping)),
      probe(triggerState(stack)),
    ]);
  const [catalogue, schedules, subscriptions, quicksight] = await Promise.all([
    probe(catalogueFacts(stack)),
    probe(scheduleFacts(stack)),
    probe(subscriptionFacts(stack)),
    quickSightJoints(stack),
  ]);
  const wiring = {
    last_record,
    last_records,
    bucket_notifies,
    mapping,
    collect_mapping,
    trigger,
  };
  return { ...wiring, catalogue, schedules, subscriptions, quicksight };
}

/** Findings about a deployed stack, in the order in which the data passes its parts. */
export function diagnose(status: StackStatus, joints: StackJoints): Finding[] {
  const { stack, ages, queue, dead_letters, crawler, job, table, alarms } = status;
  const inBucket = (key: string) => `s3://${stack.bucket}/${key}`;
  const article = (alarm: string) => inBucket(articleKey(alarm));
  const age = (name: keyof AgeFacts) => outcomeOf(ages, (facts) => ageOutcome(facts[name]));
  return findingsOf({
    stack: stackOutcome(stack.state),
    'records arrive': outcomeOf(joints.last_record, (hour) =>
      hour === null
        ? noRecord(stack, article('no-records-arrive'))
        : well(`the last in the hour from ${hour} UTC on`),
    ),
    'stream is read': age('stream_iterator_seconds'),
    'records land': age('delivery_seconds'),
    'bucket tells of them': outcomeOf(joints.bucket_notifies, (does) =>
      does
        ? well('it notifies the queue')
        : fault(
            `it notifies the queue ${nameOf(stack.queue)} no longer, so what lands is not normalised: see the stack's drift in CloudFormation's console, then ${article('raw-objects-wait')}`,
          ),
    ),
    'queue is read': outcomeOf(joints.mapping, (state) => onOutcome(state, 'Enabled', 'mapping')),
    'to normalise': outcomeOf(queue, ({ waiting }) =>
      well(`${countOf(waiting, 'raw object')} waiting`),
    ),
    'normalise keeps up': age('oldest_message_seconds'),
    ...collectChecks(status, joints),
    ...optionChecks(status, joints),
    'dead letters': outcomeOf(dead_letters, ({ waiting, in_flight }) =>
      waiting + in_flight === 0
        ? well('none')
        : fault(
            `${formatCount(waiting + in_flight)}: mend the cause (${article('dead-letters')}), then \`contact-lake redrive --stack ${stack.name}\``,
          ),
    ),
    crawler: outcomeOf(crawler, runOutcome),
    schedule: outcomeOf(joints.trigger, (state) => onOutcome(state, 'ACTIVATED', 'trigger')),
    conversion: outcomeOf(job, runOutcome),
    table: outcomeOf(table, ({ last_commit_at }) =>
      last_commit_at === null ? warning('no commit yet') : well(`last commit ${last_commit_at}`),
    ),
    catalogue: outcomeOf(joints.catalogue, (facts) => catalogueOutcome(facts, stack)),
    schedules: outcomeOf(joints.schedules, scheduleOutcome),
    'to erase': outcomeOf(status.erasures_undone, (undone) =>
      undone === 0
        ? well('none is cut off')
        : warning(
            `${countOf(undone, 'erasure')} cut off: \`contact-lake erase --stack ${stack.name}\``,
          ),
    ),
    erasures: outcomeOf(status.erasures_unreadable, ([first, ...others]) =>
      first === undefined
        ? well('each says whom it erases')
        : fault(
            `${countOf(1 + others.length, 'erasure')} damaged, so whom they name may be in the table: put the version before back, or remove it and erase the same again (the first is ${inBucket(first)})`,
          ),
    ),
    alarms: outcomeOf(alarms, (names) =>
      names.length === 0
        ? well('none is on')
        : fault(`${names.join(', ')}: each has its article in ${inBucket(RUNBOOK_PREFIX)}`),
    ),
    'alarms are heard': outcomeOf(joints.subscriptions, subscriptionOutcome),
    ...quickSightChecks(joints.quicksight, status.imports),
  });
}

/** The checks of what collects objects of other buckets; none if no dataset is collected. */
function collectChecks(
  { collect }: StackStatus,
  { collect_mapping }: StackJoints,
): Record<string, CheckResult> {
  if (collect === null || collect_mapping === null) return {};
  return {
    'objects are collected': outcomeOf(collect_mapping, (state) =>
      onOutcome(state, 'Enabled', 'mapping'),
    ),
    'to collect': outcomeOf(collect.queue, ({ waiting }) =>
      well(`${countOf(waiting, 'object')} waiting`),
    ),
    'collecting keeps up': outcomeOf(collect.ages, (facts) =>
      ageOutcome(facts.oldest_message_seconds),
    ),
  };
}

/** The checks of the datasets that options have switched on: `agent_events arrive`… */
function optionChecks(
  { options }: StackStatus,
  { last_records }: StackJoints,
): Record<string, CheckResult> {
  const checks = options.flatMap(({ ages, delivery, name, stream }, i) => {
    const age = (of: keyof AgeFacts) => outcomeOf(ages, (facts) => ageOutcome(facts[of]));
    const arrive = outcomeOf(last_records[i]!, (hour) =>
      hour === null
        ? warning(`no record came ${stream === null ? '' : `into ${stream} `}in two weeks`)
        : well(`the last in the hour from ${hour} UTC on`),
    );
    return [
      [`${name} arrive`, arrive],
      ...(stream === null ? [] : [[`${name} are read`, age('stream_iterator_seconds')]]),
      ...(delivery === null ? [] : [[`${name} land`, age('delivery_seconds')]]),
    ];
  });
  return Object.fromEntries(checks);
}

function noRecord({ has_connect, stream }: DeployedStack, article: string): CheckResult {
  const text = `no record came into ${stream} in two weeks`;
  if (!has_connect) return warning(`${text}: switch data streaming on in the Connect console`);
  return warning(
    `${text}, though the stack has switched data streaming on: end a contact, and if no record comes within minutes, see ${article}`,
  );
}

function onOutcome(state: string | null, on: string, thing: string): CheckResult {
  if (state === on) return well(state);
  if (state === null) return fault(`the stack has no ${thing}: update it with a newer template`);
  const isOnItsWay = /^(Creating|Enabling|Updating|CREATING|CREATED|ACTIVATING|UPDATING)$/.test(
    state,
  );
  if (isOnItsWay) return warning(`${state}: look again in a minute`);
  return fault(`${state}, expected ${on}: switch the ${thing} on again in the console`);
}

function subscriptionOutcome({ confirmed, pending }: SubscriptionFacts): CheckResult {
  if (pending > 0) {
    const text = `${countOf(pending, 'subscription')} not confirmed`;
    const mend = 'open the message "AWS Notification - Subscription Confirmation" there';
    return confirmed === 0
      ? fault(`${text}, so nobody gets alarms: ${mend}`)
      : warning(`${text}: ${mend}`);
  }
  if (confirmed === 0) return warning('nobody gets alarms: give the stack an AlarmEmail');
  return well(`${countOf(confirmed, 'subscription')} confirmed`);
}

function stackOutcome(state: string): CheckResult {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(state)) return well(state);
  if (state.endsWith('_IN_PROGRESS')) return warning(`${state}: look again when it has ended`);
  return fault(`${state}: the events of the stack in CloudFormation's console say why`);
}

function ageOutcome(age: number | null): CheckResult {
  if (age === null) return well('nothing reported in a quarter of an hour');
  const text = `oldest ${formatCount(Math.round(age))} s`;
  return age < OLDEST_SECONDS ? well(text) : fault(`${text}, expected less than ${OLDEST_SECONDS}`);
}

function runOutcome(run: RunFacts): CheckResult {
  const text = describeRun(run);
  const isUndone = UNDONE_RUN_STATES.includes(run.last_run ?? '');
  return isUndone ? fault(`${text}: its log in CloudWatch says why`) : well(text);
}
