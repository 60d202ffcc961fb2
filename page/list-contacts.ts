import { daysBetween } from './days.ts';
import type { Days } from './days-together.ts';
import { FLAGS, NUMBERS, type PackedContacts, TEXTS } from './listed-contacts.ts';
import { createdByDay, dayAt, openPage } from './open-page.ts';
import { integer, record } from './packed-table.ts';
import { pageSql, queueKey, queueOf, type Row, type RunQuery } from './page-data.ts';
import type { PageData } from './page-types.ts';

/** Some 40 bytes of the page each, so that all take 2 MB. */
export const MOST_CONTACTS = 50_000;

/**
 * The contacts of the newest days of the page.
 * @param sqlDirectory the folder of the page's queries, `queries/page`
 * @param newest how many days; null for as many whole days as have at most 50,000 contacts together
 * @returns null if these days have no contact
 */
export async function listContacts(
  run: RunQuery,
  sqlDirectory: string,
  data: PageData,
  newest: number | null,
): Promise<PackedContacts | null> {
  const fromDay = Math.max(0, data.dayCount - (newest ?? daysWithin(data, MOST_CONTACTS)));
  if (data.firstDay === null || fromDay === data.dayCount) return null;
  const days = { first: dayAt(data, fromDay), last: dayAt(data, data.dayCount - 1) };
  return contactsOfDays(run, sqlDirectory, data, days);
}

/** The disconnected contacts that began, entered a queue or disconnected on days of the page. */
export async function contactsOfDays(
  run: RunQuery,
  sqlDirectory: string,
  data: PageData,
  { first, last }: Days,
): Promise<PackedContacts> {
  const sql = pageSql(sqlDirectory, 'listed', data.settings, { first, last });
  const rows = await run(sql, 'listed');
  return packContacts(rows, data, daysBetween(data.firstDay ?? first, first));
}

/** How many of the newest days have at most so many contacts together. */
function daysWithin(data: PageData, most: number): number {
  const byDay = createdByDay(openPage(data));
  let days = 0;
  let total = 0;
  while (days < data.dayCount) {
    total += byDay[data.dayCount - days - 1]!;
    if (total > most) break;
    days++;
  }
  return days;
}

/** @param rows of `queries/page/listed.sql`, in its order */
export function packContacts(
  rows: readonly Row[],
  page: Pick<PageData, 'firstDay' | 'instances' | 'queues' | 'channels'>,
  fromDay: number,
): PackedContacts {
  const ids = rows.map((row) => String(row.contact_id));
  const rowsOfIds = new Map(rows.map((row, at) => [keyOf(row, ids[at]!), at]));
  const chainRows = rows.map((row) => rowsOfIds.get(keyOf(row, String(row.chain_id))) ?? null);
  const days = rows.map((row) => daysBetween(page.firstDay!, String(row.disconnected_day)));
  const begun = rows.map((row) => integer(row.begun_second, 'begun_second'));
  const queues = new Map(page.queues.map((queue, at) => [queueKey(queue), at]));
  const texts = record(TEXTS, (name) =>
    [...new Set(rows.map((row) => text(row[name])))].filter(isText).sort(),
  );
  return {
    fromDay,
    ids: ids.map((id) => (isUuid(id) ? id.replaceAll('-', '') : '0'.repeat(32))).join(''),
    otherIds: byRow(ids, (id) => !isUuid(id)),
    chainSteps: chainRows.map((first, at) => (first === null ? null : at - first)),
    chainsElsewhere: byRow(
      rows.map(({ chain_id: id }) => String(id)),
      (_, at) => chainRows[at] === null,
    ),
    daySteps: days.map((day, at) => day - (days[at - 1] ?? fromDay)),
    begunSteps: begun.map((second, at) => second - (begun[at - 1] ?? 0)),
    instances: rows.map((row) => page.instances.indexOf(String(row.instance_id))),
    queues: rows.map((row) => queues.get(queueKey(queueOf(row)))!),
    channels: rows.map((row) => page.channels.indexOf(text(row.channel))),
    flags: rows.map((row) => FLAGS.reduce((bits, flag, at) => bits | (row[flag] ? 1 << at : 0), 0)),
    texts,
    textPlaces: record(TEXTS, (name) => {
      const places = new Map(texts[name].map((value, at) => [value, at]));
      return rows.map((row) => {
        const value = text(row[name]);
        return value === null ? null : places.get(value)!;
      });
    }),
    numbers: record(NUMBERS, (name) => rows.map((row) => numberOf(row, name))),
  };
}

/** Seconds of moments are counted from the moment before. */
function numberOf(row: Row, name: (typeof NUMBERS)[number]): number | null {
  if (row[name] === null || row[name] === undefined) return null;
  const value = integer(row[name], name);
  const before = (names: readonly string[]) =>
    integer(
      names.map((of) => row[of]).find((of) => of !== null && of !== undefined),
      name,
    );
  if (name === 'enqueued_second') return value - before(['begun_second']);
  if (name === 'connected_second') return value - before(['enqueued_second', 'begun_second']);
  if (name === 'disconnected_second')
    return value - before(['connected_second', 'enqueued_second', 'begun_second']);
  return value;
}

/** Two instances may have contacts of the same id. */
function keyOf({ instance_id: instance }: Row, id: string): string {
  return `${instance}\n${id}`;
}

function byRow(
  values: readonly string[],
  isKept: (value: string, at: number) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    values.map((value, at) => [at, value] as const).filter(([at, value]) => isKept(value, at)),
  );
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function isText(value: string | null): value is string {
  return value !== null;
}
