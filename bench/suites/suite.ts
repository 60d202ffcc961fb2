import type { Workplace } from '../inputs/workplace.ts';
import type { Cost, Measure } from '../measure/cost.ts';
import type { Sizes } from './sizes.ts';

/** A program, or a piece of work, that is run once in every round. */
export interface Contender {
  readonly name: string;
  /** Makes what a run uses up. Not measured. */
  readonly prepare?: () => Promise<unknown> | unknown;
  readonly run: () => Promise<Cost> | Cost;
}

/** A line of the table: a measure of a contender, and its ratio to another contender. */
export interface Line {
  readonly contender: string;
  readonly measure: Measure;
  /** The contender that this one's figure is divided by; null if the line has no ratio. */
  readonly against: string | null;
  /** Which ratio is a gain for contact-lake; null if the line says nothing about contact-lake. */
  readonly better: 'lower' | 'higher' | null;
}

/** Contenders that do the same work, and the lines that compare them. */
export interface Suite {
  readonly about: string;
  /** Bytes of JSON, unpacked, that a run reads. */
  readonly json_bytes: number | null;
  /** Whether a single run is long enough, without a warm-up and further rounds. */
  readonly isRunOnce?: boolean;
  readonly contenders: readonly Contender[];
  readonly lines: readonly Line[];
  /** Sentences on what could not be compared, and why. */
  readonly left_out: readonly string[];
}

export type MakeSuite = (workplace: Workplace, sizes: Sizes) => Promise<Suite> | Suite;
