/** A selection that a reader could make, as the address has it and as a condition in SQL. */
import fc from 'fast-check';
import { addDays } from '../../../page/days.ts';
import { SERVICE_LEVELS, type ServiceLevel } from '../../../queries/metrics.ts';
import { readSettings } from '../../../queries/settings.ts';

export const ZONE = 'Europe/London';

/** Targets of every kind: usual, of a queue, of a queue in a channel, and none. */
export const SETTINGS = readSettings(
  {
    time_zone: ZONE,
    targets: [
      { queue: 'Billing', target: '90/6' },
      { queue: 'Billing', channel: 'CHAT', target: 'none' },
      { channel: 'TASK', target: '70/1h' },
    ],
  },
  'the test',
);

/** The same targets in SQL, written by hand. */
export const PROMISED_SECONDS = `CASE
  WHEN queue = 'Billing' AND channel = 'CHAT' THEN NULL
  WHEN queue = 'Billing' THEN 6
  WHEN channel = 'VOICE' THEN 20
  WHEN channel = 'CHAT' THEN 30
  WHEN channel = 'TASK' THEN 3600
END`;
export const PROMISED_SHARE = `CASE
  WHEN queue = 'Billing' AND channel = 'CHAT' THEN NULL
  WHEN queue = 'Billing' THEN 0.9
  WHEN channel IN ('VOICE', 'CHAT') THEN 0.8
  WHEN channel = 'TASK' THEN 0.7
END`;

/** The names of the queues as people read them. */
export const QUEUE_SHOWN = `CASE
  WHEN queue_kind = 'standard' THEN queue
  WHEN queue_kind = 'agent' THEN 'Agents’ own queues'
  WHEN queue_kind = 'unnamed' THEN 'Queue without a name'
  WHEN initiation_method = 'OUTBOUND' THEN 'Outbound, no queue'
  ELSE 'Never queued'
END`;

/** The address holds the kind of a queue without a name after this character. */
const QUEUES: Readonly<Record<string, string>> = {
  Billing: 'Billing',
  Sales: 'Sales',
  'Kunden & Co': 'Kunden & Co',
  'Agents’ own queues': '\u0000agent',
  'Queue without a name': '\u0000unnamed',
  'Never queued': '\u0000none',
};
/** By the names that the checks use. */
export const CHANNELS: Readonly<Record<string, string>> = {
  VOICE: 'VOICE',
  CHAT: 'CHAT',
  TASK: 'TASK',
  NONE: '\u0000',
};
const FIRST = '2026-10-08';
const DAYS = 22;

export interface Selected {
  /** `2026-10-22` */
  readonly from: string;
  readonly to: string;
  /** As people read them; null for all. */
  readonly queues: readonly string[] | null;
  /** `NONE` for contacts without a channel; null for all. */
  readonly channels: readonly string[] | null;
  readonly instance: 'one' | 'two' | null;
  readonly level: ServiceLevel;
}

const day = fc.nat({ max: DAYS - 1 }).map((at) => addDays(FIRST, at));
const some = (names: readonly string[]) =>
  fc.option(fc.subarray([...names], { minLength: 1 }), { nil: null });

export const anySelection: fc.Arbitrary<Selected> = fc
  .record({
    days: fc.tuple(day, day).map((two) => two.sort()),
    queues: some(Object.keys(QUEUES)),
    channels: some(Object.keys(CHANNELS)),
    instance: fc.constantFrom(null, 'one' as const, 'two' as const),
    level: fc.constantFrom(...SERVICE_LEVELS),
  })
  .map(({ days: [from, to], ...rest }) => ({ from: from!, to: to!, ...rest }));

/**
 * The part of the address after `#`.
 * @param choices of single sections, such as `{ grain: 'day' }`
 */
export function addressOf(
  view: string,
  selected: Selected,
  choices: Readonly<Record<string, string>>,
): string {
  const { from, to, queues, channels, instance, level } = selected;
  const address = new URLSearchParams({ view, day: to, from, to, level, ...choices });
  if (instance) address.append('instance', instance);
  for (const queue of queues ?? []) address.append('queue', QUEUES[queue]!);
  for (const channel of channels ?? []) address.append('channel', CHANNELS[channel]!);
  return address.toString();
}

/** The condition of the filters, without the days. */
export function filterOf({ queues, channels, instance }: Selected): string {
  const among = (column: string, names: readonly string[] | null) =>
    names && `${column} IN (${names.map((name) => `'${name}'`).join(', ')})`;
  return (
    [
      among('queue_shown', queues),
      among(`coalesce(channel, 'NONE')`, channels),
      instance && `instance_id = '${instance}'`,
    ]
      .filter(Boolean)
      .join(' AND ') || 'true'
  );
}
