import type { Dataset } from '../../pipeline/dataset.ts';
import { isTableErased, tableErasureKey } from '../../pipeline/erase/erasure.ts';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, withClient } from '../client.ts';
import { isEnded, runState, startRun } from '../job-runs.ts';
import type { LakeObjects } from './erase-objects.ts';
import { waitUntil } from './wait.ts';

/**
 * More than runs on the schedule have: an erasure rewrites every day that has one of its contacts, in
 * one commit, and would begin anew in each run that is cut off before.
 */
const TIMEOUT_MINUTES = 240;

/**
 * Has the conversion take the erasure's contacts out of the table: starts a run, once none is
 * going on any more, and waits for the mark that it leaves when it has done so.
 * @throws UserError if the run fails, or ends without the mark
 */
export async function eraseInTable(
  objects: LakeObjects,
  dataset: Dataset,
  job: string,
  id: string,
  stop: AbortSignal,
): Promise<void> {
  const mark = tableErasureKey(dataset, id);
  const isMarked = async () => isTableErased((await objects.readText(mark)) ?? '');
  const { Glue } = await import('@aws-sdk/client-glue');
  await withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    let run: string | null = null;
    await waitUntil(`the job ${job} to erase in the table`, stop, async () => {
      if (await isMarked()) return true;
      if (run === null) {
        // A run that goes on may have begun before the erasure was there.
        run = await startRun(glue, job, TIMEOUT_MINUTES);
        return false;
      }
      const state = await runState(glue, job, run);
      const isOver = isEnded(state);
      if (isOver && !(await isMarked())) {
        throw new UserError(
          `The run ${run} of the job ${job} ended with ${state} before it had erased in the table: its log in CloudWatch says why, and \`erase\` again completes it`,
        );
      }
      return isOver;
    });
  });
}
