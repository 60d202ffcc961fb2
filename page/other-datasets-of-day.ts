/** What the datasets beside contact records say of a day that goes on. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../local/duckdb/duckdb.ts';
import { datasetsIn } from '../local/lake/datasets-in.ts';
import type { LakeFolder } from '../local/lake/lake-folder.ts';
import { whileAsking } from '../local/lake/lake-tables.ts';
import { packageViews } from '../local/lake/lake-views.ts';
import { leaveDays } from '../local/lake/leave-days.ts';
import { daysOfRecords } from '../local/query/chosen.ts';
import { workOutOnce } from '../local/query/views-once.ts';
import type { Dataset } from '../pipeline/dataset.ts';
import { dataset as agentEvents } from '../pipeline/datasets/agent-events/dataset.ts';
import { dataset as contactEvents } from '../pipeline/datasets/contact-events/dataset.ts';
import { dataset as flowLogs } from '../pipeline/datasets/flow-logs/dataset.ts';
import { literal } from '../pipeline/spellings/duckdb-types.ts';
import { withParameters } from '../queries/reader/parameters.ts';
import { readSavedQuery } from '../queries/reader/saved-queries.ts';
import { type View, viewsRead } from '../queries/reader/views.ts';
import { QUERIES } from '../terminal/package-files.ts';
import type { Row } from '../terminal/row.ts';
import { addDays } from './days.ts';

/** What is not known is missing. */
export interface BesideRecords {
  readonly agents?: AgentsOfDay;
  readonly waiting?: Waiting;
  readonly left?: LeftInFlows;
}

/** The end of what is known of a dataset, which is later than any of its figures. */
interface AsOf {
  /** `2026-11-23 14:05:09` */
  readonly as_of_local: string;
}

export interface AgentsOfDay extends AsOf {
  /** Agents in any status but Offline at that moment. */
  readonly online: number;
  /** The number of these agents by what they do: on contact, available, custom status… */
  readonly activities: Readonly<Record<string, number>>;
  readonly on_contact_seconds: number;
  readonly idle_seconds: number;
  /** The occupancy of all agents together, 0..1; null if none of them was available. */
  readonly occupancy: number | null;
}

export interface Waiting extends AsOf {
  readonly contacts: number;
  /** The rows of `queue-at-a-moment`, the one with the oldest contact first. */
  readonly queues: readonly Row[];
}

export interface LeftInFlows {
  /** Contacts that are over, and reached neither a queue nor an agent. */
  readonly contacts: number;
  /** The rows of `flow-exits`, the one where most contacts left first. */
  readonly blocks: readonly Row[];
}

/** @param day local, `2026-11-23` */
export async function besideRecords(lake: LakeFolder, day: string): Promise<BesideRecords> {
  const [agents, waiting, left] = [
    await ask(lake, agentEvents, day, agentsOfDay),
    await ask(lake, contactEvents, day, waitingNow),
    await ask(lake, flowLogs, day, leftInFlows),
  ];
  return {
    ...(agents && { agents }),
    ...(waiting && { waiting }),
    ...(left && { left }),
  };
}

/** The newest local day of these datasets' records, `2026-11-23`; null if the lake has none. */
export async function newestDayBeside(lake: LakeFolder): Promise<string | null> {
  const newest: string[] = [];
  for (const dataset of await datasetsIn(lake, [agentEvents, contactEvents, flowLogs])) {
    const held = await whileAsking(
      lake,
      dataset,
      (connection) => daysOfRecords(connection, dataset, lake.settings.timeZone),
      `FROM ${dataset.name}`,
    );
    if (held !== null) newest.push(held.newest);
  }
  return newest.sort().at(-1) ?? null;
}

interface Asked {
  readonly connection: DuckDBConnection;
  /** Local, `2026-11-23`. */
  readonly day: string;
  readonly timeZone: string;
}

/** The answer of `work` over the dataset's records of the day and those around it; null if it has none. */
async function ask<T>(
  lake: LakeFolder,
  dataset: Dataset,
  day: string,
  { queries, work }: Question<T>,
): Promise<T | null> {
  if ((await datasetsIn(lake, [dataset])).length === 0) return null;
  const { timeZone } = lake.settings;
  const statements = queries.map((name) => readSavedQuery(QUERIES, name).sql);
  return whileAsking(
    lake,
    dataset,
    async (connection, days) => {
      const near = [...days].filter(([name]) => name >= addDays(day, -DAYS_BEFORE));
      if (near.length === 0) return null;
      await leaveDays(
        connection,
        dataset,
        near.map(([, held]) => held),
      );
      return work({ connection, day, timeZone });
    },
    statements,
  );
}

interface Question<T> {
  /** The saved queries that `work` runs. */
  readonly queries: readonly string[];
  readonly work: (asked: Asked) => Promise<T | null>;
}

/** No contact waits longer without an event, and two more days cover any time zone. */
const DAYS_BEFORE = 9;

const agentsOfDay: Question<AgentsOfDay> = {
  queries: ['agent-occupancy', 'agents-at-a-moment'],
  work: async (asked) => {
    const end = await endOf(asked, 'agent_events', 'eventtimestamp');
    if (end === null) return null;
    await workOutOnce(asked.connection, viewsOfBoth('agent-occupancy', 'agents-at-a-moment'));
    const ofDay = await rowsOfQuery(asked, 'agent-occupancy', daysOf(asked));
    const now = await rowsOfQuery(asked, 'agents-at-a-moment', {});
    const online = now.filter(({ status_type: type }) => type !== 'OFFLINE');
    const [onContact, idle] = [sum(ofDay, 'on_contact_seconds'), sum(ofDay, 'idle_seconds')];
    return {
      as_of_local: end.local,
      online: online.length,
      activities: countsOf(online.map(({ activity }) => String(activity))),
      on_contact_seconds: onContact,
      idle_seconds: idle,
      occupancy: onContact + idle > 0 ? onContact / (onContact + idle) : null,
    };
  },
};

const waitingNow: Question<Waiting> = {
  queries: ['queue-at-a-moment'],
  work: async (asked) => {
    // The time of an event has whole seconds.
    const end = await endOf(asked, 'contact_event_facts', "event_at + INTERVAL '1' SECOND");
    if (end === null) return null;
    const queues = await rowsOfQuery(asked, 'queue-at-a-moment', { moment: end.utc });
    return {
      as_of_local: end.local,
      contacts: sum(queues, 'contacts_waiting'),
      queues: queues.sort(byDescending('longest_wait_seconds')),
    };
  },
};

const leftInFlows: Question<LeftInFlows> = {
  queries: ['flow-exits'],
  work: async (asked) => {
    const blocks = await rowsOfQuery(asked, 'flow-exits', daysOf(asked));
    if (blocks.length === 0) return null;
    return {
      contacts: sum(blocks, 'contacts_left'),
      blocks: blocks.sort(byDescending('contacts_left')),
    };
  },
};

/** The views that two saved queries read, each of which would work them out anew. */
function viewsOfBoth(one: string, other: string): View[] {
  const viewsOf = (name: string) =>
    viewsRead([readSavedQuery(QUERIES, name).sql], packageViews().views);
  const ofOther = viewsOf(other);
  return viewsOf(one).filter((view) => ofOther.includes(view));
}

/** The newest moment of the table's records; null if it is before the day. */
async function endOf(
  { connection, day, timeZone }: Asked,
  table: string,
  moment: string,
): Promise<{ readonly utc: string; readonly local: string } | null> {
  const [newest] = await rowsOf(
    connection,
    `SELECT
      CAST(max(${moment}) AS varchar) AS utc,
      CAST(at_timezone(with_timezone(max(${moment}), 'UTC'), ${literal(timeZone)}) AS varchar) AS local
    FROM ${table}`,
  );
  const { utc, local } = newest!;
  if (typeof utc !== 'string' || typeof local !== 'string' || local.slice(0, 10) < day) return null;
  return { utc, local: local.slice(0, 19) };
}

function rowsOfQuery(
  { connection, timeZone }: Asked,
  name: string,
  values: Record<string, string>,
): Promise<Row[]> {
  const query = readSavedQuery(QUERIES, name);
  return rowsOf(connection, withParameters(query, { time_zone: timeZone, ...values }));
}

function daysOf({ day }: Asked): Record<string, string> {
  return { from_day: day, to_day: day };
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}

function byDescending(column: string) {
  return (one: Row, other: Row) => Number(other[column]) - Number(one[column]);
}

/** How often each is there, the most frequent first. */
function countsOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}
