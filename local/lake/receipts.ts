/**
 * The receipts: notes of what normalise made of raw objects, and whether the table has it. There is a
 * file for each day of delivery. Every change adds a line to the day's file, and an object's last
 * line counts, so the cost of a change does not grow with the number of objects. A line that a kill
 * or a failing disk has damaged is ignored, and its object is normalised again.
 */
import { constants } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import { deliveryDay, receiptsKey } from '../../pipeline/lake-keys.ts';
import type { NormaliseReport } from '../../pipeline/normalise/normalise.ts';
import { UserError } from '../../terminal/user-error.ts';
import { asWriteError, refusalInWords } from './atomic-write.ts';
import type { FileSum } from './file-sum.ts';
import { fileOf, fileWithFolder, type LakeFolder, type LakeObject } from './lake-folder.ts';
import { isNothingToRead } from './open-file.ts';
import { readWhole } from './read-whole.ts';

/** The receipt for one raw object: what normalise made of it. It is written after the object's outputs. */
export interface Receipt extends Omit<NormaliseReport, 'open_keys'> {
  readonly raw_bytes: number;
  /** The SHA-256 of the object as it is stored, hexadecimal. */
  readonly raw_sha256: string;
  readonly raw_modified_ms: number;
  /** Null if it has no records. */
  readonly flatfile: FileSum | null;
  /** Null if it has only records. */
  readonly quarantine: FileSum | null;
}

/** A receipt as it is read. */
export interface StoredReceipt extends Receipt {
  /** Whether the table has the flatfile's rows, so that the flatfile may be gone. */
  readonly is_converted: boolean;
}

/** The receipts of a day, by the keys of the raw objects. */
export type DayReceipts = ReadonlyMap<string, StoredReceipt>;

type Line =
  | ({ readonly key: string } & Receipt)
  | { readonly key: string; readonly is_converted: true }
  | { readonly key: string; readonly is_gone: true };

/** @param day of `deliveryDay` */
export async function readReceipts(
  lake: LakeFolder,
  dataset: Dataset,
  day: string,
): Promise<DayReceipts> {
  const receipts = new Map<string, StoredReceipt>();
  const file = fileOf(lake, receiptsKey(dataset, day));
  const content = await readWhole(file).catch(emptyIfNoFile(file));
  for (const line of linesOf(content)) {
    const note = parsed(line);
    if (note === null) continue;
    const before = receipts.get(note.key);
    if ('is_gone' in note) receipts.delete(note.key);
    else if ('raw_bytes' in note) receipts.set(note.key, { ...note, is_converted: false });
    else if (before) receipts.set(note.key, { ...before, is_converted: true });
  }
  return receipts;
}

/** Adds the receipts of raw objects that have been normalised, each with the object's key. */
export function addReceipts(
  lake: LakeFolder,
  dataset: Dataset,
  receipts: readonly (readonly [key: string, receipt: Receipt])[],
): Promise<void> {
  return addLines(
    lake,
    dataset,
    receipts.map(([key, receipt]) => ({ key, ...receipt })),
  );
}

/** Notes that the table has the rows of these raw objects' flatfiles. */
export function noteConverted(
  lake: LakeFolder,
  dataset: Dataset,
  keys: readonly string[],
): Promise<void> {
  return addLines(
    lake,
    dataset,
    keys.map((key) => ({ key, is_converted: true })),
  );
}

/** Withdraws the receipt of a raw object, so that the object is normalised again. */
export function forgetReceipt(lake: LakeFolder, dataset: Dataset, key: string): Promise<void> {
  return addLines(lake, dataset, [{ key, is_gone: true }]);
}

/** Whether the object has not changed since its receipt was written. */
export function isCurrent(receipt: Receipt, object: LakeObject): boolean {
  return receipt.raw_bytes === object.bytes && receipt.raw_modified_ms === object.modified_ms;
}

async function addLines(lake: LakeFolder, dataset: Dataset, lines: readonly Line[]): Promise<void> {
  const textOfDay = new Map<string, string>();
  for (const line of lines) {
    const day = deliveryDay(line.key);
    textOfDay.set(day, `${textOfDay.get(day) ?? ''}${textOf(line)}\n`);
  }
  for (const [day, text] of textOfDay) {
    const file = await fileWithFolder(lake, receiptsKey(dataset, day));
    // The last line of a killed process may lack its line break.
    await append(file, `\n${text}`).catch((error) => {
      throw asWriteError(error, file);
    });
  }
}

/** To the end, and without waiting for somebody who reads a pipe in the file's place. */
const APPEND_AND_DO_NOT_WAIT =
  constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | (constants.O_NONBLOCK ?? 0);

async function append(file: string, text: string): Promise<void> {
  try {
    await appendFile(file, text, { flag: APPEND_AND_DO_NOT_WAIT });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EISDIR', 'ENOENT', 'ELOOP', 'ENXIO'].includes(code)) throw error;
    // A folder, a pipe or a dangling link in the file's place holds no receipts.
    await rm(file, { recursive: true, force: true });
    await appendFile(file, text);
  }
}

function emptyIfNoFile(file: string) {
  return (error: NodeJS.ErrnoException): Buffer => {
    if (isNothingToRead(error)) return Buffer.alloc(0);
    throw new UserError(`Cannot read ${file}: ${refusalInWords(error)}`, { cause: error });
  };
}

/** Yields line by line, because a day of a million objects exceeds the longest string. */
function* linesOf(content: Buffer): Generator<string> {
  for (let from = 0; from < content.length; ) {
    const end = content.indexOf('\n', from);
    const to = end < 0 ? content.length : end;
    if (to > from) yield content.toString('utf8', from, to);
    from = to + 1;
  }
}

/*
 * A line begins with the CRC-32 of the rest of it, so that a single flipped bit is noticed:
 * {"crc32":"0a1b2c3d","key":"raw/ctr/…",…}
 */
const CRC_BEGINS = '{"crc32":"';
const CRC_DIGITS = 8;
const CRC_ENDS = '",';
const CRC_BYTES = CRC_BEGINS.length + CRC_DIGITS + CRC_ENDS.length;

function textOf(line: Line): string {
  const fields = JSON.stringify(line).slice(1);
  return `${CRC_BEGINS}${crcOf(fields)}${CRC_ENDS}${fields}`;
}

/** Null if the line is not as it was written. */
function parsed(text: string): Line | null {
  const fields = text.slice(CRC_BYTES);
  if (text.slice(0, CRC_BYTES) !== `${CRC_BEGINS}${crcOf(fields)}${CRC_ENDS}`) return null;
  return JSON.parse(text) as Line;
}

function crcOf(text: string): string {
  return crc32(text).toString(16).padStart(CRC_DIGITS, '0');
}
