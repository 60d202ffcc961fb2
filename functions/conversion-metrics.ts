/** The metrics of a run for each dataset, with their units. A run that finds nothing to do writes none of them. */
export const DATASET_METRICS = {
  RowsRead: 'Count',
  RowsInserted: 'Count',
  RowsUpdated: 'Count',
  RowsIgnored: 'Count',
  RowsErased: 'Count',
  FilesReleased: 'Count',
  FilesDamaged: 'Count',
  DurationSeconds: 'Seconds',
} as const;

/** The metrics of a run, under the lake's namespace and dimension. */
export const CONVERSION_METRICS = {
  ...DATASET_METRICS,
  /** 1 at the end of each successful run, even if it found nothing new. */
  RunsSucceeded: 'Count',
} as const;
