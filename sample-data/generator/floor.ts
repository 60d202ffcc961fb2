import type { AgentLog } from './agent-log.ts';
import { type Agent, canTake, occupy, serves } from './agents.ts';
import type { Channel } from './channel.ts';
import type { EventQueue } from './event-queue.ts';
import type { Queue } from './organisation.ts';

/** The kinds of work that wait separately in one queue. */
export type Lane = 'call' | 'chat' | 'callback' | 'item';

/** The order of work: live customers, then callbacks, then tasks and emails, and within each by time. */
const LANES: readonly (readonly [lane: Lane, channel: Channel, priority: number])[] = [
  ['call', 'VOICE', 0],
  ['chat', 'CHAT', 0],
  ['callback', 'VOICE', 1],
  ['item', 'TASK', 2],
];
const LANE_CHANNEL = Object.fromEntries(LANES) as Readonly<Record<Lane, Channel>>;

/** A contact (or a callback) that waits in a queue for an agent. */
export interface Waiting {
  readonly queue: Queue;
  readonly lane: Lane;
  readonly since: number;
  /** Called when an agent has been set aside for it. */
  readonly onOffer: (agent: Agent) => void;
  state: 'waiting' | 'offered' | 'gone';
  agent: Agent | null;
}

/** The routing of waiting contacts to free agents: longest idle agent, longest waiting contact. */
export class Floor {
  readonly #agents: readonly Agent[];
  readonly #events: EventQueue;
  readonly #log: AgentLog;
  readonly #serving = new Map<Queue, readonly Agent[]>();
  readonly #waiting = new Map<Queue, Record<Lane, Set<Waiting>>>();

  constructor(agents: readonly Agent[], events: EventQueue, log: AgentLog) {
    this.#agents = agents;
    this.#events = events;
    this.#log = log;
  }

  /** Whether anybody on duty serves a queue, busy or not. */
  isStaffed(queue: Queue): boolean {
    return this.#serversOf(queue).some((agent) => agent.onDuty);
  }

  /** Puts a contact into a queue, and offers it at once to an agent who is free for it. */
  wait(queue: Queue, lane: Lane, onOffer: (agent: Agent) => void): Waiting {
    const since = this.#events.now;
    const waiting: Waiting = { queue, lane, since, onOffer, state: 'waiting', agent: null };
    this.#lines(queue)[lane].add(waiting);
    const agent = this.freeAgent(LANE_CHANNEL[lane], queue);
    if (agent !== null) this.#offer(waiting, agent);
    return waiting;
  }

  /** The agent who has been free for longest, of those who serve the queue (any, when null). */
  freeAgent(channel: Channel, queue: Queue | null): Agent | null {
    let longestIdle: Agent | null = null;
    for (const agent of queue === null ? this.#agents : this.#serversOf(queue)) {
      if (longestIdle !== null && agent.idleSince >= longestIdle.idleSince) continue;
      if (canTake(agent, channel)) longestIdle = agent;
    }
    return longestIdle;
  }

  /** Reserves an agent for a contact that does not come through a queue. */
  reserve(agent: Agent, channel: Channel): void {
    this.#occupy(agent, channel, 1);
  }

  /** Removes a contact from its queue. An agent who is reserved for it stays reserved only if it was taken. */
  leave(waiting: Waiting, outcome: 'taken' | 'left'): void {
    this.#lines(waiting.queue)[waiting.lane].delete(waiting);
    const agent = waiting.agent;
    waiting.state = 'gone';
    if (agent !== null && outcome === 'left') this.release(agent, LANE_CHANNEL[waiting.lane]);
  }

  /** The agent did not answer: the contact waits on, the agent is away for a while. */
  missed(waiting: Waiting, awaySeconds: number): void {
    const agent = waiting.agent!;
    waiting.state = 'waiting';
    waiting.agent = null;
    this.startAbsence(agent);
    this.#events.after(awaySeconds, () => this.endAbsence(agent));
    this.release(agent, LANE_CHANNEL[waiting.lane]);
    const other = this.freeAgent(LANE_CHANNEL[waiting.lane], waiting.queue);
    if (other !== null) this.#offer(waiting, other);
  }

  /** An agent has finished with a contact. */
  release(agent: Agent, channel: Channel): void {
    this.#occupy(agent, channel, -1);
    agent.idleSince = this.#events.now;
    this.#takeNext(agent);
  }

  startDuty(agent: Agent): void {
    agent.onDuty = true;
    agent.idleSince = this.#events.now;
    this.#takeNext(agent);
  }

  endDuty(agent: Agent): void {
    agent.onDuty = false;
  }

  startAbsence(agent: Agent): void {
    agent.absences++;
  }

  endAbsence(agent: Agent): void {
    agent.absences--;
    agent.idleSince = this.#events.now;
    this.#takeNext(agent);
  }

  #occupy(agent: Agent, channel: Channel, by: 1 | -1): void {
    occupy(agent, channel, by);
    this.#log.occupied(agent, by);
  }

  #serversOf(queue: Queue): readonly Agent[] {
    let servers = this.#serving.get(queue);
    if (servers === undefined) {
      servers = this.#agents.filter((agent) => serves(agent, queue));
      this.#serving.set(queue, servers);
    }
    return servers;
  }

  #takeNext(agent: Agent): void {
    for (let next = this.#nextFor(agent); next !== null; next = this.#nextFor(agent)) {
      this.#offer(next, agent);
    }
  }

  #nextFor(agent: Agent): Waiting | null {
    let best: Waiting | null = null;
    let bestPriority = Number.POSITIVE_INFINITY;
    for (const [lane, channel, priority] of LANES) {
      if (priority > bestPriority) break;
      if (!canTake(agent, channel)) continue;
      for (const queue of agent.profile.queues) {
        const first = firstWaiting(this.#lines(queue)[lane]);
        if (first === null || (best !== null && best.since <= first.since)) continue;
        best = first;
        bestPriority = priority;
      }
    }
    return best;
  }

  #offer(waiting: Waiting, agent: Agent): void {
    waiting.state = 'offered';
    waiting.agent = agent;
    this.#occupy(agent, LANE_CHANNEL[waiting.lane], 1);
    waiting.onOffer(agent);
  }

  #lines(queue: Queue): Record<Lane, Set<Waiting>> {
    let lines = this.#waiting.get(queue);
    if (lines === undefined) {
      lines = { call: new Set(), chat: new Set(), callback: new Set(), item: new Set() };
      this.#waiting.set(queue, lines);
    }
    return lines;
  }
}

function firstWaiting(line: ReadonlySet<Waiting>): Waiting | null {
  for (const waiting of line) if (waiting.state === 'waiting') return waiting;
  return null;
}
