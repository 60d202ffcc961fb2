/** The tests that are run on the faults of some files. */
export interface ClosestTests {
  readonly files: RegExp;
  /** Paths from the root. */
  readonly tests: readonly string[];
  /** Limits the tests to those whose names match; without it, all tests of the files run. */
  readonly names?: RegExp;
}

/** Of the entries that fit a file, the first counts. */
export const CLOSEST_TESTS: readonly ClosestTests[] = [
  {
    files: /^pipeline\/datasets\/contact-records\/views\/ctr_live/,
    tests: ['test/queries/live-views.test.ts', 'test/queries/cases.test.ts'],
    names: /live.views/,
  },
  {
    files: /^pipeline\/datasets\/contact-records\/views\//,
    tests: ['test/queries/cases.test.ts'],
    names: /\.expected\.csv/,
  },
  {
    files: /^pipeline\/datasets\/agent-events\/views\//,
    tests: [
      'test/queries/agent-events/agent-cases.test.ts',
      'test/queries/agent-events/silence-limit.test.ts',
    ],
  },
  {
    files: /^pipeline\/datasets\/contact-events\/views\//,
    tests: ['test/queries/contact-events/event-cases.test.ts'],
  },
  {
    files: /^pipeline\/datasets\/contact-evaluations\/views\//,
    tests: ['test/queries/contact-evaluations/evaluation-cases.test.ts'],
  },
  {
    files: /^pipeline\/datasets\/flow-logs\/views\//,
    tests: ['test/queries/flow-logs/flow-cases.test.ts'],
  },
  {
    files: /^pipeline\/datasets\/contact-lens-\w+\/views\//,
    tests: ['test/queries/contact-lens/lens-cases.test.ts'],
  },
  {
    files: /^pipeline\/erase\/separators/,
    tests: ['test/pipeline/erase/separators.test.ts'],
  },
  {
    files: /^pipeline\/erase\//,
    tests: [
      'test/pipeline/erase/is-erased.test.ts',
      'test/pipeline/erase/address.test.ts',
      'test/pipeline/erase/separators.test.ts',
      'test/pipeline/erase/core.test.ts',
      'test/local/erase/neighbours.test.ts',
    ],
  },
  {
    files: /^pipeline\/normalise\/envelope/,
    tests: [
      'test/pipeline/normalise/envelope.test.ts',
      'test/pipeline/normalise/base64-envelope.test.ts',
    ],
  },
  {
    files: /^pipeline\/normalise\/byte-queue/,
    tests: ['test/pipeline/normalise/byte-queue.test.ts'],
  },
  {
    files: /^pipeline\/normalise\/gzip-writer/,
    tests: ['test/pipeline/normalise/gzip-writer.test.ts'],
  },
  {
    files: /^pipeline\/normalise\/raw-records/,
    tests: ['test/pipeline/normalise/raw-records.test.ts'],
  },
  {
    files: /^pipeline\/normalise\/(content|utf16)\./,
    tests: ['test/pipeline/normalise/content.test.ts'],
  },
  {
    files: /^pipeline\/normalise\/(gunzip|normalise)\./,
    tests: [
      'test/pipeline/normalise/content.test.ts',
      'test/pipeline/normalise/gzip.test.ts',
      'test/pipeline/normalise/streaming.test.ts',
      'test/pipeline/normalise/reasons.test.ts',
    ],
  },
  {
    files: /^pipeline\/normalise\/content-kind/,
    tests: [
      'test/pipeline/normalise/content-kind.test.ts',
      'test/pipeline/normalise/reasons.test.ts',
    ],
  },
  {
    files: /^pipeline\/normalise\//,
    tests: [
      'test/pipeline/normalise/values.test.ts',
      'test/pipeline/normalise/cases.test.ts',
      'test/pipeline/normalise/reasons.test.ts',
      'test/pipeline/normalise/real-record.test.ts',
      'test/pipeline/normalise/same-as-plain.test.ts',
      'test/pipeline/normalise/unclosed.test.ts',
    ],
  },
  {
    files: /^pipeline\//,
    tests: [
      'test/pipeline/dataset.test.ts',
      'test/pipeline/lake-keys.test.ts',
      'test/pipeline/spellings/hive-type-covers.test.ts',
      'test/pipeline/spellings/types.test.ts',
      'test/rooms/pipeline.test.ts',
      'test/pipeline/normalise/flatfile-keys.test.ts',
      'test/pipeline/normalise/values.test.ts',
      'test/pipeline/normalise/real-record.test.ts',
      'test/pipeline/normalise/reasons.test.ts',
    ],
  },
];

/** The entry of the file; undefined if none fits. */
export function closestTests(path: string): ClosestTests | undefined {
  return CLOSEST_TESTS.find(({ files }) => files.test(path));
}
