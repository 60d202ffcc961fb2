import type { AgentLog } from './agent-log.ts';
import type { Attribute } from './attributes.ts';
import { drawAttributes } from './attributes.ts';
import type { Centre } from './centre.ts';
import type { Channel } from './channel.ts';
import { DAY_SECONDS } from './clock.ts';
import type { ContactLog } from './contact-log.ts';
import type { Customers } from './customers.ts';
import type { EventQueue } from './event-queue.ts';
import type { Floor } from './floor.ts';
import type { Random } from './random.ts';

/** The period in which customers make contact. Half-open, epoch seconds. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** The state that the contacts' journeys act upon. */
export interface World {
  readonly random: Random;
  readonly events: EventQueue;
  readonly log: ContactLog;
  readonly floor: Floor;
  readonly agentLog: AgentLog;
  readonly centre: Centre;
  readonly customers: Customers;
  readonly period: Period;
}

/** Attributes for a contact that begins now. */
export function attributesNow(world: World, channel: Channel): readonly Attribute[] {
  const day = Math.floor((world.events.now - world.period.start) / DAY_SECONDS);
  return drawAttributes(world.random, channel, day);
}
