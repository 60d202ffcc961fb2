/**
 * Makes the lake again from `raw/` and `erasures/`: the outputs of normalise are removed, and the next
 * conversion makes each day anew. A note in `work/` marks the rebuild as unfinished, so that the next
 * run completes it if it is cut off. Until a day is replaced, readers see it as it was.
 */
import { rm } from 'node:fs/promises';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  flatfilePrefix,
  quarantinePrefix,
  receiptPrefix,
  workKey,
} from '../../pipeline/lake-keys.ts';
import { UserError } from '../../terminal/user-error.ts';
import { clearPlace, writeFileAtomically } from '../lake/atomic-write.ts';
import { forgetKept } from '../lake/kept-work.ts';
import { fileOf, fileWithFolder, type LakeFolder, nullIfGone } from '../lake/lake-folder.ts';
import { isNoFile } from '../lake/open-file.ts';
import { rawLosses } from '../lake/raw-losses.ts';
import { readWhole } from '../lake/read-whole.ts';

/** A rebuild that is under way. */
export interface Rebuild {
  /**
   * Whether to go on if `raw/` has lost objects. Sound days then keep the rows that they have.
   */
  readonly accepts_loss: boolean;
  /** Whether the outputs of normalise have been removed. */
  readonly is_cleared: boolean;
}

/** A rebuild would lose contacts that `raw/` does not have. */
export class LossError extends UserError {}

/** `work/rebuild-ctr.json` */
function noteKey({ name }: Dataset): string {
  return workKey(`rebuild-${name}.json`);
}

/**
 * Begins to make the tables of these datasets again; `run` does the rest.
 * @throws LossError, before anything is changed, if `raw/` has lost objects that the lake was made from
 */
export async function beginRebuild(
  lake: LakeFolder,
  datasets: readonly Dataset[],
  { accepts_loss }: Pick<Rebuild, 'accepts_loss'>,
): Promise<void> {
  for (const dataset of accepts_loss ? [] : datasets) {
    const losses = await rawLosses(lake, dataset, { areRead: true });
    if (losses) throw new LossError(`${losses}: ${ACCEPT_LOSS}`);
  }
  await forgetKept(lake);
  for (const dataset of datasets) {
    await writeNote(lake, dataset, { accepts_loss, is_cleared: false });
    await unfinishedRebuild(lake, dataset);
  }
}

/** Advice for a rebuild that would lose contacts. */
export const ACCEPT_LOSS =
  'put it back, or go on with what is left by `contact-lake rebuild --accept-loss`';

/** The unfinished rebuild, after the outputs of normalise have been removed; null if there is none. */
export async function unfinishedRebuild(
  lake: LakeFolder,
  dataset: Dataset,
): Promise<Rebuild | null> {
  const rebuild = await notedRebuild(lake, dataset);
  if (rebuild === null || rebuild.is_cleared) return rebuild;
  const { accepts_loss } = rebuild;
  for (const prefix of [receiptPrefix, flatfilePrefix, quarantinePrefix]) {
    await rm(fileOf(lake, prefix(dataset)), { recursive: true, force: true });
  }
  const cleared = { accepts_loss, is_cleared: true };
  await writeNote(lake, dataset, cleared);
  return cleared;
}

/** The unfinished rebuild by its note; null if there is no note, or the note is damaged. */
export async function notedRebuild(lake: LakeFolder, dataset: Dataset): Promise<Rebuild | null> {
  const content = await readWhole(fileOf(lake, noteKey(dataset))).catch(nullIfNoFile);
  try {
    const { accepts_loss, is_cleared } = Object(JSON.parse(String(content))) as Partial<Rebuild>;
    if (typeof accepts_loss !== 'boolean' || typeof is_cleared !== 'boolean') return null;
    return { accepts_loss, is_cleared };
  } catch {
    return null;
  }
}

/** For `catch`: a folder or a pipe in the note's place counts as no note. */
function nullIfNoFile(error: NodeJS.ErrnoException): null {
  return isNoFile(error) ? null : nullIfGone(error);
}

export function endRebuild(lake: LakeFolder, dataset: Dataset): Promise<void> {
  return rm(fileOf(lake, noteKey(dataset)), { force: true, recursive: true });
}

async function writeNote(lake: LakeFolder, dataset: Dataset, rebuild: Rebuild): Promise<void> {
  const file = await fileWithFolder(lake, noteKey(dataset));
  await clearPlace(file);
  await writeFileAtomically(file, `${JSON.stringify(rebuild)}\n`);
}
