/**
 * How a contact centre is judged: its zone, its service-level targets, what counts as short, as
 * repeated and as stale, and what the views of datasets have settings for. The lake keeps them in
 * `lake.json`; the page, the queries and the verbs read them from there, so that they cannot differ.
 */
import { viewSettings } from '../pipeline/datasets/datasets.ts';
import { expectedOf, type ViewSetting, type ViewValues } from '../pipeline/view-settings.ts';
import { UserError } from '../terminal/user-error.ts';
import { channelNamed } from './channels.ts';
import { isTimeZone, nearestTimeZones } from './reader/time-zone.ts';
import { formatTarget, parseTarget, type TargetRule } from './targets.ts';

export interface Settings {
  /** The heading of the page. */
  readonly title: string;
  /** The centre's time zone, an IANA name: `Europe/London`. */
  readonly timeZone: string;
  /** Where several fit, the one that names more wins; of a queue and a channel, the queue. */
  readonly targets: readonly TargetRule[];
  /** An abandon after less than this is short, seconds. */
  readonly shortAbandonSeconds: number;
  /** Another contact within this many days is a repeat. */
  readonly windowDays: number;
  /** Data that is older than this is called stale, minutes. */
  readonly staleMinutes: number;
}

/**
 * The values of the settings of datasets' views, by their names. They are read, written and kept as all settings are,
 * but only the datasets' descriptions name them.
 */
export function valuesOfViews(settings: Settings): ViewValues {
  const all: Readonly<Record<string, unknown>> = { ...settings };
  return Object.fromEntries(viewSettings.map(({ name }) => [name, Number(all[name])]));
}

export const DEFAULT_SETTINGS: Settings = {
  title: 'Contact centre performance',
  timeZone: 'UTC',
  targets: [],
  shortAbandonSeconds: 5,
  windowDays: 7,
  staleMinutes: 24 * 60,
  ...Object.fromEntries(viewSettings.map(({ name, usual }) => [name, usual])),
};

/** One setting as `lake.json` holds it. */
interface Setting<Value> {
  /** The name in `lake.json` and in `contact-lake config`. */
  readonly name: string;
  readonly meaning: string;
  /** What a value has to be: `a zone such as Europe/London`. */
  readonly expected: string;
  /** The value; undefined if the JSON is no such value. */
  readonly read: (json: unknown) => Value | undefined;
  /** The value as JSON; `read` gives it back. */
  readonly write: (value: Value) => unknown;
  /** The end of a sentence that suggests values near a wrong one. */
  readonly near?: (json: unknown) => string;
}

type SettingsTable = { readonly [Property in keyof Settings]: Setting<Settings[Property]> };

export const SETTINGS: SettingsTable = {
  title: {
    name: 'title',
    meaning: 'the heading of the page',
    expected: 'a text of 1 to 100 characters',
    read: (json) =>
      typeof json === 'string' && json.trim() !== '' && json.length <= 100 ? json : undefined,
    write: (title) => title,
  },
  timeZone: {
    name: 'time_zone',
    meaning: "the centre's time zone",
    expected: 'a zone such as Europe/London',
    read: (json) => (typeof json === 'string' && isTimeZone(json) ? json : undefined),
    write: (zone) => zone,
    near: (json) => nearestTimeZones(String(json)),
  },
  targets: {
    name: 'targets',
    meaning:
      'the service-level targets by channel and queue, before 80/20 for VOICE and 80/30 for CHAT',
    expected:
      'a list such as [{"channel":"VOICE","target":"80/20"},{"queue":"Claims","target":"90/5m"}]',
    read: readTargets,
    write: (rules) =>
      rules.map(({ queue, channel, target }) => ({
        ...(queue !== null && { queue }),
        ...(channel !== null && { channel }),
        target: formatTarget(target),
      })),
  },
  shortAbandonSeconds: {
    name: 'short_abandon_seconds',
    meaning: 'an abandon after less than this is short',
    expected: 'a whole number of seconds from 0 to 3600',
    read: integerWithin(0, 3600),
    write: (seconds) => seconds,
  },
  windowDays: {
    name: 'window_days',
    meaning: 'another contact of a customer within this many days is a repeat',
    expected: 'a whole number of days from 1 to 365',
    read: integerWithin(1, 365),
    write: (days) => days,
  },
  staleMinutes: {
    name: 'stale_minutes',
    meaning: 'data that is older than this is stale',
    expected: 'a whole number of minutes from 1 on',
    read: integerWithin(1, Number.MAX_SAFE_INTEGER),
    write: (minutes) => minutes,
  },
  ...Object.fromEntries(viewSettings.map((setting) => [setting.name, settingOf(setting)])),
};

const PROPERTIES = Object.keys(SETTINGS) as (keyof Settings)[];

/** A setting that cannot be read. */
export interface WrongSetting {
  /** The name in the JSON; null if the JSON is no object at all. */
  readonly name: string | null;
  /** One sentence with what was found and what was expected. */
  readonly said: string;
}

/**
 * The settings of a JSON object that can be read; missing and wrong ones have their defaults.
 * @param where the file, for the sentences
 */
export function readableSettings(
  json: unknown,
  where: string,
): { readonly settings: Settings; readonly wrong: readonly WrongSetting[] } {
  if (!isObject(json)) {
    const said = `Found ${JSON.stringify(json)} as settings in ${where}, expected an object`;
    return { settings: DEFAULT_SETTINGS, wrong: [{ name: null, said }] };
  }
  const names = PROPERTIES.map((property) => SETTINGS[property].name);
  const wrong: WrongSetting[] = Object.keys(json)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      name,
      said: `Found the setting ${name} in ${where}, expected ${names.join(', ')}`,
    }));
  const values = PROPERTIES.flatMap((property) => {
    const { name, expected, read, near } = SETTINGS[property];
    if (json[name] === undefined) return [];
    const value = read(json[name]);
    if (value !== undefined) return [[property, value]];
    const found = `Found ${JSON.stringify(json[name])} as ${name} in ${where}`;
    wrong.push({ name, said: `${found}, expected ${expected}${near?.(json[name]) ?? ''}` });
    return [];
  });
  return { settings: { ...DEFAULT_SETTINGS, ...Object.fromEntries(values) }, wrong };
}

/**
 * The settings of a JSON object; missing ones have their defaults.
 * @param where the file, for the message
 * @throws UserError naming the setting that is unknown or has no such value
 */
export function readSettings(json: unknown, where: string): Settings {
  const { settings, wrong } = readableSettings(json, where);
  if (wrong.length > 0) throw new UserError(wrong[0]!.said);
  return settings;
}

/**
 * Changes some settings in the JSON. Those equal to the default are left out; all others stay as they are, even if
 * they cannot be read.
 * @param removed names that the JSON is to lose
 */
export function changedSettings(
  json: unknown,
  changed: Partial<Settings>,
  removed: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const properties = PROPERTIES.filter((property) => changed[property] !== undefined);
  const names = [...removed, ...properties.map((property) => SETTINGS[property].name)];
  const kept = Object.entries(isObject(json) ? json : {}).filter(([name]) => !names.includes(name));
  const own = properties
    .filter((property) => changed[property] !== DEFAULT_SETTINGS[property])
    .map((property) => {
      const { name, write } = SETTINGS[property] as Setting<unknown>;
      return [name, write(changed[property])] as const;
    });
  return Object.fromEntries([...kept, ...own]);
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function readTargets(json: unknown): readonly TargetRule[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const rules = json.map(readTarget);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function readTarget(json: unknown): TargetRule | undefined {
  const { queue = null, channel = null, target, ...others } = Object(json);
  const isName = (name: unknown) => name === null || (typeof name === 'string' && name !== '');
  const parsed = typeof target === 'string' ? parseTarget(target) : undefined;
  const isRule =
    isName(queue) && isName(channel) && parsed !== undefined && Object.keys(others).length === 0;
  return isRule
    ? { queue, channel: channel === null ? null : channelNamed(channel), target: parsed }
    : undefined;
}

function settingOf(setting: ViewSetting): Setting<number> {
  const { name, meaning, least, most } = setting;
  return {
    name,
    meaning,
    expected: expectedOf(setting),
    read: integerWithin(least, most),
    write: (value) => value,
  };
}

function integerWithin(least: number, most: number): (json: unknown) => number | undefined {
  return (json) => {
    const isOne =
      typeof json === 'number' && Number.isInteger(json) && json >= least && json <= most;
    return isOne ? json : undefined;
  };
}
