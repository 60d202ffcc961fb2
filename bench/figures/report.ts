import type { SizeName, Sizes } from '../suites/sizes.ts';
import type { Figure } from './figures.ts';

/** Everything that a run has found. */
export interface Report {
  readonly day: string;
  /** The processor's name, the number of cores, the system and Node's version. */
  readonly machine: string;
  /** How many processes wanted the processor in the minute before the run: near 0 on a quiet machine. */
  readonly load_before: number;
  readonly size: SizeName;
  readonly sizes: Sizes;
  readonly rounds: number;
  /** The input of each suite. */
  readonly suites: Readonly<Record<string, SuiteFacts>>;
  readonly figures: readonly Figure[];
}

export interface SuiteFacts {
  readonly about: string;
  readonly json_bytes: number | null;
  readonly left_out: readonly string[];
}
