/** Maps files to the tests that are run on their faults: the first entry that fits. */
export interface ClosestTests {
  readonly files: RegExp;
  /** Paths from the root. */
  readonly tests: readonly string[];
  /** Limits the tests to those whose names match; without it, all tests of the files run. */
  readonly names?: RegExp;
}

export const CLOSEST_TESTS: readonly ClosestTests[] = [
  {
    files: /^queries\/views\/ctr_live/,
    tests: ['test/queries/live-views.test.ts', 'test/queries/cases.test.ts'],
    names: /live.views/,
  },
  {
    files: /^queries\/views\//,
    tests: ['test/queries/cases.test.ts'],
    names: /\.expected\.csv/,
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
