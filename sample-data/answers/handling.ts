import type { Answer, ScopeParameters, Value } from './answer.ts';
import { ratio } from './answer.ts';
import type { Facts } from './facts.ts';
import { GroupedAnswer, type GroupedQuery } from './grouped.ts';
import { Histogram, Mean } from './measures.ts';
import { tally } from './tally.ts';
import { created, handledIncoming, handledOutbound } from './volumes.ts';

class HandleTimes {
  readonly total = new Histogram();
  readonly interaction = new Mean();
  readonly hold = new Mean();
  readonly afterContactWork = new Mean();
  readonly pause = new Mean();

  add(facts: Facts): void {
    this.total.add(facts.handleSeconds!);
    this.interaction.add(facts.interaction);
    this.hold.add(facts.hold);
    this.afterContactWork.add(facts.afterContactWork);
    this.pause.add(facts.pause);
  }

  values(): Value[] {
    return [
      this.total.count,
      this.total.sum,
      this.total.average,
      this.interaction.average,
      this.hold.average,
      this.afterContactWork.average,
      this.pause.average,
      ...this.total.percentiles([50, 90, 95]),
    ];
  }
}

function handleTimes(
  keyColumns: readonly string[],
  key: GroupedQuery<HandleTimes>['key'],
): GroupedQuery<HandleTimes> {
  return {
    keyColumns,
    valueColumns: [
      'contacts',
      'handle_seconds_sum',
      'average_handle_seconds',
      'average_interaction_seconds',
      'average_hold_seconds',
      'average_after_contact_work_seconds',
      'average_pause_seconds',
      'p50_handle_seconds',
      'p90_handle_seconds',
      'p95_handle_seconds',
    ],
    key: (facts, day) => (facts.handleSeconds === null ? null : key(facts, day)),
    begin: () => new HandleTimes(),
    add: (group, facts) => group.add(facts),
    values: (group) => group.values(),
  };
}

/** handle-time-by-queue */
export function handleTimeByQueue(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'handle-time-by-queue', parameters },
    handleTimes(['queue', 'queue_kind', 'channel'], (facts) => [
      facts.queue,
      facts.queueKind,
      facts.contact.channel,
    ]),
  );
}

/** handle-time-by-agent */
export function handleTimeByAgent(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'handle-time-by-agent', parameters },
    handleTimes(['agent'], (facts) => (facts.agent === null ? null : [facts.agent])),
  );
}

const isAgentsWork = (facts: Facts) => facts.agent !== null && facts.isHandled;

interface AgentFigures {
  readonly days: Set<number>;
  readonly counts: number[];
  readonly handle: Mean;
  readonly afterContactWork: Mean;
}

const AGENT_COUNTS: readonly ((facts: Facts) => boolean | number | null)[] = [
  (facts) => (facts.contact.holds ?? 0) > 0,
  (facts) => facts.contact.holds,
  (facts) => facts.isHoldDisconnect,
  (facts) => facts.contact.disconnectReason === 'AGENT_DISCONNECT',
  (facts) => facts.isTransferredOutByAgent,
];
const AGENT_HANDLED = [created, handledIncoming, handledOutbound] as const;

/** agent-summary */
export function agentSummary(parameters: ScopeParameters = {}): Answer {
  const sums = [...AGENT_HANDLED, ...AGENT_COUNTS];
  const query: GroupedQuery<AgentFigures> = {
    keyColumns: ['agent'],
    valueColumns: [
      'active_days',
      'contacts_handled',
      'contacts_handled_incoming',
      'contacts_handled_outbound',
      'handle_seconds_sum',
      'average_handle_seconds',
      'average_after_contact_work_seconds',
      'contacts_held',
      'holds',
      'hold_disconnects',
      'agent_hung_up_first',
      'transferred_out_by_agent',
    ],
    key: (facts) => (isAgentsWork(facts) ? [facts.agent] : null),
    begin: () => ({
      days: new Set(),
      counts: sums.map(() => 0),
      handle: new Mean(),
      afterContactWork: new Mean(),
    }),
    add: (group, facts, day) => {
      group.days.add(day);
      for (let index = 0; index < sums.length; index++)
        group.counts[index]! += Number(sums[index]!(facts));
      group.handle.add(facts.handleSeconds);
      group.afterContactWork.add(facts.afterContactWork);
    },
    values: ({ days, counts, handle, afterContactWork }) => [
      days.size,
      ...counts.slice(0, AGENT_HANDLED.length),
      handle.sum,
      handle.average,
      afterContactWork.average,
      ...counts.slice(AGENT_HANDLED.length),
    ],
  };
  return new GroupedAnswer({ query: 'agent-summary', parameters }, query);
}

/** agent-queue-matrix */
export function agentQueueMatrix(parameters: ScopeParameters = {}): Answer {
  const query = tally(
    ['agent', 'queue', 'queue_kind'],
    (facts) => (isAgentsWork(facts) ? [facts.agent, facts.queue, facts.queueKind] : null),
    {
      contacts_handled: created,
      handle_seconds_sum: (facts) => facts.handleSeconds,
      average_handle_seconds: {
        from: (sum) => ratio(sum.handle_seconds_sum!, sum.contacts_with_handle_time!),
      },
      interaction_seconds_sum: (facts) => facts.contact.interactionSeconds,
      hold_seconds_sum: (facts) => facts.contact.holdSeconds,
      after_contact_work_seconds_sum: (facts) => facts.contact.afterContactWorkSeconds,
      transferred_out: (facts) => facts.isTransferredOut,
      holds: (facts) => facts.contact.holds,
      contacts_with_handle_time: (facts) => facts.handleSeconds !== null,
    },
  );
  const shown = query.valueColumns.length - 1;
  return new GroupedAnswer(
    { query: 'agent-queue-matrix', parameters },
    {
      ...query,
      valueColumns: query.valueColumns.slice(0, shown),
      values: (group) => query.values(group).slice(0, shown),
    },
  );
}

interface HoldFigures {
  readonly counts: number[];
  readonly hold: Mean;
  readonly longest: Mean;
}

const HOLD_COUNTS: readonly ((facts: Facts) => boolean | number | null)[] = [
  created,
  (facts) => (facts.contact.holds ?? 0) > 0,
  (facts) => facts.contact.holds,
  (facts) => facts.contact.holdSeconds,
  (facts) => facts.isHoldDisconnect,
];

/** holds-by-queue */
export function holdsByQueue(parameters: ScopeParameters = {}): Answer {
  const query: GroupedQuery<HoldFigures> = {
    keyColumns: ['queue', 'queue_kind'],
    valueColumns: [
      'contacts_handled',
      'contacts_held',
      'holds',
      'hold_seconds_sum',
      'average_hold_seconds',
      'longest_hold_seconds',
      'hold_disconnects',
    ],
    key: (facts) => (facts.isHandled ? [facts.queue, facts.queueKind] : null),
    begin: () => ({ counts: HOLD_COUNTS.map(() => 0), hold: new Mean(), longest: new Mean() }),
    add: (group, facts) => {
      HOLD_COUNTS.forEach((sum, index) => {
        group.counts[index]! += Number(sum(facts));
      });
      group.hold.add(facts.hold);
      group.longest.add(facts.contact.longestHoldSeconds);
    },
    values: ({ counts, hold, longest }) => [
      ...counts.slice(0, 4),
      hold.average,
      longest.largest,
      counts[4]!,
    ],
  };
  return new GroupedAnswer({ query: 'holds-by-queue', parameters }, query);
}

/** after-contact-work-by-agent */
export function afterContactWorkByAgent(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'after-contact-work-by-agent', parameters },
    {
      keyColumns: ['agent'],
      valueColumns: [
        'contacts',
        'after_contact_work_seconds_sum',
        'average_after_contact_work_seconds',
        'p90_after_contact_work_seconds',
        'longest_after_contact_work_seconds',
      ],
      key: (facts) =>
        facts.agent === null || facts.afterContactWork === null ? null : [facts.agent],
      begin: () => new Histogram(),
      add: (group, facts) => group.add(facts.afterContactWork!),
      values: (group) => [group.count, group.sum, group.average, ...group.percentiles([90, 100])],
    },
  );
}
