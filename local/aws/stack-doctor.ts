import { articleKey, RUNBOOK_PREFIX } from '../../pipeline/lake-keys.ts';
import type { Finding } from '../lake/doctor.ts';
import { counted, whole } from '../wording.ts';
import { fault, findingsOf, judged, type Outcome, warning, well } from './outcomes.ts';
import { UNDONE_RUN_STATES } from './run-states.ts';
import type { AgeFacts, RunFacts } from './stack-probes.ts';
import { runTold, type StackStatus } from './stack-status.ts';

/** As old as the alarms let it be. */
const OLDEST_SECONDS = 3600;

/** What is well and what is not in a deployed stack, in the order of the data's way. */
export function diagnose(status: StackStatus): Finding[] {
  const { stack, ages, queue, dead_letters, crawler, job, table, alarms } = status;
  const inBucket = (key: string) => `s3://${stack.bucket}/${key}`;
  const age = (name: keyof AgeFacts) => judged(ages, (facts) => ageOutcome(facts[name]));
  const checks: Record<string, Outcome> = {
    stack: stackOutcome(stack.state),
    'stream is read': age('stream_iterator_seconds'),
    'records land': age('delivery_seconds'),
    'to normalise': judged(queue, ({ waiting }) =>
      well(`${counted(waiting, 'raw object')} waiting`),
    ),
    'normalise keeps up': age('oldest_message_seconds'),
    'dead letters': judged(dead_letters, ({ waiting, in_flight }) =>
      waiting + in_flight === 0
        ? well('none')
        : fault(
            `${whole(waiting + in_flight)}: mend the cause (${inBucket(articleKey('dead-letters'))}), then \`contact-lake redrive --stack ${stack.name}\``,
          ),
    ),
    crawler: judged(crawler, runOutcome),
    conversion: judged(job, runOutcome),
    table: judged(table, ({ last_commit_at }) =>
      last_commit_at === null ? warning('no commit yet') : well(`last commit ${last_commit_at}`),
    ),
    'to erase': judged(status.erasures_undone, (undone) =>
      undone === 0
        ? well('none is cut off')
        : warning(
            `${counted(undone, 'erasure')} cut off: \`contact-lake erase --stack ${stack.name}\``,
          ),
    ),
    erasures: judged(status.erasures_unreadable, ([first, ...others]) =>
      first === undefined
        ? well('each says whom it erases')
        : fault(
            `${counted(1 + others.length, 'erasure')} damaged, so whom they name may be in the table: put the version before back, or remove it and erase the same again (the first is ${inBucket(first)})`,
          ),
    ),
    alarms: judged(alarms, (names) =>
      names.length === 0
        ? well('none is on')
        : fault(`${names.join(', ')}: each has its article in ${inBucket(RUNBOOK_PREFIX)}`),
    ),
  };
  return findingsOf(checks);
}

function stackOutcome(state: string): Outcome {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(state)) return well(state);
  if (state.endsWith('_IN_PROGRESS')) return warning(`${state}: look again when it has ended`);
  return fault(`${state}: the events of the stack in CloudFormation's console say why`);
}

function ageOutcome(age: number | null): Outcome {
  if (age === null) return well('nothing reported in a quarter of an hour');
  const text = `oldest ${whole(Math.round(age))} s`;
  return age < OLDEST_SECONDS ? well(text) : fault(`${text}, expected less than ${OLDEST_SECONDS}`);
}

function runOutcome(run: RunFacts): Outcome {
  const text = runTold(run);
  const isUndone = UNDONE_RUN_STATES.includes(run.last_run ?? '');
  return isUndone ? fault(`${text}: its log in CloudWatch says why`) : well(text);
}
