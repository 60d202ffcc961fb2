import type { DuckDBConnection } from '@duckdb/node-api';
import type { Dataset } from '../../pipeline/dataset.ts';
import { erasureTable, flatfileFields, flatfileTable } from '../../pipeline/dataset.ts';
import { datasets, othersThan } from '../../pipeline/datasets/datasets.ts';
import { ERASURE_FIELDS } from '../../pipeline/erase/erasure.ts';
import { quarantinePrefix } from '../../pipeline/lake-keys.ts';
import { QUARANTINE_TABLE } from '../../pipeline/normalise/quarantine.ts';
import { SCHEDULES_TABLE } from '../../pipeline/schedules.ts';
import { duckdbColumn, identifier, literal } from '../../pipeline/spellings/duckdb-types.ts';
import { timeZoneLiteral } from '../../queries/reader/parameters.ts';
import { readMacros } from '../../queries/reader/saved-queries.ts';
import { isLive, type View } from '../../queries/reader/views.ts';
import { QUERIES } from '../../terminal/package-files.ts';
import { LaidOutError } from '../../terminal/user-error.ts';
import { whileConnected } from '../duckdb/duckdb.ts';
import { type Column, GZIP, patternOf } from '../duckdb/duckdb-files.ts';
import { describeSqlError } from '../duckdb/engine-errors.ts';
import { readErasures } from './erasures.ts';
import { DESCRIPTORS, type HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { packageViews, viewsOf } from './lake-views.ts';
import type { DaysOfTables } from './leave-days.ts';
import { allViews, namesLive, namesOf, namesRead, namesToDeclare } from './names-read.ts';
import { inQueryWorkplace, type QueryWorkplace } from './query-workplace.ts';
import { declareSchedules } from './schedules.ts';
import { type HeldDay, holdDays } from './table-days.ts';
import { jsonTable, noRows, quarantine, table } from './table-rows.ts';
import { explainEngineError } from './unreadable-files.ts';
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
  const read = namesToDeclare(
    tables.map(({ dataset }) => dataset),
    statements,
  );
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
  // In brackets, so that a second statement in its text is no statement of its own.
  await connection.run(`CREATE VIEW ${identifier(name)} AS (${sql}\n)`).catch((error: Error) => {
    if (!/^(?:Parser|Binder|Catalog) Error: /.test(error.message)) throw error;
    throw new LaidOutError(
      `The view ${name} cannot be declared: ${describeSqlError(error.message)}`,
      { cause: error },
    );
  });
}

/** Records that are not converted yet. */
interface Waiting {
  /** The paths of the held flatfiles. */
  readonly flatfiles: readonly string[];
  /** Hashes of the erased contacts, whose records may have been delivered again. */
  readonly erased: readonly string[];
}

const NOTHING_WAITS: Waiting = { flatfiles: [], erased: [] };

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

async function quarantineFiles(lake: LakeFolder, tables: readonly Table[]): Promise<string[]> {
  const files: string[] = [];
  for (const { dataset } of tables) {
    const objects = await listObjects(lake, quarantinePrefix(dataset));
    files.push(...objects.map(({ key }) => fileOf(lake, key)));
  }
  return files;
}
