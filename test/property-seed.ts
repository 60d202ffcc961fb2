import fc from 'fast-check';

/**
 * Every property is tried with the same random values in each run, so that a change passes or fails by
 * itself and not by luck. `npm run test:random` tries others: each file's failure names its seed.
 */
const seed = process.env.PROPERTY_SEED ?? '1';
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
