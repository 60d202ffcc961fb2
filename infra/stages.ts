import type { Conversion } from './conversion.ts';
import type { Delivery } from './delivery.ts';
import type { KeyCrawler } from './key-crawler.ts';
import type { Normalise } from './normalise.ts';
import type { RawQueue } from './raw-queue.ts';
import type { Refresh } from './refresh.ts';

/** The constructs that alarms and the dashboard read. */
export interface Stages {
  readonly delivery: Delivery;
  readonly queue: RawQueue;
  readonly normalise: Normalise;
  readonly crawler: KeyCrawler;
  readonly conversion: Conversion;
  readonly refresh: Refresh;
}
