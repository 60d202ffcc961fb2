import type { Agent } from './agents.ts';
import type { Contact } from './contact.ts';
import { disconnect, leaveQueue, TELEPHONY, wrapUp } from './endings.ts';
import { queueCall, serveCall } from './voice.ts';
import type { World } from './world.ts';

function openTransfer(world: World, contact: Contact): Contact {
  const next = world.log.openNext(contact, {
    method: 'TRANSFER',
    channel: contact.channel,
    subtype: contact.subtype,
    customer: contact.customer,
    systemAddress: contact.systemAddress,
    attributes: contact.attributes,
  });
  next.connectedToSystem = world.events.now;
  contact.nextId = next.id;
  return next;
}

/** The agent sends the customer to another queue. @returns false if there is none */
export function transferToQueue(world: World, contact: Contact): boolean {
  const { random, centre, floor, events } = world;
  const queue = random.pick(centre.queues);
  if (queue === contact.queue || !floor.isStaffed(queue)) return false;
  const next = openTransfer(world, contact);
  contact.quickConnect = 'QUEUE';
  contact.transferCompleted = events.now;
  disconnect(world, contact, 'TRANSFERRED', 'CONNECTED');
  events.after(random.int(1, 9), () => queueCall(world, next, queue));
  return true;
}

/** The agent sends the customer to a colleague's own queue. @returns false if no colleague is free */
export function transferToAgent(world: World, contact: Contact): boolean {
  const { random, floor, events, log } = world;
  const colleague = floor.freeAgent('VOICE', null);
  if (colleague === null) return false;
  const next = openTransfer(world, contact);
  contact.quickConnect = 'USER';
  contact.transferCompleted = events.now;
  disconnect(world, contact, 'TRANSFERRED', 'CONNECTED');
  ring(world, next, colleague);
  if (random.chance(0.9)) {
    events.after(random.int(2, 14), () => serveCall(world, next, colleague));
    return true;
  }
  events.after(random.int(4, 45), () => {
    world.agentLog.loses(colleague, next);
    floor.release(colleague, 'VOICE');
    leaveQueue(world, next);
    disconnect(world, next, 'CUSTOMER_DISCONNECT', 'IN_QUEUE');
    log.close(next);
  });
  return true;
}

/** Lets a contact wait in an agent's own queue, and that agent's phone ring. */
function ring(world: World, contact: Contact, agent: Agent): void {
  world.floor.reserve(agent, 'VOICE');
  contact.agentQueueOf = agent;
  contact.enqueued = world.events.now;
  contact.ringStarted = world.events.now;
  world.agentLog.sees(agent, contact, 'CONNECTING');
  contact.attempts = 1;
}

/** The menu sends the caller to an external number. The call never waits in a queue. */
export function transferToNumber(world: World, contact: Contact): void {
  contact.transferCompleted = world.events.now;
  contact.transferredTo = world.customers.anyone();
  world.events.after(world.random.int(0, 90), () => {
    disconnect(world, contact, 'TRANSFERRED', 'IN_FLOW');
    world.log.close(contact);
  });
}

/**
 * In the middle of a call an agent asks a colleague for advice, the customer on hold: a contact of
 * the colleague's own. `restSeconds` of the call follow, then `finish`.
 */
export function consult(
  world: World,
  contact: Contact,
  restSeconds: number,
  finish: () => void,
): void {
  const { random, floor, events, log } = world;
  const colleague = log.room > 0 ? floor.freeAgent('VOICE', null) : null;
  if (colleague === null) {
    events.after(restSeconds, finish);
    return;
  }
  const advice = openTransfer(world, contact);
  ring(world, advice, colleague);
  const ringSeconds = random.int(2, 9);
  const talkSeconds = 10 + Math.min(600, Math.round(random.lognormal(45, 0.6)));
  const holdSeconds = ringSeconds + talkSeconds;
  contact.holds = contact.holds! + 1;
  contact.holdSeconds = contact.holdSeconds! + holdSeconds;
  contact.longestHoldSeconds = Math.max(contact.longestHoldSeconds!, holdSeconds);
  contact.consultation = { from: events.now, to: events.now + holdSeconds };
  events.after(ringSeconds, () => {
    leaveQueue(world, advice);
    advice.agent = colleague;
    advice.connectedToAgent = events.now;
    world.agentLog.sees(colleague, advice, 'CONNECTED');
    advice.interactionSeconds = talkSeconds;
    advice.holds = 0;
    advice.holdSeconds = 0;
    advice.longestHoldSeconds = 0;
    events.after(talkSeconds, () => {
      disconnect(world, advice, 'AGENT_DISCONNECT', 'CONNECTED');
      wrapUp(world, advice, colleague, 6);
    });
  });
  events.after(holdSeconds + restSeconds, finish);
}

/** A supervisor listens in to a call that will last `lastsSeconds`: a contact of the supervisor's own. */
export function monitor(world: World, contact: Contact, lastsSeconds: number): void {
  const { random, events, centre, log } = world;
  if (lastsSeconds < 30) return;
  const startsAfter = random.int(5, 20);
  const listens = Math.min(lastsSeconds - startsAfter, random.int(20, 240));
  events.after(startsAfter, () => {
    const supervisor = centre.supervisors.find((person) => person.voiceContacts === 0);
    if (supervisor === undefined || log.room <= 0) return;
    const monitoring = log.openNext(contact, {
      method: 'MONITOR',
      channel: 'VOICE',
      subtype: TELEPHONY,
      customer: contact.customer,
      systemAddress: contact.systemAddress,
      attributes: contact.attributes,
    });
    monitoring.relatedId = contact.id;
    monitoring.agent = supervisor;
    monitoring.connectedToAgent = events.now;
    monitoring.interactionSeconds = listens;
    monitoring.monitored = { from: events.now, to: events.now + listens };
    supervisor.voiceContacts++;
    world.agentLog.listens(supervisor, monitoring, listens);
    events.after(listens, () => {
      supervisor.voiceContacts--;
      disconnect(world, monitoring, 'AGENT_DISCONNECT', 'CONNECTED');
      log.close(monitoring);
    });
  });
}
