/**
 * The files of the page's cache. A batch is the result of one reading of the table: two files of the same name, the
 * sums as JSON and the facts as Parquet. A day is covered by the batch that has the checksum of the day's present
 * file.
 */
import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownUnfinishedName } from '../local/lake/atomic-write.ts';
import { sumOfFile } from '../local/lake/file-sum.ts';
import { readWhole } from '../local/lake/read-whole.ts';

export interface Batch {
  /** What the tables depend on beside the days: SQL and settings. */
  readonly key: string;
  /** SHA-256 of each day's file. */
  readonly days: Readonly<Record<string, string>>;
  /** SHA-256 of the file of each table. */
  readonly tables: Readonly<Record<string, string>>;
}

export interface NamedBatch extends Batch {
  readonly name: string;
}

/** The batches of this key. Batches of another key, and unreadable ones, are left out. */
export async function readBatches(folder: string, key: string): Promise<NamedBatch[]> {
  const batches: NamedBatch[] = [];
  for (const name of await batchNames(folder)) {
    const batch = await readWhole(noteFile(folder, name)).then(parsed, () => null);
    if (batch?.key !== key) continue;
    const named = { ...batch, name };
    if (await isSound(folder, named)) batches.push(named);
  }
  return batches;
}

async function isSound(folder: string, { name, tables }: NamedBatch): Promise<boolean> {
  for (const [table, sha256] of Object.entries(tables)) {
    if ((await sumOfFile(tableFile(folder, name, table)))?.sha256 !== sha256) return false;
  }
  return true;
}

/**
 * Adds a batch. Not flushed to disk as the lake's own files are: what a power failure spoils is worked
 * out again.
 * @param tables the names of its tables
 * @param write writes a table's rows at a path
 * @param mayKeep throws if the files must not be kept any more; they are then left unfinished
 */
export async function addBatch(
  folder: string,
  { key, days }: Pick<Batch, 'key' | 'days'>,
  tables: readonly string[],
  write: (table: string, file: string) => Promise<unknown>,
  mayKeep: () => Promise<void>,
): Promise<NamedBatch> {
  const name = randomBytes(8).toString('hex');
  const sums: Record<string, string> = {};
  for (const table of tables) {
    const file = tableFile(folder, name, table);
    const unfinished = ownUnfinishedName(file);
    await write(table, unfinished);
    sums[table] = (await sumOfFile(unfinished))!.sha256;
    await mayKeep();
    await rename(unfinished, file);
  }
  const batch = { key, days, tables: sums };
  const note = noteFile(folder, name);
  const unfinished = ownUnfinishedName(note);
  await writeFile(unfinished, JSON.stringify(batch));
  // The note comes last: if it is there, so are the tables.
  await rename(unfinished, note);
  return { ...batch, name };
}

/** Removes the files of all batches but these. */
export async function keepBatches(folder: string, names: ReadonlySet<string>): Promise<void> {
  for (const file of await batchFiles(folder)) {
    if (!names.has(file.slice(0, NAME_LENGTH))) await rm(join(folder, file), { force: true });
  }
}

export function tableFile(folder: string, name: string, table: string): string {
  return join(folder, `${name}-${table}.parquet`);
}

function noteFile(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

async function batchNames(folder: string): Promise<string[]> {
  const notes = (await batchFiles(folder)).filter((file) => file.endsWith('.json'));
  return notes.map((file) => file.slice(0, NAME_LENGTH));
}

const NAME_LENGTH = 16;

/** Also those of earlier releases, which are removed. */
async function batchFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => /^[0-9a-f]{16}(-\w+)?\.(json|parquet)$/.test(file));
}

function parsed(json: Buffer): Batch | null {
  try {
    return JSON.parse(json.toString());
  } catch {
    return null;
  }
}
