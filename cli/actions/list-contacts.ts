import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../../local/duckdb/duckdb.ts';
import { openLake } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { daysHeld, refuseUnknownNames } from '../../local/query/chosen.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { contactListSql } from '../../queries/contact-list.ts';
import type { Row } from '../../terminal/row.ts';
import { countOf, formatCount } from '../../terminal/wording.ts';
import type { ContactOptions } from '../shared/contact-options.ts';
import type { DayOptions } from '../shared/day-options.ts';
import { areChosen, clockOfToday, daysMeant, outsideOf, printDays } from '../shared/days-meant.ts';
import { inOneBatch, rowsPrinter } from '../shared/output.ts';
import { formatOf, type OutputOptions } from '../shared/output-options.ts';

export interface ContactsOptions extends OutputOptions, DayOptions, ContactOptions {
  readonly lake: string;
  readonly abandoned?: true;
  readonly answered?: true;
  /** Seconds. */
  readonly minWait?: number;
  readonly limit: number;
}

/** Characters of an id that are enough for `contact-lake contact`, nearly always. */
const SHORT_ID = 8;

const FACTS = 'contact_facts';

/** Prints the contacts that the options choose. */
export async function listContacts(options: ContactsOptions): Promise<void> {
  const print = rowsPrinter(options);
  const lake = await openLake(options.lake);
  const { timeZone } = lake.settings;
  const find = async (connection: DuckDBConnection) => {
    const clock = clockOfToday(timeZone);
    const held = areChosen(options) ? await daysHeld(connection, FACTS, timeZone) : null;
    const days = daysMeant(options, { ...clock, newest: held?.newest ?? null });
    const sql = contactListSql(
      { ...filterOf(options), fromDay: days.from, toDay: days.to },
      timeZone,
    );
    const found = await rowsOf(connection, sql);
    if (found.length === 0) await refuseUnknownNames(connection, FACTS, options);
    return { rows: found, days, outside: outsideOf(days, clock, held) };
  };
  const { rows, days, outside } = await whileAsking(lake, dataset, find, `FROM ${FACTS}`);
  const inAll = Number(rows[0]?.contacts_in_all ?? 0);
  const isCut = inAll > rows.length;
  const { said } = days;
  const about = isCut
    ? `The newest ${formatCount(rows.length)} of ${countOf(inAll, 'contact')}, ${said}; times of ${timeZone}; --limit shows more.`
    : `${countOf(rows.length, 'contact')}, ${said}; times of ${timeZone}.${outside === null ? '' : ` ${outside}.`}`;
  if (formatOf(options) === 'table') {
    await print(FOR_PEOPLE, inOneBatch(forPeople(rows, timeZone)), { about });
    return;
  }
  if (isCut) process.stderr.write(`${about}\n`);
  else printDays(options, days, outside);
  await print(COLUMNS, inOneBatch(rows.map(asListed)));
}

const COLUMNS = [
  'contact_id',
  'began_local',
  'queue',
  'channel',
  'agent',
  'wait_seconds',
  'handle_seconds',
  'ended',
];
const FOR_PEOPLE = ['contact', 'began', ...COLUMNS.slice(2)];

/** Drops the column that has the same value in every row. */
function asListed({ contacts_in_all: _, ...others }: Row): Row {
  return others;
}

/** The beginning of the id, as `contact` takes it, and the time without seconds: with its year unless all are of this one. */
function forPeople(rows: readonly Row[], timeZone: string): Row[] {
  const year = clockOfToday(timeZone).today.slice(0, 4);
  const isThisYear = rows.every(({ began_local: began }) => String(began).startsWith(year));
  return rows.map((row) => {
    const { contact_id: id, began_local: began, ...others } = asListed(row);
    return {
      contact: String(id).slice(0, SHORT_ID),
      began: began === null ? null : String(began).slice(isThisYear ? 5 : 0, 16),
      ...others,
    };
  });
}

function filterOf({ queue, channel, agent, abandoned, answered, minWait, limit }: ContactsOptions) {
  return {
    queues: queue ?? [],
    channels: channel ?? [],
    agents: agent ?? [],
    outcome: abandoned ? 'abandoned' : answered ? 'answered' : null,
    leastWaitSeconds: minWait ?? null,
    limit,
  } as const;
}
