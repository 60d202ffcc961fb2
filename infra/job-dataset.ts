import { METRIC_DATASET_DIMENSION, METRIC_DIMENSION, METRIC_NAMESPACE } from '../functions/log.ts';
import {
  MOST_OPEN_KEYS,
  NO_OPEN_KEY,
  OTHER_FIELDS,
  SOURCE_KEY,
  SOURCE_OFFSET,
  VERSIONS_SEEN,
} from '../pipeline/column-types.ts';
import { type Dataset, isInEveryStack, openField, tableFields } from '../pipeline/dataset.ts';
import {
  batchPrefix,
  ERASURE_EXTENSION,
  erasurePrefix,
  FLATFILE_EXTENSION,
  FLATFILE_NAME,
  flatfilePrefix,
  TABLE_ERASURE_EXTENSION,
  tablePrefix,
} from '../pipeline/lake-keys.ts';
import { sparkColumns } from '../pipeline/spellings/hive-types.ts';
import { CONVERTED_TAG } from './lake-bucket.ts';

/**
 * Describes a dataset to the conversion's job: the prefixes of its objects, its columns with Spark's names
 * of types, and the columns by which versions are ordered. The job is written in Python and gets this
 * description as JSON, so that no fact is written twice. `glue-scripts/description.py` reads it.
 */
export function describeDataset(dataset: Dataset) {
  const open = openField(dataset);
  return {
    table: dataset.name,
    prefixes: {
      flatfiles: flatfilePrefix(dataset),
      table: tablePrefix(dataset),
      batches: batchPrefix(dataset),
      erasures: erasurePrefix(dataset),
    },
    flatfile_names: { pattern: FLATFILE_NAME, extension: FLATFILE_EXTENSION },
    erasure_extensions: { asked: ERASURE_EXTENSION, done: TABLE_ERASURE_EXTENSION },
    released_tag: { key: CONVERTED_TAG.key, value: CONVERTED_TAG.value },
    identity: dataset.identity.map(({ name }) => name),
    contact: dataset.contact?.name ?? null,
    version: dataset.version.name,
    day: dataset.day.name,
    source_key: SOURCE_KEY,
    source_offset: SOURCE_OFFSET,
    other_fields: OTHER_FIELDS,
    versions_seen: VERSIONS_SEEN,
    is_immutable: dataset.isImmutable ?? false,
    open_struct: open && {
      name: open.name,
      source_name: open.sourceName,
      most_keys: MOST_OPEN_KEYS,
      no_key: NO_OPEN_KEY,
    },
    table_columns: sparkColumns(tableFields(dataset), `struct<\`${NO_OPEN_KEY}\`:string>`),
    metrics: {
      namespace: METRIC_NAMESPACE,
      dimension: METRIC_DIMENSION,
      dataset_dimension: isInEveryStack(dataset) ? null : METRIC_DATASET_DIMENSION,
    },
  };
}
