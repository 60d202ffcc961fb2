import { existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { dataset } from '../../pipeline/datasets/datasets.ts';
import { endedAsMeant, untilInterrupted } from '../../terminal/interrupt.ts';
import { UserError } from '../../terminal/user-error.ts';
import { fileOf, type LakeFolder } from '../lake/lake-folder.ts';
import { LakeBusy } from '../lake/lake-lock.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import type { DaysSeen } from '../lake/raw-days.ts';
import { waitingObjects } from './normalise-lake.ts';

/** A look into a folder costs little; a file system's own notices miss what is mounted. */
const LOOK_EVERY_MS = 1000;

/** Often, as another watch leaves the lake for a moment only between its passes. */
const ASK_FOR_TURN_EVERY_MS = 250;

/** What fails again and again, such as on a full disk, is tried ever less often. */
const LONGEST_PAUSE_MS = 30_000;

/** What could not be read, and does not look any different, is tried again so often. */
const TRY_LEFT_OUT_EVERY_MS = 60_000;

/** A pass over what waits, and what it has left out of that. */
type Pass = (seen: DaysSeen) => Promise<{ readonly left_out: readonly PassedOver[] }>;

/**
 * Runs `pass` now and whenever something has landed, until the process is interrupted. It waits its
 * turn while another process is at work, and goes on after a failure that is none of the program's.
 * @throws UserError once the lake is gone
 * @param tell is given why it waits or has failed, once as long as that stays the same
 */
export async function watch(
  lake: LakeFolder,
  pass: Pass,
  tell: (text: string) => void,
): Promise<void> {
  const seen: DaysSeen = new Map();
  let leftOut = new Map<string, number>();
  let tryAgainAt = 0;
  const hasNew = async () => {
    const waiting = await waitingObjects(lake, dataset, seen);
    if (Date.now() >= tryAgainAt) return waiting.length > 0;
    return waiting.some(({ key }) => leftOut.get(key) !== changedAt(lake, key));
  };
  let isDue = true;
  let failures = 0;
  let told = '';
  const tellOnce = (text: string) => {
    if (text !== told) tell(text);
    told = text;
  };
  for (;;) {
    if (!existsSync(lake.path)) {
      throw new UserError(`The lake at ${lake.path} is gone, and so the watch ends`);
    }
    try {
      if (isDue || (await hasNew())) {
        const { left_out } = await pass(seen);
        leftOut = new Map(left_out.map(({ path }) => [path, changedAt(lake, path)]));
        tryAgainAt = Date.now() + TRY_LEFT_OUT_EVERY_MS;
      }
      [isDue, failures] = [false, 0];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      isDue = true;
      if (error instanceof LakeBusy) {
        tellOnce(`${error.message}: waiting for it to end`);
        await setTimeout(ASK_FOR_TURN_EVERY_MS);
        continue;
      }
      failures++;
      tellOnce(`${error.message}; the watch goes on`);
    }
    if (failures === 0) told = '';
    if (await isEnded(Math.min(LOOK_EVERY_MS * 2 ** failures, LONGEST_PAUSE_MS))) {
      if (failures > 0) process.exitCode = 1;
      return;
    }
  }
}

/** When what the key's file holds, or who may read it, was changed last; 0 if there is no file. */
function changedAt(lake: LakeFolder, key: string): number {
  return statSync(fileOf(lake, key), { throwIfNoEntry: false })?.ctimeMs ?? 0;
}

/** Whether the watch is ended while it has nothing to do, which is how a watch ends well. */
async function isEnded(afterMs: number): Promise<boolean> {
  const isStopped = await untilInterrupted(async (stop) => {
    await setTimeout(afterMs, null, { signal: stop }).catch(() => {});
    return stop.aborted;
  });
  if (isStopped) endedAsMeant();
  return isStopped;
}
