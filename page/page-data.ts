import { readSavedQuery, withParameters } from '../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS, type Settings } from '../queries/settings.ts';
import { targetSeconds } from '../queries/targets.ts';
import { addDays, daysBetween } from './days.ts';
import { type Days, daysTogether } from './days-together.ts';
import { HALF_HOURS } from './half-hours.ts';
import { type Dimension, integer, packTable, record } from './packed-table.ts';
import { type Coverage, OUTCOMES, type PageData, QUEUE_KINDS, type Queue } from './page-types.ts';
import * as SUMS from './sum-names.ts';

export type Row = Record<string, unknown>;

/**
 * Runs one query on a connection that has `contact_facts`, `quarantine` and the macros.
 * @param name of the query: `intervals`
 */
export type RunQuery = (sql: string, name: string) => Promise<Row[]>;

export const TABLES = [
  'contacts',
  'intervals',
  'agents',
  'waits',
  'callbacks',
  'repeats',
  'spreads',
] as const;
export type PageRows = Record<(typeof TABLES)[number], Row[]>;

/**
 * The sums from which the page computes every figure of any selection.
 * @param sqlDirectory the folder of the page's queries, `queries/page`
 */
export async function pageData(
  run: RunQuery,
  sqlDirectory: string,
  options: Partial<Settings> = {},
): Promise<PageData> {
  const settings = { ...DEFAULT_SETTINGS, ...options };
  const ask = (name: string, days: Days | null) =>
    run(pageSql(sqlDirectory, name, settings, days), name);
  const all = {} as PageRows;
  for (const name of TABLES) all[name] = await ask(name, null);
  const days = daysTogether(Object.values(all).flatMap((rows) => rows.map(dayOf)));
  const covered = (await ask('coverage', days))[0] ?? {};
  const sql = record(TABLES, (name) => pageSql(sqlDirectory, name, settings));
  return { ...packPage(days ? within(days, all) : all, coverage(covered), settings), sql };
}

function within({ first, last }: Days, all: PageRows): PageRows {
  const isWithin = (row: Row) => first <= dayOf(row) && dayOf(row) <= last;
  return record(TABLES, (name) => all[name].filter(isWithin));
}

function dayOf(row: Row): string {
  return String(row.day);
}

/** The SQL of one of the page's queries with the settings that it has parameters for. @param days null for all days */
export function pageSql(
  sqlDirectory: string,
  name: string,
  settings: Settings,
  days: Days | null = null,
): string {
  const query = readSavedQuery(sqlDirectory, name);
  const values: Record<string, string> = {
    ...(days && { from_day: days.first, to_day: days.last }),
    time_zone: settings.timeZone,
    target_seconds: targetSeconds(settings),
    // Nothing is promised to contacts without a target of their own.
    service_level_seconds: '0',
    short_abandon_seconds: String(settings.shortAbandonSeconds),
    window_days: String(settings.windowDays),
  };
  const known = query.parameters.map(({ name }) => [name, values[name]] as const);
  return withParameters(
    query,
    Object.fromEntries(known.filter((parameter): parameter is [string, string] => !!parameter[1])),
  );
}

/** The page's data from the rows of its queries. */
export function packPage(rows: PageRows, covered: Coverage, settings: Settings): PageData {
  const all = Object.values(rows).flat();
  const { firstDay, dayCount } = daySpan(all);
  const instances = values(all, 'instance_id').filter((id) => id !== null);
  const queues = queuesIn(all);
  const channels = values(all, 'channel');
  const agents = values(rows.agents, 'agent').filter((agent) => agent !== null);
  const utcOffsets = offsets(rows.intervals);
  const waitSeconds = waitsIn(rows.waits);
  const common = [
    dayDimension(firstDay, dayCount),
    { ...among('instance_id', instances), name: 'instance' },
    queueDimension(queues),
    among('channel', channels),
  ];
  return {
    settings,
    writtenAt: new Date().toISOString(),
    coverage: covered,
    firstDay,
    dayCount,
    instances,
    queues,
    channels,
    agents,
    utcOffsets,
    waitSeconds,
    contacts: packTable(rows.contacts, common, SUMS.CONTACTS),
    intervals: packTable(
      rows.intervals,
      [
        ...common.slice(0, 2),
        number('half_hour', HALF_HOURS),
        amongNumbers('utc_offset_minutes', utcOffsets),
        ...common.slice(2),
      ],
      SUMS.INTERVALS,
    ),
    agentWork: packTable(rows.agents, [...common, among('agent', agents)], SUMS.AGENTS),
    waits: packTable(
      rows.waits,
      [...common, among('outcome', OUTCOMES), amongNumbers('wait_seconds', waitSeconds)],
      SUMS.WAITS,
    ),
    callbacks: packTable(rows.callbacks, common, SUMS.CALLBACKS),
    repeats: packTable(rows.repeats, common, SUMS.REPEATS),
    spreads: packTable(rows.spreads, common, SUMS.SPREADS),
    sql: {},
    listed: null,
  };
}

function coverage(row: Row): Coverage {
  return {
    contacts: integer(row.contacts ?? 0, 'contacts'),
    contactsNotDisconnected: integer(
      row.contacts_not_disconnected ?? 0,
      'contacts_not_disconnected',
    ),
    contactsOnOtherDays: integer(row.contacts_on_other_days ?? 0, 'contacts_on_other_days'),
    quarantined: integer(row.quarantined ?? 0, 'quarantined'),
    firstDisconnectedLocal: text(row.first_disconnected_local),
    lastDisconnectedLocal: text(row.last_disconnected_local),
    lastUpdatedLocal: text(row.last_updated_local),
    lastUpdatedUtc: text(row.last_updated_utc),
  };
}

function daySpan(rows: readonly Row[]): { firstDay: string | null; dayCount: number } {
  let first: string | null = null;
  let last = '';
  for (const row of rows) {
    const day = String(row.day);
    if (first === null || day < first) first = day;
    if (day > last) last = day;
  }
  return { firstDay: first, dayCount: first === null ? 0 : daysBetween(first, last) + 1 };
}

/** The distinct values in alphabetical order; null comes last. */
function values(rows: readonly Row[], name: string): (string | null)[] {
  const distinct = [...new Set(rows.filter((row) => name in row).map((row) => text(row[name])))];
  return distinct.sort((one, other) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return one < other ? -1 : 1;
  });
}

/** Queues with a name in alphabetical order, then those without a name by their kind. */
function queuesIn(rows: readonly Row[]): Queue[] {
  const distinct = new Map(rows.map(queueOf).map((queue) => [queueKey(queue), queue]));
  const place = ({ kind, name }: Queue) => `${QUEUE_KINDS.indexOf(kind)}${name ?? ''}`;
  return [...distinct.values()].sort((one, other) => (place(one) < place(other) ? -1 : 1));
}

export function queueOf(row: Row): Queue {
  const kind = QUEUE_KINDS.find((known) => known === row.queue_kind) ?? 'none';
  return { kind, name: kind === 'standard' ? text(row.queue) : null };
}

export function queueKey({ kind, name }: Queue): string {
  return name ?? `\u0000${kind}`;
}

/** The greatest offset comes first, because in autumn the hour of summer time is the earlier one. */
function offsets(rows: readonly Row[]): number[] {
  const distinct = rows.map((row) => integer(row.utc_offset_minutes, 'utc_offset_minutes'));
  return [...new Set(distinct)].sort((one, other) => other - one);
}

function waitsIn(rows: readonly Row[]): number[] {
  const distinct = new Set(rows.map((row) => integer(row.wait_seconds, 'wait_seconds')));
  return [...distinct].sort((one, other) => one - other);
}

function dayDimension(firstDay: string | null, dayCount: number): Dimension {
  const indices = new Map<string, number>();
  for (let at = 0; firstDay !== null && at < dayCount; at++) indices.set(addDays(firstDay, at), at);
  return { name: 'day', size: dayCount, indexOf: ({ day }) => indices.get(String(day)) ?? 0 };
}

function among(name: string, known: readonly (string | null)[]): Dimension {
  const indices = new Map(known.map((value, at) => [value, at]));
  return { name, size: known.length, indexOf: (row) => indices.get(text(row[name])) ?? 0 };
}

function queueDimension(known: readonly Queue[]): Dimension {
  const indices = new Map(known.map((queue, at) => [queueKey(queue), at]));
  return {
    name: 'queue',
    size: known.length,
    indexOf: (row) => indices.get(queueKey(queueOf(row))) ?? 0,
  };
}

function number(name: string, size: number): Dimension {
  return { name, size, indexOf: (row) => integer(row[name], name) };
}

function amongNumbers(name: string, known: readonly number[]): Dimension {
  const indices = new Map(known.map((value, at) => [value, at]));
  return {
    name,
    size: known.length,
    indexOf: (row) => indices.get(integer(row[name], name)) ?? 0,
  };
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
