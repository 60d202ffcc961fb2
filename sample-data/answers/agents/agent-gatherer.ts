import type { LastEventReader } from '../../agent-events/agent-events.ts';
import type { AgentState, SeenContact } from '../../agent-events/agent-state.ts';
import type { Agent } from '../../generator/agents.ts';
import { CENTRE_TIME_ZONE, sqlTimestamp } from '../../generator/clock.ts';
import type { Period } from '../../generator/world.ts';
import type { AgentAnswers } from '../agent-answers.ts';
import { AgentDays, type Outcome } from './agent-days.ts';
import { AgentMoments } from './agent-moments.ts';
import { isOffer } from './agent-piece.ts';

const STALE_SECONDS = 300;

const OUTCOME_STATES: Readonly<Record<string, Outcome>> = {
  CONNECTED: 'answered',
  MISSED: 'missed',
  REJECTED: 'rejected',
};

/** The state that an agent is in, and for how long it may be, if nothing more is heard. */
interface Lasting {
  readonly state: AgentState;
  readonly atMostUntil: number;
}

/** Gathers the right figures about agents from the states that they are in. */
export class AgentGatherer implements LastEventReader {
  readonly #days: readonly AgentDays[] = [new AgentDays('UTC'), new AgentDays(CENTRE_TIME_ZONE)];
  readonly #moments: AgentMoments;
  readonly #lasting = new Map<Agent, Lasting>();

  constructor(period: Period) {
    this.#moments = new AgentMoments(period);
  }

  changed(state: AgentState): void {
    const { agent, time, type } = state;
    const before = this.#lasting.get(agent);
    if (before !== undefined) this.#addTime(before, time);
    this.#addOffers(state, before?.state.contacts ?? []);
    if (type === 'LOGOUT') this.#lasting.delete(agent);
    else this.#lasting.set(agent, { state, atMostUntil: Number.POSITIVE_INFINITY });
  }

  heardLast(agent: Agent, time: number): void {
    const lasting = this.#lasting.get(agent);
    if (lasting === undefined) return;
    this.#lasting.set(agent, { ...lasting, atMostUntil: time + STALE_SECONDS });
  }

  /**
   * @param eventsDelivered with repetitions
   * @param lastTime when the last of all events happened
   */
  finish(eventsDelivered: number, lastTime: number): AgentAnswers {
    for (const lasting of this.#lasting.values()) this.#addTime(lasting, lastTime);
    this.#lasting.clear();
    return {
      events_delivered: eventsDelivered,
      last_event_utc: sqlTimestamp(lastTime),
      stale_seconds: STALE_SECONDS,
      tables: [...this.#days.flatMap((days) => days.tables()), this.#moments.table()],
    };
  }

  #addTime({ state, atMostUntil }: Lasting, until: number): void {
    if (state.status.name === 'Offline') return;
    const to = Math.min(until, atMostUntil);
    for (const sums of [...this.#days, this.#moments]) sums.addTime(state, state.time, to);
  }

  #addOffers({ agent, contacts }: AgentState, before: readonly SeenContact[]): void {
    for (const seen of contacts) {
      const earlier = before.find(({ contact }) => contact === seen.contact);
      const isNew = earlier === undefined || earlier.since !== seen.since;
      if (!isNew) continue;
      if (isOffer(seen)) this.#addOffer(agent, seen.since, 'offered');
      const outcome = OUTCOME_STATES[seen.state];
      if (outcome !== undefined && earlier !== undefined && isOffer(earlier))
        this.#addOffer(agent, earlier.since, outcome);
    }
  }

  #addOffer(agent: Agent, ringStart: number, outcome: Outcome): void {
    for (const days of this.#days) days.addOffer(agent, ringStart, outcome);
  }
}
