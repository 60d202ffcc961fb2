/** SQL that makes a day's new file from the batch and from the day's existing file. */
import {
  NO_OPEN_KEY,
  OTHER_FIELDS,
  SOURCE_KEY,
  SOURCE_OFFSET,
  VERSIONS_SEEN,
} from '../../pipeline/column-types.ts';
import { type Dataset, flatfileFields, openField } from '../../pipeline/dataset.ts';
import { duckdbType, identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { readParquet } from '../duckdb/duckdb-files.ts';
import { isErased } from './erased-sql.ts';
import { BATCH, SPLIT } from './staging-sql.ts';

/** How a day's new file is made. */
export interface DayPlan {
  /** `2026-11-23` */
  readonly day: string;
  /** The day's file that the batch is merged into; null if the new file is made of the batch alone. */
  readonly existing: string | null;
  /** Whether that file has rows of erased contacts, which the new file leaves out. */
  readonly hasErasedRows: boolean;
  /** The open struct's fields that the new file takes over from that file. */
  readonly keysBefore: readonly string[];
  /** The open struct's fields in the new file. */
  readonly keys: readonly string[];
}

/**
 * Selects the latest version of each row of the day, from the existing file and the batch; of an
 * immutable record the first copy. It is found by comparing keys alone, and only for the contacts of the batch: most rows of a large day
 * are taken over as they are. Of two equal rows, as of a repeated run, that of the batch is taken, and
 * of two equal copies of an immutable record that of the file.
 */
export function latestVersionsSql(dataset: Dataset, plan: DayPlan): string {
  const id = identityOf(dataset);
  const keys = [batchKeys(dataset, plan)];
  const rows = [winnersOfBatch(dataset, plan)];
  if (plan.existing) {
    keys.unshift(existingKeys(dataset, plan));
    rows.unshift(existingNotReplaced(dataset, plan));
  }
  return `
    WITH keys AS (${keys.join(' UNION ALL ')}),
    winners AS (
      SELECT
        ${id},
        ${dataset.isImmutable ? 'min' : 'max'}({
          'version': version,
          '${SOURCE_KEY}': ${SOURCE_KEY},
          '${SOURCE_OFFSET}': ${SOURCE_OFFSET},
          'is_staged': is_staged,
          'row_id': row_id
        }) AS latest,
        list_sort(list_distinct(flatten(list(${VERSIONS_SEEN})))) AS ${VERSIONS_SEEN}
      FROM keys
      GROUP BY ${id}
    )
    ${rows.join(' UNION ALL ')}`;
}

function winnersOfBatch(dataset: Dataset, plan: DayPlan): string {
  return `
    SELECT received.* EXCLUDE (row_id), winners.${VERSIONS_SEEN}
    FROM (${batchRows(dataset, plan)}) AS received
    JOIN winners ON winners.latest.is_staged AND winners.latest.row_id = received.row_id`;
}

/** The existing rows that stay: those of contacts that the batch does not have, and those later than the batch's. */
function existingNotReplaced(dataset: Dataset, plan: DayPlan): string {
  const same = dataset.identity.map(
    ({ name }) => `winners.${identifier(name)} = present.${identifier(name)}`,
  );
  return `
    SELECT present.* REPLACE (
      coalesce(winners.${VERSIONS_SEEN}, present.${VERSIONS_SEEN}) AS ${VERSIONS_SEEN}
    )
    FROM (${existingRows(dataset, plan)}) AS present
    LEFT JOIN winners ON ${same.join(' AND ')}
    WHERE winners.latest IS NULL OR NOT winners.latest.is_staged`;
}

/** Counts the rows that the day's new file must have, without making the file: `rows`. */
export function countRowsSql(dataset: Dataset, plan: DayPlan): string {
  const id = identityOf(dataset);
  const { day, existing } = plan;
  const before = existing ? `UNION SELECT ${id} FROM ${existingFile(dataset, plan)}` : '';
  return `
    SELECT count(*)::INTEGER AS rows
    FROM (SELECT DISTINCT ${id} FROM ${BATCH} WHERE day = DATE ${literal(day)} ${before})`;
}

/**
 * Counts the contacts of a day's file that are not in the batch: `contacts`.
 * @param areErased whether any contacts are erased; their rows are not counted
 */
export function countNotStagedSql(
  dataset: Dataset,
  day: string,
  file: string,
  areErased: boolean,
): string {
  const id = identityOf(dataset);
  const ofDay = `CAST(${identifier(dataset.day.name)} AS DATE) = DATE ${literal(day)}`;
  const kept = areErased ? `AND NOT ${isErased(dataset)}` : '';
  return `
    SELECT count(*)::INTEGER AS contacts
    FROM (SELECT DISTINCT ${id} FROM ${readParquet([file])} WHERE ${ofDay} ${kept})
    ANTI JOIN (SELECT ${id} FROM ${BATCH} WHERE day = DATE ${literal(day)}) USING (${id})`;
}

/** Selects the columns that decide which of the batch's rows wins, and the row's number as `row_id`. */
function batchKeys(dataset: Dataset, { day }: DayPlan): string {
  return `
      SELECT
        ${keyColumns(dataset)},
        [${identifier(dataset.version.name)}] AS ${VERSIONS_SEEN},
        true AS is_staged,
        rowid AS row_id
      FROM ${BATCH} WHERE day = DATE ${literal(day)}`;
}

/** The same of the existing file, for the contacts of the batch. A file has one row of each contact. */
function existingKeys(dataset: Dataset, plan: DayPlan): string {
  return `
      SELECT ${keyColumns(dataset)}, ${VERSIONS_SEEN}, false AS is_staged, 0 AS row_id
      FROM ${existingFile(dataset, plan)}
      SEMI JOIN (FROM ${BATCH} WHERE day = DATE ${literal(plan.day)}) USING (${identityOf(dataset)})`;
}

function keyColumns(dataset: Dataset): string {
  const version = `${identifier(dataset.version.name)} AS version`;
  return [identityOf(dataset), version, SOURCE_KEY, SOURCE_OFFSET].join(', ');
}

/** Selects the batch's whole rows with their `row_id`, except for the versions seen. */
function batchRows(dataset: Dataset, { day, keys }: DayPlan): string {
  const columns = flatfileFields(dataset).map(({ name, type }) => {
    if (type.kind === 'open') return `${openStruct(name, keys)} AS ${identifier(name)}`;
    return identifier(name);
  });
  const open = openField(dataset);
  const ofDay = `FROM ${BATCH} AS batch WHERE batch.day = DATE ${literal(day)}`;
  if (open === null) return `SELECT rowid AS row_id, ${columns.join(', ')} ${ofDay}`;
  const column = identifier(open.name);
  return `
      SELECT row_id, ${columns.join(', ')}
      FROM (
        SELECT batch.rowid AS row_id, batch.* REPLACE (
          coalesce(split.kept, batch.${column}) AS ${column},
          coalesce(split.others, batch.${OTHER_FIELDS}) AS ${OTHER_FIELDS}
        )
        FROM ${BATCH} AS batch LEFT JOIN ${SPLIT} AS split ON split.row_id = batch.rowid
        WHERE batch.day = DATE ${literal(day)}
      )`;
}

/** Selects the whole rows of the existing file. */
function existingRows(dataset: Dataset, plan: DayPlan): string {
  const { keys, keysBefore } = plan;
  const columns = flatfileFields(dataset).map((field) => {
    const name = identifier(field.name);
    if (field.type.kind === 'open') return `${grownStruct(name, keys, keysBefore)} AS ${name}`;
    return `CAST(${name} AS ${duckdbType(field.type)}) AS ${name}`;
  });
  return `
      SELECT ${columns.join(', ')}, ${VERSIONS_SEEN}
      FROM ${existingFile(dataset, plan)}`;
}

/** The rows of the existing file without those of erased contacts. */
function existingFile(dataset: Dataset, { existing, hasErasedRows }: DayPlan): string {
  const rows = readParquet([existing!]);
  return hasErasedRows ? `(FROM ${rows} WHERE NOT ${isErased(dataset)})` : rows;
}

function openStruct(column: string, keys: readonly string[]): string {
  return structUnlessNull(
    identifier(column),
    fieldsOf(keys).map((key) => [key, `${identifier(column)}[${literal(key)}]`]),
  );
}

/** Builds the struct field by field: DuckDB cannot cast between structs that share no field. */
function grownStruct(column: string, keys: readonly string[], keysBefore: readonly string[]) {
  const before = new Set(keysBefore);
  return structUnlessNull(
    column,
    fieldsOf(keys).map((key) => [
      key,
      before.has(key) ? `${column}.${identifier(key)}` : 'CAST(NULL AS VARCHAR)',
    ]),
  );
}

function structUnlessNull(column: string, fields: readonly (readonly [string, string])[]): string {
  const packed = fields.map(([key, value]) => `${literal(key)}: ${value}`);
  return `CASE WHEN ${column} IS NOT NULL THEN {${packed.join(', ')}} END`;
}

/** A stand-in if there are no keys: neither Parquet nor Iceberg can store a struct without fields. */
function fieldsOf(keys: readonly string[]): readonly string[] {
  return keys.length > 0 ? keys : [NO_OPEN_KEY];
}

function identityOf(dataset: Dataset): string {
  return dataset.identity.map((field) => identifier(field.name)).join(', ');
}
