import { record } from './packed-table.ts';

/** The flags of a contact, as in `queries/page/listed.sql`; each is one bit. */
export const FLAGS = [
  'is_incoming',
  'is_in_volume',
  'is_queued',
  'is_handled',
  'is_handled_incoming',
  'is_handled_outbound',
  'is_answered',
  'is_abandoned',
  'is_held',
  'is_hold_disconnect',
  'is_transferred_out',
  'is_transferred_out_by_agent',
  'is_transferred_out_from_queue',
  'is_transferred_in',
  'is_agent_hung_up_first',
  'is_callback',
  'is_callback_dialled',
  'is_callback_answered',
  'is_callback_abandoned',
  'is_first_contact',
  'is_followed',
  'is_window_open',
  'is_window_open_alone',
  'is_analysed',
] as const;
export type Flag = (typeof FLAGS)[number];

/** Columns whose values are texts: the page stores the place in `texts`, null where there is none. */
export const TEXTS = ['agent', 'initiation_method', 'disconnect_reason'] as const;

/** Columns of numbers. Seconds of moments are counted from the one before, which makes them small. */
export const NUMBERS = [
  'begun_offset_minutes',
  'enqueued_second',
  'enqueued_offset_minutes',
  'connected_second',
  'disconnected_second',
  'disconnected_offset_minutes',
  'wait_seconds',
  'handle_seconds',
  'hold_seconds',
  'after_contact_work_seconds',
  'holds',
] as const;

type Column = readonly (number | null)[];
type TextColumn = (typeof TEXTS)[number];
type NumberColumn = (typeof NUMBERS)[number];

/** The contacts of the newest days, as the page's file holds them. JSON-able. */
export interface PackedContacts {
  /** The page's day of which the first of these contacts is. */
  readonly fromDay: number;
  /** 32 hexadecimal digits each: a ContactId without its hyphens. */
  readonly ids: string;
  /** Ids of another form, by row. */
  readonly otherIds: Readonly<Record<string, string>>;
  /** Rows back to the first contact of the chain, 0 if it is this one; null if it is not on the page. */
  readonly chainSteps: Column;
  /** Ids of the first contacts that are not on the page, by row. */
  readonly chainsElsewhere: Readonly<Record<string, string>>;
  /** Days from a contact's disconnect to the next one's. */
  readonly daySteps: readonly number[];
  /** Seconds from a contact's start to the next one's. The first is counted from 1970 UTC. */
  readonly begunSteps: readonly number[];
  readonly instances: readonly number[];
  readonly queues: readonly number[];
  readonly channels: readonly number[];
  readonly flags: readonly number[];
  /** By row, of the few that left within a flow: the page's block, and the page's day on which they entered it. */
  readonly exits: Readonly<Record<string, readonly [block: number, day: number]>>;
  readonly texts: Readonly<Record<TextColumn, readonly string[]>>;
  readonly textPlaces: Readonly<Record<TextColumn, Column>>;
  readonly numbers: Readonly<Record<NumberColumn, Column>>;
}

/** One disconnected contact. Moments are seconds since 1970 UTC; their offsets lead to local time. */
export interface ListedContact
  extends Readonly<Record<NumberColumn, number | null>>,
    Readonly<Record<TextColumn, string | null>> {
  readonly id: string;
  /** The id of the first contact of the chain. */
  readonly chain: string;
  /** The page's day of the disconnect. */
  readonly day: number;
  readonly instance: number;
  readonly queue: number;
  readonly channel: number;
  readonly begun_second: number;
  readonly disconnected_second: number;
  /** The bits of `FLAGS`. */
  readonly flags: number;
  /** The last block of a flow, of the page's blocks, and the page's day; null if it did not leave within a flow. */
  readonly exit: { readonly block: number; readonly day: number } | null;
}

/** Whether a thing is true of the contact. */
export function has({ flags }: Pick<ListedContact, 'flags'>, flag: Flag): boolean {
  return (flags & (1 << FLAGS.indexOf(flag))) !== 0;
}

/** The contacts, in the order of day and start. */
export function openContacts(packed: PackedContacts): ListedContact[] {
  const { chainSteps, numbers, texts, textPlaces } = packed;
  let day = packed.fromDay;
  let begun = 0;
  const contacts: ListedContact[] = [];
  for (let row = 0; row < packed.daySteps.length; row++) {
    day += packed.daySteps[row]!;
    begun += packed.begunSteps[row]!;
    const id = idAt(packed, row);
    const back = chainSteps[row]!;
    const enqueued = after(begun, numbers.enqueued_second[row]!);
    const connected = after(enqueued ?? begun, numbers.connected_second[row]!);
    contacts.push({
      ...record(NUMBERS, (name) => numbers[name][row]!),
      ...record(TEXTS, (name) => {
        const place = textPlaces[name][row]!;
        return place === null ? null : texts[name][place]!;
      }),
      id,
      chain: back === null ? packed.chainsElsewhere[row]! : idAt(packed, row - back),
      day,
      instance: packed.instances[row]!,
      queue: packed.queues[row]!,
      channel: packed.channels[row]!,
      flags: packed.flags[row]!,
      exit: exitAt(packed, row),
      begun_second: begun,
      enqueued_second: enqueued,
      connected_second: connected,
      disconnected_second: after(
        connected ?? enqueued ?? begun,
        numbers.disconnected_second[row]!,
      )!,
    });
  }
  return contacts;
}

function after(moment: number, seconds: number | null): number | null {
  return seconds === null ? null : moment + seconds;
}

function exitAt({ exits }: PackedContacts, row: number): ListedContact['exit'] {
  if (!Object.hasOwn(exits, row)) return null;
  const [block, day] = exits[row]!;
  return { block, day };
}

function idAt({ ids, otherIds }: PackedContacts, row: number): string {
  if (Object.hasOwn(otherIds, row)) return otherIds[row]!;
  const digits = ids.slice(row * 32, row * 32 + 32);
  return [8, 12, 16, 20, 32].map((end, at, ends) => digits.slice(ends[at - 1] ?? 0, end)).join('-');
}
