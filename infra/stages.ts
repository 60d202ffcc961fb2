import type { Collect } from './collect.ts';
import type { Conversion } from './conversion.ts';
import type { Flow } from './flow.ts';
import type { KeyCrawler } from './key-crawler.ts';
import type { Normalise } from './normalise.ts';
import type { RawQueue } from './raw-queue.ts';
import type { Refresh } from './refresh.ts';

/** The constructs that alarms and the dashboard read. */
export interface Stages {
  /** The flow of the dataset that every stack has. */
  readonly flow: Flow;
  /** The flows of the datasets that parameters switch on. */
  readonly flows: readonly Flow[];
  /** Null if no dataset is collected. */
  readonly collect: Collect | null;
  readonly queue: RawQueue;
  readonly normalise: Normalise;
  readonly crawler: KeyCrawler;
  readonly conversion: Conversion;
  readonly refresh: Refresh;
}
