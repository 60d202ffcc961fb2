import { InvalidArgumentError, Option } from 'commander';
import { isTimeZone } from '../query/time-zone.ts';

/** Options that several verbs share. */

export function lakeOption(): Option {
  return new Option('--lake <dir>', 'the folder of the lake').default('./lake');
}

export function jsonOption(): Option {
  return new Option('--json', 'print what was done as JSON');
}

/** @throws InvalidArgumentError unless `text` is a whole number from `least` on. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`found ${text}, expected a whole number from ${least} on`);
  };
}

export function timeZoneOption(): Option {
  return new Option('--time-zone <zone>', "the centre's time zone, such as Europe/London")
    .default('UTC')
    .argParser((zone) => {
      if (isTimeZone(zone)) return zone;
      throw new InvalidArgumentError(`found ${zone}, expected a zone such as Europe/London`);
    });
}
