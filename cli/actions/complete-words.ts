import { homedir } from 'node:os';
import type { Argument, Command, Option } from 'commander';
import { TIME_ZONES } from '../../pipeline/time-zone-names.ts';
import { CHANNELS } from '../../queries/channels.ts';
import type { Dimension } from '../../queries/reader/chosen-contacts.ts';
import { suggestedValues } from '../../queries/reader/parameters.ts';
import { listSavedQueries } from '../../queries/reader/saved-queries.ts';
import { SETTINGS } from '../../queries/settings.ts';
import { writeAsIs } from '../../terminal/control-characters.ts';
import { killAfter } from '../../terminal/kill-after.ts';
import { QUERIES } from '../../terminal/package-files.ts';

/** What can stand at the cursor: one of the words, or the path of a file. */
type Offer = readonly string[] | 'files';

/** Time limit for a completion, as the user waits for it. Reading the names of a lake of a thousand days takes less. */
const MOST_MS = 3000;

/** What the words before the cursor say about the word that can follow. */
interface Line {
  readonly verb: Command | null;
  /** The words after the verb that are neither options nor their values. */
  readonly plain: readonly string[];
  /** The option whose value is to come; null if any word may come. */
  readonly pending: Option | null;
  /** Whether `--` has ended the options. */
  readonly hasEnded: boolean;
  /** By the options' long names. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Prints what can stand at the cursor, each field followed by a NUL: `words` and the words, or `files`. Prints no
 * words where none are known, and no errors, because the user is still typing.
 * @param words after the program's name, without their quotes; the last is the one at the cursor
 */
export async function completeWords(program: Command, words: readonly string[]): Promise<void> {
  const offer = await offerAt(program, words).catch(() => []);
  const fields = offer === 'files' ? [offer] : ['words', ...offer];
  writeAsIs(process.stdout, fields.map((field) => `${field}\0`).join(''));
}

/** What can stand in the place of the last of the words. @throws an error of the lake whose names are asked for */
export async function offerAt(program: Command, words: readonly string[]): Promise<Offer> {
  const line = lineOf(program, words.slice(0, -1));
  if (line === null) return [];
  const { verb, plain, pending, hasEnded } = line;
  if (pending !== null) return valuesOf(pending, pending.attributeName(), line);
  const word = words.at(-1) ?? '';
  const options = hasEnded ? [] : program.createHelp().visibleOptions(verb ?? program);
  if (word.startsWith('-')) return optionsAt(word, options, line);
  if (verb === null) return verbsOf(program).map((one) => one.name());
  const { registeredArguments: places } = verb;
  const last = places.at(-1);
  const place = places[plain.length] ?? (last?.variadic ? last : undefined);
  if (verb.name() === 'help') return verbsOf(program).map((one) => one.name());
  const values = place ? await valuesOf(place, `${verb.name()} ${place.name()}`, line) : [];
  return values.length > 0 ? values : spellings(options);
}

/** Parses the command line before the cursor's word; null if its verb is unknown. */
function lineOf(program: Command, words: readonly string[]): Line | null {
  let verb: Command | null = null;
  let pending: Option | null = null;
  let hasEnded = false;
  const plain: string[] = [];
  const values = new Map<string, string>();
  for (const word of words) {
    if (pending !== null) {
      values.set(pending.long!, word);
      pending = null;
    } else if (word === '--' && !hasEnded) {
      hasEnded = true;
    } else if (word.startsWith('-') && !hasEnded) {
      const [name, value] = namedValue(word) ?? [word, null];
      const option = optionNamed(name, (verb ?? program).options);
      if (option === undefined || !option.required) continue;
      if (value === null) pending = option;
      else values.set(option.long!, value);
    } else if (verb !== null) {
      plain.push(word);
    } else {
      verb = verbsOf(program).find((one) => one.name() === word) ?? null;
      if (verb === null) return null;
    }
  }
  return { verb, plain, pending, hasEnded, values };
}

function verbsOf(program: Command): readonly Command[] {
  return program.createHelp().visibleCommands(program);
}

function optionNamed(name: string, options: readonly Option[]): Option | undefined {
  return options.find(({ long, short }) => name === long || name === short);
}

/** `--queue=Claims` in two; null if the word has no value. */
function namedValue(word: string): readonly [name: string, value: string] | null {
  const [, name, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
  return name === undefined || value === undefined ? null : [name, value];
}

async function optionsAt(word: string, options: readonly Option[], line: Line): Promise<Offer> {
  const [name] = namedValue(word) ?? [];
  if (name === undefined) return spellings(options);
  const option = optionNamed(name, options);
  if (!option?.required) return [];
  const values = await valuesOf(option, option.attributeName(), line);
  return values === 'files' ? values : values.map((value) => `${name}=${value}`);
}

function spellings(options: readonly Option[]): string[] {
  return options.flatMap(({ long, short }) => long ?? short ?? []);
}

/** The words for the value of an option or an argument that is named by `key` in the table below. */
async function valuesOf(place: Option | Argument, key: string, line: Line): Promise<Offer> {
  if (place.argChoices) return place.argChoices;
  const known = VALUES[key];
  if (known) return known(line);
  const name = 'flags' in place ? place.flags : place.name();
  return /\b(file|dir)\b/.test(name) ? 'files' : [];
}

/** Values that are not in the declaration of the option, or of the argument of a verb. */
const VALUES: Readonly<Record<string, (line: Line) => Promise<Offer> | Offer>> = {
  queue: queuesInLake,
  agent: agentsInLake,
  channel: () => CHANNELS,
  timeZone: () => [...TIME_ZONES],
  param: ({ plain: [query] }) =>
    savedQueries()
      .filter(({ name }) => name === query)
      .flatMap(({ parameters }) => parameters)
      .flatMap((one) => suggestedValues(one).map((value) => `${one.name}=${value}`)),
  'query name': () => savedQueries().map(({ name }) => name),
  'queries name': () => savedQueries().map(({ name }) => name),
  'config name': ({ plain: [action] }) =>
    action === 'list' ? [] : Object.values(SETTINGS).map(({ name }) => name),
  'config value': ({ plain: [, name] }) => (name === SETTINGS.timeZone.name ? [...TIME_ZONES] : []),
  'schema table': tablesAndAttributes,
};

function savedQueries() {
  return listSavedQueries(QUERIES);
}

async function tablesAndAttributes(): Promise<string[]> {
  const { tablesOf } = await import('../../local/query/schema.ts');
  const { datasets } = await import('../../pipeline/datasets/datasets.ts');
  return [...tablesOf(datasets).map(({ table }) => table), 'attributes'];
}

/** What `ask` finds in the lake of the line, within a time limit. A stack is not queried, because that costs money. */
async function inLake(
  { verb, values }: Line,
  ask: (path: string) => Promise<string[]>,
): Promise<string[]> {
  if (values.has('--stack')) return [];
  const path = values.get('--lake') ?? optionNamed('--lake', verb?.options ?? [])?.defaultValue;
  const callOff = killAfter(MOST_MS);
  try {
    // A shell replaces the tilde when the line is run, and not before.
    return await ask(String(path).replace(/^~(?=\/|$)/, homedir()));
  } finally {
    callOff();
  }
}

/** The verbs that compute waits, and so offer only the queues in which contacts wait, and no agents' own queues. */
const VERBS_OF_NAMED_QUEUES = ['staffing', 'check'];

async function queuesInLake(line: Line): Promise<string[]> {
  if (!VERBS_OF_NAMED_QUEUES.includes(line.verb?.name() ?? '')) return namesInLake(line, 'queue');
  const { queuesToPlan } = await import('./plan-staffing.ts');
  return inLake(line, queuesToPlan);
}

/** Queries also count the time of agents without contacts, who come last. */
async function agentsInLake(line: Line): Promise<string[]> {
  const ofContacts = await namesInLake(line, 'agent');
  if (line.verb?.name() !== 'query') return ofContacts;
  const ofEvents = await namesInLake(
    line,
    'agent',
    '(SELECT currentagentsnapshot.configuration.username AS agent FROM agent_events)',
  );
  return [...new Set([...ofContacts, ...ofEvents])];
}

/** The names that have rows in the lake of the line, unless it is said otherwise contacts. */
async function namesInLake(
  line: Line,
  dimension: Dimension,
  rows = 'contact_facts',
): Promise<string[]> {
  const { openLake } = await import('../../local/lake/lake-folder.ts');
  const { whileAsking } = await import('../../local/lake/lake-tables.ts');
  const { namesOf } = await import('../../local/query/chosen.ts');
  const { dataset } = await import('../../pipeline/datasets/contact-records/dataset.ts');
  return inLake(line, async (path) =>
    whileAsking(
      await openLake(path),
      dataset,
      (connection) => namesOf(connection, rows, dimension),
      `FROM ${rows}`,
    ),
  );
}
