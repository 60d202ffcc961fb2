import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allLeaves, LEAVES_IN_MODEL, leavesFilled, outsideTheModel } from './model.ts';
import type { Json } from './stream.ts';

const FOLDER = new URL('../../sample-data/records/', import.meta.url);
const files = readdirSync(FOLDER);
const records: readonly (readonly [string, Json])[] = files.map((file) => [
  file,
  JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')),
]);

describe('the sample records', () => {
  it('are one per channel, a real one, and one with routing criteria', () => {
    expect(files.toSorted()).toEqual([
      'chat.json',
      'email.json',
      'routing.json',
      'task.json',
      'voice-2022.json',
    ]);
    const channels = new Set(records.map(([, record]) => record.Channel));
    expect(channels).toEqual(new Set(['VOICE', 'CHAT', 'TASK', 'EMAIL']));
  });

  it.each(records)('%s keeps to the model', (_file, record) => {
    expect(outsideTheModel(record)).toEqual([]);
  });

  it('fill every leaf of the model between them', () => {
    const leaves = allLeaves();
    expect(leaves.length).toBe(LEAVES_IN_MODEL);
    const filled = new Set(records.flatMap(([, record]) => leavesFilled(record)));
    expect(leaves.filter((leaf) => !filled.has(leaf))).toEqual([]);
  });
});
