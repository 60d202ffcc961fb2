import type { TruthReader } from '../../agent-events/agent-side.ts';
import type { AgentState, SeenContact } from '../../agent-events/agent-state.ts';
import type { Planned, ShiftPlan } from '../../generator/agent-log.ts';
import type { Agent } from '../../generator/agents.ts';
import {
  CENTRE_TIME_ZONE,
  isoTimestamp,
  sqlTimestamp,
  type TimeZone,
} from '../../generator/clock.ts';
import { INSTANCE_ID } from '../../generator/organisation.ts';
import type { Period } from '../../generator/world.ts';
import type { AgentAnswers, ScheduledTime } from '../agent-answers.ts';
import { AgentAdherence } from './agent-adherence.ts';
import { AgentDays, type Outcome } from './agent-days.ts';
import { AgentMoments } from './agent-moments.ts';
import { isOffer } from './agent-piece.ts';

const STALE_SECONDS = 300;
const ZONES: readonly TimeZone[] = ['UTC', CENTRE_TIME_ZONE];

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
export class AgentGatherer implements TruthReader {
  readonly #days = ZONES.map((zone) => new AgentDays(zone));
  readonly #adherence = ZONES.map((zone) => new AgentAdherence(zone));
  readonly #schedule: ScheduledTime[] = [];
  readonly #moments: AgentMoments;
  readonly #lasting = new Map<Agent, Lasting>();

  constructor(period: Period) {
    this.#moments = new AgentMoments(period);
  }

  planned(agent: Agent, plan: ShiftPlan): void {
    for (const adherence of this.#adherence) adherence.plan(agent, piecesOf(plan));
    for (const { status, start, end } of [plan, ...plan.breaks])
      this.#schedule.push([
        INSTANCE_ID,
        agent.username,
        status,
        isoTimestamp(start),
        isoTimestamp(end),
      ]);
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
      schedule: this.#schedule,
      tables: [
        ...this.#days.flatMap((days) => days.tables()),
        ...this.#adherence.map((adherence) => adherence.table(lastTime)),
        this.#moments.table(),
      ],
    };
  }

  #addTime({ state, atMostUntil }: Lasting, until: number): void {
    if (state.status.name === 'Offline') return;
    const to = Math.min(until, atMostUntil);
    for (const sums of [...this.#days, ...this.#adherence, this.#moments])
      sums.addTime(state, state.time, to);
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

/** The plan in pieces that do not overlap: the breaks, and what is left of the shift between them. */
function piecesOf({ breaks, ...shift }: ShiftPlan): readonly Planned[] {
  const starts = [shift.start, ...breaks.map(({ end }) => end)];
  const ends = [...breaks.map(({ start }) => start), shift.end];
  return [...starts.map((start, at) => ({ ...shift, start, end: ends[at]! })), ...breaks];
}
