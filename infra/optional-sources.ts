import type { Construct, IDependable } from 'constructs';
import { type DatasetOption, optionsOf } from './dataset-options.ts';
import type { Flow } from './flow.ts';
import type { Lake } from './lake.ts';
import type { LakeBucket } from './lake-bucket.ts';
import { OptionalEvents } from './optional-events.ts';
import { OptionalLogs } from './optional-logs.ts';
import { OptionalStream } from './optional-stream.ts';

/** The parts of the stack that the source of a dataset needs. */
export interface SourceParts {
  readonly bucket: LakeBucket;
  /** Must be made before the first record comes. */
  readonly normalise: IDependable;
  /** The code of the function that waits until the delivery of a stream has started. */
  readonly startCode: string;
}

/** A source, and the way of its records. */
export type OptionalSource = Construct & { readonly flow: Flow };

/**
 * Makes the sources of datasets that parameters switch on, each with a delivery of its own. Objects of
 * other buckets need none (`Collect`).
 */
export function optionalSources(
  scope: Construct,
  lake: Lake,
  parts: SourceParts,
): OptionalSource[] {
  const id = ({ option }: Pick<DatasetOption, 'option'>) => `${option.parameter}Source`;
  return [
    ...optionsOf(lake.options, 'stream').map(
      (option) => new OptionalStream(scope, id(option), lake, option, parts),
    ),
    ...optionsOf(lake.options, 'events').map(
      (option) => new OptionalEvents(scope, id(option), lake, option, parts),
    ),
    ...optionsOf(lake.options, 'logs').map(
      (option) => new OptionalLogs(scope, id(option), lake, option, parts),
    ),
  ];
}
