import type { DuckDBConnection } from '@duckdb/node-api';
import { type Field, NO_OPEN_KEY } from '../../pipeline/column-types.ts';
import type { Dataset } from '../../pipeline/dataset.ts';
import { tableFields } from '../../pipeline/dataset.ts';
import { quarantinePrefix } from '../../pipeline/lake-keys.ts';
import { QUARANTINE_FIELDS, QUARANTINE_TABLE } from '../../pipeline/quarantine.ts';
import { rowsOf, whileConnected } from '../duckdb/duckdb.ts';
import { fileList, readParquet } from '../duckdb/duckdb-files.ts';
import { duckdbType, identifier, literal } from '../duckdb/duckdb-types.ts';
import { QUERIES } from '../package-files.ts';
import { readMacros, readViews } from '../query/saved-queries.ts';
import { UserError } from '../user-error.ts';
import { DESCRIPTORS, HeldFiles } from './held-files.ts';
import { fileOf, type LakeFolder, listObjects } from './lake-folder.ts';
import { queryWorkplace } from './query-workplace.ts';
import { type HeldDay, holdDays } from './table-days.ts';

/** Of the engine: what does not fit goes to the lake's workplace. */
const MEMORY_LIMIT = '2GB';

/**
 * Runs `work` where the lake's table, its quarantine and the views of `queries/views/` can be
 * asked, in Athena's SQL. The lake may be empty: every table is there from the start. The engine
 * reads the lake's files, as they are now, and neither reads nor writes anything else. `work` is given
 * the days that the table has, too.
 * @throws UserError naming a day of the table that is not as convert has written it
 */
export async function whileAsking<T>(
  lake: LakeFolder,
  dataset: Dataset,
  work: (connection: DuckDBConnection, days: ReadonlyMap<string, HeldDay>) => Promise<T>,
): Promise<T> {
  const held = new HeldFiles();
  const workplace = await queryWorkplace(lake);
  try {
    return await whileConnected(
      async (connection) => {
        const days = await holdDays(connection, lake, dataset, held);
        const tableFiles = [...days.values()].map(({ path }) => path);
        const quarantineFiles = await held.hold(await filesUnder(lake, quarantinePrefix(dataset)));
        await connection.run(readMacros(QUERIES));
        await connection.run(
          `CREATE VIEW ${dataset.name} AS ${await table(connection, dataset, tableFiles)}`,
        );
        await connection.run(`CREATE VIEW ${QUARANTINE_TABLE} AS ${quarantine(quarantineFiles)}`);
        for (const { name, sql } of readViews(QUERIES)) {
          await connection.run(`CREATE VIEW ${identifier(name)} AS ${sql}`);
        }
        await lockTo(connection, [...tableFiles, ...quarantineFiles]);
        return work(connection, days);
      },
      { memory_limit: MEMORY_LIMIT, temp_directory: workplace.path },
    );
  } catch (error) {
    const culprit = held.culprit(error);
    if (!culprit) throw error;
    throw new UserError(`${culprit} is damaged: \`contact-lake doctor\` says what to do`);
  } finally {
    await held.close();
    await workplace.leave();
  }
}

/** From now on the engine opens these files and no others, and nobody can tell it otherwise. */
async function lockTo(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  // A held file that is replaced or removed has no name but this process's for it.
  await connection.run(`SET allowed_directories = [${literal(DESCRIPTORS)}]`);
  await connection.run(`SET allowed_paths = [${files.map(literal).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** The day files as one table. A column that no file has yet is null. */
async function table(
  connection: DuckDBConnection,
  dataset: Dataset,
  files: readonly string[],
): Promise<string> {
  if (files.length === 0) return noRows(tableFields(dataset).map(columnOf));
  const source = readParquet(files);
  const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`);
  const present = new Set(described.map((row) => row.column_name));
  const columns = tableFields(dataset).map((field) =>
    present.has(field.name) ? identifier(field.name) : nullColumn(columnOf(field)),
  );
  return `SELECT ${columns.join(', ')} FROM ${source}`;
}

function quarantine(files: readonly string[]): string {
  const columns = QUARANTINE_FIELDS.map(columnOf);
  if (files.length === 0) return noRows(columns);
  const types = columns.map(({ name, type }) => `${literal(name)}: ${literal(type)}`);
  return `SELECT * FROM read_json(
    ${fileList(files)},
    hive_partitioning = false, format = 'newline_delimited', maximum_object_size = ${LONGEST_ENTRY_BYTES},
    columns = {${types.join(', ')}}
  )`;
}

/** An entry quotes up to 4 MiB of JSON, its quotes escaped, or as base64. */
const LONGEST_ENTRY_BYTES = 32 * 1024 * 1024;

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
