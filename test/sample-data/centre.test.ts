import { describe, expect, it } from 'vitest';
import { generated, type Json, latestOf, recordsOf, seconds } from './stream.ts';

const byId = latestOf(recordsOf(generated(6_000, 31).objects));
const all = [...byId.values()];
const voice = all.filter((record) => record.Channel === 'VOICE');
const ofMethod = (method: string) => all.filter((record) => record.InitiationMethod === method);

function byAgent(records: readonly Json[]): readonly (readonly Json[])[] {
  const groups = new Map<string, Json[]>();
  for (const record of records) {
    const group = groups.get(record.Agent.Username) ?? [];
    groups.set(record.Agent.Username, [...group, record]);
  }
  return [...groups.values()];
}

function work(record: Json): readonly [from: number, to: number] {
  const to = seconds(record.Agent.AfterContactWorkEndTimestamp ?? record.DisconnectTimestamp)!;
  return [seconds(record.Agent.ConnectedToAgentTimestamp)!, to];
}

describe('an agent', () => {
  it('never handles two voice contacts at once', () => {
    const agents = byAgent(voice.filter((record) => record.Agent?.ConnectedToAgentTimestamp));
    expect(agents.length).toBeGreaterThan(8);
    const overlaps = agents.flatMap((contacts) => {
      const spans = contacts
        .map(work)
        .sort((left, right) => left[0] - right[0] || left[1] - right[1]);
      return spans.filter(([from], index) => index > 0 && from < spans[index - 1]![1]);
    });
    expect(overlaps).toEqual([]);
  });

  it('handles up to three chats at once, and sometimes does', () => {
    const agents = byAgent(
      all.filter((record) => record.Channel === 'CHAT' && record.Agent !== null),
    );
    let most = 0;
    for (const chats of agents)
      for (const chat of chats) {
        const [from] = work(chat);
        const others = chats.map(work).filter(([start, end]) => start <= from && end > from);
        most = Math.max(most, others.length);
      }
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe('a contact', () => {
  it('keeps its times in order', () => {
    const timesOf = (record: Json) =>
      [
        record.InitiationTimestamp,
        record.Queue?.EnqueueTimestamp,
        record.Queue?.DequeueTimestamp,
        record.Agent?.ConnectedToAgentTimestamp,
        record.DisconnectTimestamp,
        record.Agent?.AfterContactWorkEndTimestamp,
        record.LastUpdateTimestamp,
      ].filter((time) => typeof time === 'string');
    const wrong = all.filter((record) => `${timesOf(record)}` !== `${timesOf(record).toSorted()}`);
    expect(wrong).toEqual([]);
  });

  it('waits in its queue for as long as Queue.Duration says', () => {
    const waited = all.filter((record) => Number.isInteger(record.Queue?.Duration));
    expect(waited.length).toBeGreaterThan(1_000);
    const wrong = waited.filter(
      ({ Queue }) =>
        seconds(Queue.DequeueTimestamp)! - seconds(Queue.EnqueueTimestamp)! !== Queue.Duration,
    );
    expect(wrong).toEqual([]);
  });

  it('lasts as long as its parts', () => {
    const wrong = all.filter(({ Agent, DisconnectTimestamp }) => {
      if (!Agent?.ConnectedToAgentTimestamp || Agent.AgentInteractionDuration === null)
        return false;
      const parts =
        Agent.AgentInteractionDuration +
        (Agent.CustomerHoldDuration ?? 0) +
        (Agent.AgentPauseDuration ?? 0);
      return seconds(DisconnectTimestamp)! - seconds(Agent.ConnectedToAgentTimestamp)! !== parts;
    });
    expect(wrong).toEqual([]);
  });

  it('measures after-contact work from its disconnect on', () => {
    const wrong = all.filter(({ Agent, DisconnectTimestamp }) => {
      if (typeof Agent?.AfterContactWorkDuration !== 'number') return false;
      const work = seconds(Agent.AfterContactWorkEndTimestamp)! - seconds(DisconnectTimestamp)!;
      return (
        Agent.AfterContactWorkStartTimestamp !== DisconnectTimestamp ||
        work !== Agent.AfterContactWorkDuration
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is linked to its neighbours in the chain', () => {
    const next = all.filter(({ NextContactId }) => NextContactId !== null);
    const later = all.filter(({ PreviousContactId }) => PreviousContactId !== null);
    expect(next.length).toBeGreaterThan(100);
    expect(
      next.filter(
        ({ ContactId, NextContactId }) => byId.get(NextContactId)?.PreviousContactId !== ContactId,
      ),
    ).toEqual([]);
    expect(
      later.filter(({ InitialContactId, PreviousContactId }) => {
        const previous = byId.get(PreviousContactId);
        const first = byId.get(InitialContactId);
        return (
          InitialContactId !== (previous?.InitialContactId ?? previous?.ContactId) ||
          first?.PreviousContactId !== null
        );
      }),
    ).toEqual([]);
  });

  it('holds the traps that real records hold', () => {
    const some = (holds: (record: Json) => boolean) => expect(all.some(holds)).toBe(true);
    some((record) => record.Queue?.EnqueueTimestamp && record.Queue.Duration === null);
    some(
      (record) =>
        record.Agent?.ConnectedToAgentTimestamp && record.Agent.AfterContactWorkDuration === null,
    );
    some((record) => record.DisconnectTimestamp === null);
    some((record) => record.InitialContactId === record.ContactId);
    some((record) => record.CustomerEndpoint?.Address.trim() === '');
    some((record) => record.InitiationMethod === 'PARTNER_INBOUND');
    some((record) => record.PreDisconnectState === 'CONNECTED_ONHOLD');
    some((record) => record.Queue === null && record.InitiationMethod === 'INBOUND');
    some((record) => record.InitiationMethod === 'MONITOR');
    some((record) => record.InitiationMethod === 'DISCONNECT');
    some((record) => record.Agent?.AgentPauseDuration > 0);
    some((record) => record.Channel === 'EMAIL' && record.InitiationMethod === 'AGENT_REPLY');
  });
});

describe('a transfer', () => {
  it('from a queue completes while the customer still waits', () => {
    const moved = ofMethod('QUEUE_TRANSFER').map((record) => byId.get(record.PreviousContactId));
    expect(moved.length).toBeGreaterThan(5);
    for (const source of moved) {
      expect(source.PreDisconnectState).toBe('IN_QUEUE');
      expect(source.TransferCompletedTimestamp).toBe(source.DisconnectTimestamp);
      expect(source.Agent).toBeNull();
    }
  });

  it('to a number outside leaves the queue without a next contact', () => {
    const gone = all.filter(
      (record) =>
        record.PreDisconnectState === 'IN_QUEUE' &&
        record.TransferCompletedTimestamp !== null &&
        record.NextContactId === null,
    );
    expect(gone.length).toBeGreaterThan(0);
    for (const record of gone) expect(record.TransferredToEndpoint.Address).toMatch(/^\+/);
  });
});

describe('a customer-first callback', () => {
  const queued = ofMethod('CALLBACK_CUSTOMER_FIRST_QUEUED');
  const dialled = ofMethod('CALLBACK_CUSTOMER_FIRST_DIALED');

  it('is three records, each linked to the next', () => {
    expect(dialled.length).toBeGreaterThan(20);
    for (const record of dialled) {
      const wait = byId.get(record.PreviousContactId);
      const request = byId.get(wait.PreviousContactId);
      expect(wait.InitiationMethod).toBe('CALLBACK_CUSTOMER_FIRST_QUEUED');
      expect(wait.NextContactId).toBe(record.ContactId);
      expect(request.NextContactId).toBe(wait.ContactId);
      expect(request.Agent).toBeNull();
    }
  });

  it('never has an agent while queued', () => {
    for (const record of queued) {
      expect(record.Agent).toBeNull();
      expect(record.Queue.EnqueueTimestamp).not.toBeNull();
    }
  });

  it('reaches most customers; some do not answer, some hang up before the agent comes', () => {
    const reached = dialled.filter((record) => record.Queue !== null);
    const answered = reached.filter((record) => record.Agent !== null);
    expect(answered.length).toBeGreaterThan(dialled.length / 2);
    expect(reached.length).toBeLessThan(dialled.length);
    expect(answered.length).toBeLessThan(reached.length);
  });
});
