import {
  NO_OPEN_KEY,
  OTHER_FIELDS,
  SOURCE_KEY,
  SOURCE_OFFSET,
  VERSIONS_SEEN,
} from '../../pipeline/column-types.ts';
import { type Dataset, flatfileFields, openField } from '../../pipeline/dataset.ts';
import {
  duckdbColumn,
  duckdbType,
  identifier,
  literal,
} from '../../pipeline/spellings/duckdb-types.ts';
import { GZIP, readJson, readParquet } from '../duckdb/duckdb-files.ts';

/** The database that a batch is staged in. */
export const STAGING = 'staging';

/** The batch of flatfiles as one table: their columns, open structs still maps, and the row's day. */
const BATCH = `${STAGING}.batch`;

/** The keys of the open struct that are columns: `key`. */
const COLUMNS = `${STAGING}.columns`;

/** The open structs with more keys than these, split. */
const SPLIT = `${STAGING}.split`;

/** The hashes of the contacts that are erased. */
const ERASED = `${STAGING}.erased`;

export function stageFlatfiles(dataset: Dataset, files: readonly string[]): string {
  const fields = flatfileFields(dataset);
  if (files.length === 0) {
    return `CREATE TABLE ${BATCH} (${fields.map((field) => duckdbColumn(field)).join(', ')}, day DATE)`;
  }
  return `
    CREATE TABLE ${BATCH} AS
    SELECT *, CAST(${identifier(dataset.day.name)} AS DATE) AS day
    FROM ${readJson(files, fields, GZIP)}`;
}

/** How many rows the batch has of each raw object: `source_key`, `rows`. */
export function flatfileRows(): string {
  return `SELECT ${SOURCE_KEY}, count(*)::INTEGER AS rows FROM ${BATCH} GROUP BY ${SOURCE_KEY}`;
}

/** @param hashes of the erased contacts' identities, one at least */
export function stageErased(hashes: readonly string[]): string {
  return `CREATE TABLE ${ERASED} AS SELECT unnest([${hashes.map(literal).join(', ')}]) AS hash`;
}

/** The raw objects that the batch's rows of erased contacts come from: `source_key`. */
export function erasedSources(dataset: Dataset): string {
  return `SELECT DISTINCT ${SOURCE_KEY} FROM ${BATCH} WHERE ${isErased(dataset)} ORDER BY 1`;
}

export function dropErased(dataset: Dataset): string {
  return `DELETE FROM ${BATCH} WHERE ${isErased(dataset)}`;
}

/** How many rows of erased contacts a day's file has: `rows`. */
export function erasedRows(dataset: Dataset, file: string): string {
  return `
    SELECT count(*)::INTEGER AS rows
    FROM ${readParquet([file])} WHERE ${isErased(dataset)}`;
}

/**
 * How many contacts of a day's file are not in the batch: `contacts`.
 * @param areErased whether any contacts are, which count as nobody's loss
 */
export function contactsNotStaged(
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

/** Which of the open struct's fields have a value in the rows of a day's file that stay: `key`. */
export function openKeysKept(dataset: Dataset, file: string, keys: readonly string[]): string {
  const open = identifier(openField(dataset).name);
  const kept = keys.map(
    (key) => `CASE WHEN count(${open}.${identifier(key)}) > 0 THEN ${literal(key)} END`,
  );
  return `
    SELECT key FROM (
      SELECT unnest([${kept.join(', ')}]) AS key
      FROM ${readParquet([file])} WHERE NOT ${isErased(dataset)}
    ) WHERE key IS NOT NULL`;
}

function isErased(dataset: Dataset): string {
  const identity = dataset.identity.map((field) => identifier(field.name));
  return `(sha256(${identity.join(' || chr(10) || ')}) IN (FROM ${ERASED}))`;
}

/**
 * Which keys of the open struct are columns: those that the table has, then, up to `most`, those of
 * the batch in the order of their names, so that the order in which records came decides nothing.
 * Kept as a table, since a batch may have any number of keys and SQL text only few.
 */
export function chooseColumns(dataset: Dataset, known: readonly string[], most: number): string {
  return `
    CREATE TABLE ${COLUMNS} AS
    SELECT key FROM (
      SELECT key, 0 AS rank FROM (SELECT unnest(${textList(known)}) AS key)
      UNION ALL
      SELECT DISTINCT key, 1 AS rank FROM (${keysOfRows(dataset)})
      WHERE key <> ${literal(NO_OPEN_KEY)} AND key NOT IN (SELECT unnest(${textList(known)}))
    )
    ORDER BY rank, key
    LIMIT ${Math.max(most, known.length)}`;
}

/**
 * The rows with keys that are no columns, by row id: `kept`, the open struct's map without these, and
 * `others`, other_fields with them, as `Attributes.<key>`. Entries are joined and grouped, as what
 * the engine's own functions for maps cost grows with the square of a map's length.
 */
export function splitOpenStructs(dataset: Dataset): string {
  const open = openField(dataset);
  return `
    CREATE TABLE ${SPLIT} AS
    WITH overfull AS (
      SELECT DISTINCT row_id FROM (${keysOfRows(dataset)}) ANTI JOIN ${COLUMNS} USING (key)
    ),
    entries AS (${entriesOf(open.name)} SEMI JOIN overfull USING (row_id)),
    kept AS (
      SELECT row_id, ${mapOf('place')} AS kept
      FROM entries SEMI JOIN ${COLUMNS} USING (key)
      GROUP BY row_id
    ),
    moved AS (
      SELECT
        row_id,
        1 AS part,
        place,
        ${literal(`${open.sourceName}.`)} || key AS key,
        coalesce(CAST(to_json(value) AS VARCHAR), 'null') AS value
      FROM entries ANTI JOIN ${COLUMNS} USING (key)
    ),
    before AS (
      SELECT row_id, 0 AS part, place, key, value
      FROM (${entriesOf(OTHER_FIELDS)})
      SEMI JOIN overfull USING (row_id)
      -- An attribute that did not fit may have left a field of the same path.
      ANTI JOIN moved USING (row_id, key)
    ),
    others AS (
      SELECT row_id, ${mapOf('part, place')} AS others
      FROM (FROM before UNION ALL FROM moved)
      GROUP BY row_id
    )
    SELECT row_id, coalesce(kept, MAP {}) AS kept, others
    FROM others LEFT JOIN kept USING (row_id)`;
}

/** A row for each entry of a map in the batch: `row_id`, `place`, `key`, `value`. */
function entriesOf(column: string): string {
  return `
    SELECT row_id, generate_subscripts(items, 1) AS place, unnest(items, recursive := true)
    FROM (SELECT rowid AS row_id, map_entries(${identifier(column)}) AS items FROM ${BATCH})`;
}

/** The entries of a group as a map, in this order. */
function mapOf(order: string): string {
  return `map_from_entries(list({'key': key, 'value': value} ORDER BY ${order}))`;
}

/** A row for each key of each of the batch's rows: `row_id`, `key`. */
function keysOfRows(dataset: Dataset): string {
  const column = identifier(openField(dataset).name);
  return `SELECT rowid AS row_id, day, unnest(map_keys(${column})) AS key FROM ${BATCH}`;
}

/** A row for each day of the batch: `day` as text, how many `rows`, and which columns as `keys`. */
export function stagedDays(dataset: Dataset): string {
  return `
    WITH day_keys AS (
      SELECT day, list(DISTINCT key) AS keys
      FROM (${keysOfRows(dataset)}) SEMI JOIN ${COLUMNS} USING (key)
      GROUP BY day
    )
    SELECT CAST(day AS VARCHAR) AS day, count(*)::INTEGER AS rows, any_value(keys) AS keys
    FROM ${BATCH} LEFT JOIN day_keys USING (day)
    GROUP BY day
    ORDER BY day`;
}

/** What a day's new file is made of. */
export interface DayPlan {
  /** `2026-11-23` */
  readonly day: string;
  /** The day's file so far; null if there is none. */
  readonly existing: string | null;
  /** Whether rows of that file are to go, as their contacts are erased. */
  readonly holdsErased: boolean;
  /** The open struct's fields in the day's file so far, as far as they stay. */
  readonly keysBefore: readonly string[];
  /** The open struct's fields in the new file. */
  readonly keys: readonly string[];
}

/**
 * The latest version of each row of the day, from the batch and the day's file so far. Which one
 * that is, is found among keys alone; only the winners are read whole.
 */
export function latestVersions(dataset: Dataset, plan: DayPlan): string {
  const id = identityOf(dataset);
  const sources = plan.existing ? [BATCH_SOURCE, EXISTING_SOURCE] : [BATCH_SOURCE];
  const keys = sources.map((source) => source.keys(dataset, plan));
  // A raw object that is landed anew may have another contact at the same offset.
  const same = dataset.identity.map(
    ({ name }) => `winners.${identifier(name)} = received.${identifier(name)}`,
  );
  const winners = sources.map(
    (source) => `
    SELECT received.*, winners.${VERSIONS_SEEN}
    FROM (${source.rows(dataset, plan)}) AS received
    JOIN winners
      ON ${same.join(' AND ')}
      AND winners.latest.${SOURCE_KEY} = received.${SOURCE_KEY}
      AND winners.latest.${SOURCE_OFFSET} = received.${SOURCE_OFFSET}
      AND winners.latest.origin = ${source.origin}`,
  );
  return `
    WITH keys AS (${keys.join(' UNION ALL ')}),
    winners AS (
      SELECT
        ${id},
        max({
          'version': version,
          '${SOURCE_KEY}': ${SOURCE_KEY},
          '${SOURCE_OFFSET}': ${SOURCE_OFFSET},
          'origin': origin
        }) AS latest,
        list_sort(list_distinct(flatten(list(${VERSIONS_SEEN})))) AS ${VERSIONS_SEEN}
      FROM keys
      GROUP BY ${id}
    )
    ${winners.join(' UNION ALL ')}
    ORDER BY ${identifier(dataset.day.name)}, ${id}`;
}

/** How many rows the day's new file has to have, counted without making it: `rows`. */
export function rowsExpected(dataset: Dataset, plan: DayPlan): string {
  const id = identityOf(dataset);
  const { day, existing } = plan;
  const before = existing ? `UNION SELECT ${id} FROM ${existingFile(dataset, plan)}` : '';
  return `
    SELECT count(*)::INTEGER AS rows
    FROM (SELECT DISTINCT ${id} FROM ${BATCH} WHERE day = DATE ${literal(day)} ${before})`;
}

/** A row for each field that the open struct has in the table's files: `column_name`. */
export function openKeysOf(dataset: Dataset, files: readonly string[]): string {
  return `
    DESCRIBE SELECT ${openField(dataset).name}.*
    FROM ${readParquet(files)}`;
}

/** Where rows come from. A row that is in both, as a run was repeated, is taken from the later. */
interface RowSource {
  readonly origin: number;
  /** What decides on a row: identity, version, source, and the versions seen of it. */
  keys(dataset: Dataset, plan: DayPlan): string;
  /** The rows whole, but for the versions seen. */
  rows(dataset: Dataset, plan: DayPlan): string;
}

const EXISTING_SOURCE: RowSource = {
  origin: 0,
  keys: (dataset, plan) => `
      SELECT ${keyColumns(dataset)}, ${VERSIONS_SEEN}, 0 AS origin
      FROM ${existingFile(dataset, plan)}`,
  rows: existingRows,
};

const BATCH_SOURCE: RowSource = {
  origin: 1,
  keys: (dataset, { day }) => `
      SELECT ${keyColumns(dataset)}, [${identifier(dataset.version.name)}] AS ${VERSIONS_SEEN}, 1 AS origin
      FROM ${BATCH} WHERE day = DATE ${literal(day)}`,
  rows: batchRows,
};

function keyColumns(dataset: Dataset): string {
  const version = `${identifier(dataset.version.name)} AS version`;
  return [identityOf(dataset), version, SOURCE_KEY, SOURCE_OFFSET].join(', ');
}

function batchRows(dataset: Dataset, { day, keys }: DayPlan): string {
  const open = openField(dataset);
  const columns = flatfileFields(dataset).map(({ name }) => {
    if (name === open.name) return `${openStruct(name, keys)} AS ${identifier(name)}`;
    return identifier(name);
  });
  const column = identifier(open.name);
  return `
      SELECT ${columns.join(', ')}
      FROM (
        SELECT batch.* REPLACE (
          coalesce(split.kept, batch.${column}) AS ${column},
          coalesce(split.others, batch.${OTHER_FIELDS}) AS ${OTHER_FIELDS}
        )
        FROM ${BATCH} AS batch LEFT JOIN ${SPLIT} AS split ON split.row_id = batch.rowid
        WHERE batch.day = DATE ${literal(day)}
      )`;
}

function existingRows(dataset: Dataset, plan: DayPlan): string {
  const { keys, keysBefore } = plan;
  const columns = flatfileFields(dataset).map((field) => {
    const name = identifier(field.name);
    if (field.type.kind === 'open') return `${grownStruct(name, keys, keysBefore)} AS ${name}`;
    return `CAST(${name} AS ${duckdbType(field.type)}) AS ${name}`;
  });
  return `
      SELECT ${columns.join(', ')}
      FROM ${existingFile(dataset, plan)}`;
}

/** The rows of the day's file so far that stay in it. */
function existingFile(dataset: Dataset, { existing, holdsErased }: DayPlan): string {
  const kept = holdsErased ? ` WHERE NOT ${isErased(dataset)}` : '';
  return `${readParquet([existing!])}${kept}`;
}

function openStruct(column: string, keys: readonly string[]): string {
  return structUnlessNull(
    identifier(column),
    fieldsOf(keys).map((key) => [key, `${identifier(column)}[${literal(key)}]`]),
  );
}

/** Not a cast: two structs without a field in common cannot be cast. */
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

/** Neither Parquet nor Iceberg stores a struct without a field. */
function fieldsOf(keys: readonly string[]): readonly string[] {
  return keys.length > 0 ? keys : [NO_OPEN_KEY];
}

function textList(texts: readonly string[]): string {
  return `CAST([${texts.map(literal).join(', ')}] AS VARCHAR[])`;
}

function identityOf(dataset: Dataset): string {
  return dataset.identity.map((field) => identifier(field.name)).join(', ');
}
