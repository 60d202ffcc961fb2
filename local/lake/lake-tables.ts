import type { DuckDBConnection } from '@duckdb/node-api';
import { type Field, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { flatfileFields, flatfileTable, tableFields } from '../../pipeline/dataset.ts';
import { ERASURE_FIELDS, erasureTable } from '../../pipeline/erase/erasure.ts';
import { quarantinePrefix } from '../../pipeline/lake-keys.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import {
  duckdbColumn,
  duckdbType,
  identifier,
  literal,
} from '../../pipeline/spellings/duckdb-types.ts';
import { isLive, readMacros, readViews } from '../../queries/reader/saved-queries.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { UserError } from '../../terminal/user-error.ts';
import { rowsOf, whileConnected } from '../duckdb/duckdb.ts';
import { GZIP, patternOf, readJson, readParquet } from '../duckdb/duckdb-files.ts';
import { mayBeOfFiles, saidOfRows } from '../duckdb/engine-errors.ts';
import { readErasures } from './erasures.ts';
import { DESCRIPTORS, type HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { inQueryWorkplace, type QueryWorkplace } from './query-workplace.ts';
import { type HeldDay, holdDays } from './table-days.ts';
import { holdFlatfiles } from './waiting-flatfiles.ts';

/** Of the engine: what does not fit goes to the lake's workplace. */
const MEMORY_LIMIT = '2GB';

/**
 * Runs `work` where the lake's table, its quarantine and the views of `queries/views/` can be
 * asked, in Athena's SQL. The lake may be empty: every table is there from the start. The engine
 * reads the lake's files, as they are now, and neither reads nor writes anything else. `work` is given
 * the days that the table has, too.
 * @param asked the statement that `work` runs, if it is one: tables that it does not name, of which
 * the quarantine may have a hundred thousand files, need not be there; those that have what is not
 * converted yet are there only for a statement that names one
 * @throws UserError naming a day of the table, or a flatfile, that is not as it was written
 */
export async function whileAsking<T>(
  lake: LakeFolder,
  dataset: Dataset,
  work: (connection: DuckDBConnection, days: ReadonlyMap<string, HeldDay>) => Promise<T>,
  asked?: string,
): Promise<T> {
  return inQueryWorkplace(lake, async (workplace) => {
    const { held, spill } = workplace;
    const askIn = async (connection: DuckDBConnection) => {
      const waiting = namesLive(dataset, asked) ? await waitingIn(lake, dataset, held) : null;
      const days = await holdDays(connection, lake, dataset, held);
      const files = [...days.values()].map(({ path }) => path);
      await declareTables(connection, { lake, dataset, workplace, files, waiting, asked });
      return work(connection, days);
    };
    try {
      return await whileConnected(askIn, { memory_limit: MEMORY_LIMIT, temp_directory: spill });
    } catch (error) {
      throw await plainerOf(error, held);
    }
  });
}

/** What went wrong in the engine, as one sentence: the file that it cannot read, or what it says. */
async function plainerOf(error: unknown, held: HeldFiles): Promise<unknown> {
  const { message } = Object(error instanceof UserError ? error.cause : error) as Partial<Error>;
  if (message === undefined || !IS_ENGINES.test(message)) return error;
  const culprit =
    held.culprit(error) ?? (mayBeOfFiles(message) ? await unreadableIn(held) : undefined);
  if (culprit !== undefined) {
    return new UserError(`${culprit} is damaged: \`contact-lake doctor\` says what to do`);
  }
  if (error instanceof UserError) return error;
  return new UserError(`The lake cannot be asked: ${saidOfRows(message, '')}`, { cause: error });
}

/** How the engine's messages begin: with their kind. */
const IS_ENGINES = /^[A-Z][\w ]* Error: /;

/** Which file of the table cannot be read to its end: the engine names none whose pages are damaged. */
async function unreadableIn(held: HeldFiles): Promise<string | undefined> {
  for (const [path, file] of held.files) {
    if (!file.endsWith('.parquet')) continue;
    const everyPage = `SELECT bit_xor(hash(COLUMNS(*))) FROM ${readParquet([path])}`;
    const isReadable = await whileConnected((connection) => connection.run(everyPage)).then(
      () => true,
      () => false,
    );
    if (!isReadable) return file;
  }
  return undefined;
}

interface Tables {
  readonly lake: LakeFolder;
  readonly dataset: Dataset;
  readonly workplace: QueryWorkplace;
  /** Held, of the table's days. */
  readonly files: readonly string[];
  readonly waiting: Waiting | null;
  readonly asked: string | undefined;
}

/**
 * Declares what can be asked. A statement over the days opens the file of each before it begins, so
 * the views are declared, and it is found out what is asked, while the table is one of no rows.
 */
async function declareTables(
  connection: DuckDBConnection,
  { lake, dataset, workplace: { held, names }, files, waiting, asked }: Tables,
): Promise<void> {
  await connection.run(readMacros(QUERIES));
  const rows = await table(connection, dataset, files);
  await connection.run(`CREATE VIEW ${dataset.name} AS ${noRows(rows.columns)}`);
  if (waiting !== null) await declareWaiting(connection, dataset, waiting);
  for (const { name, sql } of readViews(QUERIES)) {
    if (waiting === null && isLive(name)) continue;
    await connection.run(`CREATE VIEW ${identifier(name)} AS ${sql}`);
  }
  const isAllAsked = asked === undefined || mayName(connection, asked, QUARANTINE_TABLE);
  const setAside = isAllAsked
    ? await held.hold(await filesUnder(lake, quarantinePrefix(dataset)))
    : null;
  if (setAside) {
    await connection.run(`CREATE VIEW ${QUARANTINE_TABLE} AS ${quarantine(setAside)}`);
  }
  await connection.run(`CREATE OR REPLACE VIEW ${dataset.name} AS ${rows.sql}`);
  await lockTo(connection, names, [...files, ...(waiting?.flatfiles ?? []), ...(setAside ?? [])]);
}

/** What is not converted yet. */
interface Waiting {
  /** Held. */
  readonly flatfiles: readonly string[];
  /** Hashes of the contacts that are erased, which may have been delivered again. */
  readonly erased: readonly string[];
}

/** Whether the statement may name what there is besides the table. */
function namesLive(dataset: Dataset, asked = ''): boolean {
  const names = [flatfileTable(dataset), erasureTable(dataset)];
  const words = asked.toLowerCase().match(/\w+/g) ?? [];
  return words.some((word) => isLive(word) || names.includes(word));
}

async function waitingIn(lake: LakeFolder, dataset: Dataset, held: HeldFiles): Promise<Waiting> {
  const flatfiles = await holdFlatfiles(lake, dataset, held);
  const { erasures } = await readErasures(lake, dataset);
  return { flatfiles, erased: erasures.flatMap(({ erasure }) => erasure.contacts) };
}

async function declareWaiting(
  connection: DuckDBConnection,
  dataset: Dataset,
  { flatfiles, erased }: Waiting,
): Promise<void> {
  const rows = jsonTable(flatfiles, flatfileFields(dataset), GZIP);
  await connection.run(`CREATE VIEW ${flatfileTable(dataset)} AS ${rows}`);
  const columns = ERASURE_FIELDS.map((field) => duckdbColumn(field)).join(', ');
  await connection.run(`CREATE TABLE ${erasureTable(dataset)} (${columns})`);
  await connection.run(`INSERT INTO ${erasureTable(dataset)} VALUES ([${erased.map(literal)}])`);
}

/** Whether the statement reads the table: the engine tells. Of PIVOT it names none at all. */
function mayName(connection: DuckDBConnection, sql: string, table: string): boolean {
  const named = connection.getTableNames(sql, false).map((name) => name.toLowerCase());
  return named.length === 0 || named.includes(table);
}

/**
 * From now on the engine opens these files and no others, and nobody can tell it otherwise.
 * @param names the folder where files have other names
 */
async function lockTo(
  connection: DuckDBConnection,
  names: string,
  files: readonly string[],
): Promise<void> {
  // A descriptor's path is allowed by itself, as the engine looks where it leads; of a file that has
  // been replaced or removed it leads nowhere, and is allowed by its folder.
  const others = files.filter((file) => !file.startsWith(names));
  await connection.run(`SET allowed_directories = ${allowed([DESCRIPTORS, names])}`);
  await connection.run(`SET allowed_paths = ${allowed(others)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** The engine looks whether it may before it takes a pattern for the path that it means. */
function allowed(paths: readonly string[]): string {
  const spelled = new Set(paths.flatMap((path) => [path, patternOf(path)]));
  return `[${[...spelled].map(literal).join(', ')}]`;
}

/** The day files as one table, in SQL, and its columns. A column that no file has yet is null. */
async function table(
  connection: DuckDBConnection,
  dataset: Dataset,
  files: readonly string[],
): Promise<{ sql: string; columns: Column[] }> {
  const declared = tableFields(dataset).map(columnOf);
  if (files.length === 0) return { sql: noRows(declared), columns: declared };
  const source = readParquet(files);
  const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`);
  const types = new Map(described.map((row) => [row.column_name, String(row.column_type)]));
  const selected = declared.map((column) =>
    types.has(column.name) ? identifier(column.name) : nullColumn(column),
  );
  return {
    sql: `SELECT ${selected.join(', ')} FROM ${source}`,
    columns: declared.map(({ name, type }) => ({ name, type: types.get(name) ?? type })),
  };
}

function quarantine(files: readonly string[]): string {
  return jsonTable(files, QUARANTINE_FIELDS, `maximum_object_size = ${LONGEST_ENTRY_BYTES}`);
}

/** An entry quotes up to 4 MiB of JSON, its quotes escaped, or as base64. */
const LONGEST_ENTRY_BYTES = 32 * 1024 * 1024;

function jsonTable(files: readonly string[], fields: readonly Field[], setting: string): string {
  if (files.length > 0) return `SELECT * FROM ${readJson(files, fields, setting)}`;
  return noRows(fields.map(({ name, type }) => ({ name, type: duckdbType(type) })));
}

async function filesUnder(lake: LakeFolder, prefix: string): Promise<string[]> {
  return (await listObjects(lake, prefix)).map(({ key }) => fileOf(lake, key));
}

interface Column {
  name: string;
  type: string;
}

function columnOf(field: Field): Column {
  return { name: field.name, type: duckdbType(field.type, [NO_OPEN_KEY]) };
}

function noRows(columns: readonly Column[]): string {
  return `SELECT ${columns.map(nullColumn).join(', ')} WHERE false`;
}

function nullColumn({ name, type }: Column): string {
  return `CAST(NULL AS ${type}) AS ${identifier(name)}`;
}
