import { describe, expect, it } from 'vitest';
import { outsideTheModel } from './model.ts';
import { answer, generated, type Json, latestOf, recordsOf } from './stream.ts';

const world = generated(5_000, 21);
const records = recordsOf(world.objects);
const latest = [...latestOf(records).values()];

describe('a record', () => {
  it('has all the usual top-level fields, null where there is nothing to say', () => {
    const first = Object.keys(records[0]).filter((key) => !key.startsWith('Future'));
    expect(records.filter((record) => first.some((key) => record[key] === undefined))).toEqual([]);
    expect(first).toContain('VoiceIdResult');
    expect(first).toContain('PreDisconnectState');
  });

  it('writes unset fields as Connect does', () => {
    const shapes = new Set(
      records.map(({ Campaign, ContactDetails, References, Channel }) =>
        JSON.stringify([Campaign, ContactDetails, Channel === 'TASK' ? [] : References]),
      ),
    );
    expect([...shapes]).toEqual(['[{"CampaignId":null},{},[]]']);
  });

  it('names agent queues by their ARN only', () => {
    const inAgentQueue = latest.filter((record) => record.Queue?.ARN.includes('/queue/agent/'));
    expect(inAgentQueue.length).toBeGreaterThan(10);
    for (const { Queue } of inAgentQueue) expect(Queue.Name).toBeNull();
  });

  it('is two to four kilobytes long', () => {
    const bytes = records.map((record) => JSON.stringify(record).length);
    const mean = bytes.reduce((sum, size) => sum + size, 0) / bytes.length;
    expect(mean).toBeGreaterThan(2_000);
    expect(mean).toBeLessThan(4_000);
  });

  it('leaves the model only where the answer sheet says so', () => {
    const counts = new Map<string, number>();
    for (const record of latest)
      for (const path of outsideTheModel(record)) counts.set(path, (counts.get(path) ?? 0) + 1);
    const expected = Object.fromEntries(
      answer(world.sheet, 'fields-outside-the-model').map(({ field, contacts }) => [
        field,
        contacts,
      ]),
    );
    expect(Object.fromEntries(counts)).toEqual(expected);
    expect(Object.keys(expected)).toEqual(
      expect.arrayContaining(['Queue.FutureField', 'FutureTopLevel', 'Attributes.顧客種別']),
    );
  });

  it('leaves the end of after-contact work out of an early version', () => {
    const byId = latestOf(records);
    const early = records.filter(
      (record: Json) =>
        record.Agent?.AfterContactWorkStartTimestamp !== null &&
        record.Agent?.AfterContactWorkEndTimestamp === null,
    );
    expect(early.length).toBeGreaterThan(100);
    const wrong = early.filter(({ ContactId, LastUpdateTimestamp }) => {
      const { AfterContactWorkDuration, AfterContactWorkEndTimestamp } = byId.get(ContactId).Agent;
      return (
        AfterContactWorkDuration === null || LastUpdateTimestamp >= AfterContactWorkEndTimestamp
      );
    });
    expect(wrong).toEqual([]);
  });

  it('uses fictitious customers only', () => {
    const writers = latest.filter(
      ({ CustomerEndpoint }) => CustomerEndpoint?.Type === 'EMAIL_ADDRESS',
    );
    expect(writers.length).toBeGreaterThan(50);
    expect(
      writers.filter(({ CustomerEndpoint }) => !CustomerEndpoint.Address.endsWith('@example.com')),
    ).toEqual([]);
  });
});
