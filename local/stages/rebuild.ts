/**
 * Making the lake again from `raw/` and `erasures/`: what normalise has made goes, and the next
 * conversion makes each day from nothing. A note in `work/` says that this is under way, so that a
 * rebuild that is cut off is completed by whatever runs next; until a day is replaced, it is read as
 * it was.
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
import { fileOf, fileWithFolder, type LakeFolder, nullIfGone } from '../lake/lake-folder.ts';
import { rawLosses } from '../lake/raw-losses.ts';
import { readWhole } from '../lake/read-whole.ts';

/** A rebuild that is under way. */
export interface Rebuild {
  /**
   * Whether to go on where `raw/` has lost something: days that are sound keep what they have of it.
   */
  readonly accepts_loss: boolean;
  /** Whether what normalise had made is gone. */
  readonly is_cleared: boolean;
}

/** What goes without being made again from `raw/`. */
export class LossError extends UserError {}

const NOTE_KEY = workKey('rebuild.json');

/**
 * Begins to make the lake again; `run` does the rest.
 * @throws LossError, before anything is changed, if `raw/` has not all any more that the lake was
 *   made of
 */
export async function beginRebuild(
  lake: LakeFolder,
  dataset: Dataset,
  { accepts_loss }: Pick<Rebuild, 'accepts_loss'>,
): Promise<void> {
  if (!accepts_loss) {
    const losses = await rawLosses(lake, dataset, { areRead: true });
    if (losses) throw new LossError(`${losses}: ${ACCEPT_LOSS}`);
  }
  await writeNote(lake, { accepts_loss, is_cleared: false });
  await unfinishedRebuild(lake, dataset);
}

/** What to do where the lake cannot be made again whole. */
export const ACCEPT_LOSS =
  'put it back, or go on with what is left by `contact-lake rebuild --accept-loss`';

/** The rebuild that is under way, with what normalise had made gone; null if there is none. */
export async function unfinishedRebuild(
  lake: LakeFolder,
  dataset: Dataset,
): Promise<Rebuild | null> {
  const rebuild = await notedRebuild(lake);
  if (rebuild === null || rebuild.is_cleared) return rebuild;
  const { accepts_loss } = rebuild;
  for (const prefix of [receiptPrefix, flatfilePrefix, quarantinePrefix]) {
    await rm(fileOf(lake, prefix(dataset)), { recursive: true, force: true });
  }
  const cleared = { accepts_loss, is_cleared: true };
  await writeNote(lake, cleared);
  return cleared;
}

/** The rebuild that is noted as under way; a note that says nothing of one is none. */
export async function notedRebuild(lake: LakeFolder): Promise<Rebuild | null> {
  const content = await readWhole(fileOf(lake, NOTE_KEY)).catch(nullIfNoFile);
  try {
    const { accepts_loss, is_cleared } = Object(JSON.parse(String(content))) as Partial<Rebuild>;
    if (typeof accepts_loss !== 'boolean' || typeof is_cleared !== 'boolean') return null;
    return { accepts_loss, is_cleared };
  } catch {
    return null;
  }
}

/** For `catch`: a folder in the place of a file says nothing either. */
function nullIfNoFile(error: NodeJS.ErrnoException): null {
  return error.code === 'EISDIR' ? null : nullIfGone(error);
}

export function endRebuild(lake: LakeFolder): Promise<void> {
  return rm(fileOf(lake, NOTE_KEY), { force: true, recursive: true });
}

async function writeNote(lake: LakeFolder, rebuild: Rebuild): Promise<void> {
  const file = await fileWithFolder(lake, NOTE_KEY);
  await clearPlace(file);
  await writeFileAtomically(file, `${JSON.stringify(rebuild)}\n`);
}
