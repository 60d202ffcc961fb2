/** What the page shows, asked of the lake in SQL that shares nothing with the page's own queries. */

import type { Row } from '../../../page/columns.ts';
import type { ServiceLevel } from '../../../queries/metrics.ts';
import {
  filterOf,
  PROMISED_SECONDS,
  PROMISED_SHARE,
  QUEUE_SHOWN,
  type Selected,
  ZONE,
} from './selection.ts';

export type Ask = (sql: string) => Promise<Row[]>;

const local = (moment: string) => `${moment} AT TIME ZONE 'UTC' AT TIME ZONE '${ZONE}'`;

/** The views that the checks ask, read into tables once: each question would work them out again. */
const KEPT = ['contact_facts', 'requested_callbacks', 'customer_returns'] as const;
export const kept = (view: (typeof KEPT)[number]) => `kept_${view}`;

/** The contacts that disconnected, with the days and the names that a reader sees. */
export const FACTS = 'facts';

/** Makes the tables. */
export async function keepFacts(ask: Ask): Promise<void> {
  for (const view of KEPT) await ask(`CREATE TABLE ${kept(view)} AS FROM ${view}`);
  await ask(`CREATE TABLE ${FACTS} AS ${DISCONNECTED}`);
}

const DISCONNECTED = `
  SELECT
    *,
    CAST(${local('disconnected_at')} AS date) AS disconnect_day,
    CAST(${local('enqueued_at')} AS date) AS enqueue_day,
    hour(${local('enqueued_at')}) * 2 + minute(${local('enqueued_at')}) // 30 AS enqueue_half_hour,
    ${QUEUE_SHOWN} AS queue_shown,
    ${PROMISED_SECONDS} AS promised_seconds,
    ${PROMISED_SHARE} AS promised_share
  FROM ${kept('contact_facts')}
  WHERE disconnected_at IS NOT NULL`;

/** The day and the half-hour in which the data ends; contacts enqueued from then on are not over. */
export const NEWEST = `
  SELECT (CAST(${local('max(disconnected_at)')} AS date),
    hour(${local('max(disconnected_at)')}) * 2 + minute(${local('max(disconnected_at)')}) // 30)
  FROM ${FACTS}`;

/** Chains or customers of a view, by the local day of a moment. */
export function ofView(view: (typeof KEPT)[number], moment: string, selected: Selected): string {
  const { from, to } = selected;
  return `(
    SELECT *, ${QUEUE_SHOWN.replace(/WHEN initiation_method .*/, '')} AS queue_shown FROM ${kept(view)}
    WHERE CAST(${local(moment)} AS date) BETWEEN DATE '${from}' AND DATE '${to}'
  ) WHERE ${filterOf(selected)}`;
}

/** The first and the last day on which a contact disconnected. */
export async function spanOf(ask: Ask): Promise<{ first: string; newest: string }> {
  const [span] = await ask(`
    SELECT CAST(min(disconnect_day) AS varchar) AS first, CAST(max(disconnect_day) AS varchar) AS newest
    FROM ${FACTS}`);
  return { first: String(span!.first), newest: String(span!.newest) };
}

/** Of contacts that disconnected on the selected days. */
export function ofDays(selected: Selected): string {
  const { from, to } = selected;
  return `${filterOf(selected)} AND disconnect_day BETWEEN DATE '${from}' AND DATE '${to}'`;
}

/** Of contacts that entered a queue on the selected days. */
export function enqueuedOn(selected: Selected): string {
  const { from, to } = selected;
  return `${filterOf(selected)} AND enqueue_day BETWEEN DATE '${from}' AND DATE '${to}'`;
}

/** The two counts whose quotient is the service level of a group of contacts. */
export function levelParts(level: ServiceLevel): { part: string; whole: string } {
  const count = (condition: string) =>
    `count(*) FILTER (WHERE is_queued AND promised_seconds IS NOT NULL AND ${condition})`;
  const within = 'wait_seconds < promised_seconds';
  const answeredWithin = count(`is_answered AND ${within}`);
  switch (level) {
    case 'service_level_connect':
      return { part: count(within), whole: count('true') };
    case 'service_level_answered':
      return { part: answeredWithin, whole: count('true') };
    case 'service_level_excl_short_abandons':
      return {
        part: answeredWithin,
        whole: count('NOT (is_abandoned AND coalesce(wait_seconds < 5, false))'),
      };
    case 'service_level_excl_abandons_in_x':
      return {
        part: answeredWithin,
        whole: count('(is_answered OR (is_abandoned AND wait_seconds >= promised_seconds))'),
      };
  }
}

/** The service level of a group of contacts, 0..1; null where nothing is promised. */
export function levelOf(level: ServiceLevel): string {
  const { part, whole } = levelParts(level);
  return `CAST(${part} AS double) / nullif(${whole}, 0)`;
}

/** A line of the table of queues: the same columns for each queue and for the total. */
export function queueColumns(level: ServiceLevel): string {
  return `
    ${levelOf(level)} AS service_level,
    count(*) FILTER (WHERE is_queued) AS queued,
    count(*) AS contacts,
    count(*) FILTER (WHERE is_answered) AS answered,
    count(*) FILTER (WHERE is_abandoned) AS abandoned,
    CAST(count(*) FILTER (WHERE is_abandoned) AS double)
      / nullif(count(*) FILTER (WHERE is_queued), 0) AS abandonment,
    avg(wait_seconds) FILTER (WHERE is_answered) AS speed_of_answer,
    max(wait_seconds) AS longest_wait,
    avg(handle_seconds) AS handle_time,
    avg(after_contact_work_seconds) AS after_work,
    count(*) FILTER (WHERE is_transferred_out) AS transferred,
    coalesce(sum(holds) FILTER (WHERE is_handled), 0) AS holds`;
}

/** The headline figures of a group of contacts. */
export function headlineColumns(level: ServiceLevel): string {
  return `
    count(*) AS contacts, ${levelOf(level)} AS service_level,
    CAST(count(*) FILTER (WHERE is_abandoned) AS double)
      / nullif(count(*) FILTER (WHERE is_queued), 0) AS abandonment,
    avg(wait_seconds) FILTER (WHERE is_answered) AS speed_of_answer,
    avg(handle_seconds) AS handle_time`;
}
