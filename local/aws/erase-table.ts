import type { Glue } from '@aws-sdk/client-glue';
import type { Dataset } from '../../pipeline/dataset.ts';
import { isTableErased, tableErasureKey } from '../../pipeline/erase/erasure.ts';
import { UserError } from '../user-error.ts';
import { asked, CLIENT_OPTIONS, withClient } from './client.ts';
import type { LakeObjects } from './erase-objects.ts';
import { patiently } from './erase-wait.ts';
import { UNDONE_RUN_STATES } from './run-states.ts';

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
    await patiently(`the job ${job} to erase in the table`, stop, async () => {
      if (await isMarked()) return true;
      if (run === null) {
        // A run that goes on may have begun before the erasure was there.
        run = await started(glue, job);
        return false;
      }
      const state = await stateOf(glue, job, run);
      const isOver = state === 'SUCCEEDED' || UNDONE_RUN_STATES.includes(state);
      if (isOver && !(await isMarked())) {
        throw new UserError(
          `The run ${run} of the job ${job} ended with ${state} before it had erased in the table: its log in CloudWatch says why, and \`erase\` again completes it`,
        );
      }
      return isOver;
    });
  });
}

/** @returns the id of the run; null while another one goes on */
async function started(glue: Glue, job: string): Promise<string | null> {
  const { JobRunId } = await asked(glue, [`the job ${job}`, 'glue:StartJobRun'], () =>
    glue.startJobRun({ JobName: job, Timeout: TIMEOUT_MINUTES }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ConcurrentRunsExceededException') {
        return { JobRunId: undefined };
      }
      throw error;
    }),
  );
  return JobRunId ?? null;
}

async function stateOf(glue: Glue, job: string, run: string): Promise<string> {
  const { JobRun } = await asked(glue, [`the job ${job}`, 'glue:GetJobRun'], () =>
    glue.getJobRun({ JobName: job, RunId: run }),
  );
  return JobRun?.JobRunState ?? 'RUNNING';
}
