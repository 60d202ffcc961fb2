import type { Agent } from '../generator/agents.ts';
import { ACCOUNT_ID, INSTANCE_ARN } from '../generator/organisation.ts';
import type { Random } from '../generator/random.ts';
import type { AgentState, SeenContact } from './agent-state.ts';
import { millisecondStamp } from './snapshot.ts';

interface PendingEvent {
  readonly time: number;
  readonly type: AgentState['type'] | 'HEART_BEAT';
  readonly before: Buffer | null;
  readonly after: Buffer;
}

export const HEARTBEAT_SECONDS = 120;
const MOST_HEARTBEATS_WHEN_LOGGED_OUT = 30;
const NULL = Buffer.from('null');
const TAIL = Buffer.from(',"Version":"2017-10-01"}');
const HEARS_NOTHING_SHARE = 0.6;
const LOST_SHARE = 0.004;

/**
 * The events of one agent: one for each state, and heartbeats between them. A few are lost, but none whose facts do
 * not stand in the event that follows it.
 */
export class AgentStream {
  readonly #head: Buffer;
  readonly #random: Random;
  readonly #send: (time: number, json: readonly Buffer[]) => void;
  /** The snapshot of the latest event; null before the first one, and after nothing was heard of the agent's end. */
  #snapshot: Buffer | null = null;
  #contacts: readonly SeenContact[] = [];
  #lastTime = 0;
  /** An event that will perhaps be lost, which is decided when the next one follows. */
  #pending: PendingEvent | null = null;
  #hasJustLost = false;
  #nextHeartbeat = Number.POSITIVE_INFINITY;
  #heartbeatsLeft = 0;

  /** @param send takes the time and the JSON, in parts, of each event that is not lost */
  constructor(agent: Agent, random: Random, send: (time: number, json: readonly Buffer[]) => void) {
    this.#head = Buffer.from(
      `{"AWSAccountId":"${ACCOUNT_ID}","AgentARN":"${agent.arn}","CurrentAgentSnapshot":`,
    );
    this.#random = random;
    this.#send = send;
  }

  /** @param snapshot the state's JSON */
  add(state: AgentState, snapshot: Buffer): void {
    const { time, type, contacts } = state;
    this.beatUntil(time - 1);
    this.#heartbeatsLeft = Number.POSITIVE_INFINITY;
    const canBeLost = type === 'STATE_CHANGE' && hasAll(contacts, this.#contacts);
    this.#contacts = contacts;
    this.#add({ time, type, before: this.#snapshot, after: snapshot }, canBeLost);
    if (type === 'LOGOUT') this.#logOut(state);
  }

  /** Adds the heartbeats that are due by a time. */
  beatUntil(until: number): void {
    while (this.#nextHeartbeat <= until && this.#heartbeatsLeft > 0) {
      this.#heartbeatsLeft--;
      const snapshot = this.#snapshot!;
      const time = this.#nextHeartbeat;
      this.#add({ time, type: 'HEART_BEAT', before: snapshot, after: snapshot }, true);
    }
    if (this.#heartbeatsLeft === 0) this.#sendPending();
  }

  /** Nothing more is heard of the agent. @returns when the last event happened */
  end(): number {
    this.#sendPending();
    this.#forget();
    return this.#lastTime;
  }

  /** @param canBeLost whether the following event makes good for its loss */
  #add(event: PendingEvent, canBeLost: boolean): void {
    const isLost = this.#pending !== null && !this.#hasJustLost && this.#random.chance(LOST_SHARE);
    this.#hasJustLost = isLost;
    if (isLost) this.#pending = null;
    this.#sendPending();
    this.#pending = event;
    if (!canBeLost) this.#sendPending();
    this.#snapshot = event.after;
    this.#lastTime = event.time;
    this.#nextHeartbeat = event.time + HEARTBEAT_SECONDS;
  }

  #sendPending(): void {
    if (this.#pending === null) return;
    const { time, type, before, after } = this.#pending;
    const middle =
      `,"EventId":"${this.#random.uuid()}","EventTimestamp":${millisecondStamp(time)},` +
      `"EventType":"${type}","InstanceARN":"${INSTANCE_ARN}","PreviousAgentSnapshot":`;
    this.#pending = null;
    this.#send(time, [this.#head, after, Buffer.from(middle), before ?? NULL, TAIL]);
  }

  /** Heartbeats go on for an hour at most, if the agent leaves the browser open. */
  #logOut({ status }: AgentState): void {
    if (status.name !== 'Offline') {
      this.#forget();
      return;
    }
    this.#heartbeatsLeft = this.#random.chance(HEARS_NOTHING_SHARE)
      ? 0
      : this.#random.int(1, MOST_HEARTBEATS_WHEN_LOGGED_OUT);
  }

  #forget(): void {
    this.#snapshot = null;
    this.#contacts = [];
    this.#nextHeartbeat = Number.POSITIVE_INFINITY;
  }
}

function hasAll(contacts: readonly SeenContact[], earlier: readonly SeenContact[]): boolean {
  return earlier.every(({ contact }) => contacts.some((seen) => seen.contact === contact));
}
