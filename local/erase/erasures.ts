import { hash, randomBytes } from 'node:crypto';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  type Erasure,
  erasureId,
  erasureIds,
  erasureIn,
  erasureKey,
} from '../../pipeline/erase/erasure.ts';
import { erasedBy, type Wanted } from '../../pipeline/erase/wanted.ts';
import { erasurePrefix } from '../../pipeline/lake-keys.ts';
import { fileOf, type LakeFolder, namesBelow, objectAt, roomFor } from '../lake/lake-folder.ts';
import { readWhole } from '../lake/read-whole.ts';
import { writeWhole } from '../lake/write-whole.ts';
import type { PassedOver } from '../passed-over.ts';

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
  const ids = erasureIds(
    dataset,
    [...folders, ...others].map((name) => prefix + name),
  );
  const found: FoundErasures = { erasures: [], left_out: [] };
  for (const id of ids) {
    const key = erasureKey(dataset, id);
    // A folder may be in its place, or a link to nowhere: it says nothing, but something was erased.
    const isFile = objectAt(lake, key) !== null;
    const erasure = isFile ? erasureIn((await readWhole(fileOf(lake, key))).toString()) : null;
    if (erasure) found.erasures.push({ id, erasure });
    else found.left_out.push({ path: key, reason: DAMAGED, is_unreadable: true });
  }
  return found;
}

const DAMAGED =
  'damaged, expected it to say what was erased: put it back from a copy, or remove it and erase the same again';

/** What all erasures of the lake want gone, done or not; null if there are none. */
export async function erasedFromLake(lake: LakeFolder, dataset: Dataset): Promise<Wanted | null> {
  const { erasures } = await readErasures(lake, dataset);
  if (erasures.length === 0) return null;
  const contacts = erasures.flatMap(({ erasure }) => erasure.contacts);
  const fragments = erasures.flatMap(({ erasure }) => erasure.fragments);
  return erasedBy({ contacts, fragments }, sha256);
}

export async function writeErasure(
  lake: LakeFolder,
  dataset: Dataset,
  { id, erasure }: NamedErasure,
): Promise<void> {
  await writeWhole(await roomFor(lake, erasureKey(dataset, id)), erasureText(erasure));
}

/** What an erasure's object holds. */
export function erasureText(erasure: Erasure): string {
  return `${JSON.stringify(erasure)}\n`;
}

export function isDone({ erasure }: NamedErasure): boolean {
  return erasure.done_at !== null;
}
