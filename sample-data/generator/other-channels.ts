import type { Agent } from './agents.ts';
import { DAY_SECONDS, HOUR_SECONDS } from './clock.ts';
import type { Contact } from './contact.ts';
import { disconnect, leaveQueue, wrapUp } from './endings.ts';
import type { Lane } from './floor.ts';
import type { Queue } from './organisation.ts';
import { attributesNow, type World } from './world.ts';

/** The time after which tasks and emails expire that nobody has taken. */
const ITEM_EXPIRY_SECONDS = 3 * DAY_SECONDS;
const MOST_SEGMENTS = 4;

/** Somebody opens a chat: a bot first, then perhaps an agent. */
export function inboundChat(world: World): void {
  const { random, events, log } = world;
  const contact = log.openFirst({
    method: 'API',
    channel: 'CHAT',
    subtype: 'connect:Chat',
    customer: null,
    systemAddress: null,
    attributes: attributesNow(world, 'CHAT'),
  });
  contact.connectedToSystem = events.now;
  const queue = random.weighted(world.centre.demand.CHAT);
  const botSeconds = 5 + Math.min(600, Math.round(random.lognormal(45, 0.8)));
  const isDoneByBot = random.chance(0.12);
  events.after(botSeconds, () => {
    if (!isDoneByBot && world.floor.isStaffed(queue)) {
      queueChat(world, contact, queue);
      return;
    }
    const reason = random.chance(0.5) ? 'CUSTOMER_DISCONNECT' : 'CONTACT_FLOW_DISCONNECT';
    disconnect(world, contact, reason, 'IN_FLOW');
    log.close(contact);
  });
}

function queueChat(world: World, contact: Contact, queue: Queue): void {
  const patience = 10 + Math.min(3_600, Math.round(world.random.lognormal(260, 0.9)));
  queueItem(world, contact, queue, 'chat', patience, 'CUSTOMER_DISCONNECT', serveChat);
}

/** Lets a contact wait for an agent, up to a limit. */
function queueItem(
  world: World,
  contact: Contact,
  queue: Queue,
  lane: Lane,
  patienceSeconds: number,
  reasonWhenOver: string,
  serve: (world: World, contact: Contact, agent: Agent) => void,
): void {
  const { random, events, floor, log, agentLog } = world;
  contact.queue = queue;
  contact.enqueued = events.now;
  const waiting = floor.wait(queue, lane, (agent) => {
    contact.attempts++;
    contact.ringStarted = events.now;
    agentLog.sees(agent, contact, 'CONNECTING');
    events.after(random.int(1, 12), () => {
      if (waiting.state !== 'offered') return;
      floor.leave(waiting, 'taken');
      leaveQueue(world, contact);
      contact.agent = agent;
      contact.connectedToAgent = events.now;
      agentLog.sees(agent, contact, 'CONNECTED');
      serve(world, contact, agent);
    });
  });
  events.after(patienceSeconds, () => {
    if (waiting.state === 'gone') return;
    if (waiting.agent !== null) agentLog.loses(waiting.agent, contact);
    floor.leave(waiting, 'left');
    leaveQueue(world, contact);
    disconnect(world, contact, reasonWhenOver, 'IN_QUEUE');
    log.close(contact);
  });
}

function serveChat(world: World, contact: Contact, agent: Agent): void {
  const { random, events } = world;
  const seconds = 40 + Math.min(5_400, Math.round(random.lognormal(430, 0.6)));
  contact.interactionSeconds = seconds;
  contact.holds = 0;
  events.after(seconds, () => {
    if (!random.chance(0.05) || !transferChat(world, contact)) {
      const reason = random.weighted([
        ['CUSTOMER_DISCONNECT', 50],
        ['AGENT_DISCONNECT', 35],
        ['IDLE_DISCONNECT', 12],
        ['OTHER', 1],
      ] as const);
      disconnect(world, contact, reason, 'CONNECTED');
    }
    wrapUp(world, contact, agent, 22);
  });
}

function transferChat(world: World, contact: Contact): boolean {
  const { random, centre, floor, events, log } = world;
  const queue = random.weighted(centre.demand.CHAT);
  if (log.room <= 0 || contact.chain.contacts.length >= MOST_SEGMENTS) return false;
  if (queue === contact.queue || !floor.isStaffed(queue)) return false;
  const next = log.openNext(contact, { ...contact, method: 'TRANSFER' });
  next.connectedToSystem = events.now;
  contact.nextId = next.id;
  contact.quickConnect = 'QUEUE';
  contact.transferCompleted = events.now;
  disconnect(world, contact, 'TRANSFERRED', 'CONNECTED');
  events.after(random.int(1, 5), () => queueChat(world, next, queue));
  return true;
}

/** A back-office system files a task, now or for a later hour. */
export function inboundTask(world: World): void {
  const { random, events, log, centre } = world;
  const contact = log.openFirst({
    method: 'API',
    channel: 'TASK',
    subtype: 'connect:Task',
    customer: null,
    systemAddress: null,
    attributes: attributesNow(world, 'TASK'),
  });
  const queue = random.weighted(centre.demand.TASK);
  const delay = random.chance(0.15) ? random.int(600, 6 * HOUR_SECONDS) : 0;
  if (delay > 0) contact.scheduled = events.now + delay;
  const enqueue = () =>
    queueItem(world, contact, queue, 'item', ITEM_EXPIRY_SECONDS, 'EXPIRED', serveTask);
  events.after(delay, enqueue);
}

function serveTask(world: World, contact: Contact, agent: Agent): void {
  const { random, events } = world;
  const seconds = 20 + Math.min(5_400, Math.round(random.lognormal(300, 0.8)));
  const pauses = random.chance(0.15) ? random.int(1, 3) : 0;
  contact.interactionSeconds = seconds;
  contact.pauses = pauses;
  contact.pauseSeconds = pauses === 0 ? 0 : random.int(30, 1_200);
  if (pauses > 0) {
    contact.lastPaused = events.now + Math.floor(seconds / 2);
    contact.lastResumed = contact.lastPaused + Math.ceil(contact.pauseSeconds / pauses);
  }
  events.after(seconds + contact.pauseSeconds, () => {
    disconnect(world, contact, 'AGENT_COMPLETED', 'CONNECTED');
    wrapUp(world, contact, agent, 12);
  });
}

/** Somebody writes; an agent reads it hours later and most often answers. */
export function inboundEmail(world: World): void {
  const { random, events, log, centre, customers } = world;
  const queue = random.weighted(centre.demand.EMAIL);
  const contact = log.openFirst({
    method: 'INBOUND',
    channel: 'EMAIL',
    subtype: 'connect:Email',
    customer: customers.writer(),
    systemAddress: 'service@centre.example.com',
    attributes: attributesNow(world, 'EMAIL'),
  });
  contact.connectedToSystem = events.now;
  events.after(random.int(1, 20), () =>
    queueItem(world, contact, queue, 'item', ITEM_EXPIRY_SECONDS, 'EXPIRED', serveEmail),
  );
}

function serveEmail(world: World, contact: Contact, agent: Agent): void {
  const { random, events, log } = world;
  const seconds = 30 + Math.min(3_600, Math.round(random.lognormal(240, 0.6)));
  contact.interactionSeconds = seconds;
  const replyAfter = Math.floor(seconds / 2);
  if (random.chance(0.55)) {
    events.after(replyAfter, () => {
      if (log.room > 0) reply(world, contact, agent, seconds - replyAfter);
    });
  }
  events.after(seconds, () => {
    disconnect(world, contact, 'AGENT_DISCONNECT', 'CONNECTED');
    wrapUp(world, contact, agent, 10);
  });
}

function reply(world: World, contact: Contact, agent: Agent, seconds: number): void {
  const { events, log, agentLog } = world;
  const answer = log.openNext(contact, { ...contact, method: 'AGENT_REPLY' });
  answer.relatedId = contact.id;
  answer.queue = contact.queue;
  answer.agent = agent;
  answer.connectedToAgent = events.now;
  answer.interactionSeconds = seconds;
  agentLog.sees(agent, answer, 'CONNECTED');
  events.after(seconds, () => {
    agentLog.loses(agent, answer);
    disconnect(world, answer, 'AGENT_COMPLETED', null);
    log.close(answer);
  });
}
