import type { ColumnType, ScalarKind } from '../pipeline/column-types.ts';
import { NO_OPEN_KEY } from '../pipeline/column-types.ts';
import { type Dataset, tableFields } from '../pipeline/dataset.ts';

/** Types as Iceberg writes them in JSON (Iceberg table specification, appendix C, "Schemas"). */
const SCALARS: Readonly<Record<ScalarKind, string>> = {
  string: 'string',
  int: 'int',
  bigint: 'long',
  double: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
};

type IcebergType = string | Readonly<Record<string, unknown>>;

/** A column with its type. */
interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Properties of Iceberg's, which the job gives to tables of older releases, too. */
const PROPERTIES = {
  'write.parquet.compression-codec': 'zstd',
  // Changed files are rewritten, which makes reading fastest: the lake is read far more often.
  'write.merge.mode': 'copy-on-write',
  'write.update.mode': 'copy-on-write',
  'write.delete.mode': 'copy-on-write',
  // If two runs commit at once, the one that has not seen the other's rows fails and starts over.
  'write.merge.isolation-level': 'serializable',
  'write.metadata.delete-after-commit.enabled': 'true',
  'write.metadata.previous-versions-max': '50',
  // Manifests keep the column bounds of deleted files. They store counts only, so that no erased
  // value survives in them.
  'write.metadata.metrics.default': 'counts',
};

/** The first id of a partition field (specification, "Partition evolution"). */
const FIRST_PARTITION_ID = 1000;

/** Zero stands for no order (specification, "Sorting"). */
const SORT_ORDER_ID = 1;

/**
 * Iceberg's metadata of an empty table: its columns, its partitioning and order by day, and its properties. `location`,
 * `table-uuid` and `last-updated-ms` are added when a table is made. The metadata is written here and not
 * by a service, since a service might change the declared types of columns. (Iceberg table specification,
 * version 2, "Table metadata fields")
 */
export function emptyTableMetadata(dataset: Dataset): Readonly<Record<string, unknown>> {
  const { fields, lastId } = structFields(tableFields(dataset), 0);
  const day = fields.find(({ name }) => name === dataset.day.name)!;
  const partition = {
    'source-id': day.id,
    'field-id': FIRST_PARTITION_ID,
    name: `${dataset.day.name}_day`,
    transform: 'day',
  };
  const order = {
    'source-id': day.id,
    transform: 'identity',
    direction: 'asc',
    'null-order': 'nulls-first',
  };
  return {
    'format-version': 2,
    'last-sequence-number': 0,
    'last-column-id': lastId,
    'current-schema-id': 0,
    schemas: [{ type: 'struct', 'schema-id': 0, fields }],
    'default-spec-id': 0,
    'partition-specs': [{ 'spec-id': 0, fields: [partition] }],
    'last-partition-id': FIRST_PARTITION_ID,
    'default-sort-order-id': SORT_ORDER_ID,
    'sort-orders': [{ 'order-id': SORT_ORDER_ID, fields: [order] }],
    properties: PROPERTIES,
    'current-snapshot-id': -1,
    refs: {},
    snapshots: [],
    'snapshot-log': [],
    'metadata-log': [],
  };
}

/** Numbers fields as Iceberg does: first all fields of a level, then those within them. */
function structFields(columns: readonly Column[], before: number) {
  let lastId = before + columns.length;
  const fields = columns.map(({ name, type }, i) => {
    const typed = icebergType(type, lastId);
    lastId = typed.lastId;
    return { id: before + i + 1, name, required: false, type: typed.type };
  });
  return { fields, lastId };
}

/** Converts a type, and gives ids from `before` + 1 on; returns the last id, too. */
function icebergType(type: ColumnType, before: number): { type: IcebergType; lastId: number } {
  switch (type.kind) {
    case 'struct': {
      const { fields, lastId } = structFields(type.fields, before);
      return { type: { type: 'struct', fields }, lastId };
    }
    case 'open':
      return icebergType(
        { kind: 'struct', fields: [{ ...NO_FIELD, type: { kind: 'string' } }] },
        before,
      );
    case 'array': {
      const { type: element, lastId } = icebergType(type.item, before + 1);
      const list = { type: 'list', 'element-id': before + 1, 'element-required': false, element };
      return { type: list, lastId };
    }
    case 'map': {
      const { type: value, lastId } = icebergType(type.value, before + 2);
      const ids = { 'key-id': before + 1, 'value-id': before + 2 };
      return {
        type: { type: 'map', ...ids, key: 'string', value, 'value-required': false },
        lastId,
      };
    }
    default:
      return { type: SCALARS[type.kind], lastId: before };
  }
}

/** The field that an open struct has before its first key is seen. */
const NO_FIELD = { name: NO_OPEN_KEY, sourceName: NO_OPEN_KEY, aliases: [] };
