import { type LakeFolder, markerOf, openLake, saveSettings } from '../../local/lake/lake-folder.ts';
import { whileAsking } from '../../local/lake/lake-tables.ts';
import { hint, namesOf } from '../../local/query/chosen.ts';
import { dataset } from '../../pipeline/datasets/contact-records/dataset.ts';
import { nearest, nearNames } from '../../queries/reader/near-names.ts';
import {
  DEFAULT_SETTINGS,
  readableSettings,
  SETTINGS,
  type Settings,
  type WrongSetting,
} from '../../queries/settings.ts';
import { ruledTwice, rulesInWords, targetsInWords } from '../../queries/target-words.ts';
import { type TargetRule, USUAL_TARGETS } from '../../queries/targets.ts';
import { jsonOf, visibleInLine } from '../../terminal/control-characters.ts';
import { UsageError, UserError } from '../../terminal/user-error.ts';
import { inOneBatch, rowsPrinter } from '../shared/output.ts';

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
  const lakesOwn = async () => {
    const lake = await openLake(path);
    return { lake, ...readableSettings(lake.settingsJson, markerOf(lake)) };
  };
  if (name === undefined) return list(await lakesOwn(), json);
  if (action === 'unset') return unset(await lakesOwn(), name);
  const property = propertyOf(name);
  const changed = action === 'set' ? { [property]: parsed(property, value!) } : null;
  const { lake, settings, wrong } = await lakesOwn();
  if (changed === null) {
    refuseWrong(wrong.filter((one) => isAbout(one, property)));
    return print(settings, property, json);
  }
  await saveSettings(lake, changed);
  const now = { ...settings, ...changed };
  answer(`${SETTINGS[property].name} is ${inText(now, property)}.`);
  if (property === 'targets') await sayUnknownQueues(lake, now.targets);
}

/** The queues that agents are to serve: a new one has no contact yet. */
const QUEUES_OF_AGENTS =
  '(SELECT unnest(currentagentsnapshot.configuration.routingprofile.inboundqueues).name AS queue_label FROM agent_events)';

/** Warns about unknown queues. Their targets are stored all the same, as a queue may appear later. */
async function sayUnknownQueues(lake: LakeFolder, rules: readonly TargetRule[]): Promise<void> {
  const named = [...new Set(rules.flatMap(({ queue }) => queue ?? []))];
  if (named.length === 0) return;
  const views = ['contact_facts', QUEUES_OF_AGENTS];
  const known = await whileAsking(
    lake,
    dataset,
    async (connection) => {
      const names: string[] = [];
      for (const view of views) names.push(...(await namesOf(connection, view, 'queue')));
      return [...new Set(names)];
    },
    views.map((view) => `FROM ${view}`),
  );
  for (const queue of named.filter((name) => !known.includes(name))) {
    answer(`No contact of the lake has the queue ${queue}${hint(queue, known)}.`);
  }
}

/** The settings of a lake that can be read, and the wrong ones. */
interface LakesSettings {
  readonly lake: LakeFolder;
  readonly settings: Settings;
  readonly wrong: readonly WrongSetting[];
}

/** Resets a setting. It also removes an unknown name that somebody has written into the lake by hand. */
async function unset({ lake, wrong }: LakesSettings, name: string): Promise<void> {
  if (wrong.some((one) => one.name === name) && !PROPERTIES.some((one) => hasName(one, name))) {
    await saveSettings(lake, {}, [name]);
    return answer(`${name} is no longer in the settings.`);
  }
  const property = propertyOf(name);
  await saveSettings(lake, { [property]: DEFAULT_SETTINGS[property] });
  answer(`${SETTINGS[property].name} is ${inText(DEFAULT_SETTINGS, property)}, the default.`);
}

function answer(text: string): void {
  process.stdout.write(`${visibleInLine(text)}\n`);
}

/** Whether the error concerns this setting: it is wrong, or the file cannot be read at all. */
function isAbout({ name }: WrongSetting, property: Property): boolean {
  return name === null || name === SETTINGS[property].name;
}

function refuseWrong([first]: readonly WrongSetting[]): void {
  if (first === undefined) return;
  const name = first.name === null ? 'NAME VALUE' : first.name;
  const verb = first.name === null ? 'set' : 'unset';
  throw new UserError(`${first.said}: \`contact-lake config ${verb} ${name}\` mends it`);
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
  const found = PROPERTIES.find((property) => hasName(property, name));
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

function hasName(property: Property, name: string): boolean {
  return SETTINGS[property].name === name.replaceAll('-', '_');
}

/** @throws UsageError if the text is no value of the setting, neither in words nor as JSON */
function parsed(property: Property, text: string): Settings[Property] {
  const { name, read, expected, near } = SETTINGS[property];
  const isTargets = property === 'targets';
  const value = (isTargets ? inTheirWords(text) : undefined) ?? read(asJson(text)) ?? read(text);
  const twice =
    isTargets && value !== undefined ? ruledTwice(value as readonly TargetRule[]) : null;
  if (twice !== null) {
    throw new UsageError(`Found ${twice} twice in ${name}, expected one target for it`);
  }
  if (value !== undefined) return value;
  const words = isTargets
    ? 'VOICE=80/20, Claims=90/5m, Claims@CHAT=none, all=80/20 for all, or '
    : '';
  throw new UsageError(
    `Found "${text}" as ${name}, expected ${words}${expected}${near?.(text) ?? ''}`,
  );
}

function inTheirWords(text: string): readonly TargetRule[] | undefined {
  const rules = targetsInWords(text);
  return rules !== undefined && rules.length > 0 ? rules : undefined;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Prints all settings; a wrong one is shown as it is in the lake, and reported. */
async function list({ lake, settings, wrong }: LakesSettings, isJson: boolean): Promise<void> {
  const rows = PROPERTIES.map((property) => {
    const { name, meaning } = SETTINGS[property];
    const isWrong = wrong.some((one) => isAbout(one, property));
    const raw = isWrong ? (Object(lake.settingsJson)[name] ?? null) : null;
    return {
      setting: name,
      value: isWrong ? raw : inJson(settings, property),
      is_default: !isWrong && isDefault(settings, property),
      meaning,
      shown: isWrong ? `${jsonOf(raw)} (wrong)` : inText(settings, property),
    };
  });
  if (isJson) process.stdout.write(`${jsonOf(rows.map(({ shown, ...row }) => row))}\n`);
  else await printTable(rows);
  refuseWrong(wrong);
}

async function printTable(
  rows: readonly { setting: string; shown: string; is_default: boolean; meaning: string }[],
): Promise<void> {
  const shown = rows.map(({ setting, shown, is_default, meaning }) => ({
    setting,
    value: is_default ? `${shown} (default)` : shown,
    meaning,
  }));
  await rowsPrinter({ all: true })(['setting', 'value', 'meaning'], inOneBatch(shown));
}

function print(settings: Settings, property: Property, isJson: boolean): void {
  answer(isJson ? jsonOf(inJson(settings, property)) : inText(settings, property));
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
  return rulesInWords(settings.targets.length > 0 ? settings.targets : USUAL_TARGETS);
}
