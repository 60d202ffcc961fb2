import type { Agent } from './agents.ts';
import { offerCallback } from './callbacks.ts';
import type { Contact } from './contact.ts';
import { disconnect, leaveQueue, TELEPHONY, wrapUp } from './endings.ts';
import type { Waiting } from './floor.ts';
import type { Queue } from './organisation.ts';
import type { Random } from './random.ts';
import {
  consult,
  monitor,
  transferToAgent,
  transferToNumber,
  transferToQueue,
} from './transfers.ts';
import { attributesNow, type World } from './world.ts';

const MOST_SEGMENTS = 6;
/** Calls that end because the agent's line breaks. */
const LOST_SHARE = 0.003;

/** Somebody phones: first the menu answers, then perhaps the call goes to a queue. */
export function inboundCall(world: World): void {
  const { random, log, events, customers } = world;
  const queue = random.weighted(world.centre.demand.VOICE);
  const contact = log.openFirst({
    method: random.chance(0.0015) ? 'PARTNER_INBOUND' : 'INBOUND',
    channel: 'VOICE',
    subtype: TELEPHONY,
    customer: customers.caller(),
    systemAddress: queue.systemAddress,
    attributes: attributesNow(world, 'VOICE'),
  });
  contact.connectedToSystem = events.now + (random.chance(0.1) ? 1 : 0);
  const menuSeconds = 8 + Math.min(240, Math.round(random.lognormal(28, 0.6)));
  const fate = random.next();
  if (fate < 0.08) hangUpInMenu(world, contact, random.int(2, menuSeconds));
  else if (fate < 0.115) events.after(menuSeconds, () => endInFlow(world, contact));
  else if (fate < 0.117) events.after(menuSeconds, () => transferToNumber(world, contact));
  else if (fate < 0.1178) events.after(menuSeconds, () => loseSight(world, contact));
  else events.after(menuSeconds, () => queueCall(world, contact, queue));
}

function hangUpInMenu(world: World, contact: Contact, afterSeconds: number): void {
  world.events.after(afterSeconds, () => {
    disconnect(world, contact, 'CUSTOMER_DISCONNECT', 'IN_FLOW');
    world.log.close(contact);
  });
}

function endInFlow(world: World, contact: Contact): void {
  disconnect(world, contact, 'CONTACT_FLOW_DISCONNECT', 'IN_FLOW');
  world.log.close(contact);
}

/** A fault: the contact's end is never recorded. */
function loseSight(world: World, contact: Contact): void {
  contact.preDisconnectState = 'UNKNOWN';
  world.log.close(contact);
}

/** Puts a call into a queue, if anybody is on duty there. */
export function queueCall(world: World, contact: Contact, queue: Queue): void {
  const { random, events, floor, agentLog } = world;
  if (!floor.isStaffed(queue)) {
    events.after(random.int(6, 15), () => endInFlow(world, contact));
    return;
  }
  contact.queue = queue;
  contact.enqueued = events.now;
  let lastOffer = 0;
  const waiting = floor.wait(queue, 'call', (agent) => {
    contact.attempts++;
    contact.ringStarted = events.now;
    agentLog.sees(agent, contact, 'CONNECTING');
    const offer = ++lastOffer;
    events.after(random.int(1, 8), () => {
      if (waiting.state !== 'offered' || offer !== lastOffer) return;
      if (random.chance(0.015)) {
        const awaySeconds = random.int(30, 180);
        agentLog.misses(agent, contact, awaySeconds);
        floor.missed(waiting, awaySeconds);
      } else {
        floor.leave(waiting, 'taken');
        serveCall(world, contact, agent);
      }
    });
  });
  events.after(patienceSeconds(random), () => abandon(world, contact, waiting));
  if (random.chance(0.5))
    events.after(random.int(40, 100), () => offerCallback(world, contact, waiting));
  events.after(random.int(90, 240), () => overflow(world, contact, waiting));
}

/** The time for which a caller is willing to wait: some hang up at once, most wait for minutes, a few for ever. */
function patienceSeconds(random: Random): number {
  if (random.chance(0.035)) return random.int(1, 6);
  return 5 + Math.min(3_600, Math.round(random.lognormal(190, 0.9)));
}

/** The customer in the queue hangs up. */
export function abandon(world: World, contact: Contact, waiting: Waiting): void {
  if (waiting.state === 'gone') return;
  if (waiting.agent !== null) world.agentLog.loses(waiting.agent, contact);
  world.floor.leave(waiting, 'left');
  leaveQueue(world, contact);
  disconnect(world, contact, 'CUSTOMER_DISCONNECT', 'IN_QUEUE');
  world.log.close(contact);
}

/** The queue's flow sends callers elsewhere who have waited for long. */
function overflow(world: World, contact: Contact, waiting: Waiting): void {
  const { random, floor, log, events, centre } = world;
  if (waiting.state !== 'waiting' || !random.chance(0.3)) return;
  if (random.chance(0.15)) {
    floor.leave(waiting, 'left');
    leaveQueue(world, contact);
    contact.transferCompleted = events.now;
    contact.transferredTo = world.customers.anyone();
    disconnect(world, contact, 'TRANSFERRED', 'IN_QUEUE');
    log.close(contact);
    return;
  }
  const other = random.pick(centre.queues);
  if (other === waiting.queue || log.room <= 0 || !floor.isStaffed(other)) return;
  floor.leave(waiting, 'left');
  leaveQueue(world, contact);
  const next = log.openNext(contact, {
    method: 'QUEUE_TRANSFER',
    channel: 'VOICE',
    subtype: TELEPHONY,
    customer: contact.customer,
    systemAddress: contact.systemAddress,
    attributes: contact.attributes,
  });
  next.connectedToSystem = events.now;
  contact.nextId = next.id;
  contact.transferCompleted = events.now;
  disconnect(world, contact, 'TRANSFERRED', 'IN_QUEUE');
  queueCall(world, next, other);
  log.close(contact);
}

/** An agent talks with the customer, with holds, and perhaps a colleague's advice or a listener. */
export function serveCall(world: World, contact: Contact, agent: Agent): void {
  const { random, events } = world;
  leaveQueue(world, contact);
  contact.agent = agent;
  contact.connectedToAgent = events.now;
  world.agentLog.sees(agent, contact, 'CONNECTED');
  const talk = 6 + Math.min(3_000, Math.round(random.lognormal(205, 0.75)));
  const holds = drawHolds(random);
  const hold = holds.reduce((sum, seconds) => sum + seconds, 0);
  contact.interactionSeconds = talk;
  contact.holdLengths = holds;
  contact.holds = holds.length;
  contact.holdSeconds = hold;
  contact.longestHoldSeconds = Math.max(0, ...holds);
  const finish = () => endCall(world, contact, agent);
  if (random.chance(0.03)) {
    const before = Math.floor(talk / 3);
    events.after(before, () => consult(world, contact, talk + hold - before, finish));
  } else {
    if (random.chance(0.01)) monitor(world, contact, talk + hold);
    events.after(talk + hold, finish);
  }
}

function drawHolds(random: Random): readonly number[] {
  const count = random.weighted([
    [0, 76],
    [1, 16],
    [2, 6],
    [3, 2],
  ]);
  return Array.from(
    { length: count },
    () => 5 + Math.min(900, Math.round(random.lognormal(42, 0.8))),
  );
}

function endCall(world: World, contact: Contact, agent: Agent): void {
  const { random, log } = world;
  const mayFollow = log.room > 0 && contact.chain.contacts.length < MOST_SEGMENTS;
  const fate = random.next();
  if (fate < LOST_SHARE) {
    loseAgent(world, contact, agent);
    return;
  }
  const isTransferred = mayFollow && transferSomehow(world, contact);
  if (!isTransferred) hangUp(world, contact, mayFollow);
  wrapUp(world, contact, agent);
}

/** One call in twelve is transferred, if there is somewhere to transfer it. */
function transferSomehow(world: World, contact: Contact): boolean {
  const fate = world.random.next();
  if (fate < 0.05) return transferToQueue(world, contact);
  if (fate < 0.085) return transferToAgent(world, contact);
  if (fate >= 0.092) return false;
  contact.transferCompleted = world.events.now;
  contact.transferredTo = world.customers.anyone();
  disconnect(world, contact, 'TRANSFERRED', 'CONNECTED');
  return true;
}

function hangUp(world: World, contact: Contact, mayFollow: boolean): void {
  const { random } = world;
  if (contact.holds! > 0 && random.chance(0.08)) {
    disconnect(world, contact, 'CUSTOMER_DISCONNECT', 'CONNECTED_ONHOLD');
    return;
  }
  const reason = random.weighted([
    ['CUSTOMER_DISCONNECT', 620],
    ['AGENT_DISCONNECT', 355],
    ['TELECOM_PROBLEM', 10],
    ['OTHER', 8],
    [null, 4],
  ] as const);
  disconnect(world, contact, reason, 'CONNECTED');
  if (reason === 'AGENT_DISCONNECT' && mayFollow && random.chance(0.12))
    afterCallFlow(world, contact);
  if (contact.holds === 0 && random.chance(0.005)) contact.holdSeconds = null;
}

/** The agent's line breaks, and the measurements of the conversation are lost with it. */
function loseAgent(world: World, contact: Contact, agent: Agent): void {
  contact.interactionSeconds = null;
  contact.holds = null;
  contact.holdSeconds = null;
  contact.longestHoldSeconds = null;
  contact.holdLengths = [];
  contact.consultation = null;
  world.agentLog.loses(agent, contact);
  disconnect(world, contact, 'AGENT_NETWORK_DISCONNECT', 'CONNECTED');
  world.floor.release(agent, 'VOICE');
  world.log.close(contact);
}

/** A survey that the customer hears when the agent has gone: a contact of its own. */
function afterCallFlow(world: World, contact: Contact): void {
  const { random, events, log } = world;
  const survey = log.openNext(contact, {
    method: 'DISCONNECT',
    channel: 'VOICE',
    subtype: TELEPHONY,
    customer: contact.customer,
    systemAddress: contact.systemAddress,
    attributes: contact.attributes,
  });
  survey.connectedToSystem = events.now;
  contact.nextId = survey.id;
  events.after(random.int(8, 70), () => {
    const reason = random.chance(0.4) ? 'CUSTOMER_DISCONNECT' : 'CONTACT_FLOW_DISCONNECT';
    disconnect(world, survey, reason, 'IN_FLOW');
    log.close(survey);
  });
}
