/** A lake of a few agent events, in memory, with the same views and queries as a real one. */
import { type ColumnType, normaliseName } from '../../../pipeline/column-types.ts';
import { dataset } from '../../../pipeline/datasets/agent-events/dataset.ts';
import { type ContactRow, type Json, openSmallLake, type SmallLake } from '../small-lake.ts';

/** An event as Connect delivers it. */
export type AgentEvent = { readonly [name: string]: Json };

export interface AgentLake extends Pick<SmallLake, 'ask' | 'close'> {
  /** Takes the events out and puts these in, in this order. */
  refill(events: readonly AgentEvent[]): Promise<void>;
  /** The same of the events that wait to be converted. */
  wait(events: readonly AgentEvent[]): Promise<void>;
}

const EVENT: ColumnType = { kind: 'struct', fields: dataset.fields };

export async function openAgentLake(): Promise<AgentLake> {
  const lake = await openSmallLake([]);
  return {
    ask: lake.ask,
    close: lake.close,
    refill: (events) => lake.refillOther(dataset, events.map(eventRow)),
    wait: (events) => lake.waitForOther(dataset, events.map(eventRow)),
  };
}

/** The event as a row of its flatfile. */
export function eventRow(event: AgentEvent): ContactRow {
  return renamed(event, EVENT) as ContactRow;
}

/** The value with its keys as normalise spells them, where a field may have had another name. */
function renamed(value: Json, type: ColumnType): Json {
  if (type.kind === 'array' && Array.isArray(value))
    return value.map((item) => renamed(item, type.item));
  if (type.kind !== 'struct' || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const name = normaliseName(key);
    const field = type.fields.find((one) => one.name === name || one.aliases.includes(name));
    if (field === undefined) throw new Error(`An agent event has no field ${key}`);
    return [field.name, renamed(inner, field.type)];
  });
  return Object.fromEntries(entries);
}
