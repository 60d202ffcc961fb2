import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import { contactRecords } from '../../pipeline/datasets/contact-records/dataset.ts';
import { tableFileDay, tableFileKey, tableNoteKey, tablePrefix } from '../../pipeline/lake-keys.ts';
import { identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';

const DAY_MS = 86_400_000;
const DAYS = 365;

/**
 * Gives the table of a lake a year of days, each with a multiple of the contacts of one of its days: the lake's own
 * weeks, repeated in the weeks before with other contact ids. The days are written by SQL, because converting five
 * million contacts takes many times as long as querying them.
 */
export async function fillYear(lake: string, times: number): Promise<void> {
  const own = readdirSync(join(lake, tablePrefix(contactRecords)))
    .map((name) => tableFileDay(contactRecords, tablePrefix(contactRecords) + name))
    .filter((day) => day !== null)
    .sort()
    .reverse();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  // The earliest day first, because the lake's own days are read for all others.
  for (let index = DAYS - 1; index >= 0; index--) {
    const weeks = Math.floor(index / own.length);
    await copyDay(connection, lake, {
      source: own[index % own.length]!,
      earlierDays: weeks * own.length,
      copies: Array.from({ length: times }, (_, copy) => weeks * times + copy),
    });
  }
  connection.closeSync();
  instance.closeSync();
}

interface DayCopied {
  readonly source: string;
  readonly earlierDays: number;
  /** Numbers of the copies, which their contact ids begin with. */
  readonly copies: readonly number[];
}

/** Writes a day's file as convert writes it, and the note of its state. */
async function copyDay(
  connection: DuckDBConnection,
  lake: string,
  { source, earlierDays, copies }: DayCopied,
): Promise<void> {
  const day = new Date(Date.parse(source) - earlierDays * DAY_MS).toISOString().slice(0, 10);
  const rows = `read_parquet(${literal(join(lake, tableFileKey(contactRecords, source)))})`;
  const described = await connection.run(`SELECT * FROM ${rows} LIMIT 0`);
  const columns = described.columnNames().map((name, i) => {
    const copied = asCopy(described.columnType(i), name, identifier(name), earlierDays);
    return `${copied} AS ${identifier(name)}`;
  });
  const digits = copies.map((copy) => `(${literal(copy.toString(16).padStart(4, '0'))})`);
  const file = join(lake, tableFileKey(contactRecords, day));
  const unfinished = `${file}.unfinished`;
  await connection.run(`
    COPY (
      SELECT ${columns.join(', ')} FROM ${rows}
      CROSS JOIN (VALUES ${digits.join(', ')}) AS copies (copy_digits)
      ORDER BY initiationtimestamp, instancearn, contactid
    ) TO ${literal(unfinished)} (FORMAT parquet, COMPRESSION zstd)`);
  const note = JSON.stringify([await stateOf(connection, unfinished)]);
  renameSync(unfinished, file);
  writeFileSync(join(lake, tableNoteKey(contactRecords, day)), `${note}\n`);
}

/** SQL for a value of another contact: contact ids begin with other digits, and times are earlier. */
function asCopy(type: DuckDBType, name: string, value: string, earlierDays: number): string {
  if (type.typeId === DuckDBTypeId.TIMESTAMP) return `${value} - to_days(${earlierDays})`;
  if (type.typeId === DuckDBTypeId.VARCHAR && /contact(association)?id$/.test(name)) {
    return `copy_digits || substr(${value}, 5)`;
  }
  if (type instanceof DuckDBStructType) {
    const fields = type.entryNames.map((field, i) => {
      const inner = `${value}.${identifier(field)}`;
      return `${identifier(field)} := ${asCopy(type.entryTypes[i]!, field, inner, earlierDays)}`;
    });
    return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
  }
  if (type instanceof DuckDBListType) {
    return `list_transform(${value}, lambda item: ${asCopy(type.valueType, name, 'item', earlierDays)})`;
  }
  return value;
}

/** The state of a file, as convert writes it into the day's note. */
async function stateOf(connection: DuckDBConnection, file: string) {
  const counted = await connection.runAndReadAll(`
    SELECT
      (SELECT num_rows::INTEGER FROM parquet_file_metadata(${literal(file)})),
      (SELECT count(*)::INTEGER FROM parquet_schema(${literal(file)}) WHERE num_children IS NULL)`);
  const [[rows, columns] = []] = counted.getRows();
  return {
    rows,
    columns,
    bytes: statSync(file).size,
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
  };
}
