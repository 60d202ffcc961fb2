import { hash, randomBytes } from 'node:crypto';
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

/** SHA-256 as hexadecimal; see `Hash` in pipeline/erase/erasure.ts. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

export function newErasureId(now: Date): string {
  return erasureId(now, randomBytes(3).toString('hex'));
}

/** The erasures in the lake's `erasures/`. */
export interface LakeErasures {
  /** All that can be read, done or not, in the order of time. */
  readonly erasures: NamedErasure[];
  /** Erasures that cannot be read. Their contacts come back if they are delivered again. */
  readonly left_out: PassedOver[];
}

export async function readErasures(lake: LakeFolder, dataset: Dataset): Promise<LakeErasures> {
  const prefix = erasurePrefix(dataset);
  const { folders, others } = await namesBelow(lake, prefix);
  // Even a folder with an erasure's name stands for someone who must not come back.
  const names = [...folders, ...others].map((name) => prefix + name);
  const found: LakeErasures = { erasures: [], left_out: [] };
  for (const id of erasureIds(dataset, names)) {
    const key = erasureKey(dataset, id);
    const read = await readErasure(fileOf(lake, key));
    if (typeof read === 'object') found.erasures.push({ id, erasure: read });
    else found.left_out.push(leftOut(key, read));
  }
  return found;
}

/** The erasure, or a word for what is wrong with its file. */
async function readErasure(file: string): Promise<Erasure | string> {
  try {
    return erasureIn((await readWhole(file)).toString()) ?? 'damaged';
  } catch (error) {
    return `unreadable (${refusalInWords(error)})`;
  }
}

function leftOut(path: string, what: string): PassedOver {
  const reason = `${what}, expected it to say what was erased: put it back from a copy, or remove it and erase the same again`;
  return { path, reason, is_unreadable: true };
}

/** The matcher of everything that the lake's erasures name, done or not; null if there are none. */
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

/** The content of an erasure's object. */
export function erasureText(erasure: Erasure): string {
  return `${JSON.stringify(erasure)}\n`;
}

export function isDone({ erasure }: NamedErasure): boolean {
  return erasure.done_at !== null;
}
