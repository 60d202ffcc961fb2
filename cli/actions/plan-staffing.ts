import { join } from 'node:path';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { type LakeFolder, openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { refuseUnknownName } from '../../local/query/chosen.ts';
import { addDays, isoWeekday, WEEKDAYS } from '../../page/days.ts';
import { daysTogether } from '../../page/days-together.ts';
import { halfHourLabel } from '../../page/half-hours.ts';
import { pageSql } from '../../page/page-data.ts';
import type { Goal } from '../../page/staffing/agents-needed.ts';
import { meanPatienceSeconds } from '../../page/staffing/patience.ts';
import { type HalfHourPlan, lastOfWeekday, planDay } from '../../page/staffing/plan.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { SERVICE_LEVELS } from '../../queries/metrics.ts';
import { formatTarget, type Target, targetOf } from '../../queries/targets.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import type { Row } from '../../terminal/row.ts';
import { UsageError, UserError } from '../../terminal/user-error.ts';
import { formatSeconds } from '../../terminal/wording.ts';
import { inOneBatch, rowsPrinter } from '../shared/output.ts';
import type { OutputOptions } from '../shared/output-options.ts';

export interface StaffingOptions extends OutputOptions {
  readonly lake: string;
  readonly queue: readonly string[];
  readonly channel: string;
  /** ISO: 1 is Monday. */
  readonly weekday?: number;
  readonly day?: string;
  /** Weeks. */
  readonly last: number;
  readonly target?: Target;
  /** Shares, 0..1. */
  readonly shrinkage: number;
  readonly occupancy: number;
  readonly growth: number;
  readonly atOnce: number;
  readonly model: 'c' | 'a';
}

/** A row of `queries/page/intervals.sql`. */
interface Interval {
  readonly day: string;
  readonly half_hour: number;
  readonly queue: string | null;
  readonly channel: string | null;
  readonly queued: number;
  readonly handle_contacts: number;
  readonly handle_seconds_sum: number;
  readonly abandoned_with_wait: number;
  readonly wait_seconds_sum: number;
}

/** Prints the agents that each half-hour of a day needs. */
export async function planStaffing(options: StaffingOptions): Promise<void> {
  const print = rowsPrinter(options);
  if (options.target?.share === 1) throw new UsageError(unreachable('--target', options.target));
  const lake = await openLake(options.lake);
  const intervals = await intervalsOf(lake);
  refuseUnknown(options, intervals);
  const target = targetMeant(options, lake);
  const { days, said } = daysToAverage(options, intervals);
  const chosen = intervals.filter(
    ({ queue, channel }) => options.queue.includes(queue ?? '') && channel === options.channel,
  );
  const patienceSeconds = options.model === 'a' ? patienceOf(chosen, days) : null;
  const goal: Goal = {
    meaning: SERVICE_LEVELS[0],
    withinSeconds: target.seconds,
    shortAbandonSeconds: lake.settings.shortAbandonSeconds,
    share: target.share,
    mostOccupancy: options.occupancy,
    contactsAtOnce: options.atOnce,
  };
  const { growth, shrinkage } = options;
  const plan = planDay(chosen, days, { ...goal, growth: 1 + growth, patienceSeconds, shrinkage });
  const rows = rowsOfPlan(plan);
  if (rows.length === 0) throw nothingToPlan(options, days);
  const about = [
    `${options.queue.join(', ')}, ${options.channel}, ${said}: mean of ${days.join(', ')}; times of ${lake.settings.timeZone}.`,
    `${formatTarget(target)}, occupancy ${percent(options.occupancy)} at most, shrinkage ${percent(shrinkage)}${growth === 0 ? '' : `, growth ${percent(growth)}`}.`,
    patienceSeconds === null
      ? 'Erlang C: nobody gives up.'
      : `Erlang A: patience ${formatSeconds(patienceSeconds)} on average; “within” also counts customers who hang up in time.`,
    `${hoursOf(plan)} hours to be scheduled.`,
  ].join(' ');
  // Erlang C knows no abandons.
  const columns = COLUMNS.filter((name) => name !== 'abandoned' || patienceSeconds !== null);
  await print(columns, inOneBatch(rows), { units: UNITS, about });
}

const UNITS: Readonly<Record<string, string>> = {
  half_hour: 'text',
  contacts: 'contacts',
  handle_seconds: 'seconds',
  agents: 'agents',
  scheduled: 'agents',
  service_level: 'share 0..1',
  speed_of_answer_seconds: 'seconds',
  abandoned: 'share 0..1',
  occupancy: 'share 0..1',
};
const COLUMNS = Object.keys(UNITS);

function targetMeant({ target, queue, channel }: StaffingOptions, lake: LakeFolder): Target {
  const meant = target ?? targetOf(lake.settings, queue[0]!, channel);
  if (meant?.share === 1) {
    const whose = `a target of ${channel} in ${queue[0]}`;
    throw new UserError(`${unreachable(whose, meant)}; give --target`);
  }
  if (meant) return meant;
  throw new UserError(`${channel} in ${queue[0]} has no target, expected --target such as 80/5m`);
}

function unreachable(what: string, target: Target): string {
  return `Found ${what} ${formatTarget(target)}, expected one below 100 %, which no number of agents is sure to reach`;
}

async function intervalsOf(lake: LakeFolder): Promise<Interval[]> {
  const sql = pageSql(join(QUERIES, 'page'), 'intervals', lake.settings);
  const rows = await whileAsking(lake, dataset, (connection) => rowsOf(connection, sql), sql);
  return rows as unknown as Interval[];
}

/**
 * The queues of the lake in the folder `path` that can be planned, those with most contacts first: all queues that
 * have a name and that a contact has entered. An agent's own queue has no name, and contacts that were never queued
 * have no wait.
 */
export async function queuesToPlan(path: string): Promise<string[]> {
  return queuesOf(await intervalsOf(await openLake(path)));
}

function queuesOf(intervals: readonly Interval[]): string[] {
  const queued = new Map<string, number>();
  for (const { queue, queued: count } of intervals) {
    if (queue) queued.set(queue, (queued.get(queue) ?? 0) + count);
  }
  return [...queued].sort(([, one], [, other]) => other - one).map(([queue]) => queue);
}

function refuseUnknown({ queue, channel }: StaffingOptions, intervals: readonly Interval[]): void {
  const queues = queuesOf(intervals);
  if (queues.length === 0) throw new UserError('No contact of the lake has entered a queue yet');
  refuseUnknownName('queue', queue, queues);
  const channels = distinct(intervals.map((row) => row.channel));
  refuseUnknownName('channel', [channel], channels);
}

function distinct(names: readonly (string | null)[]): string[] {
  return [...new Set(names.map((name) => name ?? ''))].filter(Boolean);
}

/** The days to average, and the planned day or weekday in words. */
function daysToAverage({ day, weekday, last }: StaffingOptions, intervals: readonly Interval[]) {
  const { first, last: newest } = daysTogether(intervals.map((row) => row.day))!;
  const planned = day ?? (weekday === undefined ? addDays(newest, 1) : null);
  // The newest day may be in progress.
  const end = addDays(planned !== null && planned < newest ? planned : newest, -1);
  const wanted = weekday ?? isoWeekday(planned!);
  const days = lastOfWeekday({ first, last: end }, wanted, last);
  const said =
    planned === null ? `a ${WEEKDAYS[wanted - 1]}` : `${WEEKDAYS[wanted - 1]}, ${planned}`;
  if (days.length > 0) return { days, said };
  throw new UserError(
    `Found no ${WEEKDAYS[wanted - 1]} before ${addDays(end, 1)} in data that begin on ${first}, expected one at least`,
  );
}

/** The customers' mean patience, from all days since the oldest averaged day, not only the same weekdays. */
function patienceOf(intervals: readonly Interval[], days: readonly string[]): number {
  const since = days.at(-1)!;
  const counted = intervals.filter(({ day }) => day >= since);
  const patience = meanPatienceSeconds({
    waitSecondsSum: counted.reduce((sum, row) => sum + row.wait_seconds_sum, 0),
    abandoned: counted.reduce((sum, row) => sum + row.abandoned_with_wait, 0),
  });
  if (patience !== null) return patience;
  throw new UserError(
    `Nobody has given up since ${since}, so that the customers' patience is not known: use --model c`,
  );
}

function nothingToPlan({ queue, channel }: StaffingOptions, days: readonly string[]): UserError {
  return new UserError(
    `Found no contact of ${channel} that entered ${queue.join(', ')} on ${days.join(', ')}, expected one at least`,
  );
}

/** The half-hours from the first to the last that expect contacts. */
function rowsOfPlan(plan: readonly HalfHourPlan[]): Row[] {
  const isOpen = ({ contacts }: HalfHourPlan) => contacts > 0;
  const open = plan.slice(plan.findIndex(isOpen), plan.findLastIndex(isOpen) + 1);
  return open.map(({ halfHour, contacts, handleSeconds, agents, staff, service }) => ({
    half_hour: halfHourLabel(halfHour),
    contacts,
    handle_seconds: contacts > 0 ? handleSeconds : null,
    agents,
    scheduled: staff,
    service_level: service?.serviceLevel ?? null,
    speed_of_answer_seconds: service?.speedOfAnswerSeconds ?? null,
    abandoned: service?.abandonedShare ?? null,
    occupancy: service?.occupancy ?? null,
  }));
}

function hoursOf(plan: readonly HalfHourPlan[]): string {
  return (plan.reduce((sum, { staff }) => sum + (staff ?? 0), 0) / 2).toFixed(1);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
