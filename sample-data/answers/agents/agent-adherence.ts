import type { AgentState } from '../../agent-events/agent-state.ts';
import type { Planned } from '../../generator/agent-log.ts';
import type { Agent } from '../../generator/agents.ts';
import { dayText, localDay, momentOf, type TimeZone } from '../../generator/clock.ts';
import type { AgentTable } from '../agent-answers.ts';
import { ratio, sortRows, type Value } from '../answer.ts';

interface Day {
  scheduled: number;
  kept: number;
}

/** Adds up how much of their planned time agents were in the planned status, by the days of a zone. */
export class AgentAdherence {
  readonly #zone: TimeZone;
  readonly #plans = new Map<Agent, Planned[]>();
  readonly #days = new Map<Agent, Map<number, Day>>();

  constructor(zone: TimeZone) {
    this.#zone = zone;
  }

  /** @param pieces none of which overlaps another one of the agent's */
  plan(agent: Agent, pieces: readonly Planned[]): void {
    this.#plans.set(agent, [...(this.#plans.get(agent) ?? []), ...pieces]);
  }

  /** Adds a time in which an agent, not Offline, is in a state; half-open. */
  addTime({ agent, status }: AgentState, from: number, to: number): void {
    for (const piece of this.#plans.get(agent) ?? []) {
      if (piece.status !== status.name) continue;
      this.#add(agent, 'kept', Math.max(from, piece.start), Math.min(to, piece.end));
    }
  }

  /** @param lastTime when the last of all events happened: nothing is known of what was planned for later */
  table(lastTime: number): AgentTable {
    for (const [agent, pieces] of this.#plans)
      for (const { start, end } of pieces)
        this.#add(agent, 'scheduled', start, Math.min(end, lastTime));
    const rows = [...this.#days].flatMap(([agent, days]) =>
      [...days].map(([day, { scheduled, kept }]): Value[] => [
        agent.username,
        dayText(day),
        scheduled,
        kept,
        ratio(kept, scheduled),
      ]),
    );
    return {
      table: 'adherence-by-agent-and-day',
      time_zone: this.#zone,
      columns: ['agent', 'day', 'scheduled_seconds', 'in_adherence_seconds', 'adherence'],
      rows: sortRows(rows, 2),
    };
  }

  #add(agent: Agent, what: keyof Day, from: number, to: number): void {
    for (let start = from; start < to; ) {
      const day = localDay(this.#zone, start);
      const end = Math.min(to, momentOf(this.#zone, day + 1, 0));
      this.#day(agent, day)[what] += end - start;
      start = end;
    }
  }

  #day(agent: Agent, day: number): Day {
    const days = this.#days.get(agent) ?? new Map<number, Day>();
    const figures = days.get(day) ?? { scheduled: 0, kept: 0 };
    this.#days.set(agent, days.set(day, figures));
    return figures;
  }
}
