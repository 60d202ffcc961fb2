import type { Agent } from './agents.ts';
import type { Contact } from './contact.ts';
import type { World } from './world.ts';

export const TELEPHONY = 'connect:Telephony';

/** Notes that a contact has left its queue. Now and then Connect does not report how long it waited. */
export function leaveQueue(world: World, contact: Contact): void {
  const { events, random } = world;
  contact.dequeued = events.now;
  contact.queueSeconds = random.chance(0.004) ? null : events.now - contact.enqueued!;
}

/** Notes how a contact ended. */
export function disconnect(
  world: World,
  contact: Contact,
  reason: string | null,
  preDisconnectState: string | null,
): void {
  contact.disconnected = world.events.now;
  contact.disconnectReason = reason;
  contact.preDisconnectState = preDisconnectState;
}

/** The agent does the after-contact work, and is free again. */
export function wrapUp(world: World, contact: Contact, agent: Agent, medianSeconds = 38): void {
  const { random, events, floor, log, agentLog } = world;
  const seconds = random.chance(0.03)
    ? 0
    : 1 + Math.min(900, Math.round(random.lognormal(medianSeconds, 0.8)));
  const isReported = !random.chance(0.02);
  if (isReported) {
    contact.afterContactWorkStart = events.now;
    contact.afterContactWorkEnd = events.now + seconds;
    contact.afterContactWorkSeconds = seconds;
  }
  agentLog.ends(agent, contact, seconds);
  events.after(seconds, () => {
    floor.release(agent, contact.channel);
    log.close(contact);
  });
}
