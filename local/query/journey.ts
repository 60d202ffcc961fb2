import type { DuckDBConnection } from '@duckdb/node-api';
import { NO_OPEN_KEY, OTHER_FIELDS } from '../../pipeline/column-types.ts';
import { type Dataset, openField } from '../../pipeline/dataset.ts';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { contactsBeginningSql, contactsInViewSql, journeySql } from '../../queries/contact-list.ts';
import type { Row } from '../../terminal/row.ts';
import { UserError } from '../../terminal/user-error.ts';
import { formatCount } from '../../terminal/wording.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import type { LakeFolder } from '../lake/lake-folder.ts';
import { whileAsking } from '../lake/lake-tables.ts';
import { type Details, detailStatements, detailsOf } from './journey-details.ts';

/** A contact's segments from the first to the last transfer. */
export interface Journey {
  /** The segment that was asked for. */
  readonly contact_id: string;
  /** The first segment, which may be missing here. */
  readonly chain_id: string;
  /** In the order in which they began. */
  readonly segments: readonly Segment[];
}

export interface Segment {
  /** The row that `journeySql` returns. */
  readonly record: Row;
  readonly attributes: Readonly<Record<string, string>>;
  readonly details: Details;
}

/** The most contacts that a message lists when the beginning of an id is ambiguous. */
const MOST_NAMED = 5;

/**
 * The journey of the contact whose id begins with the given text.
 * @throws UserError if no contact of the table does, or several do
 */
export function readJourney(
  lake: LakeFolder,
  dataset: Dataset,
  beginning: string,
): Promise<Journey> {
  const { timeZone } = lake.settings;
  return whileAsking(
    lake,
    dataset,
    (connection) => findJourney(connection, dataset, beginning, timeZone),
    journeyStatements(timeZone),
  );
}

/** What `findJourney` runs, which reads the same tables and views for every contact. */
export function journeyStatements(timeZone: string): string[] {
  const some = { instanceArn: '', contactIds: [], firstDay: '', lastDay: '', timeZone };
  return [
    contactsBeginningSql('', 1),
    ...Object.keys(BEFORE_RECORDS).map((view) => contactsInViewSql(view, '', 1)),
    journeySql('', '', timeZone),
    ...Object.values(detailStatements(some)),
  ];
}

async function findJourney(
  connection: DuckDBConnection,
  dataset: Dataset,
  beginning: string,
  timeZone: string,
): Promise<Journey> {
  const { contact_id, chain_id, instancearn } = await contactBeginning(connection, beginning);
  const instanceArn = String(instancearn);
  const records = await rowsOf(connection, journeySql(instanceArn, String(chain_id), timeZone));
  const contactIds = records.map((record) => String(record.contact_id));
  const attributes = await attributesOf(connection, dataset, instanceArn, contactIds);
  const [firstDay, lastDay] = [dayOf(records[0]!), dayOf(records.at(-1)!)];
  const journey = { instanceArn, contactIds, firstDay, lastDay, timeZone };
  const details = await detailsOf(connection, journey);
  return {
    contact_id: String(contact_id),
    chain_id: String(chain_id),
    segments: records.map((record) => ({
      record,
      attributes: attributes.get(String(record.contact_id)) ?? {},
      details: details(String(record.contact_id)),
    })),
  };
}

function dayOf({ began_local: began }: Row): string {
  return String(began).slice(0, 10);
}

async function contactBeginning(connection: DuckDBConnection, beginning: string): Promise<Row> {
  const sql = contactsBeginningSql(beginning, MOST_NAMED);
  const meant = meantBy(beginning, await rowsOf(connection, sql));
  if (meant !== null) return meant;
  await refuseWithoutRecord(connection, beginning);
  throw new UserError(
    `No contact of the table begins with "${beginning}"${howIdsLook(beginning)}; what is quarantined, or waits ` +
      'for `contact-lake run`, is not searched',
  );
}

/** Nothing of a text that Connect's ids may begin with. */
function howIdsLook(beginning: string): string {
  return /^[\da-f-]{1,36}$/i.test(beginning)
    ? ''
    : ', expected an id such as 36ef1131-5b0c-4d8e-9a27-c1f0e2d3b4a5, or a beginning of it';
}

/** The views that may know a contact before its record comes, and what their rows are. */
const BEFORE_RECORDS = {
  contact_event_facts: 'contact events',
  flow_entries: 'entries of flow logs',
} as const;

/** @throws UserError naming the contact if only other datasets know it */
async function refuseWithoutRecord(connection: DuckDBConnection, beginning: string): Promise<void> {
  for (const [view, rows] of Object.entries(BEFORE_RECORDS)) {
    const sql = contactsInViewSql(view, beginning, MOST_NAMED);
    const meant = meantBy(beginning, await rowsOf(connection, sql));
    if (meant === null) continue;
    const listing = `SELECT * FROM ${view} WHERE contactid = ${literal(String(meant.contact_id))}`;
    throw new UserError(
      `Contact ${meant.contact_id} has ${rows}, but no contact record yet, of which its journey is made: ` +
        `\`contact-lake query --sql "${listing.replace(/["$`\\]/g, '\\$&')}"\` lists them`,
    );
  }
}

/**
 * The one whose id is the text, or begins with it; null if there is none.
 * @param found up to MOST_NAMED of them
 * @throws UserError if there are several
 */
function meantBy(beginning: string, found: readonly Row[]): Row | null {
  const exact = found.filter(({ contact_id: id }) => id === beginning);
  const meant = exact.length > 0 ? exact : found;
  if (meant.length <= 1) return meant[0] ?? null;
  const count = Number(meant[0]!.contacts_found);
  const named = meant.map(({ contact_id: id }) => String(id));
  throw new UserError(
    `Found ${formatCount(count)} contacts that begin with "${beginning}": ${named.join(', ')}` +
      `${count > named.length ? '…' : ''}, expected the beginning of one`,
  );
}

/** The attributes of these contacts, by contact. Rare ones are in other_fields, as JSON. */
async function attributesOf(
  connection: DuckDBConnection,
  dataset: Dataset,
  instanceArn: string,
  contactIds: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const open = openField(dataset);
  if (open === null) return new Map();
  const rare = `${open.sourceName}.`;
  const rows = await rowsOf(
    connection,
    `SELECT contactid, ${identifier(open.name)} AS attributes, ${OTHER_FIELDS} AS others
    FROM ${dataset.name}
    WHERE instancearn = ${literal(instanceArn)} AND contactid IN (${contactIds.map(literal).join(', ')})`,
  );
  return new Map(
    rows.map(({ contactid, attributes, others }) => [
      String(contactid),
      Object.fromEntries([
        ...entriesOf(attributes).filter(([name, value]) => name !== NO_OPEN_KEY && value !== null),
        ...mapEntriesOf(others)
          .filter(([path]) => path.startsWith(rare))
          .map(([path, value]) => [path.slice(rare.length), value] as const),
      ]) as Record<string, string>,
    ]),
  );
}

function entriesOf(struct: unknown): [string, unknown][] {
  return typeof struct === 'object' && struct !== null ? Object.entries(struct) : [];
}

function mapEntriesOf(map: unknown): (readonly [string, unknown])[] {
  const entries = Array.isArray(map) ? (map as { key: string; value: unknown }[]) : [];
  return entries.map(({ key, value }) => [key, value] as const);
}
