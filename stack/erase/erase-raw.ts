import { gzipSync } from 'node:zlib';
import type { Dataset } from '../../pipeline/dataset.ts';
import { blanked, isBlank } from '../../pipeline/erase/blank.ts';
import type { EraseMatcher } from '../../pipeline/erase/erase-matcher.ts';
import type { Fragment } from '../../pipeline/erase/erasure.ts';
import { searchObject } from '../../pipeline/erase/search-object.ts';
import { flatfileKey, quarantineKey } from '../../pipeline/lake-keys.ts';
import { contentOf } from '../../pipeline/normalise/content.ts';
import type { QuarantineEntry } from '../../pipeline/normalise/normaliser.ts';
import { UserError } from '../../terminal/user-error.ts';
import type { LakeObjects, StoredObject } from './erase-objects.ts';
import { replaced } from './find-in-objects.ts';
import { type Waiting, waitUntil } from './wait.ts';

/** Metadata of an empty flatfile that waits to be replaced by normalise. */
const AWAITS = 'awaits-normalise';

/**
 * Erases the wanted records in a raw object, its flatfile and its quarantine, in all their versions.
 *
 * The old version of the raw object is removed last. Until then, an erasure that was interrupted and
 * starts over finds the wanted records again.
 * @param waiting how to wait for normalise; null if the stack keeps the dataset no longer, so that normalise does
 *   not read it
 */
export async function eraseInRaw(
  objects: LakeObjects,
  dataset: Dataset,
  key: string,
  wanted: EraseMatcher,
  waiting: Waiting | null,
): Promise<void> {
  const outputs = [flatfileKey(dataset, key), quarantineKey(dataset, key)] as const;
  const current = await objects.read(key);
  if (current === null) {
    for (const output of outputs) await objects.remove(await objects.versionsOf(output));
  } else {
    await blankCurrent(objects, dataset, key, current, wanted, waiting !== null);
    if (waiting === null) await cleanOutputs(objects, dataset, key, wanted);
    else {
      await waitUntil(`normalise to write ${outputs[0]} again`, waiting, () =>
        isClean(objects, dataset, key, wanted),
      );
    }
    for (const output of outputs) {
      await objects.remove(replaced(await objects.versionsOf(output)));
    }
  }
  await objects.remove(replaced(await objects.versionsOf(key)));
}

/** Erases the wanted records in an object that normalise does not read, in all its versions. */
export async function eraseInObject(
  objects: LakeObjects,
  dataset: Dataset,
  key: string,
  wanted: EraseMatcher,
): Promise<void> {
  const current = await objects.read(key);
  if (current) {
    const { findings } = await searchObject(dataset, key, current.chunks, wanted);
    if (findings.length > 0) {
      await objects.replace(key, current, (chunks) => blanked(chunks, findings));
    }
  }
  await objects.remove(replaced(await objects.versionsOf(key)));
}

async function blankCurrent(
  objects: LakeObjects,
  dataset: Dataset,
  key: string,
  current: StoredObject,
  wanted: EraseMatcher,
  isNormalised: boolean,
): Promise<void> {
  const { findings: blanks } = await searchObject(dataset, key, current.chunks, wanted);
  if (blanks.length === 0) return;
  // Normalise replaces an existing flatfile even if no record is left. So the moment at which this
  // marked, empty flatfile disappears shows that normalise has processed the new raw object.
  if (isNormalised)
    await objects.write(flatfileKey(dataset, key), gzipSync(''), { [AWAITS]: 'true' });
  await objects.replace(key, current, (chunks) => blanked(chunks, blanks));
}

/** Removes the wanted lines from flatfile and quarantine, which normalise would write again if it read the dataset. */
async function cleanOutputs(
  objects: LakeObjects,
  dataset: Dataset,
  key: string,
  wanted: EraseMatcher,
): Promise<void> {
  const { isWantedEntry, isWantedRow } = wantedLines(dataset, key, wanted);
  const flatfile = await objects.read(flatfileKey(dataset, key));
  if (flatfile) {
    const rows = await linesWithout(contentOf(flatfile.chunks), isWantedRow);
    await objects.write(flatfileKey(dataset, key), gzipSync(rows), {});
  }
  const quarantine = await objects.read(quarantineKey(dataset, key));
  if (quarantine) {
    const entries = await linesWithout(quarantine.chunks, isWantedEntry);
    await objects.write(quarantineKey(dataset, key), Buffer.from(entries), {});
  }
}

async function linesWithout(
  chunks: AsyncIterable<Uint8Array>,
  isWanted: (line: string) => boolean,
): Promise<string> {
  const kept: string[] = [];
  for await (const line of lines(chunks)) {
    if (line !== '' && !isWanted(line)) kept.push(`${line}\n`);
  }
  return kept.join('');
}

/** Whether flatfile and quarantine are made of the present raw object. */
async function isClean(
  objects: LakeObjects,
  dataset: Dataset,
  key: string,
  wanted: EraseMatcher,
): Promise<boolean> {
  const { isWantedEntry, isWantedRow } = wantedLines(dataset, key, wanted);
  const flatfile = await objects.read(flatfileKey(dataset, key));
  if (flatfile?.Metadata?.[AWAITS] !== undefined) {
    flatfile.chunks.destroy();
    return false;
  }
  if (flatfile && (await anyLine(contentOf(flatfile.chunks), isWantedRow))) return false;
  const quarantine = await objects.read(quarantineKey(dataset, key));
  return !quarantine || !(await anyLine(quarantine.chunks, isWantedEntry));
}

/** Which lines of the flatfile and of the quarantine of a raw object are to be erased. */
function wantedLines(dataset: Dataset, key: string, wanted: EraseMatcher) {
  const isWantedRow = (line: string): boolean => {
    const row = parsed(line) as Record<string, string>;
    // A record is known, here as in the conversion, by the contact that it is about, if it names one.
    const contact = dataset.contact && row[dataset.contact.name];
    const identity = () => (contact ? [contact] : dataset.identity.map(({ name }) => row[name]!));
    const bytes = () => Buffer.from(line);
    const it = { identity, json: () => row, bytes, row: () => row, moved: [] };
    return wanted.matchesRecord({ containsText: false, ...it });
  };

  const isWantedEntry = (line: string): boolean => {
    const entry = parsed(line) as QuarantineEntry;
    return wanted.fragmentsToErase(key).some((fragment) => isIn(fragment, entry));
  };
  return { isWantedRow, isWantedEntry };
}

/** Whether the entry still quotes the fragment. An entry without a quotation is no evidence. */
function isIn(fragment: Fragment, entry: QuarantineEntry): boolean {
  const from = fragment.source_offset - entry.source_offset;
  const { original, original_base64 = '' } = entry;
  const bytes = original ? Buffer.from(original) : Buffer.from(original_base64, 'base64');
  const piece = bytes.subarray(Math.max(0, from), Math.max(0, from + fragment.length_bytes));
  return from >= 0 && piece.length > 0 && !isBlank(piece);
}

/** @throws UserError that does not quote the line, which has personal data */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UserError('A line of a flatfile or of quarantine is damaged, expected JSON');
  }
}

async function anyLine(
  chunks: AsyncIterable<Uint8Array>,
  holds: (line: string) => boolean,
): Promise<boolean> {
  for await (const line of lines(chunks)) {
    if (line !== '' && holds(line)) return true;
  }
  return false;
}

/** Splits at line feeds alone: a JSON string may hold U+2028, which ends a line for Node's readline. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const found = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = found.pop()!;
    yield* found;
  }
  yield rest;
}
