/**
 * The parameters of a saved query: which it has, the values that each accepts, and its SQL with other
 * values. `queries/README.md` has the grammar.
 */

import { UsageError, UserError } from '../../terminal/user-error.ts';
import { isDay, isMoment } from './days.ts';
import { inOtherWords } from './field-words.ts';
import { nearest, nearNames } from './near-names.ts';
import { COMMENT_OR_TEXT, sqlText, TEXT_LITERAL } from './sql-text.ts';
import { isTimeZone, nearestTimeZones } from './time-zone.ts';

export type ParameterKind = 'text' | 'number' | 'date' | 'boolean';

export interface QueryParameter {
  readonly name: string;
  /** The kind of literal in the SQL; other values must be of the same kind. */
  readonly kind: ParameterKind;
  /** As a user would type it, without quotes: `UTC`, `2999-12-31`, `20`, `false`. */
  readonly default: string;
  readonly meaning: string;
}

/** A query with parameters. */
export interface Parametrised {
  /** `contacts-by-day-and-channel` */
  readonly name: string;
  readonly parameters: readonly QueryParameter[];
  /** The text of the file, which runs with the defaults. */
  readonly sql: string;
}

const LITERAL = `${TEXT_LITERAL}|DATE '\\d{4}-\\d{2}-\\d{2}'|-?\\d+(?:\\.\\d+)?|true|false`;
const PARAMETER_LINE = new RegExp(`^ {4}(${LITERAL}) AS ([a-z_]+),? -- (.+)$`);
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

/** The parameters that the text of a file has. @throws UserError naming a line that is none */
export function parametersOf(path: string, sql: string): QueryParameter[] {
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
export function lookedFor({ parameters }: Parametrised): { parameter: string; column: string }[] {
  return parameters
    .filter(({ name, meaning }) => name !== 'instance' && OR_ALL.test(meaning))
    .map(({ name }) => ({ parameter: name, column: name.replace(/_name$/, '') }));
}

/**
 * The query's SQL with other values for some of its parameters.
 * @param overrides parameter → value as typed: `{ time_zone: 'Europe/London', from_day: '2026-01-31' }`
 */
export function withParameters(query: Parametrised, overrides: Record<string, string>): string {
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
export function daysOfParameters(sql: string): DayRange | null {
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
  query: Parametrised,
  overrides: Record<string, string>,
): string | null {
  const parameter = query.parameters.find(({ meaning }) => ATTRIBUTE.test(meaning));
  return parameter ? (overrides[parameter.name] ?? parameter.default) : null;
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
