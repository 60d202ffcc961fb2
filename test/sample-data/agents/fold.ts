import { type Json, seconds } from '../stream.ts';
import { groupedBy, historiesOf } from './events.ts';

/**
 * What agents did, worked out from nothing but delivered events, in their order or any other: statuses and contact
 * states from their starts in all snapshots, as the rules for agent events say. It shares nothing with the answer
 * sheet's own way, the simulation's clock.
 */

const STALE_SECONDS = 300;

interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Status extends Interval {
  readonly name: string;
  readonly type: string;
  readonly closedBy: string;
}

export interface ContactSpell extends Interval {
  readonly id: string;
  readonly state: string;
  /** The contact as the snapshot lists it. */
  readonly contact: Json;
  /** The state that followed; null if the contact disappeared. */
  readonly next: string | null;
}

export interface AgentHistory {
  readonly arn: string;
  readonly username: string;
  readonly statuses: readonly Status[];
  readonly spells: readonly ContactSpell[];
}

interface Snapshot {
  readonly at: number;
  readonly isCurrent: boolean;
  readonly type: string;
  readonly snapshot: Json;
}

export function foldAgents(events: readonly Json[]): readonly AgentHistory[] {
  const histories = historiesOf(events);
  const known = Math.max(...events.map(({ EventTimestamp }) => seconds(EventTimestamp)!));
  return [...histories].map(([arn, history]) => foldAgent(arn, history, known));
}

function foldAgent(arn: string, events: readonly Json[], known: number): AgentHistory {
  const snapshots = events.flatMap(snapshotsOf);
  const spells = groupedBy(snapshots.flatMap(contactsOf), ({ contact }) => contact.ContactId);
  return {
    arn,
    username: events[0].CurrentAgentSnapshot.Configuration.Username,
    statuses: statusesOf(snapshots, known),
    spells: [...spells.values()].flatMap((seen) => spellsOf(seen, snapshots, known)),
  };
}

/** The previous snapshot, then the current one, of an event. */
function snapshotsOf(event: Json): Snapshot[] {
  const at = seconds(event.EventTimestamp)!;
  const current = {
    at,
    isCurrent: true,
    type: event.EventType,
    snapshot: event.CurrentAgentSnapshot,
  };
  if (event.PreviousAgentSnapshot === null) return [current];
  return [{ ...current, isCurrent: false, snapshot: event.PreviousAgentSnapshot }, current];
}

function statusesOf(snapshots: readonly Snapshot[], known: number): Status[] {
  const byStart = groupedBy(snapshots, ({ snapshot }) => snapshot.AgentStatus.StartTimestamp);
  const starts = [...byStart.keys()].sort();
  return starts.map((start, index) => {
    const shown = byStart.get(start)!;
    const { Name: name, Type: type } = strongest(shown).snapshot.AgentStatus;
    const logout = shown.find((one) => one.isCurrent && one.type === 'LOGOUT')?.at;
    const ends: (readonly [string, number])[] = [
      ['status', seconds(starts[index + 1] ?? null) ?? Infinity],
    ];
    if (type !== 'OFFLINE') {
      ends.push(['logout', logout ?? Infinity], ['stale', shown.at(-1)!.at + STALE_SECONDS]);
    }
    const [closedBy, to] = ends.reduce((least, one) => (one[1] < least[1] ? one : least));
    return { name, type, from: seconds(start)!, to: Math.min(to, known), closedBy };
  });
}

/** The current snapshot beats the previous one, and then the later event. */
function strongest(shown: readonly Snapshot[]): Snapshot {
  return shown.findLast(({ isCurrent }) => isCurrent) ?? shown.at(-1)!;
}

interface SeenContact extends Snapshot {
  readonly contact: Json;
}

function contactsOf(snapshot: Snapshot): SeenContact[] {
  return snapshot.snapshot.Contacts.map((contact: Json) => ({ ...snapshot, contact }));
}

/** The states of one contact of an agent's. */
function spellsOf(
  seen: readonly SeenContact[],
  snapshots: readonly Snapshot[],
  known: number,
): ContactSpell[] {
  const id = seen[0]!.contact.ContactId;
  const byStart = groupedBy(seen, ({ contact }) => contact.StateStartTimestamp);
  const starts = [...byStart.keys()].sort();
  return starts.map((start, index) => {
    const shown = byStart.get(start)!;
    const contact = (shown.findLast(({ isCurrent }) => isCurrent) ?? shown.at(-1)!).contact;
    const next = starts[index + 1];
    const nextAt = seconds(next ?? null) ?? Infinity;
    const clearedAt = clearing(id, seconds(start)!, snapshots);
    const to = Math.min(nextAt, clearedAt, shown.at(-1)!.at + STALE_SECONDS, known);
    const following = nextAt <= to ? byStart.get(next!)![0]!.contact.State : null;
    return { id, state: contact.State, contact, from: seconds(start)!, to, next: following };
  });
}

/** When the first event happened after a time whose current snapshot does not list the contact. */
function clearing(id: string, after: number, snapshots: readonly Snapshot[]): number {
  for (let index = firstAt(snapshots, after); index < snapshots.length; index++) {
    const { isCurrent, at, snapshot } = snapshots[index]!;
    const isListed = snapshot.Contacts.some((contact: Json) => contact.ContactId === id);
    if (isCurrent && !isListed) return at;
  }
  return Infinity;
}

/** The index of the first snapshot at a time or later. */
function firstAt(snapshots: readonly Snapshot[], time: number): number {
  let low = 0;
  for (let high = snapshots.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (snapshots[middle]!.at < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
