/**
 * Agents compared with what was to be expected of them, so that nobody is slow for working slow queues.
 *
 * *Expected.* In each group (a queue in a channel) the mean of all agents of the selection, times the
 * agent's contacts there; summed over the agent's groups. Over all agents, expected and actual are equal.
 *
 * *What chance explains.* If an agent's contacts were drawn at random from the group's, without putting
 * back, actual less expected would have the variance Σ n (1 − n/N) s², where n of the group's N contacts
 * are the agent's and s² is the variance of the group's contacts (for a share p it is p (1 − p) N/(N − 1)).
 * The agent counts as different if the difference is more than 1.96 standard deviations, which happens to one
 * in twenty of equal agents. Counts are whole, so half a contact is taken off the difference (Yates).
 * From 30 contacts on the sum is near enough to normal. Contacts of one group are taken to be alike:
 * harder hours or customers are not taken into account.
 */
import type { OpenPage } from './open-page.ts';
import * as SUMS from './sum-names.ts';
import { groupSums, type Selection, selectedRows } from './sums.ts';

export const MEASURES = [
  'handle_time',
  'after_contact_work',
  'hold',
  'transferred_out',
  'hung_up_first',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Below this many contacts nothing is said of an agent. */
export const FEWEST_CONTACTS = 30;

/** Two-sided 95 % of the normal distribution. */
const DEVIATIONS = 1.96;

/** Sums of an agent's contacts in one group, or of all agents' there. */
export interface PartSums {
  readonly contacts: number;
  /** Seconds, or how many of the contacts. */
  readonly sum: number;
}

export interface GroupSums extends PartSums {
  /** Sum of the squares; of a count, the sum itself. */
  readonly squares: number;
}

export type Verdict = 'few_contacts' | 'no_peers' | 'as_expected' | 'look_at';

export interface Comparison {
  readonly contacts: number;
  /** Mean of the agent's contacts, null without any. */
  readonly actual: number | null;
  readonly expected: number | null;
  /** Actual less expected, in standard deviations; null if chance explains nothing, as without peers. */
  readonly deviations: number | null;
  readonly verdict: Verdict;
}

/**
 * Compares one agent with the groups in which they worked.
 * @param own by group
 * @param groups sums of all agents, by group
 * @param isCount true for a number of contacts, false for seconds
 */
export function compare(
  own: ReadonlyMap<number, PartSums>,
  groups: ReadonlyMap<number, GroupSums>,
  isCount: boolean,
): Comparison {
  let contacts = 0;
  let actual = 0;
  let expected = 0;
  let variance = 0;
  for (const [group, part] of own) {
    const all = groups.get(group);
    if (!all || part.contacts === 0) continue;
    contacts += part.contacts;
    actual += part.sum;
    expected += (part.contacts * all.sum) / all.contacts;
    variance += part.contacts * (1 - part.contacts / all.contacts) * varianceOf(all);
  }
  const difference = Math.abs(actual - expected);
  const beyond = isCount ? Math.max(0, difference - 0.5) : difference;
  const deviations =
    variance > 0 ? (Math.sign(actual - expected) * beyond) / Math.sqrt(variance) : null;
  return {
    contacts,
    actual: contacts > 0 ? actual / contacts : null,
    expected: contacts > 0 ? expected / contacts : null,
    deviations,
    verdict: verdictOf(contacts, deviations),
  };
}

/** How a row of a table is read, which has the squares too. */
interface RowReader {
  readonly agentOf: (row: number) => number;
  readonly groupOf: (row: number) => number;
  readonly sumsOf: (row: number) => GroupSums;
}

/** Compares every agent of these rows, by agent. */
export function comparedAgents(
  rows: readonly number[],
  { agentOf, groupOf, sumsOf }: RowReader,
): ReadonlyMap<number, Comparison> {
  const groups = new Map<number, GroupSums>();
  const byAgent = new Map<number, Map<number, GroupSums>>();
  for (const row of rows) {
    const [agent, group, sums] = [agentOf(row), groupOf(row), sumsOf(row)];
    if (!byAgent.has(agent)) byAgent.set(agent, new Map());
    for (const into of [groups, byAgent.get(agent)!]) into.set(group, added(into.get(group), sums));
  }
  return new Map([...byAgent].map(([agent, own]) => [agent, compare(own, groups, false)]));
}

function added(one: GroupSums | undefined, other: GroupSums): GroupSums {
  if (!one) return other;
  return {
    contacts: one.contacts + other.contacts,
    sum: one.sum + other.sum,
    squares: one.squares + other.squares,
  };
}

function varianceOf({ contacts, sum, squares }: GroupSums): number {
  return contacts > 1 ? Math.max(0, (squares - (sum * sum) / contacts) / (contacts - 1)) : 0;
}

function verdictOf(contacts: number, deviations: number | null): Verdict {
  if (contacts < FEWEST_CONTACTS) return 'few_contacts';
  if (deviations === null) return 'no_peers';
  return Math.abs(deviations) > DEVIATIONS ? 'look_at' : 'as_expected';
}

/** The comparison of an agent of whom the data has nothing. */
export const NOT_COMPARED = compare(new Map(), new Map(), false);

/** An agent of the selection, compared in every measure. */
export interface Person {
  /** Index into the page's agents. */
  readonly agent: number;
  readonly handled: number;
  readonly comparisons: Readonly<Record<Measure, Comparison>>;
}

interface Source {
  readonly contacts: (typeof SUMS.AGENTS)[number];
  readonly sum: (typeof SUMS.AGENTS)[number];
  /** Null for a count. */
  readonly squares: (typeof SUMS.SPREADS)[number] | null;
}

const SOURCES: Readonly<Record<Measure, Source>> = {
  handle_time: {
    contacts: 'handle_contacts',
    sum: 'handle_seconds_sum',
    squares: 'handle_squares',
  },
  after_contact_work: {
    contacts: 'after_contact_work_contacts',
    sum: 'after_contact_work_seconds_sum',
    squares: 'after_contact_work_squares',
  },
  hold: { contacts: 'hold_contacts', sum: 'hold_seconds_sum', squares: 'hold_squares' },
  transferred_out: { contacts: 'handled', sum: 'transferred_out', squares: null },
  hung_up_first: { contacts: 'handled', sum: 'agent_hung_up_first', squares: null },
};

/** Every agent with a handled contact in the selection, in the page's order, which is by name. */
export function people(page: OpenPage, selection: Selection): Person[] {
  const { agentWork, spreads } = page;
  const groupIn = ({ queue, channel }: Record<'queue' | 'channel', Int32Array>) => {
    return (row: number) => queue[row]! * page.channels.length + channel[row]!;
  };
  const groupAt = groupIn(agentWork.index);
  const rows = selectedRows(agentWork, page, selection);
  const groups = groupSums(agentWork, rows, groupAt, SUMS.AGENTS);
  const squares = groupSums(
    spreads,
    selectedRows(spreads, page, selection),
    groupIn(spreads.index),
    SUMS.SPREADS,
  );
  const size = page.queues.length * page.channels.length;
  const { agent } = agentWork.index;
  const cells = groupSums(agentWork, rows, (row) => agent[row]! * size + groupAt(row), SUMS.AGENTS);
  const byAgent = new Map<number, Map<number, Record<(typeof SUMS.AGENTS)[number], number>>>();
  for (const [cell, sums] of cells) {
    const of = Math.floor(cell / size);
    if (!byAgent.has(of)) byAgent.set(of, new Map());
    byAgent.get(of)!.set(cell % size, sums);
  }
  const all = MEASURES.map((measure) => {
    const { contacts, sum, squares: squared } = SOURCES[measure];
    const sums = [...groups].map(([group, of]): [number, GroupSums] => [
      group,
      {
        contacts: of[contacts],
        sum: of[sum],
        squares: squared ? (squares.get(group)?.[squared] ?? 0) : of[sum],
      },
    ]);
    return [measure, new Map(sums)] as const;
  });
  return [...byAgent]
    .sort(([one], [other]) => one - other)
    .map(([of, parts]) => ({
      agent: of,
      handled: [...parts.values()].reduce((total, { handled }) => total + handled, 0),
      comparisons: Object.fromEntries(
        all.map(([measure, sums]) => {
          const { contacts, sum, squares: squared } = SOURCES[measure];
          const own = [...parts].map(([group, part]): [number, PartSums] => [
            group,
            { contacts: part[contacts], sum: part[sum] },
          ]);
          return [measure, compare(new Map(own), sums, squared === null)];
        }),
      ) as Record<Measure, Comparison>,
    }));
}
