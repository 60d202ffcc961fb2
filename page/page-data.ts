import { datasets } from '../pipeline/datasets/datasets.ts';
import { withParameters } from '../queries/reader/parameters.ts';
import { readSavedQuery } from '../queries/reader/saved-queries.ts';
import { DEFAULT_SETTINGS, type Settings } from '../queries/settings.ts';
import { targetSeconds } from '../queries/targets.ts';
import { type Answer, type Columns, inColumns, rowsAt, valuesOf } from './columns.ts';
import { type DayOfContacts, stretchOf } from './dataset-days.ts';
import { addDays, daysBetween } from './days.ts';
import { type Days, daysTogether } from './days-together.ts';
import { HALF_HOURS } from './half-hours.ts';
import { type Dimension, integer, packTable, record } from './packed-table.ts';
import {
  type Block,
  type Coverage,
  type DatasetDays,
  OTHER_DATASETS,
  type OtherDataset,
  OUTCOMES,
  type PageData,
  QUEUE_KINDS,
  type Queue,
} from './page-types.ts';
import * as SUMS from './sum-names.ts';

/**
 * Runs one query on a connection that has `contact_facts`, `quarantine` and the macros.
 * @param name of the query: `intervals`
 */
export type RunQuery = (sql: string, name: string) => Promise<Answer>;

const OF_CONTACTS = [
  'contacts',
  'intervals',
  'agents',
  'waits',
  'callbacks',
  'repeats',
  'spreads',
] as const;
/** The queries of the other datasets. The page's days are those of contacts; what these say of other days is not on it. */
export const OF_OTHERS = ['occupancy', 'sentiments', 'evaluations', 'exits'] as const;
/** The query for the days of their records. */
export const DAYS_OF_OTHERS = 'datasets';
/** The query for single contacts. */
export const LISTED = 'listed';
const COVERAGE = 'coverage';
export const TABLES = [...OF_CONTACTS, ...OF_OTHERS] as const;
/** All that a page may ask. */
export const PAGE_QUERIES = [...TABLES, DAYS_OF_OTHERS, COVERAGE, LISTED] as const;
export type PageQuery = (typeof PAGE_QUERIES)[number];
type TableName = (typeof TABLES)[number];
export type PageRows = Readonly<Record<TableName, Answer>>;

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
  const ask = (name: PageQuery, days: Days | null) =>
    run(pageSql(sqlDirectory, name, settings, days), name);
  const all = {} as Record<TableName, Columns>;
  for (const name of TABLES) all[name] = inColumns(await ask(name, null));
  const days = daysTogether(OF_CONTACTS.flatMap((name) => daysOf(all[name])));
  const covered = inColumns(await ask(COVERAGE, days));
  const others = inColumns(await ask(DAYS_OF_OTHERS, null));
  const sql = record(TABLES, (name) => pageSql(sqlDirectory, name, settings));
  const onPage = record(TABLES, (name) => within(days, all[name]));
  const datasetDays = daysByDataset(others, daysOfContacts(onPage));
  return { ...packPage(onPage, coverage(covered), settings), datasetDays, sql };
}

/** The rows of these days. @param days null for none */
function within(days: Days | null, table: Columns): Columns {
  const places = daysOf(table).flatMap((day, at) =>
    days && days.first <= day && day <= days.last ? [at] : [],
  );
  return places.length === table.length ? table : rowsAt(table, places);
}

function daysOf(table: Columns): string[] {
  return valuesOf(table, 'day').map(String);
}

/** The SQL of one of the page's queries with the settings that it has parameters for. @param days null for all days */
export function pageSql(
  sqlDirectory: string,
  name: PageQuery,
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
export function packPage(answers: PageRows, covered: Coverage, settings: Settings): PageData {
  const ofContacts = record(OF_CONTACTS, (name) => inColumns(answers[name]));
  const days = daySpan(Object.values(ofContacts));
  const rows = {
    ...ofContacts,
    ...record(OF_OTHERS, (name) => within(days, inColumns(answers[name]))),
  };
  const all = Object.values(rows);
  const firstDay = days?.first ?? null;
  const dayCount = days ? daysBetween(days.first, days.last) + 1 : 0;
  const instances = values(all, 'instance_id').filter((id) => id !== null);
  const queues = queuesIn(all);
  const channels = values(all, 'channel');
  const agents = values(all, 'agent').filter((agent) => agent !== null);
  const utcOffsets = offsets(rows.intervals);
  const waitSeconds = distinctNumbers(rows.waits, 'wait_seconds');
  const forms = values([rows.evaluations], 'form').map(String);
  const blocks = blocksIn(rows.exits);
  const daysBefore = distinctNumbers(rows.exits, 'days_before');
  const everywhere = [
    dayDimension(firstDay, dayCount),
    { ...among('instance_id', instances), name: 'instance' },
  ];
  const common = [...everywhere, queueDimension(queues), among('channel', channels)];
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
    forms,
    blocks,
    daysBefore,
    contacts: packTable(rows.contacts, common, SUMS.CONTACTS),
    intervals: packTable(
      rows.intervals,
      [
        ...everywhere,
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
    occupancy: packTable(rows.occupancy, [...everywhere, among('agent', agents)], SUMS.OCCUPANCY),
    sentiments: packTable(rows.sentiments, [...common, among('agent', agents)], SUMS.SENTIMENTS),
    evaluations: packTable(
      rows.evaluations,
      [...everywhere, among('agent', agents), among('form', forms)],
      SUMS.EVALUATIONS,
    ),
    exits: packTable(
      rows.exits,
      [...everywhere, blockDimension(blocks), amongNumbers('days_before', daysBefore)],
      SUMS.EXITS,
    ),
    datasetDays: daysByDataset(inColumns([]), []),
    sql: {},
    listed: null,
  };
}

function coverage(answer: Columns): Coverage {
  const row = record(COVERED, (name) => valuesOf(answer, name)[0]);
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

/** @param answer of `queries/page/datasets.sql` */
function daysByDataset(
  answer: Columns,
  contacts: readonly DayOfContacts[],
): Record<OtherDataset, DatasetDays | null> {
  const names = valuesOf(answer, 'dataset');
  const firsts = valuesOf(answer, 'first_local');
  const days = daysOf(answer).map((day, at) => ({ day, firstLocal: text(firsts[at]) }));
  return record(OTHER_DATASETS, (name) =>
    stretchOf(
      datasets.find((dataset) => dataset.name === name) ?? {},
      days.filter((_, at) => names[at] === name),
      contacts,
    ),
  );
}

/** The days on which contacts ended or entered a queue, in their order. */
function daysOfContacts(
  rows: Readonly<Record<'contacts' | 'intervals', Columns>>,
): DayOfContacts[] {
  const firsts = new Map<string, number | null>(daysOf(rows.contacts).map((day) => [day, null]));
  const halfHours = integers(rows.intervals, 'half_hour');
  for (const [at, day] of daysOf(rows.intervals).entries())
    firsts.set(day, Math.min(firsts.get(day) ?? HALF_HOURS, halfHours[at]!));
  return [...firsts.keys()].sort().map((day) => ({ day, firstHalfHour: firsts.get(day)! }));
}

const COVERED = [
  'contacts',
  'contacts_not_disconnected',
  'contacts_on_other_days',
  'quarantined',
  'first_disconnected_local',
  'last_disconnected_local',
  'last_updated_local',
  'last_updated_utc',
] as const;

function daySpan(tables: readonly Columns[]): Days | null {
  let first: string | null = null;
  let last = '';
  for (const day of tables.flatMap(daysOf)) {
    if (first === null || day < first) first = day;
    if (day > last) last = day;
  }
  return first === null ? null : { first, last };
}

/** The distinct values in alphabetical order; null comes last. */
function values(tables: readonly Columns[], name: string): (string | null)[] {
  const distinct = new Set(tables.flatMap(({ columns }) => (columns[name] ?? []).map(text)));
  return [...distinct].sort((one, other) => {
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return one < other ? -1 : 1;
  });
}

/** Queues with a name in alphabetical order, then those without a name by their kind. */
function queuesIn(tables: readonly Columns[]): Queue[] {
  const withQueues = tables.filter(({ columns }) => columns.queue_kind !== undefined);
  const distinct = new Map(withQueues.flatMap(queuesOf).map((queue) => [queueKey(queue), queue]));
  const place = ({ kind, name }: Queue) => `${QUEUE_KINDS.indexOf(kind)}${name ?? ''}`;
  return [...distinct.values()].sort((one, other) => (place(one) < place(other) ? -1 : 1));
}

/** The queue of each row. */
export function queuesOf(table: Columns): Queue[] {
  const kinds = valuesOf(table, 'queue_kind');
  return valuesOf(table, 'queue').map((name, at) => {
    const kind = QUEUE_KINDS.find((known) => known === kinds[at]) ?? 'none';
    return { kind, name: kind === 'standard' ? text(name) : null };
  });
}

export function queueKey({ kind, name }: Queue): string {
  return name ?? `\u0000${kind}`;
}

/** The greatest offset comes first, because in autumn the hour of summer time is the earlier one. */
function offsets(intervals: Columns): number[] {
  const distinct = new Set(integers(intervals, 'utc_offset_minutes'));
  return [...distinct].sort((one, other) => other - one);
}

/** In ascending order. */
function distinctNumbers(table: Columns, name: string): number[] {
  return [...new Set(integers(table, name))].sort((one, other) => one - other);
}

/** The blocks of flows, in the order of their names. */
function blocksIn(exits: Columns): Block[] {
  const distinct = new Map(blocksOf(exits).map((block) => [JSON.stringify(block), block]));
  return [...distinct].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, block]) => block);
}

function blocksOf(exits: Columns): Block[] {
  const flows = valuesOf(exits, 'flow');
  const types = valuesOf(exits, 'block_type');
  const names = valuesOf(exits, 'block');
  return flows.map((flow, at) => ({
    flow: String(flow),
    type: text(types[at]),
    name: text(names[at]),
  }));
}

function integers(table: Columns, name: string): number[] {
  return valuesOf(table, name).map((value) => integer(value, name));
}

function dayDimension(firstDay: string | null, dayCount: number): Dimension {
  const indices = new Map<string, number>();
  for (let at = 0; firstDay !== null && at < dayCount; at++) indices.set(addDays(firstDay, at), at);
  return {
    name: 'day',
    size: dayCount,
    indices: (table) => daysOf(table).map((day) => indices.get(day) ?? 0),
  };
}

function among(name: string, known: readonly (string | null)[]): Dimension {
  const indices = new Map(known.map((value, at) => [value, at]));
  return {
    name,
    size: known.length,
    indices: (table) => valuesOf(table, name).map((value) => indices.get(text(value)) ?? 0),
  };
}

function queueDimension(known: readonly Queue[]): Dimension {
  const indices = new Map(known.map((queue, at) => [queueKey(queue), at]));
  return {
    name: 'queue',
    size: known.length,
    indices: (table) => queuesOf(table).map((queue) => indices.get(queueKey(queue)) ?? 0),
  };
}

function blockDimension(known: readonly Block[]): Dimension {
  const indices = new Map(known.map((block, at) => [JSON.stringify(block), at]));
  return {
    name: 'block',
    size: known.length,
    indices: (table) => blocksOf(table).map((block) => indices.get(JSON.stringify(block)) ?? 0),
  };
}

function number(name: string, size: number): Dimension {
  return { name, size, indices: (table) => integers(table, name) };
}

function amongNumbers(name: string, known: readonly number[]): Dimension {
  const indices = new Map(known.map((value, at) => [value, at]));
  return {
    name,
    size: known.length,
    indices: (table) => integers(table, name).map((value) => indices.get(value) ?? 0),
  };
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
