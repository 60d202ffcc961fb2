import { Argument, type Command, InvalidArgumentError, Option } from 'commander';

/** Options that several verbs share. */

/** The lake that is meant unless --lake names one. */
const USUAL_LAKE = process.env.CONTACT_LAKE || './lake';

export function lakeOption(): Option {
  return new Option('--lake <dir>', 'the folder of the lake').default(
    USUAL_LAKE,
    '$CONTACT_LAKE, else ./lake',
  );
}

/** @param help the description of the option */
export function stackOption(help: string): Option {
  return new Option('--stack <name>', help).conflicts('lake');
}

export function jsonOption(): Option {
  return new Option('--json', 'print the outcome as JSON');
}

/**
 * A parser of whole numbers. It throws InvalidArgumentError for a text that is no whole number, or is out of bounds.
 */
export function wholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    const isBounded = most < Number.MAX_SAFE_INTEGER || number > most;
    throw refused(text, `a whole number from ${least} ${isBounded ? `to ${most}` : 'on'}`);
  };
}

/**
 * A parser of numbers that may have decimals. It throws InvalidArgumentError for a text that is no number, or is out of
 * bounds.
 * @param what it is called: `a number`
 */
export function numberWithin(
  least: number,
  most: number,
  what = 'a number',
): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^-?\d+(\.\d+)?$/.test(text) && number >= least && number <= most) return number;
    throw refused(text, `${what} from ${least} to ${most}`);
  };
}

/** Files or folders, one at least. */
export function pathsArgument(help: string): Argument {
  return new Argument('<file...>', help).argParser(oneMore('a file or folder'));
}

/** A parser of an option or argument that may be repeated: it adds the value to those before. */
export function oneMore(
  expected: string,
): (text: string, before?: readonly string[]) => readonly string[] {
  return (text, before = []) => [...before, notBlank(text, expected)];
}

/** A text that is not blank. It throws InvalidArgumentError for one that is. */
export function notBlank(text: string, expected: string): string {
  if (!isBlank(text)) return text;
  throw refused(text, expected);
}

/** The error for a value that cannot be parsed: `found five, expected a whole number`. A blank value is `nothing`. */
export function refused(text: string, expected: string): InvalidArgumentError {
  return new InvalidArgumentError(
    `found ${isBlank(text) ? 'nothing' : text}, expected ${expected}`,
  );
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** What the placeholder of an option stands for, in words. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '<address>': 'an address',
  '<dir>': 'a folder',
  '<file>': 'a file',
  '<id>': 'an id',
  '<name=value>': 'name=value',
  '<name>': 'a name',
};

/** Makes free-text options refuse blank values, which usually come from an unset variable in a script. */
export function refuseBlankValues(verb: Command): void {
  for (const option of verb.options) {
    if (!option.required || option.parseArg !== undefined) continue;
    const expected = PLACEHOLDERS[option.flags.replace(/^.* /, '')] ?? 'a value';
    if (option.variadic) option.argParser(oneMore(expected));
    else option.argParser((text) => notBlank(text, expected));
  }
}

/**
 * Checks the required options of a verb last, so that a misspelt `--bukcet` is reported as unknown, and not
 * `--bucket` as missing.
 */
export function askForRequiredLast(verb: Command): void {
  const required = verb.options.filter(({ mandatory }) => mandatory);
  for (const option of required) {
    option.makeOptionMandatory(false);
    // Commander's help does not mark required options.
    option.description += ' (required)';
  }
  verb.hook('preAction', () => {
    const missing = required.find((option) => verb.opts()[option.attributeName()] === undefined);
    if (missing) verb.error(`error: required option '${missing.flags}' not specified`);
  });
}
