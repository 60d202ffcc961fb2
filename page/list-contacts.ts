import { isUuid } from '../pipeline/erase/search-text.ts';
import { type Answer, type Columns, inColumns, valuesOf } from './columns.ts';
import { daysBetween } from './days.ts';
import type { Days } from './days-together.ts';
import { FLAGS, NUMBERS, type PackedContacts, TEXTS } from './listed-contacts.ts';
import { createdByDay, dayAt, openPage } from './open-page.ts';
import { integer, record } from './packed-table.ts';
import { LISTED, pageSql, queueKey, queuesOf, type RunQuery } from './page-data.ts';
import type { Block, PageData } from './page-types.ts';

/** Some 40 bytes of the page each, so that all take 2 MB. */
export const MOST_CONTACTS = 50_000;

/**
 * The contacts of the newest days of the page.
 * @param sqlDirectory the folder of the page's queries, `queries/page`
 * @param newest how many days; null for as many whole days as have at most 50,000 contacts together
 * @returns null if these days have no contact
 */
export async function newestContacts(
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
  const sql = pageSql(sqlDirectory, LISTED, data.settings, { first, last });
  const rows = await run(sql, LISTED);
  return packContacts(rows, data, daysBetween(data.firstDay ?? first, first));
}

/** How many of the newest days have at most `most` contacts together. */
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

/** @param answer of `queries/page/listed.sql`, in its order */
function packContacts(
  answer: Answer,
  page: Pick<PageData, 'firstDay' | 'instances' | 'queues' | 'channels' | 'blocks'>,
  fromDay: number,
): PackedContacts {
  const rows = inColumns(answer);
  const column = (name: string) => valuesOf(rows, name);
  const ids = column('contact_id').map(String);
  const chains = column('chain_id').map(String);
  // Two instances may have contacts of the same id.
  const instances = column('instance_id').map(String);
  const keyOf = (at: number, id: string) => `${instances[at]}\n${id}`;
  const rowsOfIds = new Map(ids.map((id, at) => [keyOf(at, id), at]));
  const chainRows = chains.map((id, at) => rowsOfIds.get(keyOf(at, id)) ?? null);
  const days = dayNumbers(column('disconnected_day').map(String), page.firstDay!);
  const begun = column('begun_second').map((second) => integer(second, 'begun_second'));
  const places = {
    instances: new Map(page.instances.map((id, at) => [id, at])),
    queues: new Map(page.queues.map((queue, at) => [queueKey(queue), at])),
    channels: new Map(page.channels.map((channel, at) => [channel, at])),
  };
  const columnsOfTexts = record(TEXTS, (name) => column(name).map(text));
  const texts = record(TEXTS, (name) => [...new Set(columnsOfTexts[name])].filter(isText).sort());
  return {
    fromDay,
    ids: ids.map((id) => (isUuid(id) ? id.replaceAll('-', '') : '0'.repeat(32))).join(''),
    otherIds: byRow(ids, (id) => !isUuid(id)),
    chainSteps: chainRows.map((first, at) => (first === null ? null : at - first)),
    chainsElsewhere: byRow(chains, (_, at) => chainRows[at] === null),
    daySteps: days.map((day, at) => day - (days[at - 1] ?? fromDay)),
    begunSteps: begun.map((second, at) => second - (begun[at - 1] ?? 0)),
    instances: instances.map((id) => places.instances.get(id) ?? -1),
    queues: queuesOf(rows).map((queue) => places.queues.get(queueKey(queue))!),
    channels: column('channel').map((channel) => places.channels.get(text(channel)) ?? -1),
    flags: flagsOf(rows),
    exits: exitsOf(rows, page),
    texts,
    textPlaces: record(TEXTS, (name) => {
      const placesOf = new Map(texts[name].map((value, at) => [value, at]));
      return columnsOfTexts[name].map((value) => (value === null ? null : placesOf.get(value)!));
    }),
    numbers: record(NUMBERS, (name) => numbersOf(rows, name)),
  };
}

/** The page's day of each; few days stand for many contacts. */
function dayNumbers(days: readonly string[], firstDay: string): number[] {
  const numbers = new Map([...new Set(days)].map((day) => [day, daysBetween(firstDay, day)]));
  return days.map((day) => numbers.get(day)!);
}

function flagsOf(rows: Columns): number[] {
  const flags = new Array<number>(rows.length).fill(0);
  for (const [bit, name] of FLAGS.entries()) {
    for (const [at, is] of valuesOf(rows, name).entries()) if (is) flags[at]! |= 1 << bit;
  }
  return flags;
}

/** Blocks at which no contact of the page's days left are not on the page. */
function exitsOf(
  rows: Columns,
  { blocks, firstDay }: Pick<PageData, 'blocks' | 'firstDay'>,
): PackedContacts['exits'] {
  const keyOf = ({ flow, type, name }: Block) => JSON.stringify([flow, type, name]);
  const places = new Map(blocks.map((block, at) => [keyOf(block), at]));
  const column = (name: string) => valuesOf(rows, name).map(text);
  const [days, flows] = [column('exit_day'), column('exit_flow')];
  const [types, names] = [column('exit_block_type'), column('exit_block')];
  return Object.fromEntries(
    days.flatMap((day, at) => {
      const place = places.get(
        keyOf({ flow: String(flows[at]), type: types[at]!, name: names[at]! }),
      );
      return day === null || place === undefined
        ? []
        : [[at, [place, daysBetween(firstDay!, day)] as const]];
    }),
  );
}

/** Seconds of moments are counted from the moment before. */
const MOMENTS_BEFORE: Partial<Record<(typeof NUMBERS)[number], readonly string[]>> = {
  enqueued_second: ['begun_second'],
  connected_second: ['enqueued_second', 'begun_second'],
  disconnected_second: ['connected_second', 'enqueued_second', 'begun_second'],
};

function numbersOf(rows: Columns, name: (typeof NUMBERS)[number]): (number | null)[] {
  const before = (MOMENTS_BEFORE[name] ?? []).map((moment) => valuesOf(rows, moment));
  return valuesOf(rows, name).map((value, at) => {
    if (isMissing(value)) return null;
    const number = integer(value, name);
    if (before.length === 0) return number;
    const moment = before.find((moments) => !isMissing(moments[at]));
    return number - integer(moment?.[at], name);
  });
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined;
}

function byRow(
  values: readonly string[],
  isKept: (value: string, at: number) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    values.map((value, at) => [at, value] as const).filter(([at, value]) => isKept(value, at)),
  );
}

function text(value: unknown): string | null {
  return isMissing(value) ? null : String(value);
}

function isText(value: string | null): value is string {
  return value !== null;
}
