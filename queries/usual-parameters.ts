/** Takes the parameters of a saved query from the settings of a lake. */

import { CHANNELS } from './channels.ts';
import type { ContactChoice } from './reader/chosen-contacts.ts';
import type { SavedQuery } from './reader/saved-queries.ts';
import type { Settings } from './settings.ts';
import { type TargetRule, targetOf } from './targets.ts';

/**
 * The values of the query's parameters that come from the settings: the time zone, the limit of a short abandon, the
 * window of repeats, and the service-level seconds of the chosen contacts. If their targets differ, or some have
 * none, the query keeps its own seconds (see `promisedTo`).
 */
export function parametersBy(
  settings: Settings,
  query: SavedQuery,
  choice: ContactChoice = {},
): Record<string, string> {
  const { seconds } = promisedTo(settings, choice);
  const values: Readonly<Record<string, string | number | null>> = {
    time_zone: settings.timeZone,
    short_abandon_seconds: settings.shortAbandonSeconds,
    window_days: settings.windowDays,
    service_level_seconds: seconds,
  };
  return Object.fromEntries(
    query.parameters.flatMap(({ name }) => {
      const value = Object.hasOwn(values, name) ? values[name] : null;
      return value === null || value === undefined ? [] : [[name, String(value)]];
    }),
  );
}

/** The targets of the chosen contacts. */
export interface Promised {
  /** The seconds of the target that they all have; null if the seconds differ, or there is no target. */
  readonly seconds: number | null;
  /** The dimensions by which targets differ: a narrower choice of one gives a single target. Empty if none differ. */
  readonly differBy: readonly ('channel' | 'queue')[];
  readonly someHaveNone: boolean;
}

/** Looks at every pair of the chosen queues and channels; without a choice, at all that can have a target. */
export function promisedTo({ targets }: Settings, { queue, channel }: ContactChoice): Promised {
  const channels = channel ?? all(CHANNELS, targets.map(nameOf('channel')));
  const queues = queue ?? all([null], targets.map(nameOf('queue')));
  const secondsOf = queues.map((one) =>
    channels.map((other) => targetOf({ targets }, one, other)?.seconds ?? null),
  );
  const byChannel = channels.map((_, at) => secondsOf.map((row) => row[at]!));
  const differBy = [
    ...(secondsOf.some(isVaried) ? ['channel' as const] : []),
    ...(byChannel.some(isVaried) ? ['queue' as const] : []),
  ];
  const seconds = differBy.length > 0 ? null : (secondsOf[0]?.[0] ?? null);
  return { seconds, differBy, someHaveNone: secondsOf.flat().includes(null) };
}

function nameOf(part: 'channel' | 'queue') {
  return (rule: TargetRule) => rule[part];
}

/** All the names, and those of the others that are not null. */
function all<Name extends string | null>(
  names: readonly Name[],
  others: readonly (string | null)[],
): readonly (Name | string)[] {
  return [...new Set([...names, ...others.filter((name) => name !== null)])];
}

function isVaried(values: readonly (number | null)[]): boolean {
  return new Set(values).size > 1;
}
