import { keptEngines } from './kept.ts';
import type { AwsConfig } from './ministack.ts';
import { connectSpark, type Spark, startSpark } from './spark.ts';

/** Of the log. */
const NAME = `job-${process.env.VITEST_POOL_ID}`;

let shared: Promise<Spark> | null = null;

/**
 * The Spark that the files of a worker share, for the root of an emulator: most of what a first run in a Spark
 * costs is its start. With `npm run engines` it is the one that is kept up.
 * @param scripts where the job is; the package's if it is not said
 */
export async function sharedSpark(aws: AwsConfig, scripts?: string): Promise<Spark> {
  const kept = keptEngines();
  if (kept) return connectSpark(kept.spark, aws, scripts);
  shared ??= startSpark(aws, NAME);
  return connectSpark((await shared).path, aws, scripts);
}

/** Has another started when one is needed, as this one has ended. */
export function loseSharedSpark(): void {
  if (keptEngines())
    throw new Error('The Spark that was kept up has ended: run `npm run engines` again');
  shared = null;
}

/** Of the shared Spark's log. */
export function sharedSparkName(): string {
  return keptEngines() ? 'kept' : NAME;
}
