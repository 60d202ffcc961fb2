import { hash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import { type Erasure, erasureId, erasureIds, erasureKey } from '../../pipeline/erase/erasure.ts';
import { erasedBy, type Wanted } from '../../pipeline/erase/wanted.ts';
import { erasurePrefix } from '../../pipeline/lake-keys.ts';
import { fileOf, type LakeFolder, listObjects, roomFor } from '../lake/lake-folder.ts';
import { writeWhole } from '../lake/write-whole.ts';

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

/** All erasures of the lake, done or not, in the order of time. */
export async function readErasures(lake: LakeFolder, dataset: Dataset): Promise<NamedErasure[]> {
  const objects = await listObjects(lake, erasurePrefix(dataset));
  const ids = erasureIds(
    dataset,
    objects.map(({ key }) => key),
  );
  return Promise.all(
    ids.map(async (id) => {
      const text = await readFile(fileOf(lake, erasureKey(dataset, id)), 'utf8');
      return { id, erasure: JSON.parse(text) as Erasure };
    }),
  );
}

/** What all erasures of the lake want gone, done or not; null if there are none. */
export async function erasedFromLake(lake: LakeFolder, dataset: Dataset): Promise<Wanted | null> {
  const erasures = (await readErasures(lake, dataset)).map(({ erasure }) => erasure);
  if (erasures.length === 0) return null;
  const contacts = erasures.flatMap((erasure) => erasure.contacts);
  const fragments = erasures.flatMap((erasure) => erasure.fragments);
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
