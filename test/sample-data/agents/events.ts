import type { RawObject } from '../../../sample-data/generate.ts';
import { type Generated, type Json, plainBytes } from '../stream.ts';

export const objectsOf = ({ objects }: Generated, kind: RawObject['kind']): RawObject[] =>
  objects.filter((object) => object.kind === kind);

const EVENT_START = /(?=\{"AWSAccountId")/;

/** All events, in the order in which they are delivered, repeated ones included. */
export function eventsOf(world: Generated): readonly Json[] {
  return objectsOf(world, 'agent-events').flatMap((object) =>
    plainBytes(object)
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .split(EVENT_START)
      .map((text) => JSON.parse(text)),
  );
}

/** Each agent's events, each once, by time. */
export function historiesOf(events: readonly Json[]): ReadonlyMap<string, readonly Json[]> {
  const once = [...new Map(events.map((event) => [event.EventId, event])).values()];
  once.sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1));
  return groupedBy(once, (event) => event.AgentARN);
}

const orderOf = ({ EventTimestamp, EventId }: Json): string => `${EventTimestamp} ${EventId}`;

/** Items by a key, in the order in which they come. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
