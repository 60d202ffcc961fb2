import { dayNumber, localDay, type TimeZone } from '../generator/clock.ts';
import type { Facts } from './facts.ts';

export type Value = string | number | null;

/** The expected result of one saved query with certain parameters. */
export interface AnswerEntry {
  readonly query: string;
  /** Parameters that differ from the query's defaults, by name. */
  readonly parameters: Readonly<Record<string, Value | boolean>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** Reads the event log while contacts close. */
export interface FactsReader {
  addContact?(facts: Facts): void;
  /** Called with all segments of a chain, when the last one has closed. */
  addChain?(chain: readonly Facts[]): void;
}

/** Gathers one answer while contacts close. */
export interface Answer extends FactsReader {
  /** Called from time to time with the simulated time, so that settled state can be dropped. */
  settle?(now: number): void;
  finish(): AnswerEntry;
}

/** Parameters that nearly all queries share. */
export interface ScopeParameters {
  readonly time_zone?: TimeZone;
  readonly from_day?: string;
  readonly to_day?: string;
}

/** Computes local days, and whether they lie within the requested days. */
export class Scope {
  readonly zone: TimeZone;
  readonly #from: number;
  readonly #to: number;

  constructor(parameters: ScopeParameters) {
    this.zone = parameters.time_zone ?? 'UTC';
    this.#from = dayNumber(parameters.from_day ?? '1970-01-01');
    this.#to = dayNumber(parameters.to_day ?? '2999-12-31');
  }

  /** The local day of a time; null if there is no time, or the day was not requested. */
  day(seconds: number | null): number | null {
    if (seconds === null) return null;
    const day = localDay(this.zone, seconds);
    return day >= this.#from && day <= this.#to ? day : null;
  }
}

/** Orders rows by their first columns, ascending, nulls last. */
export function sortRows(rows: Value[][], keyColumns: number): Value[][] {
  return rows.sort((left, right) => {
    for (let column = 0; column < keyColumns; column++) {
      const order = compareValues(left[column]!, right[column]!);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareValues(left: Value, right: Value): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right ? -1 : 1;
}

/** A quotient; null if the divisor is 0. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}
