/** The objects of evaluations: what is read in their keys. */
import { describe, expect, test } from 'vitest';
import { dataset } from '../../../pipeline/datasets/contact-evaluations/dataset.ts';
import { rawName } from '../../../pipeline/lake-keys.ts';
import { normalise } from '../../../pipeline/normalise/normalise.ts';
import { splitLines } from './outcome.ts';

const bare = { evaluationId: 'ev-1', metadata: { instanceId: 'i-1', contactId: 'c-1' } };
const times = {
  evaluationStartTimestamp: '2026-03-02T10:00:00.000Z',
  evaluationSubmitTimestamp: '2026-03-02T10:05:00.000Z',
};
const timed = { ...bare, metadata: { ...bare.metadata, ...times } };

async function outcome(record: object, path: string) {
  const lines: Buffer[] = [];
  const quarantine: Buffer[] = [];
  const key = `raw/contact_evaluations/2026/11/27/18/${rawName(dataset, path)}`;
  await normalise(dataset, key, Buffer.from(JSON.stringify(record)), {
    lines: async (bytes) => void lines.push(Buffer.from(bytes)),
    quarantine: async (bytes) => void quarantine.push(Buffer.from(bytes)),
  });
  const [row = null] = splitLines(Buffer.concat(lines)).map((line) => JSON.parse(line));
  const [piece = null] = splitLines(Buffer.concat(quarantine)).map((line) => JSON.parse(line));
  return { row, reason: piece?.reason ?? null };
}

describe('a deletion', () => {
  test.each([
    ['as Connect names it', '09:00:00.000Z-ev-1-v3_1_DELETED.json'],
    ['in lower case', '09:00:00.000Z-ev-1-v3_1_deleted.json'],
    ['with underscores for colons', '09_00_00.000Z-ev-1-v3_1_DELETED.json'],
    ['with hyphens for colons', '09-00-00.000Z-ev-1-v3_1_DELETED.json'],
    ['as a download spells colons', '09%3A00%3a00.000Z-ev-1-v3_1_DELETED.json'],
  ])('without times has those of its key: %s', async (_how, name) => {
    expect((await outcome(bare, `x/Evaluations/2026/03/04/${name}`)).row).toMatchObject({
      evaluationid: 'ev-1',
      object_kind: 'deletion',
      started_at: '2026-03-04T09:00:00Z',
      submitted_at: '2026-03-04T09:00:00Z',
    });
  });

  test('with times keeps them', async () => {
    const path = 'Evaluations/2026/03/04/09:00:00.000Z-ev-1-v3_1_DELETED.json';
    expect((await outcome(timed, path)).row).toMatchObject({
      object_kind: 'deletion',
      started_at: times.evaluationStartTimestamp,
      submitted_at: times.evaluationSubmitTimestamp,
    });
  });

  test('without times in body or key is quarantined, with what it lacks', async () => {
    expect(await outcome(bare, '09:00:00.000Z-ev-1-v3_1_DELETED.json')).toEqual({
      row: null,
      reason: expect.stringContaining('started_at'),
    });
  });
});

test('an evaluation without times is quarantined, whatever its key', async () => {
  expect(await outcome(bare, 'Evaluations/2026/03/02/10:05:00.000Z-ev-1-v3_1.json')).toEqual({
    row: null,
    reason: expect.stringContaining('started_at'),
  });
});
