import { defineConfig } from 'vitest/config';
import { FileTimes } from './test/file-times.ts';
import { LongestFirst } from './test/longest-first.ts';

/** What needs no engine, no browser and no process of its own. */
const QUICK = [
  'rooms',
  'pipeline',
  'sample-data',
  'queries',
  'quicksight/checker',
  'quicksight/evaluate',
  'quicksight/expressions',
  'readme',
].map((folder) => `test/${folder}/**/*.test.ts`);

/** The files among them for which nobody should wait after each edit: about ten seconds or more. */
const SLOW = [
  'test/pipeline/erase/core.test.ts',
  'test/pipeline/erase/work.test.ts',
  'test/pipeline/normalise/hostile.test.ts',
  'test/pipeline/normalise/unclosed.test.ts',
  'test/queries/laws.test.ts',
  'test/queries/wrong-dates.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/run-set-up.ts'],
    setupFiles: ['test/property-seed.ts'],
    // One worker for each core. Vitest's own default leaves one core idle, which is half of two.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    reporters: [new FileTimes(), 'default'],
    // A loaded machine may take as long as this; a failing test waits no longer for what never comes.
    expect: { poll: { timeout: 60_000 } },
    // Files share what they import and the engines they start: no file changes what others see.
    isolate: false,
    // The command line sets it, too: the SDK is pinned, and its warning about versions to come is noise.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: QUICK,
          exclude: SLOW,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: SLOW, testTimeout: 600_000, hookTimeout: 600_000 },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: QUICK,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
