import { expect } from 'vitest';

/** Linear is four, quadratic sixteen. */
const STEEPEST = 9;
/** Below this, what is measured is the clock and the collector. */
const TOO_SHORT_MS = 200;

/**
 * Holds that four times the work takes at most some nine times as long, in this process's CPU time,
 * which a busy machine hardly stretches.
 * @param work does so much of it
 */
export async function expectLinear(
  size: number,
  work: (size: number) => Promise<void>,
): Promise<void> {
  const once = await millisecondsOf(() => work(size));
  const fourTimes = await millisecondsOf(() => work(4 * size));
  expect(fourTimes).toBeLessThan(STEEPEST * Math.max(once, TOO_SHORT_MS));
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  return process.cpuUsage(begun).user / 1000;
}
