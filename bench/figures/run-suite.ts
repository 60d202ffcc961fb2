import type { Cost } from '../measure/cost.ts';
import type { Suite } from '../suites/suite.ts';
import type { Rounds } from './figures.ts';

/**
 * Runs the contenders in turn, so that each has the same share of a machine that gets busier.
 * The first round warms up files and caches, and is not counted, unless the suite is run once.
 */
export async function runSuite(
  { contenders, isRunOnce = false }: Suite,
  rounds: number,
  onRun: (round: number, contender: string) => void,
): Promise<Rounds> {
  const costs = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]));
  const [first, last] = isRunOnce ? [1, 1] : [0, rounds];
  for (let round = first; round <= last; round++) {
    for (const { name, prepare, run } of contenders) {
      onRun(round, name);
      await prepare?.();
      const cost = await run();
      if (round > 0) costs.get(name)!.push(cost);
    }
  }
  return costs;
}
