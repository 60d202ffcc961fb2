import { describe, expect, it } from 'vitest';
import { interruptionsOf } from '../../../sample-data/agent-events/interruptions.ts';
import type { Contact } from '../../../sample-data/generator/contact.ts';
import { Random } from '../../../sample-data/generator/random.ts';

const START = 1_000;

/** A contact of which only what matters here is known. */
function contact(facts: Partial<Contact>): Contact {
  const none = { holdLengths: [], consultation: null, disconnected: null, holdSeconds: 0 };
  return { channel: 'VOICE', connectedToAgent: START, ...none, ...facts } as unknown as Contact;
}

/** The interruptions as seconds since the start, of many random placements. */
function placements(facts: Partial<Contact>): (readonly [number, number])[][] {
  return Array.from({ length: 200 }, (_, seed) =>
    interruptionsOf(contact(facts), new Random(seed)).map(({ from, to }) => [
      from - START,
      to - START,
    ]),
  );
}

describe('holds', () => {
  it('have a second of talk before, between and after them, however short the talk', () => {
    const facts = { holdLengths: [5, 9, 7], disconnected: START + 21 + 4 };
    expect(placements(facts)).toEqual(
      Array.from({ length: 200 }, () => [
        [1, 6],
        [7, 16],
        [17, 24],
      ]),
    );
  });

  it('lie anywhere in a longer talk, in order', () => {
    const facts = { holdLengths: [10, 20], disconnected: START + 130 };
    const all = placements(facts);
    for (const [first, second] of all) {
      expect(first![0]).toBeGreaterThanOrEqual(1);
      expect(first![1] - first![0]).toBe(10);
      expect(second![0]).toBeGreaterThan(first![1]);
      expect(second![1] - second![0]).toBe(20);
      expect(second![1]).toBeLessThan(130);
    }
    expect(new Set(all.map(([first]) => first![0])).size).toBeGreaterThan(20);
  });

  it('last to the end where the customer hung up on hold', () => {
    const facts = {
      holdLengths: [10, 20],
      disconnected: START + 130,
      preDisconnectState: 'CONNECTED_ONHOLD',
    };
    for (const holds of placements(facts)) expect(holds.at(-1)).toEqual([110, 130]);
  });

  it('come after the one in which the agent asks a colleague', () => {
    const consultation = { from: START + 2, to: START + 40 };
    const facts = { holdLengths: [5], consultation, disconnected: START + 48 };
    for (const [first, second, ...others] of placements(facts)) {
      expect(first).toEqual([2, 40]);
      expect(second![0]).toBeGreaterThan(40);
      expect(second![1]).toBeLessThan(48);
      expect(others).toEqual([]);
    }
  });

  it('are placed by the planned end while the call goes on', () => {
    const facts = { holdLengths: [30], holdSeconds: 30, interactionSeconds: 2 };
    for (const holds of placements(facts)) expect(holds).toEqual([[1, 31]]);
  });
});

describe('pauses', () => {
  it('are as many and as long as the record says, the known one where it says', () => {
    const facts = {
      channel: 'TASK',
      pauses: 3,
      pauseSeconds: 100,
      lastPaused: START + 10,
      lastResumed: START + 44,
      disconnected: START + 120,
    } as const;
    for (const pauses of placements(facts)) {
      expect(pauses[0]).toEqual([10, 44]);
      expect(pauses.map(([from, to]) => to - from)).toEqual([34, 33, 33]);
      for (const [index, [from]] of pauses.entries())
        expect(from).toBeGreaterThan(pauses[index - 1]?.[1] ?? 0);
      expect(pauses.at(-1)![1]).toBeLessThan(120);
    }
  });
});
