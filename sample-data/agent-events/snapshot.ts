import type { Agent } from '../generator/agents.ts';
import type { Centre } from '../generator/centre.ts';
import { isoTimestamp } from '../generator/clock.ts';
import type { Contact } from '../generator/contact.ts';
import { INSTANCE_ARN, type Queue } from '../generator/organisation.ts';
import { Random } from '../generator/random.ts';
import {
  type AgentState,
  type SeenContact,
  STATUS_TYPES,
  type StatusName,
  type StatusSince,
} from './agent-state.ts';

/** Writes agents' states as the snapshots of their events. */
export class Snapshots {
  readonly #statuses: ReadonlyMap<StatusName, string>;
  /** The channels of each queue, as JSON. */
  readonly #channels: ReadonlyMap<Queue, string>;
  readonly #configurations = new Map<Agent, string>();

  constructor(seed: number, centre: Centre) {
    const random = new Random(seed, 9);
    const names = Object.keys(STATUS_TYPES) as StatusName[];
    this.#statuses = new Map(
      names.map((name) => [
        name,
        `"ARN":"${INSTANCE_ARN}/agent-state/${random.uuid()}","Name":"${name}"`,
      ]),
    );
    this.#channels = new Map(
      centre.queues.map((queue) => [queue, JSON.stringify(channelsOf(centre, queue))]),
    );
  }

  /** A snapshot as JSON. */
  of(state: AgentState): Buffer {
    const { status, next } = state;
    return Buffer.from(
      `{"AgentStatus":{${this.#statuses.get(status.name)},` +
        `"StartTimestamp":${millisecondStamp(status.since)},"Type":"${STATUS_TYPES[status.name]}"},` +
        `"Configuration":${this.#configurationOf(state.agent)},` +
        `"Contacts":[${state.contacts.map((seen) => this.#contact(seen)).join(',')}],` +
        `"NextAgentStatus":${next === null ? 'null' : this.#next(next)}}`,
    );
  }

  #next({ name, since }: StatusSince): string {
    return `{${this.#statuses.get(name)},"EnqueuedTimestamp":${millisecondStamp(since)}}`;
  }

  #contact({ contact, state, since }: SeenContact): string {
    const isConnected = state !== 'INCOMING' && state !== 'CONNECTING' && !isUnanswered(state);
    return (
      `{"Channel":"${contact.channel}",` +
      `"ConnectedToAgentTimestamp":${isConnected ? millisecondStamp(contact.connectedToAgent) : null},` +
      `"ContactId":"${contact.id}",` +
      `"InitialContactId":${contact.initialId === null ? null : `"${contact.initialId}"`},` +
      `"InitiationMethod":"${contact.method}","Queue":${this.#queueOf(contact)},` +
      `"QueueTimestamp":${millisecondStamp(contact.enqueued)},` +
      `"State":"${state}","StateStartTimestamp":${millisecondStamp(since)}}`
    );
  }

  #queueOf({ queue, agentQueueOf }: Contact): string {
    if (agentQueueOf !== null) return agentQueue(agentQueueOf);
    return queue === null ? 'null' : this.#queue(queue);
  }

  #queue(queue: Queue): string {
    return `{"ARN":"${queue.arn}","Channels":${this.#channels.get(queue)},"Name":"${queue.name}"}`;
  }

  #configurationOf(agent: Agent): string {
    let json = this.#configurations.get(agent);
    if (json === undefined) {
      json = this.#configuration(agent);
      this.#configurations.set(agent, json);
    }
    return json;
  }

  #configuration(agent: Agent): string {
    const { profile, username } = agent;
    const queues = [...profile.queues.map((queue) => this.#queue(queue)), agentQueue(agent)];
    return (
      `{"AgentHierarchyGroups":${groupsJson(agent)},"FirstName":null,"LastName":null,` +
      `"RoutingProfile":{"ARN":"${profile.arn}",` +
      `"DefaultOutboundQueue":${this.#queue(profile.queues[0]!)},` +
      `"InboundQueues":[${queues.join(',')}],"Name":"${profile.name}"},"Username":"${username}"}`
    );
  }
}

function isUnanswered(state: SeenContact['state']): boolean {
  return state === 'MISSED' || state === 'REJECTED';
}

/** An agent's own queue has no name. */
function agentQueue({ id }: Agent): string {
  return `{"ARN":"${INSTANCE_ARN}/queue/agent/${id}","Channels":["VOICE"],"Name":null}`;
}

function groupsJson({ groups }: Agent): string {
  if (groups.length === 0) return 'null';
  const levels = Array.from({ length: 5 }, (_, index) => {
    const group = groups[index];
    return `"Level${index + 1}":${group === undefined ? 'null' : `{"ARN":"${group.arn}","Name":"${group.name}"}`}`;
  });
  return `{${levels.join(',')}}`;
}

function channelsOf({ demand }: Centre, queue: Queue): readonly string[] {
  return (['VOICE', 'CHAT', 'TASK', 'EMAIL'] as const).filter(
    (channel) =>
      demand[channel].some(([one]) => one === queue) ||
      (channel === 'VOICE' && demand.OUTBOUND.some(([one]) => one === queue)),
  );
}

/** A time with milliseconds, as events spell it, as a JSON value: all that is simulated happens at whole seconds. */
export function millisecondStamp(seconds: number | null): string {
  return seconds === null ? 'null' : `"${isoTimestamp(seconds).slice(0, -1)}.000Z"`;
}
