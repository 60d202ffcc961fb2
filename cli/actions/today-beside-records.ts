import type {
  AgentsOfDay,
  BesideRecords,
  LeftInFlows,
  Waiting,
} from '../../page/other-datasets-of-day.ts';
import { queueName } from '../../terminal/queue-names.ts';
import type { Row } from '../../terminal/row.ts';
import { countOf, formatCount, formatSeconds } from '../../terminal/wording.ts';
import { formatShare } from '../shared/day-so-far.ts';

type Line = readonly [start: string, text: string];

const MOST_QUEUES = 4;
const MOST_BLOCKS = 3;

/** What datasets beside contact records know of the day. @param day local, `2026-11-23` */
export function linesBeside({ agents, waiting, left }: BesideRecords, day: string): Line[] {
  return [
    ...(agents ? agentLines(agents, day) : []),
    ...(waiting ? waitingLines(waiting, day) : []),
    ...(left ? leftLines(left) : []),
  ];
}

/**
 * `Agents at 13:58: 24 online (11 on contact, 13 available). Occupancy so far 71.3 %.` Occupancy is that of the day, which
 * is named if the moment is of another.
 */
function agentLines({ as_of_local: at, online, activities, occupancy }: AgentsOfDay, day: string) {
  const parts = Object.entries(activities).map(([name, count]) => `${formatCount(count)} ${name}`);
  const doing = parts.length > 0 ? ` (${parts.join(', ')})` : '';
  const when = at.startsWith(day) ? 'so far' : `on ${day}`;
  const busy = occupancy === null ? '' : ` Occupancy ${when} ${formatShare(occupancy)}.`;
  return [
    [`Agents at ${timeOf(at, day)}: `, `${formatCount(online)} online${doing}.${busy}`],
  ] as const;
}

function waitingLines({ as_of_local: at, contacts, queues }: Waiting, day: string): Line[] {
  const more = queues.length - MOST_QUEUES;
  return [
    [
      `Waiting at ${timeOf(at, day)}: `,
      contacts === 0 ? 'nobody.' : `${countOf(contacts, 'contact')}, as far as events have come.`,
    ],
    ...queues.slice(0, MOST_QUEUES).map((queue): Line => ['  ', waitingIn(queue)]),
    ...(more > 0 ? [['  ', `and ${formatCount(more)} more`] as const] : []),
  ];
}

/** `Sales: 3 contacts, the oldest for 7:19: aaaa1111` */
function waitingIn(row: Row): string {
  const {
    queue,
    queue_kind: kind,
    contacts_waiting: contacts,
    longest_wait_seconds: longest,
  } = row;
  const name = queueName(queue, kind);
  const oldest = String(row.oldest_contact_id).slice(0, 8);
  return `${name}: ${countOf(Number(contacts), 'contact')}, the oldest for ${formatSeconds(Number(longest))}: ${oldest}`;
}

function leftLines({ contacts, blocks }: LeftInFlows): Line[] {
  const more = blocks.length - MOST_BLOCKS;
  return [
    ['', `Left within the flows, without a queue or an agent: ${countOf(contacts, 'contact')}.`],
    ...blocks.slice(0, MOST_BLOCKS).map((block): Line => ['  ', leftAt(block)]),
    ...(more > 0 ? [['  ', `and at ${formatCount(more)} more`] as const] : []),
  ];
}

/** `22 of 120 at Main: menu (GetUserInput)` */
function leftAt(row: Row): string {
  const { flow, block, block_type: type, contacts_left: left, contacts_passed: passed } = row;
  return `${formatCount(Number(left))} of ${formatCount(Number(passed))} at ${flow}: ${block === null ? type : `${block} (${type})`}`;
}

/** `13:58`, preceded by the day if it is another one. */
function timeOf(moment: string, day: string): string {
  return moment.startsWith(day) ? moment.slice(11, 16) : moment.slice(0, 16);
}
