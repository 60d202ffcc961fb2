import type { Agent } from './agents.ts';
import type { Contact } from './contact.ts';
import { disconnect, TELEPHONY, wrapUp } from './endings.ts';
import { attributesNow, type World } from './world.ts';

/** A free agent of an outbound queue phones a customer. Without a free agent there is no call. */
export function outboundCall(world: World): void {
  const { random, events, floor, log, centre, customers, agentLog } = world;
  const queue = random.weighted(centre.demand.OUTBOUND);
  const agent = floor.freeAgent('VOICE', queue);
  if (agent === null) return;
  const contact = log.openFirst({
    method: 'OUTBOUND',
    channel: 'VOICE',
    subtype: TELEPHONY,
    customer: customers.anyone(),
    systemAddress: queue.systemAddress,
    attributes: attributesNow(world, 'VOICE'),
  });
  floor.reserve(agent, 'VOICE');
  contact.queue = queue;
  contact.agent = agent;
  agentLog.sees(agent, contact, 'CONNECTING');
  const isReached = random.chance(0.64);
  events.after(random.int(4, 30), () => {
    if (isReached) talk(world, contact, agent);
    else failToReach(world, contact, agent);
  });
}

function talk(world: World, contact: Contact, agent: Agent): void {
  const { random, events, agentLog } = world;
  const seconds = 5 + Math.min(3_000, Math.round(random.lognormal(150, 0.8)));
  contact.connectedToSystem = events.now;
  contact.connectedToAgent = events.now;
  agentLog.sees(agent, contact, 'CONNECTED');
  contact.interactionSeconds = seconds;
  contact.holds = 0;
  contact.holdSeconds = 0;
  contact.longestHoldSeconds = 0;
  events.after(seconds, () => {
    const reason = random.chance(0.55) ? 'CUSTOMER_DISCONNECT' : 'AGENT_DISCONNECT';
    disconnect(world, contact, reason, 'CONNECTED');
    wrapUp(world, contact, agent, 30);
  });
}

/** Nobody answers. The agent has after-contact work all the same, but no conversation. */
function failToReach(world: World, contact: Contact, agent: Agent): void {
  const reason = world.random.weighted([
    ['CUSTOMER_NEVER_ARRIVED', 40],
    ['TELECOM_UNANSWERED', 30],
    ['TELECOM_BUSY', 15],
    ['OUTBOUND_DESTINATION_ENDPOINT_ERROR', 5],
    ['AGENT_DISCONNECT', 10],
  ] as const);
  contact.interactionSeconds = world.random.chance(0.5) ? 0 : null;
  disconnect(world, contact, reason, 'DIALLING');
  wrapUp(world, contact, agent, 6);
}
