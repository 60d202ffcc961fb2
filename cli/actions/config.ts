import { openLake, saveSettings } from '../../local/lake/lake-folder.ts';
import { nearest, nearNames } from '../../queries/reader/near-names.ts';
import {
  DEFAULT_SETTINGS,
  SETTINGS,
  type Settings,
  type TargetRule,
  targetOf,
} from '../../queries/settings.ts';
import { inWords, targetsInWords } from '../../queries/target-words.ts';
import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';
import { UsageError } from '../../terminal/user-error.ts';
import { rowsPrinter } from '../shared/output.ts';

export type ConfigAction = 'list' | 'get' | 'set' | 'unset';

export interface ConfigOptions {
  lake: string;
  json?: boolean;
}

type Property = keyof Settings;

const PROPERTIES = Object.keys(SETTINGS) as Property[];

/** Shows or changes the settings of the lake. */
export async function config(
  action: ConfigAction,
  name: string | undefined,
  value: string | undefined,
  { lake: path, json = false }: ConfigOptions,
): Promise<void> {
  refuseOtherCount(action, name, value);
  const property = name === undefined ? null : propertyOf(name);
  const changed = property !== null && action === 'set' ? parsed(property, value!) : undefined;
  const lake = await openLake(path);
  if (property === null) return list(lake.settings, json);
  if (action === 'get') return print(lake.settings, property, json);
  const settings = {
    ...lake.settings,
    [property]: action === 'set' ? changed : DEFAULT_SETTINGS[property],
  };
  await saveSettings(lake, settings);
  const isDefault = action === 'unset' ? ', the default' : '';
  const shown = `${SETTINGS[property].name} is ${inText(settings, property)}${isDefault}.`;
  process.stdout.write(`${visibleInLine(shown)}\n`);
}

function refuseOtherCount(
  action: ConfigAction,
  name: string | undefined,
  value: string | undefined,
): void {
  const expected = { list: 0, get: 1, set: 2, unset: 1 }[action];
  const given = [name, value].filter((one) => one !== undefined).length;
  if (given === expected) return;
  const forms = ['', ' NAME', ' NAME VALUE'];
  throw new UsageError(
    `Found \`config ${action}${forms[given]}\`, expected \`config ${action}${forms[expected]}\``,
  );
}

/** The setting of the name; `time-zone` is `time_zone`. */
function propertyOf(name: string): Property {
  const asked = name.replaceAll('-', '_');
  const found = PROPERTIES.find((property) => SETTINGS[property].name === asked);
  if (found !== undefined) return found;
  const names = PROPERTIES.map((property) => ({
    name: SETTINGS[property].name,
    about: [SETTINGS[property].meaning],
  }));
  const near = nearest(nearNames(name, names));
  throw new UsageError(
    `There is no setting "${name}"${near || `: there are ${names.map((one) => one.name).join(', ')}`}`,
  );
}

/** @throws UsageError if the text is no value of the setting, neither in words nor as JSON */
function parsed(property: Property, text: string): Settings[Property] {
  if (property === 'targets') {
    const rules = targetsInWords(text);
    if (rules !== undefined && rules.length > 0) return rules;
  }
  const { name, read, expected, near } = SETTINGS[property];
  const value = read(asJson(text)) ?? read(text);
  if (value !== undefined) return value;
  const words = property === 'targets' ? 'VOICE=80/20, Claims=90/5m, Claims@CHAT=none, or ' : '';
  throw new UsageError(
    `Found "${text}" as ${name}, expected ${words}${expected}${near?.(text) ?? ''}`,
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function list(settings: Settings, isJson: boolean): Promise<void> {
  const rows = PROPERTIES.map((property) => ({
    setting: SETTINGS[property].name,
    value: inText(settings, property),
    is_default: isDefault(settings, property),
    meaning: SETTINGS[property].meaning,
  }));
  if (isJson) {
    const values = rows.map((row, i) => ({ ...row, value: inJson(settings, PROPERTIES[i]!) }));
    process.stdout.write(`${jsonOf(values)}\n`);
    return;
  }
  const shown = rows.map(({ is_default, ...row }) => ({
    setting: row.setting,
    value: is_default ? `${row.value} (default)` : row.value,
    meaning: row.meaning,
  }));
  async function* batches() {
    yield shown;
  }
  await rowsPrinter({ all: true })(['setting', 'value', 'meaning'], batches());
}

function print(settings: Settings, property: Property, isJson: boolean): void {
  const text = isJson ? jsonOf(inJson(settings, property)) : inText(settings, property);
  process.stdout.write(`${visibleInLine(text)}\n`);
}

function isDefault(settings: Settings, property: Property): boolean {
  return JSON.stringify(settings[property]) === JSON.stringify(DEFAULT_SETTINGS[property]);
}

function inJson(settings: Settings, property: Property): unknown {
  const { write } = SETTINGS[property] as { write: (value: unknown) => unknown };
  return write(settings[property]);
}

function inText(settings: Settings, property: Property): string {
  if (property !== 'targets') return String(settings[property]);
  return inWords(settings.targets.length > 0 ? settings.targets : usualTargets());
}

/** What is promised in a lake without targets of its own. */
function usualTargets(): readonly TargetRule[] {
  return ['VOICE', 'CHAT'].map((channel) => ({
    queue: null,
    channel,
    target: targetOf(DEFAULT_SETTINGS, null, channel),
  }));
}
