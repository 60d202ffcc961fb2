import type { Dataset } from './dataset.ts';
import { withoutIds } from './id-digits.ts';

/**
 * The lake's keys, which are the same in a bucket and in a folder. Different inputs have outputs
 * with different keys, so that a repeated step overwrites its own outputs and nothing else.
 *
 *     raw/ctr/2026/11/23/14/…                 objects as delivered: the archive
 *     flatfiles/ctr/2026/11/23/14/….json.gz   normalised records, one a line, until convert merges them
 *     quarantine/ctr/2026/11/23/14/….jsonl    pieces of raw objects that are no records
 *     receipts/ctr/2026-11-23.jsonl           normalise's notes of the objects delivered on a day (laptop)
 *     open-keys/ctr/….json                    an object for each key of the open struct (AWS)
 *     parquet/ctr/2026-11-23.parquet          the table (laptop: a file for each day)
 *     table-notes/ctr/2026-11-23.json         convert's note of the day's file (laptop)
 *     batches/ctr/….json                      the flatfiles that a run of convert is merging (AWS)
 *     erasures/ctr/….json                     orders to erase, by hashes alone, and their receipts
 *     erasures/ctr/….table.json               a mark that the table is without them (AWS)
 *     errors/ctr/…                            records that Firehose could not process (AWS)
 *     schedules/….csv                         agents' schedules, which the user puts there
 *     athena-results/…                        answers of queries (AWS)
 *     assets/…                                files of the stack (AWS)
 *     work/kept/ctr/…                         sums of the page, kept for the next time (laptop)
 *     work/…                                  temporary files of a running process (laptop)
 */

/** Keys depend on the dataset's name alone. */
type Named = Pick<Dataset, 'name'>;

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
  'schedules',
  'athena-results',
  'assets',
] as const;

export type BucketFolder = (typeof BUCKET_FOLDERS)[number];

/** The folders that a lake may have, in a bucket or on a laptop. */
export const LAKE_FOLDERS = [...BUCKET_FOLDERS, 'receipts', 'table-notes', 'work'] as const;

/** Firehose's error output, of all datasets. */
export const ERRORS_PREFIX = prefix('errors');

/** The quarantine of all datasets. */
export const QUARANTINE_PREFIX = prefix('quarantine');

/** Agents' schedules, in files of CSV. */
export const SCHEDULES_PREFIX = prefix('schedules');

/** Athena's answers. */
export const RESULTS_PREFIX = prefix('athena-results');

/** Scripts, saved queries and articles that come with the stack. */
export const ASSETS_PREFIX = prefix('assets');

/** A text in the bucket that explains its folders. */
export const README_KEY = `${ASSETS_PREFIX}README.txt`;

/** The runbook's articles. */
export const RUNBOOK_PREFIX = `${ASSETS_PREFIX}runbook/`;

const TABLE_FILE_EXTENSION = '.parquet';

const TABLE_NOTE_EXTENSION = '.json';

const RECEIPTS_EXTENSION = '.jsonl';

/** The end of a flatfile's key. */
export const FLATFILE_EXTENSION = '.json.gz';

/** The end of an erasure's key, after its prefix and its id. */
export const ERASURE_EXTENSION = '.json';

/** The end of the key of the mark that the conversion on AWS sets once the table is without the contacts. */
export const TABLE_ERASURE_EXTENSION = '.table.json';

/** Objects as delivered. */
export function rawPrefix(dataset: Named): string {
  return prefix('raw', dataset);
}

/** Normalised records, until they are converted. */
export function flatfilePrefix(dataset: Dataset): string {
  return prefix('flatfiles', dataset);
}

/** Pieces of raw objects that are no records, and the reasons. */
export function quarantinePrefix(dataset: Dataset): string {
  return prefix('quarantine', dataset);
}

/** Normalise's notes of the raw objects, on the laptop. */
export function receiptPrefix(dataset: Dataset): string {
  return prefix('receipts', dataset);
}

/** Objects for the crawler, one for each key of the open struct. */
export function openKeyPrefix(dataset: Dataset): string {
  return prefix('open-keys', dataset);
}

/** Notes of the flatfiles that a run of the conversion is merging. */
export function batchPrefix(dataset: Dataset): string {
  return prefix('batches', dataset);
}

/** Orders to erase, and the marks and receipts that they are carried out. */
export function erasurePrefix(dataset: Dataset): string {
  return prefix('erasures', dataset);
}

/** The files of the table. */
export function tablePrefix(dataset: Dataset): string {
  return prefix('parquet', dataset);
}

/** Convert's notes of the table's files. */
export function tableNotePrefix(dataset: Dataset): string {
  return prefix('table-notes', dataset);
}

/** Records that Firehose could not process. */
export function errorPrefix(dataset: Dataset): string {
  return prefix('errors', dataset);
}

function prefix(folder: (typeof LAKE_FOLDERS)[number], dataset?: Named): string {
  return dataset ? `${folder}/${dataset.name}/` : `${folder}/`;
}

/** `raw/ctr/2026/11/23/14/name`: by the UTC hour of delivery, as Firehose names its objects. */
export function rawKey(dataset: Named, deliveredAt: Date, name: string): string {
  const hour = deliveredAt.toISOString().slice(0, 13).replace(/[-T]/g, '/');
  return `${rawPrefix(dataset)}${hour}/${name}`;
}

/**
 * The name of the raw object that has a file's content, apart from a hash that may be added: the file's own, and of
 * the folders above it those that the dataset's `keyPattern` reads. Hadoop cannot read a colon, and ids of contacts
 * would stay in receipts and in erasures, so the digits of `idDigits` stand for each.
 * `Analysis/Voice/2026/03/02/7f0ae01d-…_2026-03-02T09:00:00Z.json` → `2026_03_02_5d3c…_2026-03-02T09_00_00Z.json`
 * @param given the path of the file, with `/`; `%3A` is a colon, as in downloads and inventories
 */
export function rawName({ keyPattern }: Pick<Dataset, 'keyPattern'>, given: string): string {
  const path = given.replace(/%3A/gi, ':');
  const bare = path.lastIndexOf('/') + 1;
  const from = Math.min(bare, keyPattern?.exec(path)?.index ?? bare);
  return withoutIds(path.slice(from).replace(/[/:]/g, '_'));
}

/** The key of a raw object's flatfile. */
export function flatfileKey(dataset: Dataset, raw: string): string {
  return `${flatfilePrefix(dataset)}${safeName(dataset, raw)}${FLATFILE_EXTENSION}`;
}

/** The key of a raw object's quarantine. */
export function quarantineKey(dataset: Dataset, raw: string): string {
  return `${quarantinePrefix(dataset)}${within(rawPrefix(dataset), raw)}.jsonl`;
}

/**
 * The key of the receipts of the raw objects of a day, on the laptop.
 * @param day of `deliveryDay`
 */
export function receiptsKey(dataset: Dataset, day: string): string {
  return `${receiptPrefix(dataset)}${day}${RECEIPTS_EXTENSION}`;
}

/** The day of a receipts file; null if the key is another file's. */
export function receiptsDay(dataset: Dataset, key: string): string | null {
  const name = within(receiptPrefix(dataset), key);
  if (name === NO_DELIVERY_DAY + RECEIPTS_EXTENSION) return NO_DELIVERY_DAY;
  return dayOf(name, RECEIPTS_EXTENSION);
}

/** The day of objects that have no day of delivery in their keys. */
const NO_DELIVERY_DAY = 'other';

/**
 * The UTC day of delivery in the key of a raw object or of its flatfile:
 * `raw/ctr/2026/11/23/14/name` → `2026-11-23`, `raw/ctr/name` → `other`.
 */
export function deliveryDay(key: string): string {
  const [, year, month, day] = /^[^/]+\/[^/]+\/(\d{4})\/(\d\d)\/(\d\d)\//.exec(key) ?? [];
  return year === undefined ? NO_DELIVERY_DAY : `${year}-${month}-${day}`;
}

/** The UTC hour of delivery in a raw object's key, `2026-11-23T14:00:00Z`; null if the key has none. */
export function arrivalHour(key: string): string | null {
  const [, year, month, day, hour] =
    /^[^/]+\/[^/]+\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\//.exec(key) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:00:00Z`;
}

/**
 * The key of the raw object of `other` that has the records of `other` found in a raw object of `dataset`:
 * `raw/ctr/2026/11/23/14/name` → `raw/agent_events/2026/11/23/14/from-ctr/name`.
 */
export function passedOnKey(dataset: Dataset, raw: string, other: Dataset): string {
  const { hour, name } = partsOfRaw(dataset, raw);
  return `${rawPrefix(other)}${hour}from-${dataset.name}/${name}`;
}

/**
 * The key of the raw object of `other` that `passedOnKey` has made the raw object `key` of the dataset from; null if the
 * object was delivered as it is.
 */
export function passedOnFrom(dataset: Dataset, key: string, other: Dataset): string | null {
  const mark = `from-${other.name}/`;
  const { hour, name } = partsOfRaw(dataset, key);
  return name.startsWith(mark) ? `${rawPrefix(other)}${hour}${name.slice(mark.length)}` : null;
}

/** `raw/ctr/2026/11/23/14/name` → hour `2026/11/23/14/`, which is empty if the key has none, and `name`. */
function partsOfRaw(dataset: Dataset, key: string): { hour: string; name: string } {
  const path = within(rawPrefix(dataset), key);
  const hour = /^\d{4}\/\d\d\/\d\d\/\d\d\//.exec(path)?.[0] ?? '';
  return { hour, name: path.slice(hour.length) };
}

/** @param day `2026-11-23` */
export function tableFileKey(dataset: Dataset, day: string): string {
  return `${tablePrefix(dataset)}${day}${TABLE_FILE_EXTENSION}`;
}

/** The day of a table's file: `parquet/ctr/2026-11-23.parquet` → `2026-11-23`; null for other keys. */
export function tableFileDay(dataset: Dataset, key: string): string | null {
  return dayOf(within(tablePrefix(dataset), key), TABLE_FILE_EXTENSION);
}

/** The key of convert's note of a day's file, on the laptop. */
export function tableNoteKey(dataset: Dataset, day: string): string {
  return `${tableNotePrefix(dataset)}${day}${TABLE_NOTE_EXTENSION}`;
}

/** The day of such a note; null for other keys. */
export function tableNoteDay(dataset: Dataset, key: string): string | null {
  return dayOf(within(tableNotePrefix(dataset), key), TABLE_NOTE_EXTENSION);
}

/** The object from which the crawler learns a key of the open struct: `open-keys/ctr/callreason.json`. */
export function openKeyObject(dataset: Dataset, key: string): string {
  return `${openKeyPrefix(dataset)}${key}.json`;
}

/** The key of the article on an alarm: `assets/runbook/dead-letters.md`. */
export function articleKey(alarm: string): string {
  return `${RUNBOOK_PREFIX}${alarm}.md`;
}

/** The key of a running process's temporary files, on the laptop: `work/convert`. */
export function workKey(name: string): string {
  return `${prefix('work')}${name}`;
}

/**
 * A name between slashes in a flatfile's key, as a pattern that JavaScript and Python both read.
 * `safeName` makes only such names. A file with another name was not written by normalise, and a
 * reader of flatfiles might skip it or fail on it.
 */
export const FLATFILE_NAME =
  '[^._/:\\x00-\\x1f\\x7f-\\x9f\\ufffe\\uffff][^/:\\x00-\\x1f\\x7f-\\x9f\\ufffe\\uffff]*';

/**
 * The raw object's name, percent-encoded where Hadoop or S3 could not handle it in a flatfile's key:
 * Hadoop hides names that begin with `_` or `.`, rejects colons and drops empty segments, and the
 * XML of an S3 listing cannot hold control characters.
 * `2026/11/23/14/_10:00` → `2026/11/23/14/%5F10%3A00`; an empty segment → `%`
 */
function safeName(dataset: Dataset, raw: string): string {
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
