import type { DuckDBConnection } from '@duckdb/node-api';
import { type Field, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import {
  erasureTable,
  flatfileFields,
  flatfileTable,
  tableFields,
} from '../../pipeline/dataset.ts';
import { datasets, othersThan } from '../../pipeline/datasets/datasets.ts';
import { DAY_MILLISECONDS } from '../../pipeline/day-milliseconds.ts';
import { ERASURE_FIELDS } from '../../pipeline/erase/erasure.ts';
import { quarantinePrefix } from '../../pipeline/lake-keys.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import {
  duckdbColumn,
  duckdbType,
  identifier,
  literal,
} from '../../pipeline/spellings/duckdb-types.ts';
import { type DayRange, timeZoneLiteral } from '../../queries/reader/parameters.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { COMMENT_OR_TEXT } from '../../queries/reader/sql-text.ts';
import { isLive, type View } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { LaidOutError, UserError } from '../../terminal/user-error.ts';
import { rowsOf, whileConnected } from '../duckdb/duckdb.ts';
import {
  type Column,
  GZIP,
  patternOf,
  readJson,
  readParquet,
  readParquetAlike,
  readParquetAs,
} from '../duckdb/duckdb-files.ts';
import {
  damagedFile,
  describeRowError,
  describeSqlError,
  mayConcernFiles,
} from '../duckdb/engine-errors.ts';
import { readErasures } from './erasures.ts';
import { DESCRIPTORS, type HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { packageViews, viewsOf } from './lake-views.ts';
import { inQueryWorkplace, type QueryWorkplace } from './query-workplace.ts';
import { declareSchedules } from './schedules.ts';
import { type HeldDay, holdDays } from './table-days.ts';
import { holdFlatfiles } from './waiting-flatfiles.ts';

const SETTINGS = {
  // Queries that need more spill to the query's workplace in the lake.
  memory_limit: '2GB',
  // The system keeps the pages of files that were read. A second copy takes longer than it saves.
  enable_external_file_cache: 'false',
};

/**
 * Runs `work` with a connection to the lake's tables, its quarantine and the
 * views, in Athena's SQL. All tables exist even in an empty lake. The engine reads the
 * lake's files in their present state, and can neither read nor write any other file.
 * @param dataset the dataset that `work` is about
 * @param work takes the connection, the days of the dataset's table, and those of all tables that are read
 * @param statements what `work` runs, if that is known. Views are declared only if one of them reads them, and so is the
 *   quarantine, which may have a hundred thousand files; the tables of records that are not converted yet only if one
 *   names any of these, and of other datasets' tables those that they read
 * @param kept what the reader keeps from one time to the next
 * @throws UserError naming a day of the table, or a flatfile, that is not as it was written
 */
export async function whileAsking<T>(
  lake: LakeFolder,
  dataset: Dataset,
  work: (
    connection: DuckDBConnection,
    days: ReadonlyMap<string, HeldDay>,
    tables: DaysOfTables,
  ) => Promise<T>,
  statements?: string | readonly string[],
  kept?: Kept<T>,
): Promise<T> {
  const known = statements === undefined ? null : [statements].flat();
  const statement = known?.join(';\n');
  return inQueryWorkplace(lake, async (workplace) => {
    const { held, spill } = workplace;
    const askIn = async (connection: DuckDBConnection) => {
      const own = await tableOf(connection, lake, dataset, held, statement);
      const answer = await kept?.answerFor(own.days);
      if (answer != null) return answer;
      const read = namesRead(statement);
      const others: Table[] = [];
      for (const other of othersThan(dataset)) {
        const isRead = read === null || namesOf(other).some((name) => read.has(name));
        others.push(
          isRead ? await tableOf(connection, lake, other, held, statement) : emptyTable(other),
        );
      }
      const folder = kept?.folder ?? null;
      const tables = [own, ...others];
      await declareTables(connection, { lake, tables, workplace, statements: known, folder });
      return work(connection, own.days, new Map(tables.map((one) => [one.dataset, one.days])));
    };
    try {
      return await whileConnected(askIn, { ...SETTINGS, temp_directory: spill });
    } catch (error) {
      throw await explainEngineError(error, held);
    }
  });
}

/** The cache of a reader, which holds what it has computed from the table's days. */
export interface Kept<T> {
  /** A folder that the engine may read and write too. */
  readonly folder: string;
  /** The cached answer for these days, for which no table is read; null if there is none. */
  readonly answerFor: (days: ReadonlyMap<string, HeldDay>) => Promise<T | null>;
}

/** DuckDB's error as one sentence that names the unreadable file, or describes the error without values. */
async function explainEngineError(error: unknown, held: HeldFiles): Promise<unknown> {
  const { message } = Object(error instanceof UserError ? error.cause : error) as Partial<Error>;
  if (message === undefined || !ENGINE_MESSAGE.test(message)) return error;
  const culprit =
    held.culprit(error) ?? (mayConcernFiles(message) ? await unreadableIn(held) : undefined);
  if (culprit !== undefined) return damagedFile(culprit);
  if (error instanceof UserError) return error;
  return new UserError(`The lake cannot be queried: ${describeRowError(message, '')}`, {
    cause: error,
  });
}

/** The beginning of DuckDB's messages: the kind of error. */
const ENGINE_MESSAGE = /^[A-Z][\w ]* Error: /;

/** The first file of the table that cannot be read to its end. DuckDB's error does not name a file with damaged pages. */
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

/** A dataset's table, and its records that are not converted yet, if the statement reads them. */
interface Table {
  readonly dataset: Dataset;
  readonly days: ReadonlyMap<string, HeldDay>;
  readonly waiting: Waiting | null;
}

async function tableOf(
  connection: DuckDBConnection,
  lake: LakeFolder,
  dataset: Dataset,
  held: HeldFiles,
  statement?: string,
): Promise<Table> {
  const waiting = namesLive(dataset, statement) ? await waitingIn(lake, dataset, held) : null;
  return { dataset, days: await holdDays(connection, lake, dataset, held), waiting };
}

/** The table of a dataset that nothing is asked of. */
function emptyTable(dataset: Dataset): Table {
  return { dataset, days: new Map(), waiting: null };
}

/** Those of the datasets whose tables the statement reads, itself or by views. */
export function datasetsRead(datasets: readonly Dataset[], statement: string): Dataset[] {
  const read = namesRead(statement)!;
  return datasets.filter((one) => namesOf(one).some((name) => read.has(name)));
}

/** Whether the statement reads agents' schedules, itself or by views. */
export function readsSchedules(statement: string): boolean {
  return namesRead(statement)!.has(SCHEDULES_TABLE);
}

/** The names of a dataset's tables. */
function namesOf(dataset: Dataset): string[] {
  return [dataset.name, flatfileTable(dataset), erasureTable(dataset)];
}

function allViews(): View[] {
  const { views, flat } = packageViews();
  return [...views, ...flat];
}

/** Every word of the statement and of the views that it reads, lower-cased; null if it is unknown. */
function namesRead(statement: string | undefined): ReadonlySet<string> | null {
  if (statement === undefined) return null;
  const views = new Map(allViews().map(({ name, sql }) => [name, sql]));
  const read = new Set<string>();
  const waiting = [statement];
  for (let sql = waiting.pop(); sql !== undefined; sql = waiting.pop()) {
    for (const word of withoutComments(sql).toLowerCase().match(/\w+/g) ?? []) {
      const view = read.has(word) ? undefined : views.get(word);
      if (view !== undefined) waiting.push(view);
      read.add(word);
    }
  }
  return read;
}

/** The SQL without comments. A text literal may have two hyphens, too. */
function withoutComments(sql: string): string {
  const opaque = new RegExp(COMMENT_OR_TEXT, 'g');
  return sql.replace(opaque, (found) => (found.startsWith('--') ? ' ' : found));
}

interface Tables {
  readonly lake: LakeFolder;
  readonly tables: readonly Table[];
  readonly workplace: QueryWorkplace;
  /** What is asked; null if it is unknown. */
  readonly statements: readonly string[] | null;
  readonly folder: string | null;
}

/**
 * Declares the tables and views. The views are declared, and the statement is examined, while the
 * tables are empty stand-ins: otherwise each of these steps would open the files of all days.
 */
async function declareTables(
  connection: DuckDBConnection,
  { lake, tables, workplace: { held, names }, statements, folder }: Tables,
): Promise<void> {
  const statement = statements?.join(';\n');
  await connection.run(readMacros(QUERIES));
  const read = namesToDeclare(tables, statements);
  const isMeant = (name: string) => read === null || read.has(name);
  if (isMeant(SCHEDULES_TABLE)) {
    const areRead = namesRead(statement)?.has(SCHEDULES_TABLE);
    await declareSchedules(connection, areRead ? lake : null);
  }
  const zone = timeZoneLiteral(statement ?? '');
  if (zone !== null) await connection.run(`SET VARIABLE time_zone = ${zone}`);
  const rowsOfTables = await declareStandIns(connection, tables, isMeant);
  const areLive = tables.some(({ waiting }) => waiting !== null);
  const isDeclared = (name: string) => isMeant(name) && (areLive || !isLive(name));
  for (const view of viewsOf(lake, isDeclared)) await declareView(connection, view);
  const setAside = isMeant(QUARANTINE_TABLE)
    ? await held.hold(await quarantineFiles(lake, tables))
    : null;
  if (setAside) {
    await connection.run(`CREATE VIEW ${QUARANTINE_TABLE} AS ${quarantine(setAside)}`);
  }
  for (const view of packageViews().flat) {
    if (isMeant(view.name)) await declareView(connection, view);
  }
  for (const [dataset, { sql }] of rowsOfTables)
    await connection.run(`CREATE OR REPLACE VIEW ${dataset.name} AS ${sql}`);
  const files = tables.flatMap(({ days, waiting }) => [
    ...[...days.values()].map(({ path }) => path),
    ...(waiting?.flatfiles ?? []),
  ]);
  const others = [...files, ...(setAside ?? [])];
  await lockTo(connection, folder === null ? [names] : [names, folder], others);
}

/**
 * Declares the tables without their rows, and those of the records that wait, if any is read.
 * @param isMeant whether a table is declared, by its names
 * @returns the rows of each table that has any
 */
async function declareStandIns(
  connection: DuckDBConnection,
  tables: readonly Table[],
  isMeant = (_name: string) => true,
): Promise<Map<Dataset, { sql: string; columns: Column[] }>> {
  const rowsOfTables = new Map<Dataset, { sql: string; columns: Column[] }>();
  const areLive = tables.some(({ waiting }) => waiting !== null);
  for (const { dataset, days, waiting } of tables) {
    if (!namesOf(dataset).some(isMeant)) continue;
    const rows = await table(connection, dataset, [...days.values()]);
    if (days.size > 0) rowsOfTables.set(dataset, rows);
    await connection.run(`CREATE VIEW ${dataset.name} AS ${noRows(rows.columns)}`);
    if (areLive) await declareWaiting(connection, dataset, waiting ?? NOTHING_WAITS);
  }
  return rowsOfTables;
}

/**
 * Declares every view over tables without rows, whatever a lake has.
 * @returns how many there are
 * @throws UserError as `declareView` does
 */
export async function declareEveryView(): Promise<number> {
  const views = allViews();
  await whileConnected(async (connection) => {
    await connection.run(readMacros(QUERIES));
    await declareSchedules(connection, null);
    const tables = datasets.map((one) => ({ ...emptyTable(one), waiting: NOTHING_WAITS }));
    await declareStandIns(connection, tables);
    await connection.run(`CREATE VIEW ${QUARANTINE_TABLE} AS ${quarantine([])}`);
    for (const view of views) await declareView(connection, view);
  }, SETTINGS);
  return views.length;
}

/**
 * Declares a view while no table has rows, so that the engine's message has no value of any.
 * @throws UserError naming the view, and the place in its SQL that the engine does not understand
 */
export async function declareView(
  connection: DuckDBConnection,
  { name, sql }: View,
): Promise<void> {
  await connection.run(`CREATE VIEW ${identifier(name)} AS ${sql}`).catch((error: Error) => {
    if (!/^(?:Parser|Binder|Catalog) Error: /.test(error.message)) throw error;
    throw new LaidOutError(
      `The view ${name} cannot be declared: ${describeSqlError(error.message)}`,
      { cause: error },
    );
  });
}

/** Limits the table to the rows of these days, on a connection of `whileAsking`. */
export async function leaveDays(
  connection: DuckDBConnection,
  dataset: Dataset,
  days: readonly HeldDay[],
): Promise<void> {
  const { sql } = await table(connection, dataset, days);
  await connection.run(`CREATE OR REPLACE VIEW ${dataset.name} AS ${sql}`);
}

/** The days of each table. */
export type DaysOfTables = ReadonlyMap<Dataset, ReadonlyMap<string, HeldDay>>;

/**
 * Limits the tables whose views follow something from row to row to what an answer about these days needs, on a
 * connection of `whileAsking`. Tables that bounds of columns limit stay as they are.
 */
export async function leaveDaysAround(
  connection: DuckDBConnection,
  tables: DaysOfTables,
  range: DayRange,
): Promise<void> {
  for (const [dataset, days] of tables) {
    if (dataset.followed !== undefined && days.size > 0)
      await leaveFollowed(connection, dataset, dataset.followed, days, range);
  }
}

async function leaveFollowed(
  connection: DuckDBConnection,
  dataset: Dataset,
  { days_around, scope, thing }: NonNullable<Dataset['followed']>,
  days: ReadonlyMap<string, HeldDay>,
  { first, last }: DayRange,
): Promise<void> {
  const from = Date.parse(first) - days_around * DAY_MILLISECONDS;
  const to = Date.parse(last) + days_around * DAY_MILLISECONDS;
  const isNear = ([day]: readonly [string, HeldDay]) =>
    from <= Date.parse(day) && Date.parse(day) <= to;
  const tableOf = (of: readonly (readonly [string, HeldDay])[]) =>
    table(
      connection,
      dataset,
      of.map(([, held]) => held),
    );
  const rest = [...days].filter((one) => !isNear(one));
  const time = dataset.day.name;
  // The first rows of each thing before and behind, of which only the times are read here.
  const firsts = `firsts_of_${dataset.name}`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${firsts} AS
    SELECT ${scope.name}, ${thing.name}, min(${time}) AS ${time}, max(${time}) AS newest
    FROM (${(await tableOf(rest)).sql})
    GROUP BY ${scope.name}, ${thing.name}, ${time} < ${literal(new Date(from).toISOString())}::TIMESTAMP`);
  const found = await rowsOf(
    connection,
    `SELECT DISTINCT strftime(${time}, '%Y-%m-%d') AS day FROM ${firsts}`,
  );
  const daysOfFirsts = new Set(found.map(({ day }) => day));
  const near = await tableOf([...days].filter(isNear));
  const further = await tableOf(rest.filter(([day]) => daysOfFirsts.has(day)));
  await connection.run(
    `CREATE OR REPLACE VIEW ${dataset.name} AS (${near.sql})
    UNION ALL BY NAME (
      FROM (${further.sql}) SEMI JOIN ${firsts} USING (${scope.name}, ${thing.name}, ${time})
    )
    UNION ALL BY NAME (
      SELECT ${scope.name}, max(newest) AS ${time} FROM ${firsts} GROUP BY ${scope.name}
    )`,
  );
}

/** Records that are not converted yet. */
interface Waiting {
  /** The paths of the held flatfiles. */
  readonly flatfiles: readonly string[];
  /** Hashes of the erased contacts, whose records may have been delivered again. */
  readonly erased: readonly string[];
}

const NOTHING_WAITS: Waiting = { flatfiles: [], erased: [] };

/** Whether the statement may name a table of records that are not converted yet. */
function namesLive(dataset: Dataset, statement = ''): boolean {
  const names = [flatfileTable(dataset), erasureTable(dataset)];
  const words = statement.toLowerCase().match(/\w+/g) ?? [];
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

/**
 * The names that the statements read, themselves or by views; null if all are to be declared, because a statement reads
 * what is neither a table nor a view: DuckDB's list of views, or a name that it suggests others for.
 */
function namesToDeclare(
  tables: readonly Table[],
  statements: readonly string[] | null,
): ReadonlySet<string> | null {
  const views = allViews().map(({ name }) => name);
  const ofTables = tables.flatMap(({ dataset }) => namesOf(dataset));
  const known = [...views, ...ofTables, QUARANTINE_TABLE, SCHEDULES_TABLE];
  const areKnown = (statement: string) => {
    const sql = statement.replace(new RegExp(COMMENT_OR_TEXT, 'g'), ' ').toLowerCase();
    const steps = namesFound(sql, /(\w+)"?\s*(?:\([^()]*\)\s*)?\bas\s*\(/g);
    const sources = namesFound(sql, /\b(?:from|join)\s+"?(\w+)\b(?!\s*\()/g);
    const readable = new Set([...known, ...steps]);
    return sources.length > 0 && sources.every((name) => readable.has(name));
  };
  return statements?.every(areKnown) ? namesRead(statements.join(';\n')) : null;
}

function namesFound(sql: string, pattern: RegExp): string[] {
  return [...sql.matchAll(pattern)].map(([, name]) => name!);
}

/**
 * Restricts the engine to these files. No statement can lift the restriction.
 * @param folders of which the engine may read and write every file: first that with the hard links to held files
 */
async function lockTo(
  connection: DuckDBConnection,
  folders: readonly [string, ...string[]],
  files: readonly string[],
): Promise<void> {
  const [names] = folders;
  // DuckDB resolves a descriptor's path, so the path itself must be allowed. If the file has been
  // replaced or removed, it resolves to nothing and is allowed through its folder.
  const others = files.filter((file) => !file.startsWith(names));
  await connection.run(`SET allowed_directories = ${allowed([DESCRIPTORS, ...folders])}`);
  await connection.run(`SET allowed_paths = ${allowed(others)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** Each path as it is and as a pattern, because DuckDB compares patterns before it resolves them. */
function allowed(paths: readonly string[]): string {
  const spelled = new Set(paths.flatMap((path) => [path, patternOf(path)]));
  return `[${[...spelled].map(literal).join(', ')}]`;
}

/** The days' files as one table in SQL, and its columns. A column that no file has yet is null. */
async function table(
  connection: DuckDBConnection,
  dataset: Dataset,
  days: readonly HeldDay[],
): Promise<{ sql: string; columns: Column[] }> {
  const declared = tableFields(dataset).map(columnOf);
  if (days.length === 0) return { sql: noRows(declared), columns: declared };
  const ofEachSchema = new Map(days.map(({ schema, path }) => [schema, path]));
  const described = await rowsOf(
    connection,
    `DESCRIBE SELECT * FROM ${readParquet([...ofEachSchema.values()])}`,
  );
  const types = new Map(described.map((row) => [row.column_name, String(row.column_type)]));
  const columns = declared.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  const files = days.map(({ path }) => path);
  if (ofEachSchema.size > 1)
    return { sql: `SELECT * FROM ${readParquetAs(columns, files)}`, columns };
  const selected = columns.map((column) =>
    types.has(column.name) ? identifier(column.name) : nullColumn(column),
  );
  return { sql: `SELECT ${selected.join(', ')} FROM ${readParquetAlike(files)}`, columns };
}

function quarantine(files: readonly string[]): string {
  return jsonTable(files, QUARANTINE_FIELDS, `maximum_object_size = ${LONGEST_ENTRY_BYTES}`);
}

/** The longest line of quarantine. An entry quotes up to 4 MiB of JSON, which is longer once escaped or in base64. */
const LONGEST_ENTRY_BYTES = 32 * 1024 * 1024;

function jsonTable(files: readonly string[], fields: readonly Field[], setting: string): string {
  if (files.length > 0) return `SELECT * FROM ${readJson(files, fields, setting)}`;
  return noRows(fields.map(({ name, type }) => ({ name, type: duckdbType(type) })));
}

async function quarantineFiles(lake: LakeFolder, tables: readonly Table[]): Promise<string[]> {
  const files: string[] = [];
  for (const { dataset } of tables) {
    const objects = await listObjects(lake, quarantinePrefix(dataset));
    files.push(...objects.map(({ key }) => fileOf(lake, key)));
  }
  return files;
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
