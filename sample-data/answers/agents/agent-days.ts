import { type AgentState, STATUS_TYPES } from '../../agent-events/agent-state.ts';
import type { Agent } from '../../generator/agents.ts';
import { dayText, localDay, momentOf, type TimeZone } from '../../generator/clock.ts';
import type { AgentTable } from '../agent-answers.ts';
import { ratio, sortRows, type Value } from '../answer.ts';
import { TIME_COLUMNS } from './agent-piece.ts';

export const OUTCOMES = ['offered', 'answered', 'missed', 'rejected'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const TIME_NAMES = Object.keys(TIME_COLUMNS);
const TIME_TESTS = Object.values(TIME_COLUMNS);

interface Day {
  readonly agent: Agent;
  readonly day: number;
  readonly seconds: number[];
  readonly offers: number[];
  readonly byStatus: Map<string, number>;
}

/** Adds up agents' time and offers by the days of a zone. */
export class AgentDays {
  readonly #zone: TimeZone;
  readonly #days = new Map<Agent, Map<number, Day>>();

  constructor(zone: TimeZone) {
    this.#zone = zone;
  }

  /** Adds a time in which an agent, not Offline, is in a state; half-open. */
  addTime(state: AgentState, from: number, to: number): void {
    for (let start = from; start < to; ) {
      const day = localDay(this.#zone, start);
      const end = Math.min(to, momentOf(this.#zone, day + 1, 0));
      const { seconds, byStatus } = this.#day(state.agent, day);
      TIME_TESTS.forEach((holds, index) => {
        if (holds(state)) seconds[index]! += end - start;
      });
      const { name } = state.status;
      byStatus.set(name, (byStatus.get(name) ?? 0) + end - start);
      start = end;
    }
  }

  /** Counts an offer, or what became of one, on the day on which the contact began to ring. */
  addOffer(agent: Agent, ringStart: number, outcome: Outcome): void {
    const { offers } = this.#day(agent, localDay(this.#zone, ringStart));
    offers[OUTCOMES.indexOf(outcome)]!++;
  }

  tables(): readonly AgentTable[] {
    const days = [...this.#days.values()].flatMap((ofAgent) => [...ofAgent.values()]);
    return [
      {
        table: 'time-by-agent-and-day',
        time_zone: this.#zone,
        columns: [
          'agent',
          'day',
          ...TIME_NAMES,
          ...OUTCOMES,
          'occupancy_with_ring_as_idle',
          'occupancy_without_ring',
        ],
        rows: sortRows(days.map(timeRow), 2),
      },
      {
        table: 'time-by-agent-day-and-status',
        time_zone: this.#zone,
        columns: ['agent', 'day', 'status', 'status_type', 'seconds'],
        rows: sortRows(days.flatMap(statusRows), 3),
      },
    ];
  }

  #day(agent: Agent, day: number): Day {
    let days = this.#days.get(agent);
    if (days === undefined) {
      days = new Map();
      this.#days.set(agent, days);
    }
    let figures = days.get(day);
    if (figures === undefined) {
      const seconds = TIME_NAMES.map(() => 0);
      figures = { agent, day, seconds, offers: OUTCOMES.map(() => 0), byStatus: new Map() };
      days.set(day, figures);
    }
    return figures;
  }
}

function timeRow({ agent, day, seconds, offers }: Day): Value[] {
  const of = (name: string) => seconds[TIME_NAMES.indexOf(name)]!;
  const onContact = of('on_contact_seconds');
  const idle = of('idle_seconds');
  return [
    agent.username,
    dayText(day),
    ...seconds,
    ...offers,
    ratio(onContact, onContact + idle),
    ratio(onContact, onContact + idle - of('idle_ring_seconds')),
  ];
}

function statusRows({ agent, day, byStatus }: Day): Value[][] {
  return [...byStatus].map(([name, seconds]) => [
    agent.username,
    dayText(day),
    name,
    STATUS_TYPES[name as keyof typeof STATUS_TYPES],
    seconds,
  ]);
}
