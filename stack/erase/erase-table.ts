import type { Dataset } from '../../pipeline/dataset.ts';
import { isTableErased, tableErasureKey } from '../../pipeline/erase/erasure.ts';
import { UserError } from '../../terminal/user-error.ts';
import { CLIENT_OPTIONS, withClient } from '../client.ts';
import { isEnded, runState, startRun } from '../job-runs.ts';
import type { LakeObjects } from './erase-objects.ts';
import { type Waiting, waitUntil } from './wait.ts';

/**
 * Longer than runs on the schedule may take: an erasure rewrites every day that has one of its
 * contacts, in a single commit, so a run that times out loses all of that work.
 */
const TIMEOUT_MINUTES = 240;

/**
 * Makes the conversion take the erasure's contacts out of the table: starts a run as soon as no other
 * one goes on, and waits for the mark that the run writes when it is done.
 * @throws UserError if the run fails, or ends without the mark
 */
export async function eraseInTable(
  objects: LakeObjects,
  dataset: Dataset,
  job: string,
  id: string,
  waiting: Waiting,
): Promise<void> {
  const mark = tableErasureKey(dataset, id);
  const isMarked = async () => isTableErased((await objects.readText(mark)) ?? '');
  const { Glue } = await import('@aws-sdk/client-glue');
  await withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    let run: string | null = null;
    await waitUntil(`the job ${job} to erase in the table`, waiting, async () => {
      if (await isMarked()) return true;
      if (run === null) {
        // A run that goes on already may have begun before the erasure was written.
        run = await startRun(glue, job, TIMEOUT_MINUTES);
        return false;
      }
      const state = await runState(glue, job, run);
      const isOver = isEnded(state);
      if (isOver && !(await isMarked())) {
        throw new UserError(
          `The run ${run} of the job ${job} ended with ${state} before it had erased in the table: its log in CloudWatch says why; run \`erase\` again to complete it`,
        );
      }
      return isOver;
    });
  });
}
