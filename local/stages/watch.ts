import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { datasets } from '../../pipeline/datasets/datasets.ts';
import { untilInterrupted } from '../../terminal/interrupt.ts';
import { UserError } from '../../terminal/user-error.ts';
import { isThere } from '../lake/is-there.ts';
import { fileOf, type LakeFolder, type LakeObject } from '../lake/lake-folder.ts';
import { LakeBusy } from '../lake/lake-lock.ts';
import type { PassedOver } from '../lake/passed-over.ts';
import type { DaysSeen } from '../lake/raw-days.ts';
import { waitingObjects } from './normalise-lake.ts';

/** Folders are polled, which is cheap; notifications of the file system would miss mounted folders. */
const POLL_EVERY_MS = 1000;

/** Short, because another watch frees the lake only for a moment between its passes. */
const ASK_FOR_TURN_EVERY_MS = 250;

/** The longest pause after repeated failures, such as on a full disk. The pauses double up to it. */
const LONGEST_PAUSE_MS = 30_000;

/** How often an object that could not be read is tried again if its file has not changed. */
const RETRY_LEFT_OUT_EVERY_MS = 60_000;

/** Processes the objects that wait, and returns the ones that it left out. */
type Pass = (seen: DaysSeen) => Promise<{ readonly left_out: readonly PassedOver[] }>;

/**
 * Runs `pass` now and whenever an object has landed, until the process is interrupted. It waits while
 * another process is at work on the lake, and goes on after a failure that is a UserError.
 * @param report receives the reason for waiting or for a failure, once until the reason changes
 * @throws UserError once the lake is gone
 */
export async function watch(
  lake: LakeFolder,
  pass: Pass,
  report: (text: string) => void,
): Promise<void> {
  const seen: DaysSeen = new Map();
  let leftOut = new Map<string, number>();
  let tryAgainAt = 0;
  const hasNew = async () => {
    const waiting: LakeObject[] = [];
    for (const dataset of datasets) waiting.push(...(await waitingObjects(lake, dataset, seen)));
    if (Date.now() >= tryAgainAt) return waiting.length > 0;
    return waiting.some(({ key }) => leftOut.get(key) !== changedAt(lake, key));
  };
  let isDue = true;
  let failures = 0;
  let lastMessage = '';
  const reportOnce = (text: string) => {
    if (text !== lastMessage) report(text);
    lastMessage = text;
  };
  for (;;) {
    if (!isThere(lake.path)) {
      throw new UserError(`The lake at ${lake.path} is gone, which ends the watch`);
    }
    try {
      if (isDue || (await hasNew())) {
        const { left_out } = await pass(seen);
        leftOut = new Map(left_out.map(({ path }) => [path, changedAt(lake, path)]));
        tryAgainAt = Date.now() + RETRY_LEFT_OUT_EVERY_MS;
      }
      [isDue, failures] = [false, 0];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      isDue = true;
      if (error instanceof LakeBusy) {
        reportOnce(`${error.message}: waiting for it to end`);
        await setTimeout(ASK_FOR_TURN_EVERY_MS);
        continue;
      }
      failures++;
      reportOnce(`${error.message}; the watch goes on`);
    }
    if (failures === 0) lastMessage = '';
    if (await isEnded(Math.min(POLL_EVERY_MS * 2 ** failures, LONGEST_PAUSE_MS))) return;
  }
}

/** The time of the last change of the key's file or of its permissions; 0 if there is no file. */
function changedAt(lake: LakeFolder, key: string): number {
  return statSync(fileOf(lake, key), { throwIfNoEntry: false })?.ctimeMs ?? 0;
}

/** Pauses. @returns whether an interrupt has ended the pause */
function isEnded(afterMs: number): Promise<boolean> {
  return untilInterrupted(async (stop) => {
    await setTimeout(afterMs, null, { signal: stop }).catch(() => {});
    return stop.aborted;
  });
}
