import type { Dataset } from './dataset.ts';

/**
 * The lake's keys, the same in a bucket and in a folder. Every output's key is an injective
 * function of its input's, so that a step repeated overwrites its own work and nothing else.
 *
 *     raw/ctr/2026/11/23/14/…              as delivered; kept as the archive
 *     flatfiles/ctr/2026/11/23/14/….json.gz   normalised, one object a line
 *     quarantine/ctr/2026/11/23/14/….jsonl    what is no record
 *     receipts/ctr/2026-11-23.jsonl           what normalise made of the objects of a day (laptop)
 *     open-keys/ctr/….json                    an object a key of the open struct (AWS)
 *     parquet/ctr/2026-11-23.parquet          the table (laptop: a file a day)
 *     table-notes/ctr/2026-11-23.json         what convert has written there (laptop)
 *     batches/ctr/….json                      what a run of convert took (AWS), until it is released
 *     erasures/ctr/….json                     what has been erased, told by hashes alone
 *     erasures/ctr/….table.json               beside it once the table has none of it (AWS)
 *     errors/ctr/…                            what Firehose could not process (AWS)
 *     athena-results/…                        answers of queries (AWS)
 *     assets/…                                what belongs to the stack (AWS)
 *     work/…                                  what a process at work needs (laptop)
 */

/** The folders that a bucket has. */
export const BUCKET_FOLDERS = [
  'raw',
  'flatfiles',
  'quarantine',
  'open-keys',
  'parquet',
  'batches',
  'erasures',
  'errors',
  'athena-results',
  'assets',
] as const;

export type BucketFolder = (typeof BUCKET_FOLDERS)[number];

/** The folders that a lake may have, in a bucket or on a laptop. */
export const LAKE_FOLDERS = [...BUCKET_FOLDERS, 'receipts', 'table-notes', 'work'] as const;

/** Firehose's own error output, of every dataset. */
export const ERRORS_PREFIX = prefix('errors');

/** What Athena has answered. */
export const RESULTS_PREFIX = prefix('athena-results');

/** Scripts, saved queries and articles that come with the stack. */
export const ASSETS_PREFIX = prefix('assets');

/** What is in the bucket, for whoever opens it. */
export const README_KEY = `${ASSETS_PREFIX}README.txt`;

/** The runbook, among the assets. */
export const RUNBOOK_PREFIX = `${ASSETS_PREFIX}runbook/`;

const TABLE_FILE_EXTENSION = '.parquet';

const TABLE_NOTE_EXTENSION = '.json';

const RECEIPTS_EXTENSION = '.jsonl';

/** How the key of a flatfile ends. */
export const FLATFILE_EXTENSION = '.json.gz';

/** How the key of an erasure ends: below its prefix comes its id, then this. */
export const ERASURE_EXTENSION = '.json';

/** The same for the mark that the conversion on AWS sets when the table has none of it. */
export const TABLE_ERASURE_EXTENSION = '.table.json';

/** Objects as delivered, which are kept. */
export function rawPrefix(dataset: Dataset): string {
  return prefix('raw', dataset);
}

/** What normalise has made of them, until it is converted. */
export function flatfilePrefix(dataset: Dataset): string {
  return prefix('flatfiles', dataset);
}

/** What was no record, and why. */
export function quarantinePrefix(dataset: Dataset): string {
  return prefix('quarantine', dataset);
}

/** What normalise has noted, on the laptop, of the raw objects. */
export function receiptPrefix(dataset: Dataset): string {
  return prefix('receipts', dataset);
}

/** An object for each key of the open struct, which the crawler reads. */
export function openKeyPrefix(dataset: Dataset): string {
  return prefix('open-keys', dataset);
}

/** Notes of what a run of the conversion has taken and not yet released. */
export function batchPrefix(dataset: Dataset): string {
  return prefix('batches', dataset);
}

/** Orders to erase, and the marks and receipts of their being done. */
export function erasurePrefix(dataset: Dataset): string {
  return prefix('erasures', dataset);
}

/** The files of the table. */
export function tablePrefix(dataset: Dataset): string {
  return prefix('parquet', dataset);
}

/** What convert has noted of the table's files. */
export function tableNotePrefix(dataset: Dataset): string {
  return prefix('table-notes', dataset);
}

/** What Firehose could not process. */
export function errorPrefix(dataset: Dataset): string {
  return prefix('errors', dataset);
}

function prefix(folder: (typeof LAKE_FOLDERS)[number], dataset?: Dataset): string {
  return dataset ? `${folder}/${dataset.name}/` : `${folder}/`;
}

/** `raw/ctr/2026/11/23/14/name`: by the UTC hour of delivery, as Firehose has it. */
export function rawKey(dataset: Dataset, deliveredAt: Date, name: string): string {
  const hour = deliveredAt.toISOString().slice(0, 13).replace(/[-T]/g, '/');
  return `${rawPrefix(dataset)}${hour}/${name}`;
}

/** Where normalise puts the records of a raw object. */
export function flatfileKey(dataset: Dataset, raw: string): string {
  return `${flatfilePrefix(dataset)}${ownName(dataset, raw)}${FLATFILE_EXTENSION}`;
}

/** Where it puts what is no record in it. */
export function quarantineKey(dataset: Dataset, raw: string): string {
  return `${quarantinePrefix(dataset)}${within(rawPrefix(dataset), raw)}.jsonl`;
}

/**
 * Where it notes, on the laptop, what it has made of the objects of a day.
 * @param day of `deliveryDay`
 */
export function receiptsKey(dataset: Dataset, day: string): string {
  return `${receiptPrefix(dataset)}${day}${RECEIPTS_EXTENSION}`;
}

/** The day of such a file; null of another file's key. */
export function receiptsDay(dataset: Dataset, key: string): string | null {
  const name = within(receiptPrefix(dataset), key);
  if (name === NO_DELIVERY_DAY + RECEIPTS_EXTENSION) return NO_DELIVERY_DAY;
  return dayOf(name, RECEIPTS_EXTENSION);
}

/** What has no day of delivery in its key. */
export const NO_DELIVERY_DAY = 'other';

/**
 * The UTC day of delivery in the key of a raw object or of its flatfile:
 * `raw/ctr/2026/11/23/14/name` → `2026-11-23`, `raw/ctr/name` → `other`.
 */
export function deliveryDay(key: string): string {
  const [, year, month, day] = /^[^/]+\/[^/]+\/(\d{4})\/(\d\d)\/(\d\d)\//.exec(key) ?? [];
  return year === undefined ? NO_DELIVERY_DAY : `${year}-${month}-${day}`;
}

/** @param day `2026-11-23` */
export function tableFileKey(dataset: Dataset, day: string): string {
  return `${tablePrefix(dataset)}${day}${TABLE_FILE_EXTENSION}`;
}

/** The day of a table's file: `parquet/ctr/2026-11-23.parquet` → `2026-11-23`; null of another's. */
export function tableFileDay(dataset: Dataset, key: string): string | null {
  return dayOf(within(tablePrefix(dataset), key), TABLE_FILE_EXTENSION);
}

/** Where convert notes, on the laptop, what a day's file holds. */
export function tableNoteKey(dataset: Dataset, day: string): string {
  return `${tableNotePrefix(dataset)}${day}${TABLE_NOTE_EXTENSION}`;
}

/** The day of such a note; null of another file's key. */
export function tableNoteDay(dataset: Dataset, key: string): string | null {
  return dayOf(within(tableNotePrefix(dataset), key), TABLE_NOTE_EXTENSION);
}

/** The object that tells the crawler of a key of the open struct: `open-keys/ctr/callreason.json`. */
export function openKeyObject(dataset: Dataset, key: string): string {
  return `${openKeyPrefix(dataset)}${key}.json`;
}

/** What an alarm means and what to do: `assets/runbook/dead-letters.md`. */
export function articleKey(alarm: string): string {
  return `${RUNBOOK_PREFIX}${alarm}.md`;
}

/** What a process needs while it is at work on a lake in a folder: `work/convert`. */
export function workKey(name: string): string {
  return `${prefix('work')}${name}`;
}

/**
 * A name between slashes in a flatfile's key, as a pattern that JavaScript and Python both read.
 * `ownName` makes no others; what is named otherwise lies there by another's hand, and the reader of
 * flatfiles might pass over it or fail on it.
 */
export const FLATFILE_NAME =
  '[^._/:\\x00-\\x1f\\x7f-\\x9f\\ufffe\\uffff][^/:\\x00-\\x1f\\x7f-\\x9f\\ufffe\\uffff]*';

/**
 * What tells a raw object from others, as the reader of flatfiles can take it. Hadoop hides names
 * that begin with `_` or `.`, refuses colons, and passes over empty segments; in a listing, which is
 * XML, no control character may stand.
 * `2026/11/23/14/_10:00` → `2026/11/23/14/%5F10%3A00`; an empty segment → `%`
 */
function ownName(dataset: Dataset, raw: string): string {
  const segments = within(rawPrefix(dataset), raw).split('/');
  return segments
    .map((segment) => segment.replace(/^[._]|[%:\p{Cc}\uFFFE\uFFFF]/gu, percent) || '%')
    .join('/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** `2026-11-23.parquet` → `2026-11-23`; null if the name is no day with this extension. */
function dayOf(name: string, extension: string): string | null {
  const day = name.slice(0, -extension.length);
  return /^\d{4}-\d\d-\d\d$/.test(day) && name === day + extension ? day : null;
}

/** @throws Error if `key` does not begin with `prefix`. */
function within(prefix: string, key: string): string {
  if (!key.startsWith(prefix)) throw new Error(`The key ${key} does not begin with ${prefix}`);
  return key.slice(prefix.length);
}
