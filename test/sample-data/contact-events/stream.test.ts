import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventsOf as agentEventsOf, groupedBy, objectsOf } from '../agents/events.ts';
import { outsideTheModel, readModel } from '../model.ts';
import { type Generated, generated, type Json, latestOf, recordsOf, seconds } from '../stream.ts';
import { contactEventsOf, eachOnce } from './events.ts';

const OPTIONS = {
  otherDays: 'all',
  otherKinds: ['contact-events', 'agent-events'],
  days: 5,
} as const;
const world = generated(1_500, 24, OPTIONS);
const delivered = contactEventsOf(world);
const events = eachOnce(delivered);
const histories = groupedBy(events, ({ detail }) => detail.contactId);
const records = latestOf(recordsOf(objectsOf(world, 'contact-records')));
const TYPES = [
  'INITIATED',
  'CONNECTED_TO_SYSTEM',
  'QUEUED',
  'CONNECTED_TO_AGENT',
  'PAUSED',
  'RESUMED',
  'DISCONNECTED',
  'COMPLETED',
];

function fingerprint({ objects, sheet }: Generated): string {
  const hash = createHash('sha256');
  for (const { kind, key, bytes } of objects) hash.update(kind).update(key).update(bytes);
  return hash.update(JSON.stringify(sheet)).digest('hex');
}

describe("contacts' events", () => {
  it('are the same for the same seed, to the byte, answers included', () => {
    const options = { otherDays: 'all', otherKinds: ['contact-events'], days: 1 } as const;
    const ofSeed = (seed: number) => fingerprint(generated(100, seed, options));
    expect(ofSeed(21)).toBe(ofSeed(21));
    expect(ofSeed(22)).not.toBe(ofSeed(21));
  });

  it('keep to the model, and are of every type that the centre has', () => {
    const model = readModel('contact-events');
    expect(events.flatMap((event) => outsideTheModel(event, model))).toEqual([]);
    const types = new Set(events.map(({ detail }) => detail.eventType));
    expect([...types].sort()).toEqual(TYPES.toSorted());
  });

  it('come one after another in gzip objects named by their first event’s hour, a few of them twice', () => {
    for (const { key } of objectsOf(world, 'contact-events'))
      expect(key).toMatch(
        /^\d{4}\/\d\d\/\d\d\/\d\d\/contact-events-1-\d{4}(-\d\d){5}-[\da-f-]{36}\.gz$/,
      );
    const repeated = delivered.length - events.length;
    expect(repeated / events.length).toBeGreaterThan(0.01);
    expect(repeated / events.length).toBeLessThan(0.03);
    expect(world.sheet.contact_events!.events_delivered).toBe(delivered.length);
  });

  it('come late now and then, so not in the order in which they happened', () => {
    const late = delivered.filter((event, at) => at > 0 && event.time < delivered[at - 1]!.time);
    expect(late.length).toBeGreaterThan(events.length / 100);
  });

  it('are lost now and then, a few of each type', () => {
    const lost = new Map(TYPES.map((type) => [type, 0]));
    for (const record of records.values())
      for (const [type, time] of stepsOf(record)) {
        const told = histories.get(record.ContactId) ?? [];
        if (time !== null && !told.some(({ detail }) => detail.eventType === type))
          lost.set(type, lost.get(type)! + 1);
      }
    const often = ['INITIATED', 'QUEUED', 'CONNECTED_TO_AGENT', 'DISCONNECTED', 'COMPLETED'];
    for (const type of often) {
      expect(lost.get(type), type).toBeGreaterThan(0);
      expect(lost.get(type)! / records.size, type).toBeLessThan(0.04);
    }
  });

  it('report what has happened, and nothing later', () => {
    for (const { time, detail } of events) {
      const told = [
        detail.initiationTimestamp,
        detail.connectedToSystemTimestamp,
        detail.disconnectTimestamp,
        detail.queueInfo?.enqueueTimestamp,
        detail.agentInfo?.connectedToAgentTimestamp,
        detail.agentInfo?.afterContactWorkEndTimestamp,
      ].filter((one) => one !== undefined);
      for (const one of told) expect(seconds(one)).toBeLessThanOrEqual(seconds(time)!);
    }
  });

  it('may be those of the last days only', () => {
    const last = contactEventsOf(generated(1_500, 24, { ...OPTIONS, otherDays: 2 }));
    expect(last.every(({ time }) => time >= '2026-10-18')).toBe(true);
    expect(last.length).toBeLessThan(events.length / 2);
    expect(last.length).toBeGreaterThan(events.length / 5);
  });
});

describe('each event agrees with', () => {
  it('its contact’s record', () => {
    let compared = 0;
    for (const { time, detail } of events) {
      const record = records.get(detail.contactId);
      if (record === undefined) continue;
      compared++;
      expect([
        [detail.channel, detail.initiationMethod, detail.instanceArn],
        [detail.previousContactId ?? null, detail.initialContactId ?? null],
      ]).toEqual([
        [record.Channel, record.InitiationMethod, record.InstanceARN],
        [record.PreviousContactId, record.InitialContactId],
      ]);
      const steps = new Map(stepsOf(record));
      if (detail.eventType !== 'COMPLETED' || steps.get('COMPLETED') !== null)
        expect(seconds(time), detail.eventType).toBe(steps.get(detail.eventType));
      if (detail.queueInfo)
        expect(detail.queueInfo).toEqual({
          queueArn: record.Queue.ARN,
          queueType: record.Queue.Name === null ? 'AGENT' : 'STANDARD',
          enqueueTimestamp: inMilliseconds(record.Queue.EnqueueTimestamp),
        });
      if (detail.agentInfo) expect(detail.agentInfo.agentArn).toBe(record.Agent.ARN);
      if (detail.disconnectReason) expect(detail.disconnectReason).toBe(record.DisconnectReason);
    }
    expect(compared).toBeGreaterThan(events.length * 0.99);
  });

  it('the events of its agent, who was connected to the contact then', () => {
    const connected = new Map<string, string>();
    for (const { AgentARN, CurrentAgentSnapshot } of agentEventsOf(world))
      for (const { ContactId, ConnectedToAgentTimestamp } of CurrentAgentSnapshot.Contacts)
        if (ConnectedToAgentTimestamp)
          connected.set(ContactId, `${AgentARN} ${seconds(ConnectedToAgentTimestamp)}`);
    let compared = 0;
    for (const { detail } of events) {
      const seen = connected.get(detail.contactId);
      if (detail.eventType !== 'CONNECTED_TO_AGENT' || seen === undefined) continue;
      compared++;
      const { agentArn, connectedToAgentTimestamp } = detail.agentInfo;
      expect(`${agentArn} ${seconds(connectedToAgentTimestamp)}`).toBe(seen);
    }
    expect(compared).toBeGreaterThan(500);
  });
});

/** When a record says that the contact took each step, in epoch seconds; null if it does not say. */
function stepsOf(record: Json): readonly (readonly [string, number | null])[] {
  return [
    ['INITIATED', seconds(record.InitiationTimestamp)],
    ['CONNECTED_TO_SYSTEM', seconds(record.ConnectedToSystemTimestamp)],
    ['QUEUED', seconds(record.Queue?.EnqueueTimestamp ?? null)],
    ['CONNECTED_TO_AGENT', seconds(record.Agent?.ConnectedToAgentTimestamp ?? null)],
    ['PAUSED', seconds(record.LastPausedTimestamp)],
    ['RESUMED', seconds(record.LastResumedTimestamp)],
    ['DISCONNECTED', seconds(record.DisconnectTimestamp)],
    ['COMPLETED', seconds(record.Agent?.AfterContactWorkEndTimestamp ?? null)],
  ];
}

function inMilliseconds(timestamp: string): string {
  return timestamp.replace('Z', '.000Z');
}
