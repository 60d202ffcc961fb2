import { parseArgs } from 'node:util';
import { SIZES, type SizeName } from './suites/sizes.ts';
import { ON_DEMAND, SUITES } from './suites/suites.ts';

export interface Options {
  /** Null if it is not given. */
  readonly size: SizeName | null;
  readonly rounds: number;
  /** How many minutes a watch is fed; null for the usual number of the size. */
  readonly watchMinutes: number | null;
  /** Further sizes to measure memory with, in gigabytes of JSON, beyond those of the size; null for none. */
  readonly memoryGigabytes: number | null;
  /** Names of suites, in the order of the table. */
  readonly suites: readonly string[];
  /** The file for the figures as JSON. */
  readonly json: string;
  /** Whether to fail if a ratio is worse than the kept one. */
  readonly check: boolean;
  /** Whether to keep the ratios for later checks. */
  readonly keep: boolean;
  /** Whether to keep the figures of each suite for RESULTS.md, in place of the figures of a shorter run. */
  readonly long: boolean;
  /** Whether to write RESULTS.md. */
  readonly results: boolean;
}

const USUAL = Object.keys(SUITES).filter((name) => !ON_DEMAND.includes(name));

/** @throws Error for an option, a size, a number or a suite that does not exist */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      'watch-minutes': { type: 'string' },
      'memory-gigabytes': { type: 'string' },
      only: { type: 'string', default: USUAL.join(',') },
      json: { type: 'string', default: 'dist/bench.json' },
      check: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      results: { type: 'boolean', default: false },
    },
  });
  const { only, json, check, keep, long, results } = values;
  const wholeNumberIfGiven = (option: 'watch-minutes' | 'memory-gigabytes') =>
    values[option] === undefined ? null : wholeNumber(option, values[option]);
  return {
    size: values.size === undefined ? null : sizeNamed(values.size),
    rounds: wholeNumber('rounds', values.rounds),
    watchMinutes: wholeNumberIfGiven('watch-minutes'),
    memoryGigabytes: wholeNumberIfGiven('memory-gigabytes'),
    suites: suitesNamed(only.split(',')),
    json,
    check,
    keep,
    long,
    results,
  };
}

function sizeNamed(name: string): SizeName {
  if (Object.hasOwn(SIZES, name)) return name as SizeName;
  throw new Error(`--size: found ${name}, expected ${Object.keys(SIZES).join(' or ')}`);
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`--${option}: found ${text}, expected a whole number from 1 to 9999`);
}

function suitesNamed(names: readonly string[]): string[] {
  for (const name of names) {
    if (!Object.hasOwn(SUITES, name)) {
      throw new Error(`--only: found ${name}, expected one of ${Object.keys(SUITES).join(', ')}`);
    }
  }
  return Object.keys(SUITES).filter((name) => names.includes(name));
}
