/**
 * Reads the saved queries: their headers, and their SQL with other parameters. `queries/README.md` has
 * the grammar of a query file.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError, UserError } from '../../terminal/user-error.ts';
import { isDay, isMoment } from './days.ts';
import { type Named, nearest, nearNames, wordsOf } from './near-names.ts';
import { COMMENT_OR_TEXT, sqlText, TEXT_LITERAL } from './sql-text.ts';
import { isTimeZone, nearestTimeZones } from './time-zone.ts';

export interface QueryColumn {
  /** As the query names it: `wait_seconds_sum`. */
  readonly name: string;
  /** The unit or the type of the values: `contacts`, `seconds`, `share 0..1`, `date`, `text`… */
  readonly unit: string;
  readonly meaning: string;
}

export type ParameterKind = 'text' | 'number' | 'date' | 'boolean';

export interface QueryParameter {
  readonly name: string;
  /** The kind of literal in the SQL; other values must be of the same kind. */
  readonly kind: ParameterKind;
  /** As a user would type it, without quotes: `UTC`, `2999-12-31`, `20`, `false`. */
  readonly default: string;
  readonly meaning: string;
}

export interface SavedQuery {
  /** The file's name without `.sql`: `contacts-by-day-and-channel`. */
  readonly name: string;
  readonly question: string;
  /** One of `GROUPS`; null if the file names none. */
  readonly group: string | null;
  /** The meaning of a row: `one row per day and channel`. */
  readonly grain: string;
  /** The moment that decides the day of a contact: `disconnect; a contact counts when…`. */
  readonly time: string;
  /** The kind of chart, then what it draws: `line: contacts_created over day, a line per channel`. */
  readonly chart: string;
  /** The columns that a narrow terminal keeps, the most wanted first; none if it needs all. */
  readonly narrow: readonly string[];
  /** In the order of the result. */
  readonly columns: readonly QueryColumn[];
  readonly parameters: readonly QueryParameter[];
  /** The text of the file, which runs with the defaults. */
  readonly sql: string;
}

/** A view that saved queries read. */
export interface View {
  /** `contact_facts` */
  readonly name: string;
  /** The text after `CREATE VIEW contact_facts AS`. */
  readonly sql: string;
}

/** What saved queries are about, in the order in which they are listed. */
export const GROUPS = ['Service', 'Volume', 'People', 'Customers', 'Data'] as const;

const MACROS_FILE = 'duckdb-macros.sql';
const LITERAL = `${TEXT_LITERAL}|DATE '\\d{4}-\\d{2}-\\d{2}'|-?\\d+(?:\\.\\d+)?|true|false`;
const PARAMETER_LINE = new RegExp(`^ {4}(${LITERAL}) AS ([a-z_]+),? -- (.+)$`);
const COLUMN_LINE = /^-- {3}([a-z0-9_]+), ([^:]+): (.+)$/;
const PARAMETERS_STEP = /^WITH parameters AS \(\n {2}SELECT\n([\s\S]*?)\n\)/m;

/** The values that a parameter accepts. The parameter's meaning says which domain it has. */
interface Domain {
  /** What the domain needs to know of the meaning is the first group: `day, week or month`. */
  readonly meaning: RegExp;
  expected(said: string, value: string): string;
  fits(value: string, said: string): boolean;
  /** The end of a sentence that suggests values near one that does not fit. */
  near?(value: string): string;
}

/** The meaning of a parameter that is the name of an attribute ends so. */
const ATTRIBUTE = /^attribute, as Connect or the table spells it$/;

/** The meaning of a parameter that is one of several words ends with them: `: day, week or month`. */
const CHOICES = /[,:] ((?:[\w-]+, )*[\w-]+ or [\w-]+)$/;

/** The meaning of a parameter that looks for a text, or for none. */
const OR_ALL = /^(.+, or all)$/;

/** The largest number unless the meaning says another. With it both engines count minutes within their calendars. */
const LARGEST_NUMBER = 999_999_999;

const DOMAINS: readonly Domain[] = [
  {
    meaning: /, IANA name$/,
    expected: () => 'a time zone such as Europe/London',
    fits: isTimeZone,
    near: nearestTimeZones,
  },
  {
    meaning: /, (?:seconds|minutes|days|rows)(?: up to (\d+))?$/,
    expected: (most, value) => {
      const isBounded = most !== '' || /^\d+$/.test(value);
      return `a whole number from 0 ${isBounded ? `to ${most || LARGEST_NUMBER}` : 'on'}`;
    },
    fits: (value, most) => /^\d+$/.test(value) && Number(value) <= Number(most || LARGEST_NUMBER),
  },
  {
    meaning: / or last, /,
    expected: () => 'a time such as 2026-03-02 09:10:00, or last',
    fits: (value) => value === 'last' || isMoment(value),
  },
  {
    meaning: CHOICES,
    expected: (choices) => choices,
    fits: (value, choices) => wordsOfChoices(choices).includes(value),
  },
  {
    meaning: ATTRIBUTE,
    expected: () => 'the name of an attribute',
    fits: (value) => !isBlank(value),
  },
  {
    meaning: OR_ALL,
    expected: (one) => `the ${one}`,
    fits: (value) => !isBlank(value),
  },
  {
    meaning: /^what to look for, /,
    expected: () => 'a text to look for',
    fits: (value) => !isBlank(value),
  },
];

const KINDS: Record<ParameterKind, { expected: string; fits: (value: string) => boolean }> = {
  text: { expected: 'a text', fits: () => true },
  number: { expected: 'a number', fits: (value) => /^-?\d+(\.\d+)?$/.test(value) },
  date: { expected: 'a date such as 2026-01-31', fits: isDay },
  boolean: { expected: 'true or false', fits: (value) => /^(true|false)$/.test(value) },
};

/** All saved queries in the directory, by name. */
export function listSavedQueries(directory: string): SavedQuery[] {
  return queryNames(directory).map((name) => readQueryFile(directory, name));
}

/** Values of the parameter that can be suggested: all, where it is one of several words, and else its default. */
export function suggestedValues({ meaning, default: usual }: QueryParameter): readonly string[] {
  const choices = CHOICES.exec(meaning)?.[1];
  return choices === undefined ? [usual] : wordsOfChoices(choices);
}

/** @param choices `day, week or month` */
function wordsOfChoices(choices: string): string[] {
  return choices.split(/, | or /);
}

/** The parameters that look for a text of their own, and the column of the answer that has it: `flow_name`, `flow`. */
export function lookedFor({ parameters }: SavedQuery): { parameter: string; column: string }[] {
  return parameters
    .filter(({ name, meaning }) => name !== 'instance' && OR_ALL.test(meaning))
    .map(({ name }) => ({ parameter: name, column: name.replace(/_name$/, '') }));
}

/** The unit of each of the query's columns. */
export function unitsOf({ columns }: SavedQuery): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map(({ name, unit }) => [name, unit]));
}

/** One saved query. @throws UsageError if there is no file of this name */
export function readSavedQuery(directory: string, name: string): SavedQuery {
  const names = queryNames(directory);
  if (names.includes(name)) return readQueryFile(directory, name);
  const near = nearQueries(name, listSavedQueries(directory));
  const hint =
    near.length === 0
      ? 'the verb `queries` lists them'
      : `the nearest name${near.length === 1 ? ' is' : 's are'} ${near.join(', ')}`;
  throw new UsageError(`There is no saved query "${name}"; ${hint}`);
}

/** Abbreviations and other words of the field, with the words that the queries use. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  sl: 'service-level',
  sla: 'service-level',
  asa: 'speed-of-answer',
  aht: 'handle-time',
  acw: 'after-contact-work',
  wrap: 'after-contact-work',
  wrapup: 'after-contact-work',
  fcr: 'repeat-contacts',
  csat: 'attribute',
  nps: 'attribute',
  ivr: 'flow-time',
  call: 'contacts',
  voice: 'channel',
  chat: 'channel',
  email: 'channel',
  task: 'channel',
  tz: 'time-zone',
  lost: 'abandonment',
  dropped: 'abandonment',
  hangup: 'hung-up',
  forecast: 'volume',
  erlang: 'volume',
};

function nearQueries(name: string, queries: readonly SavedQuery[]): string[] {
  const named: Named[] = queries.map((query) => ({
    name: query.name,
    about: [query.question, ...query.columns.map((column) => column.name)],
  }));
  return nearNames(inOtherWords(name), named);
}

/** The name in the words that queries and parameters use: `sla` → `service-level`. */
function inOtherWords(name: string): string {
  const words = wordsOf(name).map((word) =>
    Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : word,
  );
  return words.join('-');
}

/**
 * The query's SQL with other values for some of its parameters.
 * @param overrides parameter → value as typed: `{ time_zone: 'Europe/London', from_day: '2026-01-31' }`
 */
export function withParameters(query: SavedQuery, overrides: Record<string, string>): string {
  const names = query.parameters.map((parameter) => parameter.name);
  for (const name of Object.keys(overrides)) {
    if (names.includes(name)) continue;
    const known = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
    const near = nearest(
      nearNames(
        inOtherWords(name),
        query.parameters.map((parameter) => ({
          name: parameter.name,
          about: [parameter.meaning],
        })),
      ),
    );
    throw new UsageError(`The query ${query.name} has no parameter "${name}": ${known}${near}`);
  }
  return query.sql.replace(PARAMETERS_STEP, (step) =>
    step
      .split('\n')
      .map((line) => {
        const found = PARAMETER_LINE.exec(line);
        const [, literal = '', name = '', meaning = ''] = found ?? [];
        const value = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
        if (!found || value === undefined) return line;
        const kind = kindOf(literal);
        refuseOtherDomain(meaning, name, value);
        refuseOtherKind(kind, name, value);
        const other = literalOf(kind, value);
        return `    ${other}${line.slice(4 + literal.length)}`;
      })
      .join('\n'),
  );
}

const TIME_ZONE_LINE = new RegExp(`^ {4}(${TEXT_LITERAL}) AS time_zone\\b`, 'm');

/** The literal of the time zone in a saved query's SQL; null if the SQL has no such parameter. */
export function timeZoneLiteral(sql: string): string | null {
  const [, parameters = ''] = PARAMETERS_STEP.exec(sql) ?? [];
  return TIME_ZONE_LINE.exec(parameters)?.[1] ?? null;
}

const DAY_LINE = /^ {4}DATE '(\d{4}-\d{2}-\d{2})' AS ([a-z_]+)\b/gm;

/** The parameters of a saved query's SQL that are days, and their values. */
function dayParameters(sql: string): Map<string, string> {
  const [, parameters = ''] = PARAMETERS_STEP.exec(sql) ?? [];
  return new Map([...parameters.matchAll(DAY_LINE)].map(([, day, name]) => [name!, day!]));
}

/** Days from the first to the last: `2026-01-31`. */
export interface DayRange {
  readonly first: string;
  readonly last: string;
}

/** The days that a saved query's SQL asks about, in its own time zone; null if it has no such parameters. */
export function daysAsked(sql: string): DayRange | null {
  const days = dayParameters(sql);
  const [first, last] = [days.get('from_day'), days.get('to_day')];
  return first === undefined || last === undefined ? null : { first, last };
}

/**
 * The SQL of a saved query with its days as constants wherever they bound a column: `from_day - INTERVAL '1' DAY` →
 * `DATE '2026-03-02' - INTERVAL '1' DAY`. To DuckDB a parameter is a value from a join, by which it leaves out no file.
 */
export function withConstantBounds(sql: string): string {
  const days = dayParameters(sql);
  if (days.size === 0) return sql;
  const names = [...days.keys()].join('|');
  const bounds = new RegExp(`${COMMENT_OR_TEXT}|\\b(?:\\w+\\.)?(${names})(?= [-+] INTERVAL )`, 'g');
  return sql.replace(bounds, (found, name?: string) =>
    name === undefined ? found : `DATE '${days.get(name)}'`,
  );
}

/**
 * The value of the query's parameter for an attribute's name; null if it has no such parameter.
 * @param overrides as for `withParameters`
 */
export function attributeAsked(
  query: SavedQuery,
  overrides: Record<string, string>,
): string | null {
  const parameter = query.parameters.find(({ meaning }) => ATTRIBUTE.test(meaning));
  return parameter ? (overrides[parameter.name] ?? parameter.default) : null;
}

/**
 * The views, in the order in which they must be created: those with a file in their dataset's folder,
 * each after the views that it reads, and then their live versions, which include the records that are
 * not converted yet.
 * @param directory the package's `queries/`
 */
export function readViews(directory: string): View[] {
  const written = inOrder(
    viewFiles(directory).map(({ name, file }) => ({ name, sql: read(file) })),
  );
  const live = written
    .filter(({ name }) => !isLive(name))
    .map(({ name, sql }) => ({ name: liveName(name), sql: overLive(sql, written) }));
  return [...written, ...live];
}

/** The views, each behind those that it reads. @throws Error naming views that read each other in a circle */
function inOrder(views: readonly View[]): View[] {
  const names = views.map(({ name }) => name);
  const namesFound = new Map(views.map((view) => [view, namesIn(view.sql, names)]));
  const ordered: View[] = [];
  let waiting = [...views];
  while (waiting.length > 0) {
    const later = new Set(waiting.map(({ name }) => name));
    const isReady = (view: View) =>
      !namesFound.get(view)!.some((found) => found !== view.name && later.has(found));
    const ready = waiting.filter(isReady);
    if (ready.length === 0)
      throw new Error(`These views read each other: ${[...later].join(', ')}`);
    ordered.push(...ready);
    waiting = waiting.filter((view) => !ready.includes(view));
  }
  return ordered;
}

/**
 * The views that the SQL texts read, and those that these views read.
 * @param views each behind those that it reads, as is the result
 */
export function viewsRead(texts: readonly string[], views: readonly View[]): View[] {
  const reading = texts.map(wordsIn);
  const read = views.toReversed().filter(({ name, sql }) => {
    const isRead = reading.some((words) => words.has(name));
    if (isRead) reading.push(wordsIn(sql));
    return isRead;
  });
  return read.toReversed();
}

/** Those of the names that stand in the SQL, comments and text literals left out. */
function namesIn(sql: string, names: readonly string[]): string[] {
  const words = wordsIn(sql);
  return names.filter((name) => words.has(name));
}

/** The words of the SQL, comments and text literals left out. */
function wordsIn(sql: string): Set<string> {
  return new Set(sql.replace(new RegExp(COMMENT_OR_TEXT, 'g'), ' ').match(/\w+/g) ?? []);
}

const FLAT = 'flat';

/**
 * The views for dashboard tools, by file name; each reads the views of `readViews`. They have no structs, no
 * booleans, and times of the contact centre's zone beside UTC.
 */
export function readFlatViews(directory: string): View[] {
  const folder = join(directory, FLAT);
  return sqlFiles(folder).map((name) => ({
    name: `${FLAT}_${name}`,
    sql: read(join(folder, `${name}.sql`)),
  }));
}

/** The end of the name of a live version. */
export const LIVE = '_live';

/** The name of the live version of a table or view: `contact_facts_live`. */
export function liveName(name: string): string {
  return name + LIVE;
}

/** Whether the name is that of a live version. */
export function isLive(name: string): boolean {
  return name.endsWith(LIVE);
}

/** The same query over the live versions of its views. */
export function overLiveViews(directory: string, query: SavedQuery): SavedQuery {
  return { ...query, sql: overLive(query.sql, viewFiles(directory)) };
}

/** The SQL with the live versions of these views and tables. Comments and text literals do not change. */
function overLive(sql: string, views: readonly { readonly name: string }[]): string {
  const names = views.map(({ name }) => name.replace(new RegExp(`${LIVE}$`), ''));
  const words = new RegExp(`${COMMENT_OR_TEXT}|\\b(?:${names.join('|')})\\b`, 'g');
  return sql.replace(words, (found) => (/^(?:--|')/.test(found) ? found : liveName(found)));
}

/** The files of views, which stand in the folders of their datasets. */
function viewFiles(directory: string): { name: string; file: string }[] {
  const datasets = join(directory, '..', 'pipeline', 'datasets');
  return readdirSync(datasets).flatMap((dataset) => {
    const folder = join(datasets, dataset, 'views');
    if (!existsSync(folder)) return [];
    return sqlFiles(folder).map((name) => ({ name, file: join(folder, `${name}.sql`) }));
  });
}

/** The statements that make DuckDB read Athena's SQL, for each connection, before the views. */
export function readMacros(directory: string): string {
  return read(join(directory, MACROS_FILE));
}

function queryNames(directory: string): string[] {
  return sqlFiles(directory).filter((name) => `${name}.sql` !== MACROS_FILE);
}

function sqlFiles(directory: string): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

function readQueryFile(directory: string, name: string): SavedQuery {
  const path = join(directory, `${name}.sql`);
  const sql = read(path);
  const header = sql.slice(0, sql.search(/^(?!--)/m)).split('\n');
  const field = (title: string) => {
    const line = header.find((candidate) => candidate.startsWith(`-- ${title}: `));
    if (!line) throw new UserError(`The head of ${path} has no line "-- ${title}: …"`);
    return line.slice(`-- ${title}: `.length);
  };
  return {
    name,
    question: field('Question'),
    group: /^-- Group: (.+)$/m.exec(header.join('\n'))?.[1] ?? null,
    grain: field('Grain'),
    time: field('Time'),
    chart: field('Chart'),
    narrow: /^-- Narrow: (.+)$/m.exec(header.join('\n'))?.[1]?.split(', ') ?? [],
    columns: header.flatMap((line) => {
      const [, column, unit, meaning] = COLUMN_LINE.exec(line) ?? [];
      return column && unit && meaning ? [{ name: column, unit, meaning }] : [];
    }),
    parameters: parametersOf(path, sql),
    sql,
  };
}

function parametersOf(path: string, sql: string): QueryParameter[] {
  const lines = PARAMETERS_STEP.exec(sql)?.[1]?.split('\n') ?? [];
  return lines.map((line) => {
    const [, literal, name, meaning] = PARAMETER_LINE.exec(line) ?? [];
    if (!literal || !name || !meaning)
      throw new UserError(
        `Found "${line.trim()}" in ${path}, expected "<literal> AS <name>, -- <meaning>"`,
      );
    const kind = kindOf(literal);
    return { name, kind, default: textOf(kind, literal), meaning };
  });
}

function kindOf(literal: string): ParameterKind {
  if (literal.startsWith('DATE')) return 'date';
  if (literal.startsWith("'")) return 'text';
  return literal === 'true' || literal === 'false' ? 'boolean' : 'number';
}

function textOf(kind: ParameterKind, literal: string): string {
  if (kind === 'date') return literal.slice("DATE '".length, -1);
  return kind === 'text' ? literal.slice(1, -1).replaceAll("''", "'") : literal;
}

/**
 * @throws UsageError for a value that engines would accept, or would refuse only if there are rows
 */
function refuseOtherDomain(meaning: string, name: string, value: string): void {
  const domain = DOMAINS.find((candidate) => candidate.meaning.test(meaning));
  const said = domain?.meaning.exec(meaning)?.[1] ?? '';
  if (!domain || domain.fits(value, said)) return;
  const near = domain.near?.(value) ?? '';
  throw new UsageError(`Found ${name}="${value}", expected ${domain.expected(said, value)}${near}`);
}

function isBlank(value: string): boolean {
  return value.trim() === '';
}

function refuseOtherKind(kind: ParameterKind, name: string, value: string): void {
  const { expected, fits } = KINDS[kind];
  if (!fits(value)) throw new UsageError(`Found ${name}="${value}", expected ${expected}`);
}

function literalOf(kind: ParameterKind, value: string): string {
  if (kind === 'date') return `DATE '${value}'`;
  return kind === 'text' ? sqlText(value) : value;
}

function read(path: string): string {
  return readFileSync(path, 'utf8');
}
