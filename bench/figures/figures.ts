import type { Cost, Measure } from '../measure/cost.ts';
import type { Line, Suite } from '../suites/suite.ts';

/** The figure of a line, from all rounds. */
export interface Figure extends Line {
  readonly suite: string;
  /** One value for each round. */
  readonly values: readonly number[];
  readonly median: number;
  /** The range of the values, as a share of the median. */
  readonly spread: number;
  /** The median of the rounds' ratios; null if the line has none. */
  readonly ratio: number | null;
}

/** The name by which ratios are kept. */
export function figureName({ suite, contender, measure }: Figure): string {
  return `${suite}: ${contender}: ${measure}`;
}

/** A contender's costs, round by round. */
export type Rounds = ReadonlyMap<string, readonly Cost[]>;

/** Figures of all lines that this system measures. */
export function figuresOf(name: string, { lines }: Suite, rounds: Rounds): Figure[] {
  return lines.flatMap((line) => {
    const values = valuesOf(rounds, line.contender, line.measure);
    if (values === null) return [];
    const others = line.against && valuesOf(rounds, line.against, line.measure);
    const ratio = others ? median(values.map((value, round) => value / others[round]!)) : null;
    const middle = median(values);
    const spread = (Math.max(...values) - Math.min(...values)) / middle;
    return [{ ...line, suite: name, values, median: middle, spread, ratio }];
  });
}

function valuesOf(rounds: Rounds, contender: string, measure: Measure): number[] | null {
  const values = (rounds.get(contender) ?? []).map((cost) => cost[measure]);
  if (values.length === 0) throw new Error(`found no contender ${contender}, expected its costs`);
  return values.includes(null) ? null : (values as number[]);
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half]!;
  return sorted.length % 2 === 1 ? upper : (sorted[half - 1]! + upper) / 2;
}
