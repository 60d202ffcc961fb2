/** Measures the Glue runs of a deployed stack, for a month's bill. */
import type { Glue } from '@aws-sdk/client-glue';
import { DAY_MILLISECONDS, HOUR_SECONDS } from '../../pipeline/units-of-time.ts';
import { CLIENT_OPTIONS, callAws, withClient } from '../client.ts';
import { isEnded } from '../job-runs.ts';
import type { DeployedStack } from '../stack.ts';
import type { Measured } from './cost.ts';
import { ASSUMPTIONS } from './cost-assumptions.ts';

export interface MeasuredRuns extends Measured {
  /** How many runs of the conversion and of the crawler were measured, and in how many days. */
  readonly runs: number;
  readonly crawls: number;
  readonly days: number;
  /** The datasets whose conversion is part of the measured runs. */
  readonly datasets: readonly string[];
}

/** How far back runs are measured; Glue keeps them for 90 days. */
const MOST_DAYS = 30;

/** A shorter time would not show the nights and week-ends of a month. */
const LEAST_DAYS = 1;

const PAGE = 200;

/** Glue bills at least a minute of each run. */
const LEAST_SECONDS = 60;

/** A run, and the DPU-hours that Glue billed for it. */
interface Billed {
  readonly at: Date;
  readonly dpu_hours: number;
}

/**
 * Extrapolates the runs of up to thirty days to a month's DPU-hours.
 * @returns null if there are no runs of a whole day yet
 */
export async function measuredRuns(
  { crawler, job, options }: DeployedStack,
  now: Date,
): Promise<MeasuredRuns | null> {
  const from = new Date(now.getTime() - MOST_DAYS * DAY_MILLISECONDS);
  const { Glue } = await import('@aws-sdk/client-glue');
  return withClient(new Glue(CLIENT_OPTIONS), async (glue) => {
    const runs = await runsSince(glue, job, from);
    const first = Math.min(...runs.map(({ at }) => at.getTime()));
    const days = (now.getTime() - first) / DAY_MILLISECONDS;
    if (runs.length === 0 || days < LEAST_DAYS) return null;
    const crawls = await crawlsSince(glue, crawler, from);
    const month = (all: readonly Billed[]) =>
      (all.reduce((sum, { dpu_hours }) => sum + dpu_hours, 0) / days) * ASSUMPTIONS.days_a_month;
    return {
      job_dpu_hours: month(runs),
      crawler_dpu_hours: month(crawls),
      runs: runs.length,
      crawls: crawls.length,
      days,
      datasets: options.map(({ name }) => name),
    };
  });
}

/** The runs since `from`. Glue lists the newest first. */
async function runsSince(glue: Glue, job: string, from: Date): Promise<Billed[]> {
  const runs: Billed[] = [];
  for (let token: string | undefined; ; ) {
    const { JobRuns = [], NextToken } = await callAws(
      glue,
      [`the job ${job}`, 'glue:GetJobRuns'],
      () =>
        glue.getJobRuns({
          JobName: job,
          MaxResults: PAGE,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
    );
    for (const { StartedOn: at, JobRunState = '', ...run } of JobRuns) {
      if (at === undefined || at < from || !isEnded(JobRunState)) continue;
      const seconds = Math.max(run.ExecutionTime ?? 0, LEAST_SECONDS);
      // With auto scaling Glue reports the DPU-seconds used; otherwise the job uses all that it has.
      const dpuSeconds = run.DPUSeconds ?? seconds * (run.MaxCapacity ?? 0);
      runs.push({ at, dpu_hours: dpuSeconds / HOUR_SECONDS });
    }
    const oldest = JobRuns.at(-1)?.StartedOn;
    if (!NextToken || (oldest && oldest < from)) return runs;
    token = NextToken;
  }
}

async function crawlsSince(glue: Glue, crawler: string, from: Date): Promise<Billed[]> {
  const crawls: Billed[] = [];
  for (let token: string | undefined; ; ) {
    const about = [`the crawler ${crawler}`, 'glue:ListCrawls'] as const;
    const { Crawls = [], NextToken } = await callAws(glue, about, () =>
      glue.listCrawls({
        CrawlerName: crawler,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    for (const { StartTime: at, DPUHour } of Crawls) {
      if (at !== undefined && at >= from) crawls.push({ at, dpu_hours: DPUHour ?? 0 });
    }
    if (!NextToken) return crawls;
    token = NextToken;
  }
}
