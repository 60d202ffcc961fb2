import { objectsOf } from '../agents/events.ts';
import { type Generated, type Json, plainBytes } from '../stream.ts';

const EVENT_START = /(?=\{"version":"0")/;

/** All contact events, in the order in which they are delivered, repeated ones included. */
export function contactEventsOf(world: Generated): readonly Json[] {
  return objectsOf(world, 'contact-events').flatMap((object) =>
    plainBytes(object)
      .toString('utf8')
      .split(EVENT_START)
      .map((text) => JSON.parse(text)),
  );
}

/** Each event once, as the lake keeps it. */
export function eachOnce(events: readonly Json[]): readonly Json[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}
