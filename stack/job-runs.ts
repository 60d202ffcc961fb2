import type { Glue } from '@aws-sdk/client-glue';
import { UNDONE_RUN_STATES } from '../functions/run-states.ts';
import { callAws } from './client.ts';

/**
 * Starts a run of the job.
 * @param Timeout minutes after which Glue ends the run; the job's own if it is left out
 * @returns the id of the run; null if another run goes on
 */
export async function startRun(glue: Glue, job: string, Timeout?: number): Promise<string | null> {
  const { JobRunId } = await callAws(glue, [`the job ${job}`, 'glue:StartJobRun'], () =>
    glue.startJobRun({ JobName: job, Timeout }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ConcurrentRunsExceededException') {
        return { JobRunId: undefined };
      }
      throw error;
    }),
  );
  return JobRunId ?? null;
}

/** The state of a run: `RUNNING`, `SUCCEEDED`, `FAILED`… */
export async function runState(glue: Glue, job: string, run: string): Promise<string> {
  const { JobRun } = await callAws(glue, [`the job ${job}`, 'glue:GetJobRun'], () =>
    glue.getJobRun({ JobName: job, RunId: run }),
  );
  return JobRun?.JobRunState ?? 'RUNNING';
}

export function isEnded(state: string): boolean {
  return state === 'SUCCEEDED' || UNDONE_RUN_STATES.includes(state);
}
