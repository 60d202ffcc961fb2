import type { Dataset } from './dataset.ts';

/**
 * The lake's keys, the same in a bucket and in a folder. Every output's key is an injective
 * function of its input's, so that a step repeated overwrites its own work and nothing else.
 *
 *     raw/ctr/2026/11/23/14/…              as delivered; kept as the archive
 *     flatfiles/ctr/2026/11/23/14/….json.gz   normalised, one object a line
 *     quarantine/ctr/2026/11/23/14/….jsonl    what is no record
 *     receipts/ctr/2026/11/23/14/….json       what normalise made of it (laptop)
 *     open-keys/ctr/….json                    an object a key of the open struct (AWS)
 *     parquet/ctr/2026-11-23.parquet          the table (laptop: a file a day)
 *     batches/ctr/….json                      what a run of convert took (AWS), until it is released
 *     erasures/ctr/….json                     what has been erased, told by hashes alone
 */

const TABLE_FILE_EXTENSION = '.parquet';

const FLATFILE_EXTENSION = '.json.gz';

export function rawPrefix(dataset: Dataset): string {
  return `raw/${dataset.name}/`;
}

export function flatfilePrefix(dataset: Dataset): string {
  return `flatfiles/${dataset.name}/`;
}

export function quarantinePrefix(dataset: Dataset): string {
  return `quarantine/${dataset.name}/`;
}

function receiptPrefix(dataset: Dataset): string {
  return `receipts/${dataset.name}/`;
}

export function openKeyPrefix(dataset: Dataset): string {
  return `open-keys/${dataset.name}/`;
}

export function batchPrefix(dataset: Dataset): string {
  return `batches/${dataset.name}/`;
}

export function erasurePrefix(dataset: Dataset): string {
  return `erasures/${dataset.name}/`;
}

export function tablePrefix(dataset: Dataset): string {
  return `parquet/${dataset.name}/`;
}

/** `raw/ctr/2026/11/23/14/name`: by the UTC hour of delivery, as Firehose has it. */
export function rawKey(dataset: Dataset, deliveredAt: Date, name: string): string {
  const hour = deliveredAt.toISOString().slice(0, 13).replace(/[-T]/g, '/');
  return `${rawPrefix(dataset)}${hour}/${name}`;
}

export function flatfileKey(dataset: Dataset, raw: string): string {
  return `${flatfilePrefix(dataset)}${within(rawPrefix(dataset), raw)}${FLATFILE_EXTENSION}`;
}

export function quarantineKey(dataset: Dataset, raw: string): string {
  return `${quarantinePrefix(dataset)}${within(rawPrefix(dataset), raw)}.jsonl`;
}

export function receiptKey(dataset: Dataset, raw: string): string {
  return `${receiptPrefix(dataset)}${within(rawPrefix(dataset), raw)}.json`;
}

/** @param day `2026-11-23` */
export function tableFileKey(dataset: Dataset, day: string): string {
  return `${tablePrefix(dataset)}${day}${TABLE_FILE_EXTENSION}`;
}

/** The day of a table's file: `parquet/ctr/2026-11-23.parquet` → `2026-11-23`. */
export function tableFileDay(dataset: Dataset, key: string): string {
  return within(tablePrefix(dataset), key).slice(0, -TABLE_FILE_EXTENSION.length);
}

/** @throws Error if `key` does not begin with `prefix`. */
function within(prefix: string, key: string): string {
  if (!key.startsWith(prefix)) throw new Error(`The key ${key} does not begin with ${prefix}`);
  return key.slice(prefix.length);
}
