import { hash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { type EraseMatcher, matchErased } from '../../pipeline/erase/erase-matcher.ts';
import {
  type Erasure,
  erasureId,
  erasureIds,
  erasureIn,
  erasureKey,
} from '../../pipeline/erase/erasure.ts';
import { erasurePrefix } from '../../pipeline/lake-keys.ts';
import { refusalInWords, writeFileAtomically } from './atomic-write.ts';
import { fileOf, fileWithFolder, type LakeFolder, namesBelow } from './lake-folder.ts';
import type { PassedOver } from './passed-over.ts';
import { readWhole } from './read-whole.ts';

/** An erasure and the id that its key is made of. */
export interface NamedErasure {
  readonly id: string;
  readonly erasure: Erasure;
}

/** @see Hash of pipeline/erase */
export function sha256(text: string): string {
  return hash('sha256', text);
}

export function newErasureId(now: Date): string {
  return erasureId(now, randomBytes(3).toString('hex'));
}

/** What is in `erasures/`. */
export interface FoundErasures {
  /** Done or not, in the order of time. */
  readonly erasures: NamedErasure[];
  /** Those that do not say any more what they erased: it comes back when it is delivered again. */
  readonly left_out: PassedOver[];
}

export async function readErasures(lake: LakeFolder, dataset: Dataset): Promise<FoundErasures> {
  const prefix = erasurePrefix(dataset);
  const { folders, others } = await namesBelow(lake, prefix);
  // Whatever has a receipt's name stands for somebody who is not to come back.
  const names = [...folders, ...others].map((name) => prefix + name);
  const found: FoundErasures = { erasures: [], left_out: [] };
  for (const id of erasureIds(dataset, names)) {
    const key = erasureKey(dataset, id);
    const read = await readErasure(fileOf(lake, key));
    if (typeof read === 'object') found.erasures.push({ id, erasure: read });
    else found.left_out.push(leftOut(key, read));
  }
  return found;
}

/** The erasure, or what is wrong with its file. */
async function readErasure(file: string): Promise<Erasure | string> {
  try {
    // A pipe or a device might never end.
    if (!(await stat(file)).isFile()) return 'no file';
    return erasureIn((await readWhole(file)).toString()) ?? 'damaged';
  } catch (error) {
    return `unreadable (${refusalInWords(error)})`;
  }
}

function leftOut(path: string, what: string): PassedOver {
  const reason = `${what}, expected it to say what was erased: put it back from a copy, or remove it and erase the same again`;
  return { path, reason, is_unreadable: true };
}

/** What all erasures of the lake want gone, done or not; null if there are none. */
export async function erasedFromLake(
  lake: LakeFolder,
  dataset: Dataset,
): Promise<EraseMatcher | null> {
  const { erasures } = await readErasures(lake, dataset);
  if (erasures.length === 0) return null;
  const contacts = erasures.flatMap(({ erasure }) => erasure.contacts);
  const fragments = erasures.flatMap(({ erasure }) => erasure.fragments);
  return matchErased({ contacts, fragments }, sha256);
}

export async function writeErasure(
  lake: LakeFolder,
  dataset: Dataset,
  { id, erasure }: NamedErasure,
): Promise<void> {
  await writeFileAtomically(
    await fileWithFolder(lake, erasureKey(dataset, id)),
    erasureText(erasure),
  );
}

/** What an erasure's object holds. */
export function erasureText(erasure: Erasure): string {
  return `${JSON.stringify(erasure)}\n`;
}

export function isDone({ erasure }: NamedErasure): boolean {
  return erasure.done_at !== null;
}
