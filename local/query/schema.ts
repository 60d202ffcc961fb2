/** What can be queried in a lake: its tables, their columns, and the attributes of its contacts. */
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  type ColumnType,
  type Field,
  NO_OPEN_KEY,
  OTHER_FIELDS,
} from '../../pipeline/column-types.ts';
import {
  type Dataset,
  type DerivedColumn,
  flatfileTable,
  openField,
  sourcesOf,
  tableFields,
} from '../../pipeline/dataset.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import { identifier } from '../../pipeline/spellings/duckdb-types.ts';
import { RESERVED_WORDS } from '../../pipeline/spellings/reserved-words.ts';
import { readViewNotes } from '../../queries/reader/view-notes.ts';
import { isLive, LIVE } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { rowsOf } from '../duckdb/duckdb.ts';
import { packageViews } from '../lake/lake-views.ts';

/** A table or a view, in a line. */
export interface TableNote {
  readonly table: string;
  readonly rows: string;
}

/** A column; a field of a struct has a name as SQL takes it: `queue.name`. */
export interface ColumnNote {
  readonly column: string;
  readonly type: string;
  /** The meaning; of a field of the record, its path there, by which Connect's guide describes it. Empty if it has none. */
  readonly meaning: string;
}

/** An attribute that contacts have. */
export interface AttributeNote {
  /** The name that SQL takes: `attributes.language`. */
  readonly attribute: string;
  readonly contacts: number;
  readonly different_values: number;
}

/** The tables and views; each comes before the views that are made of it. */
export function tablesOf(all: readonly Dataset[]): TableNote[] {
  const views = readViewNotes(QUERIES)
    .filter(({ name }) => !isLive(name))
    .map(({ name, grain }) => ({ table: name, rows: grain }));
  return [
    ...all.map((dataset) => ({
      table: dataset.name,
      rows: `one row per ${dataset.oneRow}, ${dataset.isImmutable ? '' : 'its latest version, '}with all fields of the record`,
    })),
    ...views,
    { table: QUARANTINE_TABLE, rows: 'one row per piece of input that is no record' },
    { table: SCHEDULES_TABLE, rows: 'one row per row of the files in schedules/' },
    ...all.map((dataset) => ({
      table: flatfileTable(dataset),
      rows: 'one row per version of a record that is not converted, or was converted lately',
    })),
    ...liveNotes(),
  ];
}

/** A view of what is never converted, such as schedules, is the same as its live version. */
function liveNotes(): TableNote[] {
  const sqlOf = new Map(packageViews().views.map(({ name, sql }) => [name, sql]));
  return [...sqlOf.keys()].filter(isLive).map((table) => {
    const view = table.slice(0, -LIVE.length);
    const isSame = sqlOf.get(table) === sqlOf.get(view);
    return {
      table,
      rows: isSame ? `as ${view}` : `as ${view}, with the records that are not converted yet`,
    };
  });
}

/** The columns of a table or view of `tablesOf`. */
export async function columnsOf(
  connection: DuckDBConnection,
  all: readonly Dataset[],
  table: string,
): Promise<ColumnNote[]> {
  const dataset = all.find(({ name }) => name === table);
  if (dataset) {
    const derived = new Map((dataset.derived ?? []).map((one) => [one.field, meaningOf(one)]));
    return tableFields(dataset).flatMap((field) =>
      fieldNotes(field).map((note) => ({ ...note, meaning: derived.get(field) ?? note.meaning })),
    );
  }
  if (table === QUARANTINE_TABLE) return QUARANTINE_FIELDS.flatMap((field) => fieldNotes(field));
  const meanings = meaningsFor(table);
  const described = await rowsOf(connection, `DESCRIBE ${identifier(table)}`);
  return described.map((row) => {
    const column = String(row.column_name);
    const type = shortType(String(row.column_type));
    // A struct comes from the record, even where contact_facts has a column of that name.
    return { column, type, meaning: (type !== 'struct' && meanings.get(column)) || '' };
  });
}

/** The meanings of a view's columns: its own, and those of contact_facts for columns that it passes on. */
function meaningsFor(table: string): ReadonlyMap<string, string> {
  const notes = readViewNotes(QUERIES);
  const inNote = (name: string) => notes.find((note) => note.name === name)?.columns ?? [];
  return new Map(
    [...inNote('contact_facts'), ...inNote(table)].map(({ name, unit, meaning }) => [
      name,
      unit === 'text' || unit === 'flag' ? meaning : `${unit}: ${meaning}`,
    ]),
  );
}

/** Where a derived column's value comes from: `CustomerMetadata.ContactId, else of the raw object's key`. */
function meaningOf(column: DerivedColumn): string {
  const origins = sourcesOf(column).map((source) => {
    if ('path' in source) return source.path.join('.');
    if ('jsonOf' in source) return `JSON of ${source.jsonOf}`;
    return 'key' in source ? "of the raw object's key" : 'hour of delivery';
  });
  return [...new Set(origins)].join(', else ');
}

/** The field, or, for a struct, each of its fields. */
function fieldNotes({ name, sourceName, type }: Field, above: Path = NOWHERE): ColumnNote[] {
  const path = { sql: above.sql + sqlName(name), source: above.source + sourceName };
  if (type.kind === 'struct') {
    const below = { sql: `${path.sql}.`, source: `${path.source}.` };
    return type.fields.flatMap((field) => fieldNotes(field, below));
  }
  const meaning = name === sourceName ? (OWN[name] ?? path.source) : path.source;
  return [{ column: path.sql, type: typeName(type), meaning }];
}

interface Path {
  readonly sql: string;
  readonly source: string;
}

const NOWHERE: Path = { sql: '', source: '' };

/** The meanings of the columns that the lake adds to a record. */
const OWN: Readonly<Record<string, string>> = {
  [OTHER_FIELDS]: 'fields that have no column: path in the record → JSON',
  source_key: 'the raw object that the row comes from',
  source_offset: 'bytes from the start of the unpacked raw object',
  versions_seen: 'the last update of each version received',
  length_bytes: 'length of the piece',
  reason: 'why it is no record',
  original: 'the piece as it came: personal data',
  original_base64: 'the piece, if it is no text: personal data',
};

function typeName(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
      return 'varchar';
    case 'array':
      return 'array';
    case 'map':
      return 'map';
    case 'open':
      return 'struct';
    default:
      return type.kind;
  }
}

/** `STRUCT(…)[]` → `array` */
function shortType(type: string): string {
  if (type.endsWith('[]')) return 'array';
  return type.replace(/\(.*$/s, '').toLowerCase();
}

/** A name as SQL takes it, in quotes where it has to be. */
function sqlName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED_WORDS.has(name) ? name : identifier(name);
}

/** The attributes, by name. Rarer ones than the thousand commonest are in other_fields, and left out here. */
export async function attributesOf(
  connection: DuckDBConnection,
  dataset: Dataset,
): Promise<AttributeNote[]> {
  const keys = await attributeKeys(connection, dataset);
  const struct = openField(dataset);
  if (keys.length === 0 || struct === null) return [];
  const open = identifier(struct.name);
  const counts = keys.map((key, at) => {
    const value = `${open}.${identifier(key)}`;
    return `count(${value}) AS n${at}, count(DISTINCT ${value}) AS d${at}`;
  });
  const [row] = await rowsOf(connection, `SELECT ${counts.join(', ')} FROM ${dataset.name}`);
  return keys.map((key, at) => ({
    attribute: `${struct.name}.${sqlName(key)}`,
    contacts: Number(row?.[`n${at}`] ?? 0),
    different_values: Number(row?.[`d${at}`] ?? 0),
  }));
}

async function attributeKeys(connection: DuckDBConnection, dataset: Dataset): Promise<string[]> {
  const open = openField(dataset);
  if (open === null) return [];
  const fields = await rowsOf(
    connection,
    `DESCRIBE SELECT ${identifier(open.name)}.* FROM ${dataset.name}`,
  );
  return fields.map((field) => String(field.column_name)).filter((key) => key !== NO_OPEN_KEY);
}

/** How many different values are shown of an attribute. */
const EXAMPLES = 3;

/** The commonest values of each attribute, by its name in `attributesOf`. Personal data. */
export async function examplesOf(
  connection: DuckDBConnection,
  dataset: Dataset,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = await attributeKeys(connection, dataset);
  const examples = new Map<string, readonly string[]>();
  const struct = openField(dataset);
  if (struct === null) return examples;
  const open = identifier(struct.name);
  for (const key of keys) {
    const value = `${open}.${identifier(key)}`;
    const rows = await rowsOf(
      connection,
      `SELECT ${value} AS value FROM ${dataset.name} WHERE ${value} IS NOT NULL
      GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${EXAMPLES}`,
    );
    const name = `${struct.name}.${sqlName(key)}`;
    examples.set(
      name,
      rows.map((row) => String(row.value)),
    );
  }
  return examples;
}
