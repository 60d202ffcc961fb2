/**
 * The files of what the page keeps of the table's days. A batch is what one reading worked out: two
 * files of the same name, the sums as JSON and the facts as Parquet. A day is kept by the batch that
 * has the checksum of the day's present file.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownUnfinishedName } from '../local/lake/atomic-write.ts';
import { readWhole } from '../local/lake/read-whole.ts';

/** The values of a row, in the order of its table's columns. */
export type Values = readonly unknown[];

/** The rows that the contacts of a day's file add to each table. */
export interface KeptDay {
  /** SHA-256 of the day's file. */
  readonly sha256: string;
  readonly rows: Readonly<Record<string, readonly Values[]>>;
}

export interface Batch {
  /** What the sums depend on beside the days: SQL and settings. */
  readonly key: string;
  /** The names of each table's columns. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly days: Readonly<Record<string, KeptDay>>;
}

export interface NamedBatch extends Batch {
  readonly name: string;
}

/** The batches of this key. Those of another key, and unreadable ones, are left out. */
export async function readBatches(folder: string, key: string): Promise<NamedBatch[]> {
  const batches: NamedBatch[] = [];
  for (const name of await batchNames(folder)) {
    const batch = await readWhole(sumsFile(folder, name)).then(parsed, () => null);
    if (batch?.key === key && (await isFile(factsFile(folder, name)))) {
      batches.push({ ...batch, name });
    }
  }
  return batches;
}

/**
 * Adds a batch. Not flushed to disk as the lake's own files are: what a power failure spoils is worked
 * out again.
 * @param writeFacts writes the batch's facts at a path
 */
export async function addBatch(
  folder: string,
  batch: Batch,
  writeFacts: (file: string) => Promise<unknown>,
): Promise<NamedBatch> {
  const name = randomBytes(8).toString('hex');
  const [facts, sums] = [factsFile(folder, name), sumsFile(folder, name)];
  const [unfinishedFacts, unfinishedSums] = [ownUnfinishedName(facts), ownUnfinishedName(sums)];
  await writeFacts(unfinishedFacts);
  await writeFile(unfinishedSums, JSON.stringify(batch));
  await rename(unfinishedFacts, facts);
  // The sums come last: if they are there, so are the facts.
  await rename(unfinishedSums, sums);
  return { ...batch, name };
}

/** Removes the files of all batches but these. */
export async function keepBatches(folder: string, names: ReadonlySet<string>): Promise<void> {
  for (const file of await batchFiles(folder)) {
    if (!names.has(file.slice(0, NAME_LENGTH))) await rm(join(folder, file), { force: true });
  }
}

export function factsFile(folder: string, name: string): string {
  return join(folder, `${name}.parquet`);
}

function sumsFile(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

async function batchNames(folder: string): Promise<string[]> {
  const sums = (await batchFiles(folder)).filter((file) => file.endsWith('.json'));
  return sums.map((file) => file.slice(0, NAME_LENGTH));
}

/** The engine would wait for ever for the other end of a pipe. */
function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

const NAME_LENGTH = 16;

async function batchFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => /^[0-9a-f]{16}\.(json|parquet)$/.test(file));
}

function parsed(json: Buffer): Batch | null {
  try {
    return JSON.parse(json.toString());
  } catch {
    return null;
  }
}
