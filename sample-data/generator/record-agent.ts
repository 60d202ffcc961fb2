import type { Agent } from './agents.ts';
import type { Contact } from './contact.ts';
import type { Random } from './random.ts';
import { extraJson, stampJson } from './record-parts.ts';
import type { Version } from './versions.ts';

const NO_LEVELS = ',"Level2":null,"Level3":null,"Level4":null,"Level5":null}';
const DEVICES = [
  '{"PlatformName":"Chrome","PlatformVersion":"141","OperatingSystem":"Windows"}',
  '{"PlatformName":"Edge","PlatformVersion":"140","OperatingSystem":"Windows"}',
  '{"PlatformName":"Firefox","PlatformVersion":"143","OperatingSystem":"Linux"}',
] as const;

interface Fixed {
  readonly groups: string;
  readonly routing: string;
}
const fixedByAgent = new WeakMap<Agent, Fixed>();

/** The Agent of a record: the agent who took the contact, and the length of each part of the work. */
export function agentJson(contact: Contact, version: Version, random: Random): string {
  const { agent } = contact;
  if (agent === null) return 'null';
  const fixed = fixedOf(agent);
  const isDone = version.isFinal;
  const holds = contact.holdSeconds;
  return (
    `{"ARN":"${agent.arn}","AcceptedByAgentTimestamp":${acceptedJson(contact)},` +
    `"AfterContactWorkDuration":${isDone ? contact.afterContactWorkSeconds : null},` +
    `"AfterContactWorkEndTimestamp":${isDone ? stampJson(contact.afterContactWorkEnd) : null},` +
    `"AfterContactWorkStartTimestamp":${stampJson(contact.afterContactWorkStart)},` +
    `"AgentInitiatedHoldDuration":${holds},` +
    `"AgentInteractionDuration":${contact.interactionSeconds},` +
    `"AgentPauseDuration":${contact.pauseSeconds},"Capabilities":null,` +
    `"ConnectedToAgentTimestamp":${stampJson(contact.connectedToAgent)},` +
    `"CustomerHoldDuration":${holds},"DeviceInfo":${random.pick(DEVICES)},` +
    `"HierarchyGroups":${fixed.groups},"LongestHoldDuration":${contact.longestHoldSeconds},` +
    `"NumberOfHolds":${contact.holds},"RoutingProfile":${fixed.routing},` +
    `"StateTransitions":${stateTransitionsJson(contact)},"Username":"${agent.username}"` +
    `${extraJson(version, 'Agent')}}`
  );
}

function acceptedJson(contact: Contact): string {
  return stampJson(contact.ringStarted === null ? null : contact.connectedToAgent);
}

function stateTransitionsJson(contact: Contact): string {
  if (contact.monitored === null) return 'null';
  const { from, to } = contact.monitored;
  return `[{"state":"SILENT_MONITOR","stateStartTimestamp":${stampJson(from)},"stateEndTimestamp":${stampJson(to)}}]`;
}

function fixedOf(agent: Agent): Fixed {
  let fixed = fixedByAgent.get(agent);
  if (fixed === undefined) {
    const group = agent.groups[0];
    fixed = {
      groups:
        group === undefined
          ? 'null'
          : `{"Level1":{"ARN":"${group.arn}","GroupName":"${group.name}"}${NO_LEVELS}`,
      routing: `{"ARN":"${agent.profile.arn}","Name":"${agent.profile.name}"}`,
    };
    fixedByAgent.set(agent, fixed);
  }
  return fixed;
}
