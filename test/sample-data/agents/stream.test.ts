import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { outsideTheModel, readModel } from '../model.ts';
import { type Generated, generated, type Json, plainBytes, seconds } from '../stream.ts';
import { eventsOf, historiesOf, objectsOf } from './events.ts';

const OPTIONS = { otherDays: 'all', otherKinds: ['agent-events'], days: 5 } as const;
const world = generated(1_500, 24, OPTIONS);
const events = eventsOf(world);
const objects = objectsOf(world, 'agent-events');
const histories = [...historiesOf(events).values()];
const once = histories.flat();
const model = readModel('agent-events');

function fingerprint({ objects, sheet }: Generated): string {
  const hash = createHash('sha256');
  for (const { kind, key, bytes } of objects) hash.update(kind).update(key).update(bytes);
  return hash.update(JSON.stringify(sheet)).digest('hex');
}

describe("agents' events", () => {
  it('are the same for the same seed, to the byte, answers included', () => {
    const ofSeed = (seed: number) =>
      fingerprint(
        generated(100, seed, { otherDays: 'all', otherKinds: ['agent-events'], days: 1 }),
      );
    expect(ofSeed(21)).toBe(ofSeed(21));
    expect(ofSeed(22)).not.toBe(ofSeed(21));
  });

  it('change nothing about the contacts', () => {
    const alone = generated(1_500, 24, { days: 5 });
    const { agents, ...sheet } = world.sheet;
    expect(agents).toBeDefined();
    const contacts = { objects: objectsOf(world, 'contact-records'), sheet };
    expect(fingerprint(contacts)).toBe(fingerprint(alone));
  });

  it('come in gzip objects named by the hour of their first event, concatenated', () => {
    for (const object of objects) {
      expect(object.key).toMatch(
        /^\d{4}\/\d\d\/\d\d\/\d\d\/agent-events-1-\d{4}(-\d\d){5}-[\da-f-]{36}\.gz$/,
      );
      const name = object.key.split('agent-events-1-')[1]!;
      expect(name.startsWith(object.key.slice(0, 13).replaceAll('/', '-'))).toBe(true);
      expect(plainBytes(object).toString('utf8')).not.toContain('\n');
    }
    expect(new Set(objects.map(({ key }) => key)).size).toBe(objects.length);
  });

  it('may be those of the last days only', () => {
    const last = eventsOf(generated(1_500, 24, { ...OPTIONS, otherDays: 2 }));
    // A night shift that reaches into the first of these days is told of from its log-in on.
    const days = [...new Set(last.map(({ EventTimestamp }) => EventTimestamp.slice(0, 10)))].sort();
    expect(days[0]! >= '2026-10-17').toBe(true);
    expect(days).toContain('2026-10-19');
    expect(last.length).toBeLessThan(events.length / 2);
  });
});

describe('an agent event', () => {
  it('keeps to the model, and has all that is required', () => {
    expect(once.length).toBeGreaterThan(5_000);
    const required = Object.entries(model.fields).filter(([, { required }]) => required);
    expect(required.length).toBe(7);
    const wrong = once.filter(
      (event) =>
        required.some(([name]) => typeof event[name] !== 'string') ||
        outsideTheModel(event, model).length > 0,
    );
    expect(wrong).toEqual([]);
  });

  it('has a known type, state and status type', () => {
    const { CurrentAgentSnapshot: snapshot, EventType } = model.fields as Json;
    const { AgentStatus, Contacts } = snapshot.fields;
    const contacts = once.flatMap((event) => event.CurrentAgentSnapshot.Contacts);
    const kinds = new Set(once.map((event) => event.EventType));
    expect([...kinds].sort()).toEqual(EventType.knownValues.toSorted());
    const states = new Set(contacts.map(({ State }) => State));
    expect(
      [...states].filter((one) => !Contacts.items.fields.State.knownValues.includes(one)),
    ).toEqual([]);
    const types = new Set(once.map((event) => event.CurrentAgentSnapshot.AgentStatus.Type));
    expect([...types].sort()).toEqual(AgentStatus.fields.Type.knownValues.toSorted());
  });

  it('starts nothing after it has happened', () => {
    const late = once.filter(({ CurrentAgentSnapshot, EventTimestamp }) => {
      const { AgentStatus, Contacts, NextAgentStatus } = CurrentAgentSnapshot;
      const starts = [
        AgentStatus.StartTimestamp,
        NextAgentStatus?.EnqueuedTimestamp ?? AgentStatus.StartTimestamp,
        ...Contacts.map(({ StateStartTimestamp }: Json) => StateStartTimestamp),
      ];
      return starts.some((start) => start > EventTimestamp);
    });
    expect(late).toEqual([]);
  });

  it('has an id of its own, and another time than the next one of its agent', () => {
    expect(new Set(once.map(({ EventId }) => EventId)).size).toBe(once.length);
    const ties = histories.flatMap((history) =>
      history.filter((event, at) => event.EventTimestamp === history[at - 1]?.EventTimestamp),
    );
    expect(ties).toEqual([]);
  });
});

/** Each event of an agent with the one before it. */
function pairs(history: readonly Json[]): (readonly [Json, Json])[] {
  return history.slice(1).map((event, index) => [history[index], event] as const);
}

const allPairs = histories.flatMap(pairs);
const secondsBetween = ([left, right]: readonly [Json, Json]): number =>
  seconds(right.EventTimestamp)! - seconds(left.EventTimestamp)!;
const same = (left: Json, right: Json): boolean => JSON.stringify(left) === JSON.stringify(right);

describe('the stream', () => {
  it('carries the state before each event, which is that after the one before, unless that was lost', () => {
    const within = allPairs.filter(([, right]) => right.PreviousAgentSnapshot !== null);
    const gaps = within.filter(
      ([left, right]) => !same(left.CurrentAgentSnapshot, right.PreviousAgentSnapshot),
    );
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.length).toBeLessThan(within.length / 100);
  });

  it('beats after two minutes of silence, and a lost beat is missing once', () => {
    const beats = allPairs.filter(([, { EventType }]) => EventType === 'HEART_BEAT');
    const silences = new Set(beats.map(secondsBetween));
    expect([...silences].every((silence) => silence >= 120 && silence <= 240)).toBe(true);
    expect(beats.filter((pair) => secondsBetween(pair) === 120).length).toBeGreaterThan(
      beats.length * 0.98,
    );
    expect(silences.size).toBeGreaterThan(1);
    const changed = beats.filter(
      ([, { CurrentAgentSnapshot, PreviousAgentSnapshot }]) =>
        !same(CurrentAgentSnapshot, PreviousAgentSnapshot),
    );
    expect(changed).toEqual([]);
  });

  it('goes on beating after some log-outs, for an hour at most', () => {
    const rests = histories.flatMap((history) =>
      history.flatMap((event, at) => {
        if (event.EventType !== 'LOGOUT') return [];
        const rest = history.slice(at + 1);
        const end = rest.findIndex(({ EventType }) => EventType !== 'HEART_BEAT');
        return [[event, ...(end < 0 ? rest : rest.slice(0, end))]];
      }),
    );
    const lasted = rests.map((rest) => secondsBetween([rest[0], rest.at(-1)]));
    expect(lasted).toContain(0);
    expect(Math.max(...lasted)).toBeGreaterThan(1_800);
    expect(Math.max(...lasted)).toBeLessThanOrEqual(3_600);
  });

  it('begins sessions with a log-in before the first contact, and ends some without a log-out', () => {
    const ends = { offline: 0, logout: 0, nothing: 0 };
    for (const history of histories) {
      expect(history[0].EventType).toBe('LOGIN');
      expect(history[0].PreviousAgentSnapshot).toBeNull();
      for (const [left, right] of pairs(history)) {
        if (right.EventType !== 'LOGIN') continue;
        expect(right.CurrentAgentSnapshot.Contacts).toEqual([]);
        const { Type } = left.CurrentAgentSnapshot.AgentStatus;
        if (Type === 'OFFLINE') ends.offline++;
        else if (left.EventType === 'LOGOUT') ends.logout++;
        else ends.nothing++;
      }
    }
    expect(ends.offline).toBeGreaterThan(10);
    expect(ends.logout).toBeGreaterThan(0);
    expect(ends.nothing).toBeGreaterThan(0);
  });

  it('delivers some events twice, and some late', () => {
    expect(events.length).toBeGreaterThan(once.length * 1.005);
    const copies = new Map(events.map((event) => [event.EventId, JSON.stringify(event)]));
    expect(events.filter((event) => copies.get(event.EventId) !== JSON.stringify(event))).toEqual(
      [],
    );
    const seen = new Map<string, string>();
    const late = events.filter(({ AgentARN, EventTimestamp }) => {
      const newest = seen.get(AgentARN) ?? '';
      if (EventTimestamp > newest) seen.set(AgentARN, EventTimestamp);
      return EventTimestamp < newest;
    });
    expect(late.length).toBeGreaterThan(once.length / 200);
  });

  it('shows all that agents do', () => {
    const contacts = once.flatMap((event) => event.CurrentAgentSnapshot.Contacts);
    const states = new Set(contacts.map(({ State }) => State));
    expect([...states].sort()).toEqual([
      'CONNECTED',
      'CONNECTED_ONHOLD',
      'CONNECTING',
      'ENDED',
      'INCOMING',
      'MISSED',
      'PAUSED',
      'REJECTED',
    ]);
    const methods = new Set(contacts.map(({ InitiationMethod }) => InitiationMethod));
    for (const method of ['OUTBOUND', 'API', 'CALLBACK', 'AGENT_REPLY', 'MONITOR', 'TRANSFER'])
      expect(methods).toContain(method);
    const names = new Set(once.map((event) => event.CurrentAgentSnapshot.AgentStatus.Name));
    expect([...names].sort()).toEqual([
      'Available',
      'Break',
      'Coaching',
      'Lunch',
      'Offline',
      'Training',
    ]);
    const chats = once.map(
      (event) =>
        event.CurrentAgentSnapshot.Contacts.filter(({ Channel }: Json) => Channel === 'CHAT')
          .length,
    );
    expect(Math.max(...chats)).toBe(3);
    const waits = once.filter(({ CurrentAgentSnapshot }) => CurrentAgentSnapshot.NextAgentStatus);
    expect(waits.length).toBeGreaterThan(10);
  });
});
