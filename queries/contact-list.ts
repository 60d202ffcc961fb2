/** SQL that lists contacts, and the segments of one journey, for both engines. */
import { literal } from '../pipeline/spellings/duckdb-types.ts';

/** Which contacts to list. An empty list of names means all. */
export interface ContactFilter {
  readonly queues: readonly string[];
  readonly channels: readonly string[];
  readonly agents: readonly string[];
  readonly outcome: 'answered' | 'abandoned' | null;
  readonly leastWaitSeconds: number | null;
  /** Local day of the disconnect, inclusive; null for no bound. */
  readonly fromDay: string | null;
  readonly toDay: string | null;
  readonly limit: number | null;
}

/** How a contact ended, in a word or two. */
const ENDED = `CASE
    WHEN disconnected_at IS NULL THEN 'not ended'
    WHEN is_abandoned THEN 'abandoned'
    WHEN is_transferred_out_by_agent THEN 'transferred'
    WHEN is_handled THEN 'handled'
    WHEN is_queued THEN 'left queue'
    WHEN is_outbound THEN 'no agent'
    ELSE 'in flow'
  END`;

/** The moment, in the time zone of the `parameters` step. */
export const local = (column: string) =>
  `CAST(at_timezone(with_timezone(${column}, 'UTC'), time_zone) AS timestamp(3))`;

/** The `parameters` step, from which DuckDB takes the time zone, as in a saved query. */
export const parameters = (timeZone: string) => `WITH parameters AS (
  SELECT
    ${literal(timeZone)} AS time_zone -- zone of the local times, IANA name
)`;

/**
 * The contacts, the latest to begin first. A contact counts when it disconnects, as in Connect's own reports; one
 * that is in progress is listed only if no days are chosen. Each row has the number of rows there are without the
 * limit. No address and no attribute is read.
 */
export function contactListSql(filter: ContactFilter, timeZone: string): string {
  const { queues, channels, agents, outcome, leastWaitSeconds, fromDay, toDay, limit } = filter;
  const among = (column: string, names: readonly string[]) =>
    names.length > 0 && `${column} IN (${names.map(literal).join(', ')})`;
  const conditions = [
    among('queue_label', queues),
    among('channel', channels),
    among('agent', agents),
    outcome !== null && `is_${outcome}`,
    leastWaitSeconds !== null && `wait_seconds >= ${leastWaitSeconds}`,
    // Bounds of the days, a day wider to cover any zone, on the bare column: the engine can skip files.
    fromDay !== null && `disconnected_at >= DATE ${literal(fromDay)} - INTERVAL '1' DAY`,
    toDay !== null && `disconnected_at < DATE ${literal(toDay)} + INTERVAL '2' DAY`,
    fromDay !== null && `CAST(${local('disconnected_at')} AS date) >= DATE ${literal(fromDay)}`,
    toDay !== null && `CAST(${local('disconnected_at')} AS date) <= DATE ${literal(toDay)}`,
  ].filter((condition) => condition !== false);
  return `${parameters(timeZone)}
SELECT
  contactid AS contact_id,
  ${local('initiated_at')} AS began_local,
  queue_label AS queue,
  channel,
  agent,
  wait_seconds,
  handle_seconds,
  ${ENDED} AS ended,
  count(*) OVER () AS contacts_in_all
FROM contact_facts
CROSS JOIN parameters
${conditions.length > 0 ? `WHERE ${conditions.join('\n  AND ')}\n` : ''}ORDER BY initiated_at DESC, contactid${
    limit === null ? '' : `\nLIMIT ${limit}`
  }`;
}

/**
 * The contacts whose ids begin so, whatever their case: those of this very id, then the newest. `contacts_found` is how many
 * there are, of this very id or else of others.
 * @param most how many are returned at most
 */
export function contactsBeginningSql(beginning: string, most: number): string {
  const isExact = `contactid = ${literal(beginning)}`;
  return `SELECT contactid AS contact_id, chain_id, instancearn,
  count(*) OVER (PARTITION BY ${isExact}) AS contacts_found
FROM contact_facts
WHERE ${beginsSo(beginning)}
ORDER BY ${isExact} DESC, initiated_at DESC, contactid
LIMIT ${most}`;
}

/** The same of the contacts of a view of another dataset, in the order of their ids. */
export function contactsInViewSql(view: string, beginning: string, most: number): string {
  const isExact = `contactid = ${literal(beginning)}`;
  return `SELECT contactid AS contact_id, count(*) OVER (PARTITION BY ${isExact}) AS contacts_found
FROM (SELECT DISTINCT contactid FROM ${view} WHERE ${beginsSo(beginning)})
ORDER BY ${isExact} DESC, contactid
LIMIT ${most}`;
}

function beginsSo(beginning: string): string {
  return `strpos(lower(contactid), ${literal(beginning.toLowerCase())}) = 1`;
}

/** The segments of a journey, in the order in which they began. */
export function journeySql(instanceArn: string, chainId: string, timeZone: string): string {
  return `${parameters(timeZone)}
SELECT
  contactid AS contact_id,
  channel,
  initiation_method,
  queue_label AS queue,
  queue_kind,
  agent,
  ${local('initiated_at')} AS began_local,
  ${local('enqueued_at')} AS enqueued_local,
  ${local('connected_to_agent_at')} AS connected_local,
  ${local('transfer_completed_at')} AS transferred_local,
  ${local('disconnected_at')} AS ended_local,
  wait_seconds,
  flow_seconds,
  interaction_seconds,
  holds,
  hold_seconds,
  pause_seconds,
  after_contact_work_seconds,
  handle_seconds,
  ${ENDED} AS ended,
  disconnect_reason,
  is_queued,
  is_handled,
  is_transferred_out
FROM contact_facts
CROSS JOIN parameters
WHERE instancearn = ${literal(instanceArn)}
  AND chain_id = ${literal(chainId)}
ORDER BY initiated_at, enqueued_at NULLS FIRST, contactid`;
}

/** The contacts that entered a queue on the local day and waited longest. @param most how many at most */
export function longestWaitsSql(day: string, most: number, timeZone: string): string {
  return `${parameters(timeZone)}
SELECT
  contactid AS contact_id,
  queue_label AS queue,
  channel,
  ${local('enqueued_at')} AS entered_local,
  wait_seconds,
  ${ENDED} AS ended
FROM contact_facts
CROSS JOIN parameters
WHERE enqueued_at >= DATE ${literal(day)} - INTERVAL '1' DAY
  AND enqueued_at < DATE ${literal(day)} + INTERVAL '2' DAY
  AND CAST(${local('enqueued_at')} AS date) = DATE ${literal(day)}
  AND disconnected_at IS NOT NULL
  AND wait_seconds IS NOT NULL
ORDER BY wait_seconds DESC, contactid
LIMIT ${most}`;
}
