import { open } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { describeRowError, mayConcernFiles } from '../../local/duckdb/engine-errors.ts';
import { dayFiles, landAndRun, makeLake } from '../local/lake.ts';
import { record } from '../local/records.ts';
import { contactLake, test as testInFolder } from './contact-lake.ts';

describe('a resource that ran out is named in one sentence, with the remedy', () => {
  test.each([
    ['Out of Memory Error: failed to allocate data of size 1.0 GiB', /^it needs more memory/],
    [
      'Out of Memory Error: failed to offload data block of size 256.0 KiB (max_temp_directory_size)',
      /^what does not fit into memory needs more room than the disk has/,
    ],
    [
      'IO Error: Could not write file "/lake/work/query-1-1/spill/x": No space left on device',
      /^the disk is full/,
    ],
    ['IO Error: Cannot open file "/lake/x": Too many open files', /`ulimit -n`/],
  ])('%s', (message, said) => {
    expect(describeRowError(message, '')).toMatch(said);
    expect(describeRowError(message, '')).not.toMatch(/Error|\n|\/lake/);
  });
});

test.each([
  ['Invalid Error: TProtocolException: Invalid data', true],
  ['IO Error: ZSTD Decompression failure', true],
  ["Conversion Error: Could not convert string '+441632960961' to INT32", false],
  ['Out of Memory Error: failed to allocate', false],
  ['Binder Error: no such column', false],
  ['something else', false],
])('%s may come of a file: %s', (message, isSo) => {
  expect(mayConcernFiles(message)).toBe(isSo);
});

testInFolder(
  'a damaged page of a day’s file is reported by the name of the day',
  async ({ folder }) => {
    const lake = await makeLake(folder);
    const days = ['22', '23', '24'].flatMap((day) =>
      Array.from({ length: 200 }, (_, at) =>
        record({
          ContactId: `${day}-${at}`,
          InitiationTimestamp: `2026-11-${day}T09:00:00Z`,
          DisconnectTimestamp: `2026-11-${day}T09:05:00Z`,
        }),
      ),
    );
    await landAndRun(lake, '0', days);
    await overwrite((await dayFiles(lake))[1]!);
    for (const verb of [
      ['query', '--sql', 'SELECT max(contactid), max(source_offset) FROM ctr'],
      ['query', 'contacts-by-day-and-channel'],
      ['dashboard', '--out', 'page.html'],
    ]) {
      const { code, stdout, stderr } = await contactLake(folder, ...verb, '--lake', 'lake');
      expect({ verb, code, stdout }).toEqual({ verb, code: 1, stdout: '' });
      expect(stderr).toMatch(
        /2026-11-23\.parquet is damaged: `contact-lake doctor` says what to do\n$/,
      );
      expect(stderr.trim()).not.toContain('\n');
    }
  },
);

/** Zeroes the first fifth, in which there are pages only: the size and the footer stay as they were. */
async function overwrite(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(Math.floor(size / 5)), 0, null, 4);
  await handle.close();
}
