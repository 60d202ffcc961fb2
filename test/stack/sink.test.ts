import { describe, expect, test } from 'vitest';
import type { SourceRecord } from '../../local/stages/replay.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { type Sink, sendAll } from '../../stack/replay/sink.ts';
import { UserError } from '../../terminal/user-error.ts';

describe('a stream that refuses all records', () => {
  const records = ['a', 'b', 'c'].map(
    (text, index): SourceRecord => ({
      bytes: Buffer.from(text),
      dataset,
      file: 'f',
      offset: index,
      index,
    }),
  );
  const sinkOf = (put: Sink['put']): Sink => ({
    thing: 'the stream full',
    recordBytes: 10,
    callBytes: 10,
    sizeOf: ({ bytes }) => bytes.length,
    put,
  });

  test('is tried again after ever longer pauses, and then no more', async () => {
    const pauses: number[] = [];
    const sink = sinkOf(async (sent) => sent.map(() => 'ProvisionedThroughputExceededException'));
    const outcome = sendAll(sink, records, { sleep: async (pause) => pauses.push(pause) });
    await expect(outcome).rejects.toThrow(UserError);
    await expect(outcome).rejects.toThrow(
      'The stream full refused 3 records for good (ProvisionedThroughputExceededException)',
    );
    expect(pauses).toHaveLength(11);
    for (const [i, pause] of pauses.entries()) {
      const most = Math.min(200 * 2 ** i, 5_000);
      expect(pause).toBeGreaterThanOrEqual(most / 2);
      expect(pause).toBeLessThanOrEqual(most);
    }
  });

  test('is tried again as long as it accepts any record', async () => {
    const sink = sinkOf(async (sent) => sent.map((_, i) => (i === 0 ? null : 'InternalFailure')));
    expect(await sendAll(sink, records, { sleep: async () => {} })).toBe(2 + 1);
  });
});
