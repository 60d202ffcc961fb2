import type { Agent } from '../generator/agents.ts';
import type { Centre } from '../generator/centre.ts';
import { HOUR_SECONDS, MINUTE_SECONDS } from '../generator/clock.ts';
import type { Delivery } from '../generator/delivery.ts';
import { Random } from '../generator/random.ts';
import type { AgentState, StateReader } from './agent-state.ts';
import { AgentStream } from './agent-stream.ts';
import { Snapshots } from './snapshot.ts';

const LATE_SHARE = 0.01;
const LATEST_SECONDS = 6 * HOUR_SECONDS;

/** Learns when the last event was of an agent of whom nothing more is heard. */
export interface LastEventReader {
  heardLast(agent: Agent, time: number): void;
}

/** Sends agents' states as events, in nearly the order of time. */
export class AgentEvents implements StateReader {
  readonly #random: Random;
  readonly #snapshots: Snapshots;
  readonly #delivery: Delivery;
  readonly #reader: LastEventReader;
  /** No event is delivered at that time or later, unless it happens then. */
  readonly #end: number;
  readonly #streams = new Map<Agent, AgentStream>();
  #lastTime = 0;

  /** @param end by when all is delivered, except what is delivered a second time; infinite if there is no such time */
  constructor(
    seed: number,
    centre: Centre,
    delivery: Delivery,
    end: number,
    reader: LastEventReader,
  ) {
    this.#random = new Random(seed, 10);
    this.#snapshots = new Snapshots(seed, centre);
    this.#delivery = delivery;
    this.#end = end;
    this.#reader = reader;
  }

  /** When the last of all events happened. */
  get lastTime(): number {
    return this.#lastTime;
  }

  changed(state: AgentState): void {
    this.#streamOf(state.agent).add(state, this.#snapshots.of(state));
  }

  settled(agent: Agent, until: number): void {
    this.#streamOf(agent).beatUntil(until);
  }

  vanished(agent: Agent): void {
    this.#reader.heardLast(agent, this.#streamOf(agent).end());
  }

  #streamOf(agent: Agent): AgentStream {
    let stream = this.#streams.get(agent);
    if (stream === undefined) {
      stream = new AgentStream(agent, this.#random, (time, json) => this.#send(time, json));
      this.#streams.set(agent, stream);
    }
    return stream;
  }

  #send(time: number, json: readonly Buffer[]): void {
    this.#lastTime = Math.max(this.#lastTime, time);
    const isLate = this.#random.chance(LATE_SHARE);
    const delay = isLate
      ? this.#random.int(MINUTE_SECONDS, LATEST_SECONDS)
      : this.#random.int(1, 4);
    this.#delivery.send(json, Math.max(time, Math.min(time + delay, this.#end - 1)));
  }
}
