import { describe, expect, it } from 'vitest';
import { generated, type Json, latestOf, recordsOf, seconds } from '../stream.ts';
import { eventsOf, objectsOf } from './events.ts';
import { type ContactSpell, foldAgents } from './fold.ts';

const world = generated(2_000, 12, { otherDays: 'all', otherKinds: ['agent-events'], days: 5 });
const records = [...latestOf(recordsOf(objectsOf(world, 'contact-records'))).values()];
const events = eventsOf(world);
const agents = new Map(foldAgents(events).map((agent) => [agent.arn, agent]));
const ofAgents = records.filter(({ Agent }) => Agent !== null);
const connected = ofAgents.filter(({ Agent }) => Agent.ConnectedToAgentTimestamp !== null);

/** How an agent of a contact record saw the contact, by the events. */
function spellsOf({ Agent, ContactId }: Json): readonly ContactSpell[] {
  return agents.get(Agent.ARN)?.spells.filter(({ id }) => id === ContactId) ?? [];
}

const inState = (record: Json, ...states: string[]): readonly ContactSpell[] =>
  spellsOf(record).filter(({ state }) => states.includes(state));
const lengths = (spells: readonly ContactSpell[]): number[] =>
  spells.map(({ from, to }) => to - from);
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The records for which what they say and what the events say is not the same. */
function differing(
  these: readonly Json[],
  fromRecord: (record: Json) => Json,
  fromEvents: (record: Json) => Json,
): Json[] {
  return these
    .map((record) => [record.ContactId, fromRecord(record), fromEvents(record)])
    .filter(([, left, right]) => JSON.stringify(left) !== JSON.stringify(right));
}

describe('a contact record agrees with the events on', () => {
  it('the agent, who has seen the contact', () => {
    expect(ofAgents.length).toBeGreaterThan(1_000);
    expect(ofAgents.filter((record) => spellsOf(record).length === 0)).toEqual([]);
    const username = ({ Agent }: Json) => Agent.Username;
    expect(differing(ofAgents, username, ({ Agent }) => agents.get(Agent.ARN)!.username)).toEqual(
      [],
    );
  });

  it('the channel, how it began, the first contact of the chain and the queue', () => {
    const ofRecord = ({ Channel, InitiationMethod, InitialContactId, Queue }: Json) => [
      [Channel, InitiationMethod, InitialContactId, Queue?.ARN, Queue?.Name],
      seconds(Queue?.EnqueueTimestamp ?? null),
    ];
    const ofEvents = (record: Json) => {
      const { contact } = spellsOf(record).at(-1)!;
      const { Channel, InitiationMethod, InitialContactId, Queue, QueueTimestamp } = contact;
      return [
        [Channel, InitiationMethod, InitialContactId, Queue?.ARN, Queue?.Name],
        seconds(QueueTimestamp),
      ];
    };
    expect(differing(ofAgents, ofRecord, ofEvents)).toEqual([]);
  });

  it('when it began to ring', () => {
    const rung = connected.filter(({ RingStartTimestamp }) => RingStartTimestamp !== null);
    expect(rung.length).toBeGreaterThan(500);
    const began = ({ RingStartTimestamp }: Json) => seconds(RingStartTimestamp);
    expect(differing(rung, began, (record) => inState(record, 'CONNECTING').at(-1)!.from)).toEqual(
      [],
    );
  });

  it('when it was connected to the agent', () => {
    const at = ({ Agent }: Json) => seconds(Agent.ConnectedToAgentTimestamp);
    const fromEvents = (record: Json) => {
      const [first] = inState(record, 'CONNECTED');
      expect(first!.contact.ConnectedToAgentTimestamp.slice(0, 19)).toBe(
        record.Agent.ConnectedToAgentTimestamp.slice(0, 19),
      );
      return first!.from;
    };
    expect(differing(connected, at, fromEvents)).toEqual([]);
  });

  it('when the conversation ended', () => {
    const at = ({ DisconnectTimestamp }: Json) => seconds(DisconnectTimestamp);
    const fromEvents = (record: Json) =>
      inState(record, 'CONNECTED', 'CONNECTED_ONHOLD', 'PAUSED').at(-1)!.to;
    expect(differing(connected, at, fromEvents)).toEqual([]);
  });

  it('how often and for how long it was on hold', () => {
    const measured = connected.filter(({ Agent }) => Agent.NumberOfHolds !== null);
    const held = measured.filter(({ Agent }) => Agent.NumberOfHolds > 0);
    expect(held.length).toBeGreaterThan(100);
    const ofRecord = ({ Agent }: Json) => [
      Agent.NumberOfHolds,
      Agent.CustomerHoldDuration ?? 0,
      Agent.LongestHoldDuration ?? 0,
    ];
    const ofEvents = (record: Json) => {
      const holds = lengths(inState(record, 'CONNECTED_ONHOLD'));
      return [holds.length, sum(holds), Math.max(0, ...holds)];
    };
    expect(differing(measured, ofRecord, ofEvents)).toEqual([]);
  });

  it('how often and for how long a task was paused', () => {
    const paused = connected.filter(
      ({ Channel, TotalPauseCount }) => Channel === 'TASK' && Number.isInteger(TotalPauseCount),
    );
    expect(paused.filter(({ TotalPauseCount }) => TotalPauseCount > 0).length).toBeGreaterThan(5);
    const ofRecord = ({ Agent, TotalPauseCount }: Json) => [
      TotalPauseCount,
      Agent.AgentPauseDuration,
    ];
    const ofEvents = (record: Json) => {
      const pauses = lengths(inState(record, 'PAUSED'));
      return [pauses.length, sum(pauses)];
    };
    expect(differing(paused, ofRecord, ofEvents)).toEqual([]);
  });

  it('when after-contact work began and ended', () => {
    const reported = ofAgents.filter(({ Agent }) => Agent.AfterContactWorkDuration !== null);
    expect(reported.length).toBeGreaterThan(1_000);
    const ofRecord = ({ Agent }: Json) =>
      Agent.AfterContactWorkDuration === 0
        ? []
        : [
            seconds(Agent.AfterContactWorkStartTimestamp),
            seconds(Agent.AfterContactWorkEndTimestamp),
          ];
    const ofEvents = (record: Json) =>
      inState(record, 'ENDED').flatMap(({ from, to }) => [from, to]);
    expect(differing(reported, ofRecord, ofEvents)).toEqual([]);
  });
});

describe('the events', () => {
  it('connect no agent to a contact of which the record names another agent, or none', () => {
    const agentOf = new Map(connected.map(({ ContactId, Agent }) => [ContactId, Agent.ARN]));
    const others = [...agents.values()].flatMap(({ arn, spells }) =>
      spells.filter(({ id, state }) => state === 'CONNECTED' && agentOf.get(id) !== arn),
    );
    expect(others).toEqual([]);
  });

  it('show the routing profile and the hierarchy group of the record', () => {
    const configurations = new Map<string, Json>(
      events.map((event) => [event.AgentARN, event.CurrentAgentSnapshot.Configuration]),
    );
    const ofRecord = ({ Agent }: Json) => [
      Agent.RoutingProfile.ARN,
      Agent.RoutingProfile.Name,
      Agent.HierarchyGroups?.Level1.GroupName,
    ];
    const ofEvents = ({ Agent }: Json) => {
      const { RoutingProfile, AgentHierarchyGroups } = configurations.get(Agent.ARN);
      return [RoutingProfile.ARN, RoutingProfile.Name, AgentHierarchyGroups?.Level1.Name];
    };
    expect(differing(ofAgents, ofRecord, ofEvents)).toEqual([]);
  });
});
