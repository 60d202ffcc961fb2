/** A lake of a few agent events, in memory, with the same views and queries as a real one. */
import type { ColumnType } from '../../../pipeline/column-types.ts';
import { dataset } from '../../../pipeline/datasets/agent-events/dataset.ts';
import { asColumns } from '../as-columns.ts';
import { type ContactRow, type Json, openSmallLake, type SmallLake } from '../small-lake.ts';

/** An event as Connect delivers it. */
export type AgentEvent = { readonly [name: string]: Json };

export interface AgentLake extends Pick<SmallLake, 'ask' | 'close' | 'refillSchedules'> {
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
    refillSchedules: lake.refillSchedules,
    refill: (events) => lake.refillOther(dataset, events.map(eventRow)),
    wait: (events) => lake.waitForOther(dataset, events.map(eventRow)),
  };
}

/** The event as a row of its flatfile. */
export function eventRow(event: AgentEvent): ContactRow {
  return asColumns(event, EVENT) as ContactRow;
}
