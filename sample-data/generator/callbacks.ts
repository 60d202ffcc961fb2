import type { Agent } from './agents.ts';
import { HOUR_SECONDS } from './clock.ts';
import type { Contact } from './contact.ts';
import { disconnect, leaveQueue, TELEPHONY } from './endings.ts';
import type { Waiting } from './floor.ts';
import type { Queue } from './organisation.ts';
import { serveCall } from './voice.ts';
import type { World } from './world.ts';

/** The time after which a callback is given up. */
const CALLBACK_EXPIRY_SECONDS = 10 * HOUR_SECONDS;

/** The queue's flow asks a waiting caller whether to ring back; some say yes and leave the queue. */
export function offerCallback(world: World, contact: Contact, waiting: Waiting): void {
  const { random, floor, log, events } = world;
  const kind = waiting.queue.callbacks;
  const canBeReached = contact.customer?.address.startsWith('+') ?? false;
  if (kind === null || waiting.state !== 'waiting' || !canBeReached) return;
  if (log.room < 2 || !random.chance(0.4)) return;
  floor.leave(waiting, 'left');
  leaveQueue(world, contact);
  const method = kind === 'agent-first' ? 'CALLBACK' : 'CALLBACK_CUSTOMER_FIRST_QUEUED';
  const callback = openCallback(world, contact, method);
  contact.nextId = callback.id;
  events.after(random.int(2, 9), () => {
    disconnect(world, contact, 'CONTACT_FLOW_DISCONNECT', 'IN_FLOW');
    log.close(contact);
    queueCallback(world, callback, waiting.queue);
  });
}

function openCallback(world: World, previous: Contact, method: string): Contact {
  return world.log.openNext(previous, {
    method,
    channel: 'VOICE',
    subtype: TELEPHONY,
    customer: previous.customer,
    systemAddress: previous.systemAddress,
    attributes: previous.attributes,
  });
}

function queueCallback(world: World, callback: Contact, queue: Queue): void {
  const { floor, events, agentLog } = world;
  callback.queue = queue;
  callback.enqueued = events.now;
  const waiting = floor.wait(queue, 'callback', (agent) => {
    if (callback.method === 'CALLBACK') agentLog.sees(agent, callback, 'INCOMING');
    events.after(1, () => {
      floor.leave(waiting, 'taken');
      if (callback.method === 'CALLBACK') ringFromAgent(world, callback, agent);
      else ringCustomer(world, callback, agent);
    });
  });
  events.after(CALLBACK_EXPIRY_SECONDS, () => {
    if (waiting.state !== 'waiting') return;
    floor.leave(waiting, 'left');
    giveUp(world, callback);
  });
}

function giveUp(world: World, callback: Contact): void {
  leaveQueue(world, callback);
  disconnect(world, callback, 'EXPIRED', 'IN_QUEUE');
  world.log.close(callback);
}

/** Agent first: the agent accepts, then the customer's phone rings. */
function ringFromAgent(world: World, callback: Contact, agent: Agent): void {
  const { random, events, floor, log } = world;
  callback.attempts = 1;
  callback.ringStarted = events.now;
  world.agentLog.sees(agent, callback, 'CONNECTING');
  events.after(random.int(4, 24), () => {
    if (random.chance(0.8)) {
      callback.connectedToSystem = events.now;
      serveCall(world, callback, agent);
      return;
    }
    world.agentLog.loses(agent, callback);
    leaveQueue(world, callback);
    disconnect(world, callback, 'CUSTOMER_NEVER_ARRIVED', 'CONNECTING');
    floor.release(agent, 'VOICE');
    log.close(callback);
  });
}

/** Customer first: a third contact rings the customer, then joins them with the agent set aside. */
function ringCustomer(world: World, callback: Contact, agent: Agent): void {
  const { random, events, floor, log } = world;
  if (log.room <= 0) {
    floor.release(agent, 'VOICE');
    giveUp(world, callback);
    return;
  }
  const dialled = openCallback(world, callback, 'CALLBACK_CUSTOMER_FIRST_DIALED');
  callback.nextId = dialled.id;
  leaveQueue(world, callback);
  disconnect(world, callback, 'OTHER', 'IN_QUEUE');
  log.close(callback);
  const answers = random.chance(0.78);
  events.after(random.int(5, 28), () => {
    if (answers) {
      joinAgent(world, dialled, callback.queue!, agent);
      return;
    }
    const reason = random.weighted([
      ['TELECOM_UNANSWERED', 6],
      ['TELECOM_BUSY', 2],
      ['CUSTOMER_NEVER_ARRIVED', 2],
    ] as const);
    disconnect(world, dialled, reason, 'DIALLING');
    floor.release(agent, 'VOICE');
    log.close(dialled);
  });
}

function joinAgent(world: World, dialled: Contact, queue: Queue, agent: Agent): void {
  const { random, events, floor, log } = world;
  dialled.connectedToSystem = events.now;
  dialled.queue = queue;
  dialled.enqueued = events.now;
  dialled.ringStarted = events.now;
  world.agentLog.sees(agent, dialled, 'CONNECTING');
  dialled.attempts = 1;
  if (random.chance(0.9)) {
    events.after(random.int(1, 12), () => serveCall(world, dialled, agent));
    return;
  }
  events.after(random.int(1, 20), () => {
    world.agentLog.loses(agent, dialled);
    floor.release(agent, 'VOICE');
    leaveQueue(world, dialled);
    disconnect(world, dialled, 'CUSTOMER_DISCONNECT', 'IN_QUEUE');
    log.close(dialled);
  });
}
