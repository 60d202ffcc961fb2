import { InvalidArgumentError, Option } from 'commander';

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

/** A parser of whole numbers. It throws InvalidArgumentError for a text that is none, or is below `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`found ${text}, expected a whole number from ${least} on`);
  };
}
