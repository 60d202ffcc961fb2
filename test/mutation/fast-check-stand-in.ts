/** fast-check with few runs, always the same, and no search for the smallest input that fails. */
import realFastCheck from 'fast-check';

const MOST_RUNS = Number(process.env.MUTATION_RUNS ?? 25);

function limited(parameters: { numRuns?: number } = {}) {
  const numRuns = Math.min(parameters.numRuns ?? 100, MOST_RUNS);
  return { ...parameters, numRuns, seed: 1, endOnFailure: true };
}

export default {
  ...realFastCheck,
  assert: (property: never, parameters?: { numRuns?: number }) =>
    realFastCheck.assert(property, limited(parameters)),
};
