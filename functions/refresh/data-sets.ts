/** The QuickSight data sets of a lake: their names, their ids, and how much of each is imported. */

export interface DataSet {
  /** The end of the data set's id: `contacts`. */
  readonly name: string;
  /** The view of the lake that the data set reads. */
  readonly view: string;
  /**
   * The rows that an ordinary import deletes and reads again: those whose date in this column lies within
   * the last days. Without a window every import reads all rows. The date must be one that no later
   * version of a row changes, since a row whose date moves would be there twice.
   */
  readonly window?: { readonly column: string; readonly days: number };
}

/**
 * Only the contacts are so many that importing all of them would be slow. Records that are sent again after more than
 * 14 days enter with the weekly import of all rows.
 */
export const DATA_SETS: readonly DataSet[] = [
  { name: 'contacts', view: 'flat_contacts', window: { column: 'initiated_at', days: 14 } },
  { name: 'repeats', view: 'flat_repeats' },
  { name: 'callbacks', view: 'flat_callbacks' },
  { name: 'agents', view: 'flat_agent_days' },
  { name: 'evaluations', view: 'flat_evaluations' },
  { name: 'blocks', view: 'flat_flow_blocks' },
  { name: 'findings', view: 'flat_findings' },
];

/**
 * The id of a data set. Ids are unique in an account and Region, as names of buckets are.
 * @param bucket the lake's bucket, at most 63 characters; an id has at most 96
 */
export function dataSetId(bucket: string, { name }: Pick<DataSet, 'name'>): string {
  return `${bucket}-${name}`;
}
