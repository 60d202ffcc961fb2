import type { Answer, ScopeParameters } from './answer.ts';
import { ratio } from './answer.ts';
import type { Facts } from './facts.ts';
import { GroupedAnswer, type GroupedQuery } from './grouped.ts';
import { Histogram } from './measures.ts';
import { tally } from './tally.ts';
import { abandoned, created, handled, queued } from './volumes.ts';

function distribution(
  keyColumns: readonly string[],
  key: (facts: Facts) => readonly (string | null)[],
  seconds: (facts: Facts) => number | null,
  name: string,
  percents: readonly number[],
): GroupedQuery<Histogram> {
  return {
    keyColumns,
    valueColumns: [
      'contacts',
      `${name}_seconds_sum`,
      `average_${name}_seconds`,
      ...percents.map((percent) => `p${percent}_${name}_seconds`),
    ],
    key: (facts) => (seconds(facts) === null ? null : key(facts)),
    begin: () => new Histogram(),
    add: (group, facts) => group.add(seconds(facts)!),
    values: (group) => [group.count, group.sum, group.average, ...group.percentiles(percents)],
  };
}

/** flow-time */
export function flowTime(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'flow-time', parameters },
    distribution(
      ['channel', 'initiation_method'],
      (facts) => [facts.contact.channel, facts.contact.method],
      (facts) => facts.flowSeconds,
      'flow',
      [50, 95],
    ),
  );
}

/** resolution-time-by-queue */
export function resolutionTimeByQueue(parameters: ScopeParameters = {}): Answer {
  return new GroupedAnswer(
    { query: 'resolution-time-by-queue', parameters },
    distribution(
      ['queue', 'queue_kind', 'channel'],
      (facts) => [facts.queue, facts.queueKind, facts.contact.channel],
      ({ contact }) => {
        const end = Math.max(contact.afterContactWorkEnd ?? 0, contact.disconnected ?? 0);
        return Math.max(0, end - contact.initiated);
      },
      'resolution',
      [50, 90],
    ),
  );
}

/** attribute-breakdown: by the latest version's value of an attribute. */
export function attributeBreakdown(
  parameters: ScopeParameters & { readonly attribute_name?: string } = {},
): Answer {
  const column = parameters.attribute_name ?? 'language';
  const attributeOf = (facts: Facts) =>
    facts.latest.attributes.find((attribute) => attribute.column === column)?.value ?? null;
  const query = tally(['attribute_value'], (facts) => [attributeOf(facts)], {
    contacts_created: created,
    contacts_queued: queued,
    contacts_handled: handled,
    contacts_abandoned: abandoned,
    handle_seconds_sum: (facts) => facts.handleSeconds,
    average_handle_seconds: {
      from: (sum) => ratio(sum.handle_seconds_sum!, sum.contacts_with_handle_time!),
    },
    contacts_with_handle_time: (facts) => facts.handleSeconds !== null,
  });
  const shown = query.valueColumns.length - 1;
  return new GroupedAnswer(
    { query: 'attribute-breakdown', parameters },
    {
      ...query,
      valueColumns: query.valueColumns.slice(0, shown),
      values: (group) => query.values(group).slice(0, shown),
    },
  );
}
