import { Delivery } from '../generator/delivery.ts';
import type { Clock } from '../generator/event-queue.ts';
import type { RawObject } from '../generator/raw-object.ts';
import type { Beginning } from '../generator/simulation.ts';
import type { Period } from '../generator/world.ts';
import { AgentDesks } from './agent-desks.ts';
import { AgentEvents, type LastEventReader } from './agent-events.ts';
import type { AgentState, PlanReader } from './agent-state.ts';
import { HEARTBEAT_SECONDS } from './agent-stream.ts';

/** The heartbeats of one agent on an average day, days off included. */
const HEARTBEATS_PER_DAY = 170;
const EVENTS_PER_CONTACT = 4;
const ENOUGH_EVENTS = 1_000;
const REDELIVERED_SHARE = 0.01;

/** Receives agents' plans, their states, which are the truth about them, and the times of their last events. */
export interface TruthReader extends LastEventReader, PlanReader {
  changed(state: AgentState): void;
}

/** The agents' side of a simulation: its log of what agents do, and the stream of their events. */
export class AgentSide {
  readonly log: AgentDesks;
  readonly #clock: Clock;
  readonly #end: number;
  readonly #delivery: Delivery;
  readonly #events: AgentEvents;

  /**
   * @param period when the stream begins and when it ends at the latest: the end is infinite if the stream goes on for
   *   as long as the simulation does
   */
  constructor(seed: number, beginning: Beginning, period: Period, reader: TruthReader) {
    const { clock, centre } = beginning;
    const delivery = new Delivery({
      kind: 'agent-events',
      seed,
      stream: 11,
      recordsPerDay: eventsPerDay(beginning),
      enoughRecords: ENOUGH_EVENTS,
      redeliveredShare: REDELIVERED_SHARE,
      isVaried: false,
    });
    const events = new AgentEvents(seed, centre, delivery, period.end, reader);
    this.log = new AgentDesks(seed, clock, period.start, {
      changed: (state) => {
        events.changed(state);
        reader.changed(state);
      },
      planned: (agent, plan) => reader.planned(agent, plan),
      settled: (agent, until) => events.settled(agent, until),
      vanished: (agent) => events.vanished(agent),
    });
    this.#clock = clock;
    this.#end = period.end;
    this.#delivery = delivery;
    this.#events = events;
  }

  /** The number of events delivered so far, repeated ones included. */
  get eventsDelivered(): number {
    return this.#delivery.recordsDelivered;
  }

  /** When the last of all events happened. */
  get lastTime(): number {
    return this.#events.lastTime;
  }

  /** The objects that are complete by now. */
  *objects(): Generator<RawObject, void> {
    // A heartbeat's time passes before the event is sent whose loss the next one would make good.
    yield* this.#delivery.objectsUntil(this.log.settle() - 2 * HEARTBEAT_SECONDS);
  }

  /** Ends the simulation for the agents. */
  *remainingObjects(): Generator<RawObject, void> {
    this.log.finish(Math.min(this.#clock.now, this.#end - 1));
    yield* this.#delivery.remainingObjects();
  }
}

function eventsPerDay({ centre, contactsPerDay }: Beginning): number {
  return centre.agents.length * HEARTBEATS_PER_DAY + contactsPerDay * EVENTS_PER_CONTACT;
}
