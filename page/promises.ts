/**
 * The targets of each queue and channel. Only contacts with a target count for a service level: a target of 20
 * seconds must not be applied to e-mails.
 */
import type { Settings } from '../queries/settings.ts';
import { type Target, targetOf } from '../queries/targets.ts';
import { record, type Table } from './packed-table.ts';
import type { Queue } from './page-types.ts';
import * as SUMS from './sum-names.ts';
import type { Selection } from './sums.ts';

/** Sums that a service level needs over only the contacts with a target. */
const COUNTED = [
  'queued',
  'handled_from_queue',
  'answered',
  'abandoned',
  'abandoned_with_wait',
  'abandoned_within_short',
] as const;
type Counted = (typeof COUNTED)[number];

/** `wanted` is how many contacts would have to be served in time to reach every target exactly. */
const PROMISED = [...COUNTED.map((name) => `promised_${name}` as const), 'wanted'] as const;
export type PromisedSum = (typeof PROMISED)[number];

/** The sums that the page adds up: those of the query, and those of the promised contacts. */
export const CONTACT_SUM_NAMES = [...SUMS.CONTACTS, ...PROMISED] as const;
export const INTERVAL_SUM_NAMES = [...SUMS.INTERVALS, ...PROMISED] as const;

/** A queue and a channel for which a service level is promised; both are indices into the page's. */
export interface Promised {
  readonly queue: number;
  readonly channel: number;
  readonly target: Target;
}

interface Names {
  readonly settings: Settings;
  readonly queues: readonly Queue[];
  readonly channels: readonly (string | null)[];
}

/** The target of each queue in each channel, at `queue * channels.length + channel`. */
export function targetsByPair({ settings, queues, channels }: Names): (Target | null)[] {
  return queues.flatMap(({ name }) => channels.map((channel) => targetOf(settings, name, channel)));
}

/** The table with the sums of the promised contacts beside those of all. */
export function withPromised<Dimension extends string, Sum extends string>(
  table: Table<Dimension, Sum> & Table<'queue' | 'channel', Counted>,
  targets: readonly (Target | null)[],
  channels: number,
): Table<Dimension, Sum | PromisedSum> {
  const { queue, channel } = table.index;
  const targetAt = (row: number) => targets[queue[row]! * channels + channel[row]!];
  const sumOf = (name: PromisedSum) =>
    name === 'wanted'
      ? table.sums.queued.map((count, row) => count * (targetAt(row)?.share ?? 0))
      : table.sums[countedOf(name)].map((count, row) => (targetAt(row) ? count : 0));
  return { ...table, sums: { ...table.sums, ...record(PROMISED, sumOf) } };
}

function countedOf(name: Exclude<PromisedSum, 'wanted'>): Counted {
  return name.slice('promised_'.length) as Counted;
}

/** The pairs of queue and channel with contacts for which anything is promised. */
export function promisedPairs(
  { index, length }: Table<'queue' | 'channel', string>,
  targets: readonly (Target | null)[],
  channels: number,
): Promised[] {
  const places = new Set<number>();
  for (let row = 0; row < length; row++) {
    places.add(index.queue[row]! * channels + index.channel[row]!);
  }
  return [...places].flatMap((place) => {
    const target = targets[place];
    if (!target) return [];
    return { queue: Math.floor(place / channels), channel: place % channels, target };
  });
}

/** The distinct targets of the selected queues and channels. */
export function targetsIn(
  promises: readonly Promised[],
  { queues, channels }: Pick<Selection, 'queues' | 'channels'>,
): Target[] {
  const distinct = new Map<string, Target>();
  for (const { queue, channel, target } of promises) {
    const isSelected = (queues?.includes(queue) ?? true) && (channels?.includes(channel) ?? true);
    if (isSelected) distinct.set(`${target.share}/${target.seconds}`, target);
  }
  return [...distinct.values()];
}

/** The counts of the promised contacts, by the names that they have among all. */
export function promisedPart<Sums extends Record<PromisedSum | Counted, number>>(sums: Sums): Sums {
  return { ...sums, ...record(COUNTED, (name) => sums[`promised_${name}`]) };
}
