import type { ViewSetting, ViewValues } from '../pipeline/view-settings.ts';

/** Names of the variables that infra/ sets and the handlers read. */
export const ENV_BUCKET = 'LAKE_BUCKET';
export const ENV_DATABASE = 'LAKE_DATABASE';
export const ENV_TIME_ZONE = 'LAKE_TIME_ZONE';
/** The variable of a setting of views: `LAKE_AGENT_STALE_SECONDS`. */
export const envOfSetting = ({ name }: Pick<ViewSetting, 'name'>) => `LAKE_${name.toUpperCase()}`;
export const ENV_CRAWLER = 'LAKE_CRAWLER';
/** The names of the datasets that the stack keeps, with commas between them. */
export const ENV_DATASETS = 'LAKE_DATASETS';
/** The datasets that the stack collects and their buckets: `contact_lens_voice=a-bucket,…`. */
export const ENV_COLLECTIONS = 'LAKE_COLLECTIONS';
export const ENV_STREAM = 'RECORD_STREAM';
/** The prefix of erasures in the bucket: a function that needs only this is spared the model. */
export const ENV_ERASURES = 'ERASURES_PREFIX';

/** @throws Error naming every variable that is not set. */
export function readEnvironment<Name extends string>(...names: Name[]): Record<Name, string> {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new Error(`Not set in the environment: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Record<Name, string>;
}

/** The stack's values of the views' settings. */
export function viewValues(settings: readonly ViewSetting[]): ViewValues {
  const set = readEnvironment(...settings.map(envOfSetting));
  return Object.fromEntries(
    settings.map((setting) => [setting.name, Number(set[envOfSetting(setting)])]),
  );
}
