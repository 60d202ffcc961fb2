import {
  type ContactChoice,
  chosenNames,
  overChosen,
} from '../../queries/reader/chosen-contacts.ts';
import { withParameters } from '../../queries/reader/parameters.ts';
import type { SavedQuery } from '../../queries/reader/saved-queries.ts';
import type { Settings } from '../../queries/settings.ts';
import { parametersBy, promisedTo } from '../../queries/usual-parameters.ts';
import { UsageError } from '../../terminal/user-error.ts';
import type { DayOptions } from './day-options.ts';
import { type Clock, type DaysMeant, daysMeant } from './days-meant.ts';

/** A user's words about a saved query. */
export interface QueryWords {
  readonly days: DayOptions;
  readonly contacts: ContactChoice;
  /** The length of the periods that are counted: `day`. */
  readonly by?: string | undefined;
  /** Whether all queues are counted together. */
  readonly together?: true | undefined;
  /** Parameters by their own names; they win over every other word. */
  readonly param: Readonly<Record<string, string>>;
}

/** A saved query that can be run. */
export interface ReadyQuery {
  readonly sql: string;
  /** Zone, days, target and names that were used, for the last line of a table. */
  readonly about: string;
  readonly days: DaysMeant;
}

/** The parameter of queries whose periods can be chosen. */
const GRAIN = 'grain';

/** The parameter of queries that can count all queues together. */
const QUEUES = 'queues';

/**
 * Applies the user's words and the settings to the query.
 * @param clock in the zone of `zoneOf`
 * @throws UsageError naming the word that the query has no use for
 */
export function readyQuery(
  query: SavedQuery,
  words: QueryWords,
  settings: Settings,
  clock: Clock,
): ReadyQuery {
  const days = daysMeant(words.days, clock);
  const values = { ...valuesOf(query, words, settings, days), ...words.param };
  const sql = overChosen(query, withParameters(query, values), words.contacts);
  return { sql, about: aboutOf(query, values, words, days), days };
}

/**
 * Warns that the query counts with one number of seconds that is not the target of the chosen contacts. Null if it
 * is, if the user has given it, or if the query has none.
 */
export function otherThanPromised(
  query: SavedQuery,
  { contacts, param }: QueryWords,
  settings: Settings,
): string | null {
  const name = 'service_level_seconds';
  const hasSeconds = query.parameters.some((parameter) => parameter.name === name);
  if (!hasSeconds || param[name] !== undefined) return null;
  const { seconds, differBy, someHaveNone } = promisedTo(settings, contacts);
  if (seconds !== null) return null;
  if (differBy.length === 0) {
    return 'nothing is promised to these contacts, so the page has no service level of them';
  }
  const options = differBy.map((dimension) => `one --${dimension}`).join(' and ');
  return (
    `these contacts have different targets${someHaveNone ? ', some of them none' : ''}: choose ${options} ` +
    'to be judged by its target; the page judges each contact by its own'
  );
}

/** The zone in which the query counts days. */
export function zoneOf(query: SavedQuery, { param }: QueryWords, settings: Settings): string {
  const byQuery = query.parameters.find(({ name }) => name === 'time_zone')?.default ?? 'UTC';
  return param.time_zone ?? parametersBy(settings, query).time_zone ?? byQuery;
}

function valuesOf(
  query: SavedQuery,
  { days, contacts, by, together }: QueryWords,
  settings: Settings,
  { from, to }: DaysMeant,
): Record<string, string> {
  const names = query.parameters.map(({ name }) => name);
  const word = Object.entries(days).find(([name, value]) => isDayWord(name) && value !== undefined);
  if (word && !names.includes('from_day')) {
    throw new UsageError(`Found --${word[0]} with ${query.name}, which has no days to choose`);
  }
  if (by !== undefined && !names.includes(GRAIN)) {
    throw new UsageError(`Found --by with ${query.name}, expected it with service-level`);
  }
  if (together && !names.includes(QUEUES)) {
    throw new UsageError(`Found --together with ${query.name}, expected it with service-level`);
  }
  return {
    ...parametersBy(settings, query, contacts),
    ...(from !== null && { from_day: from }),
    ...(to !== null && { to_day: to }),
    ...(by !== undefined && { [GRAIN]: by }),
    ...(together && { [QUEUES]: 'together' }),
  };
}

function isDayWord(name: string): boolean {
  return ['last', 'today', 'yesterday', 'from', 'to'].includes(name);
}

function aboutOf(
  query: SavedQuery,
  values: Readonly<Record<string, string>>,
  { contacts, param }: QueryWords,
  days: DaysMeant,
): string {
  const used = (name: string) =>
    values[name] ?? query.parameters.find((parameter) => parameter.name === name)?.default;
  const [zone, seconds] = [used('time_zone'), used('service_level_seconds')];
  const isByParam = param.from_day !== undefined || param.to_day !== undefined;
  const said = isByParam ? `${used('from_day')} to ${used('to_day')}` : days.said;
  return [
    ...(zone === undefined ? [] : [zone]),
    ...(used('from_day') === undefined ? [] : [said]),
    ...(seconds === undefined ? [] : [`within ${seconds} s`]),
    ...chosenNames(contacts).map(([dimension, names]) => `${dimension} ${names.join(', ')}`),
  ].join(' · ');
}
