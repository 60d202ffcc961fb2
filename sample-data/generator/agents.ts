import type { Channel } from './channel.ts';
import { INSTANCE_ARN, type Queue, type RoutingProfile } from './organisation.ts';
import type { Random } from './random.ts';

export interface HierarchyGroup {
  readonly arn: string;
  readonly name: string;
}

/** A person who takes contacts, and the contacts that occupy them now. */
export interface Agent {
  readonly id: string;
  readonly username: string;
  readonly arn: string;
  readonly profile: RoutingProfile;
  /** From the top of the hierarchy down; empty when the agent is in none. */
  readonly groups: readonly HierarchyGroup[];
  onDuty: boolean;
  /** The number of reasons to be away from the queues: a break within an off-queue hour counts as two. */
  absences: number;
  voiceContacts: number;
  chats: number;
  /** Tasks and emails. */
  items: number;
  idleSince: number;
}

const MOST_CHATS_AT_ONCE = 3;
const SITES = ['North', 'South'] as const;

type ProfileShare = RoutingProfile & { readonly share: number };

/** Makes a staff whose routing profiles follow their shares as closely as whole people can. */
export function hireAgents(
  random: Random,
  role: string,
  count: number,
  profiles: readonly ProfileShare[],
): readonly Agent[] {
  const hired = profiles.map(() => 0);
  const groups = SITES.map((site) => ({
    arn: `${INSTANCE_ARN}/agent-group/${random.uuid()}`,
    name: site,
  }));
  return Array.from({ length: count }, (_, index) => {
    const profile = mostMissed(profiles, hired, index + 1);
    const id = random.uuid();
    return {
      id,
      username: `${role}-${String(index + 1).padStart(3, '0')}`,
      arn: `${INSTANCE_ARN}/agent/${id}`,
      profile,
      groups: index % 5 === 4 ? [] : [groups[index % SITES.length]!],
      onDuty: false,
      absences: 0,
      voiceContacts: 0,
      chats: 0,
      items: 0,
      idleSince: 0,
    };
  });
}

function mostMissed(profiles: readonly ProfileShare[], hired: number[], total: number) {
  let best = 0;
  let bestGap = Number.NEGATIVE_INFINITY;
  profiles.forEach((profile, index) => {
    const gap = profile.share * total - hired[index]!;
    if (gap > bestGap + 1e-9) {
      best = index;
      bestGap = gap;
    }
  });
  hired[best]!++;
  return profiles[best]!;
}

/** Whether an agent could be given one more contact of a channel now. */
export function canTake(agent: Agent, channel: Channel): boolean {
  if (!agent.onDuty || agent.absences > 0 || agent.voiceContacts > 0 || agent.items > 0)
    return false;
  return channel === 'CHAT' ? agent.chats < MOST_CHATS_AT_ONCE : agent.chats === 0;
}

export function serves(agent: Agent, queue: Queue): boolean {
  return agent.profile.queues.includes(queue);
}

/** Adds a contact to those that occupy an agent (+1), or removes it again (−1). */
export function occupy(agent: Agent, channel: Channel, by: 1 | -1): void {
  if (channel === 'VOICE') agent.voiceContacts += by;
  else if (channel === 'CHAT') agent.chats += by;
  else agent.items += by;
}
