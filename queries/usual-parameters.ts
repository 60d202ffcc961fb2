/** What the settings of a lake say about the parameters of a saved query. */

import type { ContactChoice } from './reader/chosen-contacts.ts';
import type { SavedQuery } from './reader/saved-queries.ts';
import { type Settings, targetOf } from './settings.ts';

/**
 * The values of the query's parameters by the settings: the zone, what is short and what is repeated,
 * and the seconds of the service level that is promised to the chosen contacts. Where they are promised
 * different ones, or none, the query keeps its own.
 */
export function parametersBy(
  settings: Settings,
  query: SavedQuery,
  choice: ContactChoice = {},
): Record<string, string> {
  const seconds = promisedSeconds(settings, choice);
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

/** The seconds of the one target that all chosen contacts have; null if there is no such target. */
function promisedSeconds(settings: Settings, { queue, channel }: ContactChoice): number | null {
  const targets = (queue ?? [null]).flatMap((one) =>
    (channel ?? [null]).map((other) => targetOf(settings, one, other)?.seconds ?? null),
  );
  return new Set(targets).size === 1 ? targets[0]! : null;
}
