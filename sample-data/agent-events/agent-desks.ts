import type { Absence, AgentContactState, AgentLog, ShiftPlan } from '../generator/agent-log.ts';
import type { Agent } from '../generator/agents.ts';
import type { Contact } from '../generator/contact.ts';
import type { Clock } from '../generator/event-queue.ts';
import { Random } from '../generator/random.ts';
import { AgentDesk, type Ending } from './agent-desk.ts';
import type { PlanReader, StateReader } from './agent-state.ts';
import { interruptionsOf } from './interruptions.ts';

const ENDINGS: readonly (readonly [Ending, number])[] = [
  ['offline', 90],
  ['log-out', 6],
  ['closed browser', 4],
];
const REJECTED_SHARE = 0.25;

/** A supervisor logs in before listening to a call, and stays for a while. */
const SUPERVISOR_LOGS_IN_SECONDS = 30;
const SUPERVISOR_STAYS_SECONDS = 900;
/** What is reported of the past reaches less far back. */
const SETTLED_AFTER_SECONDS = 2 * SUPERVISOR_LOGS_IN_SECONDS;

/** Turns what happens in the simulation into the states of every agent. */
export class AgentDesks implements AgentLog {
  readonly #clock: Clock;
  readonly #start: number;
  readonly #reader: StateReader & PlanReader;
  readonly #random: Random;
  readonly #desks = new Map<Agent, AgentDesk>();
  /** The calls and tasks under way: where their holds and pauses lie is only known when they end. */
  readonly #underWay = new Map<Agent, Contact>();
  readonly #supervision = new Map<Agent, { until: number }>();

  /** @param start the sessions that end before are not reported, the others from their beginning on */
  constructor(seed: number, clock: Clock, start: number, reader: StateReader & PlanReader) {
    this.#random = new Random(seed, 8);
    this.#clock = clock;
    this.#start = start;
    this.#reader = reader;
  }

  plans(agent: Agent, plan: ShiftPlan): void {
    if (plan.start >= this.#start) this.#reader.planned(agent, plan);
  }

  shift(agent: Agent, start: number, end: number, absences: readonly Absence[]): void {
    if (end <= this.#start) return;
    const desk = this.#deskOf(agent);
    desk.logsIn(start - this.#random.int(30, 240), this.#random.weighted(ENDINGS));
    desk.hasReason('Available', start, end);
    for (const { status, start, end } of absences) desk.hasReason(status, start, end);
    desk.leaves(end);
  }

  occupied(agent: Agent, by: 1 | -1): void {
    this.#deskOf(agent).occupied(this.#clock.now, by);
  }

  sees(agent: Agent, contact: Contact, state: AgentContactState): void {
    this.#deskOf(agent).sees(this.#clock.now, contact, state);
    if (state === 'CONNECTED' && mayBeInterrupted(contact)) this.#underWay.set(agent, contact);
  }

  misses(agent: Agent, contact: Contact, awaySeconds: number): void {
    const { now } = this.#clock;
    const state = this.#random.chance(REJECTED_SHARE) ? 'REJECTED' : 'MISSED';
    this.#deskOf(agent).sees(now, contact, state);
    this.#deskOf(agent).loses(now + awaySeconds, contact, now);
  }

  ends(agent: Agent, contact: Contact, workSeconds: number): void {
    const { now } = this.#clock;
    this.#addInterruptions(agent, contact);
    this.#deskOf(agent).sees(now, contact, 'ENDED');
    this.#deskOf(agent).loses(now + workSeconds, contact);
  }

  loses(agent: Agent, contact: Contact): void {
    this.#addInterruptions(agent, contact);
    this.#deskOf(agent).loses(this.#clock.now, contact);
  }

  listens(supervisor: Agent, contact: Contact, seconds: number): void {
    const { now } = this.#clock;
    if (now < this.#start) return;
    const desk = this.#deskOf(supervisor);
    const leaving = now + seconds + SUPERVISOR_STAYS_SECONDS;
    const session = this.#sessionOf(supervisor, desk);
    session.until = leaving;
    desk.sees(now, contact, 'CONNECTED');
    desk.loses(now + seconds, contact);
    desk.leaves(leaving, () => session.until === leaving);
  }

  /**
   * Tells what is certain.
   * @returns the time up to which everything about everybody has been reported
   */
  settle(): number {
    const certain = this.#clock.now - SETTLED_AFTER_SECONDS;
    let settled = certain;
    for (const [agent, desk] of this.#desks) {
      const until = this.#certainFor(agent, certain);
      desk.settle(until);
      this.#reader.settled(agent, until);
      settled = Math.min(settled, until);
    }
    return settled;
  }

  /** Tells the rest, up to a time at which all stop. */
  finish(until: number): void {
    for (const [agent, contact] of [...this.#underWay]) this.#addInterruptions(agent, contact);
    for (const [agent, desk] of this.#desks) {
      desk.settle(until);
      this.#reader.settled(agent, until);
      this.#reader.vanished(agent);
    }
  }

  /** A call's beginning is certain, but not what follows before its end. */
  #certainFor(agent: Agent, certain: number): number {
    const contact = this.#underWay.get(agent);
    return contact === undefined ? certain : Math.min(certain, contact.connectedToAgent!);
  }

  #addInterruptions(agent: Agent, contact: Contact): void {
    if (this.#underWay.get(agent) !== contact) return;
    this.#underWay.delete(agent);
    const desk = this.#deskOf(agent);
    const interrupted = contact.channel === 'TASK' ? 'PAUSED' : 'CONNECTED_ONHOLD';
    for (const { from, to } of interruptionsOf(contact, this.#random)) {
      desk.sees(from, contact, interrupted);
      if (to !== contact.disconnected) desk.sees(to, contact, 'CONNECTED');
    }
  }

  /** The supervisor's session that goes on, or a new one. */
  #sessionOf(supervisor: Agent, desk: AgentDesk): { until: number } {
    const { now } = this.#clock;
    const last = this.#supervision.get(supervisor);
    if (last !== undefined && now <= last.until) return last;
    const time = Math.max(now - SUPERVISOR_LOGS_IN_SECONDS, (last?.until ?? 0) + 1);
    desk.logsIn(time, 'offline at once', 'Coaching');
    const session = { until: 0 };
    this.#supervision.set(supervisor, session);
    return session;
  }

  #deskOf(agent: Agent): AgentDesk {
    let desk = this.#desks.get(agent);
    if (desk === undefined) {
      desk = new AgentDesk(agent, this.#reader, this.#random);
      this.#desks.set(agent, desk);
    }
    return desk;
  }
}

function mayBeInterrupted({ channel, method }: Contact): boolean {
  return channel === 'TASK' || (channel === 'VOICE' && method !== 'OUTBOUND');
}
